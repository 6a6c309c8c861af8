#include "skjerm/stats/clipped_sums.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>

#include "support/columns.h"

namespace skjerm::stats {
namespace {

using testing::make_column;
using testing::TestRows;
using testing::WithThreads;

const base::KeyedSigns& keyed_signs() {
    static const base::KeyedSigns signs(TestRows::key());
    return signs;
}

/// Signs of all rows of one set.
std::vector<std::uint8_t> plus_of(const TestRows& data, std::uint64_t set_key) {
    std::vector<std::uint8_t> plus(data.rows().count);
    for (std::size_t row = 0; row < plus.size(); ++row) {
        const std::uint32_t unit = data.rows().units->unit(row);
        const base::Word128 bits = keyed_signs().group_bits(unit / 128, set_key);
        plus[row] = ((unit % 128 < 64 ? bits.low : bits.high) >> (unit % 64) & 1U) != 0 ? 1 : 0;
    }
    return plus;
}

struct Expected {
    double mean;
    double variance;
};

/// Two passes in long double.
template <class T>
Expected slow_moments(const std::vector<T>& values, const std::vector<std::uint8_t>& plus,
                      double lowest, double highest, double tau) {
    long double weight = 0;
    long double sum = 0;
    const auto weight_of = [&](std::size_t row) { return plus[row] != 0 ? 1 + tau : 1 - tau; };
    const auto clip = [&](T value) {
        return std::clamp(static_cast<double>(value), lowest, highest);
    };
    for (std::size_t row = 0; row < values.size(); ++row) {
        if (column::is_missing(values[row])) continue;
        weight += weight_of(row);
        sum += static_cast<long double>(weight_of(row)) * clip(values[row]);
    }
    const long double mean = sum / weight;
    long double deviations = 0;
    for (std::size_t row = 0; row < values.size(); ++row) {
        if (column::is_missing(values[row])) continue;
        const long double apart = clip(values[row]) - mean;
        deviations += weight_of(row) * apart * apart;
    }
    return {static_cast<double>(mean), static_cast<double>(deviations / (weight - 1))};
}

template <class T>
void expect_moments(const std::vector<T>& values, const ValueScale& scale, double lowest,
                    double highest, const std::string& name) {
    SCOPED_TRACE(name);
    const TestRows data(values.size());
    const SetSigns signs(data.rows(), keyed_signs(), 99);
    const auto column = make_column(values);
    const SignedSums sums = clipped_sums(data.rows(), *column, scale, signs);
    const std::vector<std::uint8_t> plus = plus_of(data, 99);
    for (const double tau : {0.0, 0.125, 0.5}) {
        const Expected expected = slow_moments(values, plus, lowest, highest, tau);
        const WeightedMoments moments = weighted_moments(sums, tau, scale);
        EXPECT_NEAR(*moments.mean / expected.mean, 1, 1e-13);
        EXPECT_NEAR(*moments.variance / expected.variance, 1, 1e-12);
    }
    for (const int threads : {1, 2, 3, 8}) {
        const WithThreads with(threads);
        EXPECT_EQ(clipped_sums(data.rows(), *column, scale, signs), sums);
    }
}

TEST(ClippedSums, AgreeWithSlowSumsForEveryStorage) {
    constexpr std::size_t kRows = 150'000;
    std::mt19937_64 random(17);
    std::vector<std::int32_t> wages(kRows);
    std::vector<std::int8_t> ages(kRows);
    std::vector<std::int64_t> large(kRows);
    std::vector<double> reals(kRows);
    for (std::size_t row = 0; row < kRows; ++row) {
        const auto value = static_cast<std::int64_t>(random() % 1'000'000);
        const bool none = random() % 5 == 0;
        wages[row] = none ? column::missing<std::int32_t>() : static_cast<std::int32_t>(value);
        ages[row] = none ? column::missing<std::int8_t>() : static_cast<std::int8_t>(value % 120);
        large[row] = none ? column::missing<std::int64_t>() : value << 36;
        reals[row] = none ? column::missing<double>() : 0.1 * static_cast<double>(value) - 3e4;
    }
    expect_moments(wages, ValueScale::integers(1000, 900'000, 430'000), 1000, 900'000, "narrow");
    expect_moments(wages, ValueScale::integers(1000, 900'000, 1'000'000'000), 1000, 900'000,
                   "wide integers");
    expect_moments(wages, ValueScale::reals(1000.4, 900'000.8, 430'000.5), 1000.4, 900'000.8,
                   "integers between means");
    expect_moments(ages, ValueScale::integers(3, 100, 40), 3, 100, "bytes");
    expect_moments(ages, ValueScale::reals(3.2, 99.9, 40), 3.2, 99.9, "bytes between means");
    expect_moments(large, ValueScale::integers(0, std::int64_t{1} << 55, 5), 0, 0x1p55, "64 bits");
    expect_moments(reals, ValueScale::reals(-2e4, 6e4, 100), -2e4, 6e4, "reals");
}

/// A scale of equal steps gives the sums that follow from q of every row.
TEST(ClippedSums, InStepsAreThoseOfEveryRow) {
    constexpr std::size_t kRows = 70'001;
    std::mt19937_64 random(18);
    std::vector<std::int32_t> values(kRows);
    std::vector<std::int8_t> selected(kRows);
    for (std::size_t row = 0; row < kRows; ++row) {
        values[row] = random() % 4 == 0 ? column::missing<std::int32_t>()
                                        : static_cast<std::int32_t>(random() % 3'000'000) - 500'000;
        selected[row] = static_cast<std::int8_t>(random() % 6 == 0 ? 0 : 1);
    }
    TestRows data(kRows);
    data.select(selected);
    const std::vector<std::uint8_t> plus = plus_of(data, 5);
    const SetSigns signs(data.rows(), keyed_signs(), 5);
    const auto column = make_column(values);
    struct Bounds {
        double lowest, highest, centre;
    };
    for (const Bounds& one : {Bounds{-400'000.25, 2'000'000.75, 700'000.5},
                              Bounds{0.125, 10.875, 5}, Bounds{-1, 1, 0}, Bounds{7, 7, 9.5}}) {
        const auto scale = ValueScale::reals(one.lowest, one.highest, one.centre);
        ASSERT_TRUE(scale.steps());
        SignedSums expected;
        for (std::size_t row = 0; row < kRows; ++row) {
            if (selected[row] != 1 || column::is_missing(values[row])) continue;
            const double clipped =
                std::clamp(static_cast<double>(values[row]), one.lowest, one.highest);
            const Int128 q = std::llrint((clipped - one.centre) / scale.unit());
            const ClippedSums term{1, q, q < 0 ? -q : q, q * q};
            expected.all.merge(term);
            if (plus[row] != 0) expected.plus.merge(term);
        }
        for (const int threads : {1, 2, 3}) {
            const WithThreads with(threads);
            EXPECT_EQ(clipped_sums(data.rows(), *column, scale, signs), expected) << one.lowest;
        }
    }
}

TEST(ClippedSums, FarCentreCostsNoDigits) {
    std::vector<std::int32_t> values(1000);
    for (std::size_t i = 0; i < values.size(); ++i)
        values[i] = 30'000'000 + static_cast<std::int32_t>(i % 3);
    expect_moments(values, ValueScale::integers(0, 60'000'000, 3), 0, 6e7, "far");
}

TEST(ClippedSums, DegenerateSets) {
    const auto scale = ValueScale::reals(-1, 5, 0.3);
    const auto moments = [&](const std::vector<double>& values) {
        const TestRows data(values.size());
        const SetSigns signs(data.rows(), keyed_signs(), 1);
        return weighted_moments(clipped_sums(data.rows(), *make_column(values), scale, signs), 0.5,
                                scale);
    };
    EXPECT_EQ(moments({}).mean, std::nullopt);
    EXPECT_EQ(moments({std::nan(""), std::nan("")}).mean, std::nullopt);
    EXPECT_NEAR(*moments({2.5}).mean, 2.5, 1e-13);
    EXPECT_EQ(moments({2.5}).variance, std::nullopt);
    EXPECT_NEAR(*moments({2.5, 2.5, 2.5}).mean, 2.5, 1e-13);
    EXPECT_EQ(*moments({2.5, 2.5, 2.5}).variance, 0.0);
    EXPECT_NEAR(*moments({9, 70}).mean, 5.0, 1e-13);
    EXPECT_DOUBLE_EQ(*moments({0.3}).mean, 0.3);  // the centre is exact
}

}  // namespace
}  // namespace skjerm::stats
