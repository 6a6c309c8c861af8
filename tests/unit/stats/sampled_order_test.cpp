// Ranks found by a sample against those of two passes, and where the sample must give up.
#include "skjerm/stats/sampled_order.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <random>
#include <string>

#include "skjerm/stats/kept_places.h"
#include "skjerm/stats/order_statistics.h"
#include "support/columns.h"

namespace skjerm::stats {
namespace {

using testing::make_column;
using testing::TestRows;
using testing::WithThreads;

constexpr std::size_t kRows = 600'001;

/// The second hundredth from either end, and the median.
std::vector<RankRange> ranks_of(std::uint64_t count) {
    const std::uint64_t tail = count / 100;
    return {{tail, 2 * tail}, {count - 1 - 2 * tail, count - 1 - tail}, {count / 2, count / 2}};
}

enum class Expect { Found, GivenUp };

template <class T>
void expect_ranks(const std::vector<T>& values, bool selects, Expect expect,
                  const std::string& name) {
    SCOPED_TRACE(name);
    TestRows data(values.size());
    if (selects) {
        std::vector<std::int8_t> selected(values.size());
        for (std::size_t row = 0; row < values.size(); ++row)
            selected[row] = static_cast<std::int8_t>(row % 3 == 0 ? 0 : 1);
        data.select(selected);
    }
    const auto column = make_column(values);
    const ColumnOrder plain(data.rows(), *column, ColumnOrder::UnitEvidence::Skipped);
    const std::vector<RankRange> ranks = ranks_of(plain.count());
    const WeightedOrder expected = plain.load(ranks, nullptr);
    for (const int threads : {1, 2, 3}) {
        const WithThreads with(threads);
        const auto found = sampled_order(data.rows(), *column, ranks_of, 20);
        ASSERT_EQ(found.has_value(), expect == Expect::Found);
        if (!found) continue;
        ASSERT_EQ(found->count(), expected.count());
        for (const RankRange& range : ranks) {
            EXPECT_EQ(found->mean(range), expected.mean(range));
            EXPECT_EQ(found->key(range.first), expected.key(range.first));
            EXPECT_EQ(found->key(range.last), expected.key(range.last));
        }
    }
}

template <class T, class Draw>
std::vector<T> drawn(Draw draw) {
    std::mt19937_64 random(77);
    std::vector<T> values(kRows);
    for (T& value : values)
        value = random() % 3 == 0 ? column::missing<T>() : static_cast<T>(draw(random));
    return values;
}

double uniform(std::mt19937_64& random) { return static_cast<double>(random() >> 11) * 0x1p-53; }

TEST(SampledOrder, FindsTheRanksOfTwoPasses) {
    const auto wage = [](std::mt19937_64& random) { return std::exp(10 + 3 * uniform(random)); };
    expect_ranks(drawn<std::int32_t>(wage), false, Expect::Found, "32 bits");
    expect_ranks(drawn<std::int32_t>(wage), true, Expect::Found, "32 bits, selected");
    expect_ranks(drawn<std::int64_t>(wage), true, Expect::Found, "64 bits");
    expect_ranks(drawn<double>([&](auto& random) { return wage(random) - 1e5; }), true,
                 Expect::Found, "reals");
    const auto many_zeros = [&](std::mt19937_64& random) {
        return random() % 5 == 0 ? 0.0 : wage(random);
    };
    expect_ranks(drawn<std::int32_t>(many_zeros), false, Expect::Found, "a fifth is zero");
    expect_ranks(drawn<double>(many_zeros), true, Expect::Found, "a fifth is zero, reals");
    const auto half_equal = [&](std::mt19937_64& random) {
        return random() % 5 < 3 ? 400'000.0 : wage(random) * 20;
    };
    expect_ranks(drawn<std::int32_t>(half_equal), false, Expect::Found, "the median is one value");
    std::vector<std::int32_t> sorted(kRows);
    for (std::size_t row = 0; row < kRows; ++row) sorted[row] = static_cast<std::int32_t>(row);
    expect_ranks(sorted, false, Expect::Found, "ascending with the rows");
    std::vector<std::int32_t> extreme = drawn<std::int32_t>(wage);
    for (std::size_t row = 0; row < kRows; row += 40)
        extreme[row] = row % 80 == 0 ? std::numeric_limits<std::int32_t>::max()
                                     : std::numeric_limits<std::int32_t>::min() + 1;
    expect_ranks(extreme, false, Expect::Found, "the largest and the smallest");
}

TEST(SampledOrder, GivesUpWhereTwoPassesAreBetter) {
    const auto few = [](std::mt19937_64& random) { return static_cast<double>(random() % 15); };
    expect_ranks(drawn<std::int32_t>(few), false, Expect::GivenUp, "few values");
    expect_ranks(drawn<std::int16_t>([](auto& random) { return random() % 9'000; }), false,
                 Expect::GivenUp, "16 bits");
    const auto clump = [](std::mt19937_64& random) {
        if (random() % 5 == 0) return 5'000.0;
        return random() % 50 == 0 ? static_cast<double>(random() % 5'000)
                                  : 6'000 + static_cast<double>(random() % 1'000'000);
    };
    expect_ranks(drawn<std::int32_t>(clump), false, Expect::GivenUp, "many equal beside a rank");
    std::vector<std::int32_t> short_one(5'000);
    for (std::size_t row = 0; row < short_one.size(); ++row)
        short_one[row] = static_cast<std::int32_t>(row);
    expect_ranks(short_one, false, Expect::GivenUp, "few rows");
    const TestRows none(kRows);
    const auto missing =
        make_column(std::vector<std::int32_t>(kRows, column::missing<std::int32_t>()));
    EXPECT_FALSE(sampled_order(none.rows(), *missing, ranks_of, 20));
    // What is wanted of all is not what was looked for by the sample.
    const auto numbers =
        make_column(drawn<std::int32_t>([](auto& random) { return random() >> 40; }));
    const auto other_ranks = [](std::uint64_t count) {
        const std::uint64_t rank = count < kRows / 4 ? count / 2 : count / 4;
        return std::vector<RankRange>{{rank, rank}};
    };
    EXPECT_FALSE(sampled_order(none.rows(), *numbers, other_ranks, 20));
}

TEST(KeptPlaces, AreThoseOfBytesThatAreNotZero) {
    std::mt19937_64 random(3);
    for (std::size_t size = 0; size < 70; ++size) {
        std::vector<std::uint8_t> keep(size);
        for (std::uint8_t& one : keep)
            one = random() % 2 == 0 ? std::uint8_t{0} : static_cast<std::uint8_t>(random());
        detail::KeptPlaces places;
        std::vector<std::uint16_t> expected;
        for (std::size_t i = 0; i < size; ++i)
            if (keep[i] != 0) expected.push_back(static_cast<std::uint16_t>(i));
        const std::size_t kept = detail::keep_places(keep, places);
        EXPECT_EQ(std::vector<std::uint16_t>(places.data(), places.data() + kept), expected);
    }
}

}  // namespace
}  // namespace skjerm::stats
