// Unit keys, keyed signs, and the argument for keys of 64 bits (docs/decisions/0002).
#include "skjerm/base/evidence.h"

#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <cstdint>
#include <map>
#include <numeric>
#include <random>
#include <unordered_map>
#include <vector>

namespace skjerm::base {
namespace {

constexpr Aes128::Key kKey{9, 8, 7, 6, 5, 4, 3, 2, 1};

TEST(UnitKeys, AreHalvesOfBlocks) {
    const UnitKeys keys(kKey, 3);
    const Aes128 cipher(kKey);
    for (const std::uint64_t unit : {0ULL, 1ULL, 2ULL, 77ULL, 10'215'452ULL}) {
        const Word128 block = cipher.encrypt({unit / 2, 3});
        EXPECT_EQ(keys.key(unit), unit % 2 == 0 ? block.low : block.high);
    }
}

TEST(UnitKeys, AreTheSameByRangeByListAndOneByOne) {
    const UnitKeys keys(kKey, 3);
    for (const std::uint64_t first : {0ULL, 1ULL, 511ULL, 512ULL}) {
        for (const std::size_t size : std::vector<std::size_t>{0, 1, 2, 511, 512, 513, 2000}) {
            std::vector<std::uint64_t> range(size);
            keys.fill_range(first, range);
            std::vector<std::uint32_t> units(size);
            std::iota(units.begin(), units.end(), static_cast<std::uint32_t>(first));
            std::vector<std::uint64_t> listed(size);
            keys.fill(units, listed);
            ASSERT_EQ(range, listed) << first << " " << size;
            for (std::size_t i = 0; i < size; ++i) ASSERT_EQ(range[i], keys.key(first + i));
        }
    }
}

TEST(UnitKeys, AcceptUnitsInAnyOrder) {
    const UnitKeys keys(kKey, 3);
    const std::vector<std::uint32_t> units{5, 4, 5, 1'000'000, 0, 4'294'967'294U, 1};
    std::vector<std::uint64_t> out(units.size());
    keys.fill(units, out);
    for (std::size_t i = 0; i < units.size(); ++i) EXPECT_EQ(out[i], keys.key(units[i]));
}

TEST(UnitKeys, MayBeOfUnitsNearEachOtherAndFarApart) {
    const UnitKeys keys(kKey, 3);
    std::mt19937_64 random(2);
    for (const std::uint32_t apart : {1U, 2U, 3U, 4U, 7U, 1'000U, 1'000'000U}) {
        std::vector<std::uint32_t> units;
        for (std::uint32_t unit = 0; units.size() < 700;
             unit += static_cast<std::uint32_t>(1 + random() % apart)) {
            units.push_back(unit);
            if (random() % 5 == 0) units.push_back(unit);  // a unit with several rows
        }
        std::vector<std::uint64_t> out(units.size());
        keys.fill(units, out);
        for (std::size_t i = 0; i < units.size(); ++i)
            ASSERT_EQ(out[i], keys.key(units[i])) << apart << " " << i;
    }
}

TEST(UnitKeys, DifferBetweenDomains) {
    const UnitKeys persons(kKey, 0);
    const UnitKeys jobs(kKey, 1);
    for (std::uint64_t unit = 0; unit < 100; ++unit) EXPECT_NE(persons.key(unit), jobs.key(unit));
}

TEST(KeyedSigns, AreTheBitsOfTheGroup) {
    const KeyedSigns signs(kKey);
    std::vector<std::uint32_t> units;
    std::vector<std::uint64_t> sets;
    for (std::uint32_t unit = 0; unit < 1000; ++unit) {
        units.push_back(unit * 7);
        sets.push_back(unit % 3);
    }
    std::vector<std::uint8_t> out(units.size());
    signs.fill(units, sets, out);
    std::vector<Word128> groups(60);
    for (std::uint64_t set = 0; set < 3; ++set) {
        signs.fill_groups(0, set, groups);
        for (std::size_t i = set; i < units.size(); i += 3) {
            const Word128 group = signs.group_bits(units[i] / 128, set);
            EXPECT_EQ(group, groups[units[i] / 128]);
            const std::uint32_t place = units[i] % 128;
            const bool plus = ((place < 64 ? group.low >> place : group.high >> (place - 64)) & 1U);
            EXPECT_EQ(out[i], plus ? 1 : 0);
        }
    }
}

/// Signs are balanced and do not follow the set: 2 x 10^5 of them, so a mean of absolute value
/// above 0.0134 (six standard errors) has probability 2e-9.
TEST(KeyedSigns, AreBalancedAndIndependentBetweenSets) {
    const KeyedSigns signs(kKey);
    constexpr std::size_t kUnits = 200'000;
    std::vector<std::uint32_t> units(kUnits);
    std::iota(units.begin(), units.end(), 0U);
    std::vector<std::uint8_t> one(kUnits);
    std::vector<std::uint8_t> other(kUnits);
    signs.fill(units, std::vector<std::uint64_t>(kUnits, 1), one);
    signs.fill(units, std::vector<std::uint64_t>(kUnits, 2), other);
    double mean = 0;
    double product = 0;
    for (std::size_t i = 0; i < kUnits; ++i) {
        mean += 2.0 * one[i] - 1;
        product += (2.0 * one[i] - 1) * (2.0 * other[i] - 1);
    }
    EXPECT_LT(std::fabs(mean / kUnits), 0.0134);
    EXPECT_LT(std::fabs(product / kUnits), 0.0134);
}

TEST(Evidence, DoesNotDependOnOrderOrGrouping) {
    const UnitKeys keys(kKey, 0);
    Evidence forward;
    Evidence backward;
    std::vector<Evidence> parts(7);
    for (std::uint64_t unit = 0; unit < 500; ++unit) {
        forward.add(keys.key(unit));
        backward.add(keys.key(499 - unit));
        parts[unit % 7].add(keys.key(unit));
    }
    Evidence merged;
    for (const Evidence& part : parts) merged.merge(part);
    EXPECT_EQ(forward, backward);
    EXPECT_EQ(forward, merged);
    merged.merge(Evidence{});
    EXPECT_EQ(forward, merged);
}

/// The narrowed analogue of the birthday bound: with sums of 32 bits instead of 64, N random sets
/// have N (N - 1) / 2 / 2^32 expected collisions. N = 2 x 10^5: 4.66 expected; the count is
/// Poisson, and more than 22 have probability 5e-9. Keys whose sums had structure would give far
/// more.
TEST(NarrowKeys, SumsCollideNoMoreThanChance) {
    const UnitKeys keys(kKey, 0);
    constexpr std::uint64_t kSets = 200'000;
    std::unordered_map<std::uint32_t, std::uint32_t> seen;
    std::uint64_t collisions = 0;
    Aes128 pick(Aes128::Key{77});
    for (std::uint64_t set = 0; set < kSets; ++set) {
        std::uint64_t sum = 0;
        const Word128 choice = pick.encrypt({set, 0});
        for (unsigned part = 0; part < 8; ++part)  // eight of a million units
            sum += keys.key((choice.low >> (part * 8) & 255U) * 4001 +
                            (choice.high >> (part * 8) & 255U) + part * 1'000'000);
        collisions += seen[static_cast<std::uint32_t>(sum)]++;
    }
    EXPECT_LE(collisions, 22U);
}

/// Sums of nested prefixes, the most alike sets there are, are as uniform as random numbers: each
/// bit is set in half of them. 65 536 sums: six standard errors are 768.
TEST(NarrowKeys, SumsOfNestedSetsHaveFairBits) {
    const UnitKeys keys(kKey, 0);
    std::vector<int> ones(64, 0);
    std::uint64_t sum = 0;
    for (std::uint64_t unit = 0; unit < 65536; ++unit) {
        sum += keys.key(unit);
        for (unsigned bit = 0; bit < 64; ++bit) ones[bit] += static_cast<int>(sum >> bit & 1U);
    }
    for (unsigned bit = 0; bit < 64; ++bit) EXPECT_NEAR(ones[bit], 32768, 768) << bit;
}

/// Key sum and smallest key come from the same keys, also in a set of one unit, where they are
/// equal. Fed to a PRF under two keys they still give independent draws: correlation of 10^5 pairs
/// below 0.019 in absolute value (six standard errors).
TEST(NarrowKeys, LayersAreIndependentEvenForSingleUnits) {
    const UnitKeys keys(kKey, 0);
    const Aes128 set_layer(Aes128::Key{1});
    const Aes128 sticky_layer(Aes128::Key{2});
    constexpr int kUnits = 100'000;
    double product = 0;
    for (std::uint64_t unit = 0; unit < kUnits; ++unit) {
        Evidence single;
        single.add(keys.key(unit));
        ASSERT_EQ(single.key_sum, single.key_min);
        const auto uniform = [](const Word128& block) {
            return static_cast<double>(block.high >> 48) / 65536.0 - 0.5;
        };
        product += 12 * uniform(set_layer.encrypt({single.key_sum, 0})) *
                   uniform(sticky_layer.encrypt({single.key_min, 0}));
    }
    EXPECT_LT(std::fabs(product / kUnits), 0.019);
}

}  // namespace
}  // namespace skjerm::base
