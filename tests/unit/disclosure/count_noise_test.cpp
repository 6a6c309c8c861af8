// The perturbation table and the look-up.
#include "skjerm/disclosure/count_noise.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <vector>

#include "skjerm/disclosure/policy.h"

namespace skjerm::disclosure {
namespace {

constexpr base::Aes128::Key kCellKey{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16};
constexpr base::Aes128::Key kRecordKey{42};

struct Row {
    std::uint64_t count;
    double variance;
    int first;  ///< released value of the first probability after the one of 0
    std::vector<double> probabilities;  ///< of 0 (when within reach), then of first, first + 1, …
};

/// Maximum-entropy distributions to four decimals, from an independent computation.
const std::vector<Row>& reference() {
    static const std::vector<Row> rows{
        {1, 4.5, 5, {.8167, .1000, .0833}},
        {2, 7, 5, {.6313, .2421, .0964, .0301}},
        {3, 7, 5, {.4316, .4334, .1138, .0191, .0021}},
        {4, 6, 5, {.2615, .4977, .1845, .0471, .0083, .0010}},
        {5, 6, 5, {.1648, .3660, .2436, .1342, .0612, .0231, .0072}},
        {6, 2.5, 5, {.0, .5740, .1955, .0850, .0472, .0334, .0302, .0348}},
        {7, 3.5, 5, {.0, .2673, .2206, .1727, .1281, .0902, .0602, .0381, .0228}},
        {8, 4.5, 5, {.0, .1298, .1560, .1675, .1609, .1381, .1060, .0727, .0446, .0244}},
        {9, 5.5, 5, {.0, .0671, .0977, .1267, .1463, .1502, .1373, .1117, .0809, .0521, .0299}},
        {10,
         6,
         5,
         {.0, .0307, .0543, .0845, .1159, .1401, .1492, .1401, .1159, .0845, .0543, .0307}},
    };
    return rows;
}

double probability(std::uint64_t count, std::uint64_t released) {
    const auto change = static_cast<int>(released) - static_cast<int>(count);
    return NoiseTable::standard().weight(count, change) / 65536.0;
}

TEST(NoiseTable, HasTheReferenceProbabilities) {
    for (const Row& row : reference()) {
        SCOPED_TRACE(row.count);
        // Four decimals of the exact number; its weight is a multiple of 2^-16.
        constexpr double kTolerance = 0.5e-4 + 2.0 / 65536;
        EXPECT_NEAR(probability(row.count, 0), row.probabilities[0], kTolerance);
        for (std::size_t i = 1; i < row.probabilities.size(); ++i) {
            const auto released = static_cast<std::uint64_t>(row.first) + i - 1;
            EXPECT_NEAR(probability(row.count, released), row.probabilities[i], kTolerance)
                << released;
        }
    }
}

TEST(NoiseTable, ReleasesZeroOrMoreThanFourAndAtMostFiveOff) {
    for (std::uint64_t count = 1; count <= 12; ++count) {
        std::int64_t total = 0;
        for (int change = -20; change <= 20; ++change) {
            const std::int64_t weight = NoiseTable::standard().weight(count, change);
            total += weight;
            const std::int64_t released = static_cast<std::int64_t>(count) + change;
            const bool legal = std::abs(change) <= 5 && (released == 0 || released > 4);
            EXPECT_EQ(weight > 0, legal) << count << " " << change;
        }
        EXPECT_EQ(total, 65536) << count;
    }
}

TEST(NoiseTable, HasMeanZeroExactlyAndTheVarianceAskedFor) {
    for (const Row& row : reference()) {
        std::int64_t mean = 0;
        double variance = 0;
        for (int change = -5; change <= 5; ++change) {
            const std::int64_t weight = NoiseTable::standard().weight(row.count, change);
            mean += weight * change;
            variance += static_cast<double>(weight) * change * change / 65536;
        }
        EXPECT_EQ(mean, 0) << row.count;
        EXPECT_NEAR(variance, row.variance, 1e-3) << row.count;
    }
}

TEST(NoiseTable, TreatsAllCountsFromTenAlike) {
    for (const std::uint64_t count : {11ULL, 100ULL, 1'000'000ULL, 1ULL << 40})
        for (int change = -5; change <= 5; ++change)
            EXPECT_EQ(NoiseTable::standard().weight(count, change),
                      NoiseTable::standard().weight(10, change));
}

TEST(NoiseTable, FindsThePlaceOfEveryWeight) {
    for (std::uint64_t count = 1; count <= 10; ++count) {
        std::vector<std::uint32_t> seen(11, 0);
        for (std::uint32_t place = 0; place < 65536; ++place)
            ++seen[static_cast<std::size_t>(NoiseTable::standard().change(count, place) + 5)];
        for (int change = -5; change <= 5; ++change)
            EXPECT_EQ(seen[static_cast<std::size_t>(change + 5)],
                      NoiseTable::standard().weight(count, change));
    }
}

TEST(NoiseTable, HasSymmetricNormalScores) {
    const NoiseTable& table = NoiseTable::standard();
    for (std::uint32_t k = 0; k < 32768; ++k)
        ASSERT_EQ(table.score(static_cast<std::uint16_t>(k)),
                  -table.score(static_cast<std::uint16_t>(65535 - k)));
    // Standard normal quantiles of 0.75, 0.975 and the last place (R's qnorm), times 2^20.
    EXPECT_NEAR(table.score(49152) / 1048576.0, 0.6744897501960817, 5e-5);
    EXPECT_NEAR(table.score(63897) / 1048576.0, 1.959963984540054, 5e-4);
    EXPECT_NEAR(table.score(65535) / 1048576.0, 4.3254, 5e-3);
}

TEST(NoiseTable, KeepsPlacesWithinTheTable) {
    const NoiseTable& table = NoiseTable::standard();
    EXPECT_EQ(table.place(-(std::int64_t{1} << 40)), 0U);
    EXPECT_EQ(table.place(std::int64_t{1} << 40), 65535U);
    EXPECT_EQ(table.place(table.score(0)), 1U);
}

TEST(CountNoise, ReleasesNothingOfNothing) {
    const CountNoise noise(kCellKey, 0.3, NoiseTable::standard());
    EXPECT_EQ(noise.release(base::Evidence{}), 0U);
}

TEST(CountNoise, CountsUnitsNotTheirRows) {
    const CountNoise noise(kCellKey, 0.3, NoiseTable::standard());
    base::Evidence set;
    for (std::uint64_t key = 1; key <= 30; ++key) set.add(key * 0x9E3779B97F4A7C15);
    const std::uint64_t released = noise.release(set);
    set.rows = 700;
    EXPECT_EQ(noise.release(set), released);
}

/// Numbers that must never change: researchers compare them over years. Computed by an independent
/// program (Python, OpenSSL's AES) from the definition in docs/disclosure-policy.md.
TEST(CountNoise, GivesTheSameNumbersForEver) {
    const CountNoise noise(kCellKey, 0.3, NoiseTable::standard());
    const base::UnitKeys keys(kRecordKey, 7);
    base::Evidence set;
    std::vector<std::uint64_t> released;
    for (std::uint32_t unit = 0; unit < 40; ++unit) {
        set.add(keys.key(unit));
        released.push_back(noise.release(set));
    }
    const std::vector<std::uint64_t> expected{
        0,  0,  0,  5,  7,  6,  8,  10, 11, 13, 8,  15, 13, 12, 19, 16, 20, 21, 21, 22,
        24, 22, 26, 29, 24, 28, 29, 30, 32, 34, 33, 35, 35, 34, 37, 35, 42, 40, 41, 40};
    EXPECT_EQ(released, expected);
}

TEST(CountNoise, DependsOnTheKey) {
    const CountNoise one(kCellKey, 0.3, NoiseTable::standard());
    const CountNoise other(base::Aes128::Key{99}, 0.3, NoiseTable::standard());
    const base::UnitKeys keys(kRecordKey, 7);
    base::Evidence set;
    int equal = 0;
    for (std::uint32_t unit = 0; unit < 1000; ++unit) {
        set.add(keys.key(unit));
        equal += one.release(set) == other.release(set) ? 1 : 0;
    }
    EXPECT_LT(equal, 300);  // two independent draws agree with probability 0.11
}

}  // namespace
}  // namespace skjerm::disclosure
