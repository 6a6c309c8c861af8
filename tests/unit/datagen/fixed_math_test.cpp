#include "datagen/fixed_math.h"

#include <gtest/gtest.h>

#include <cmath>

namespace skjerm::datagen {
namespace {

constexpr double kTolerance = 1e-12;  // relative, against the C library

TEST(FixedMath, ExpAgreesWithTheLibrary) {
    for (double x = -700.0; x <= 700.0; x += 0.37)
        EXPECT_NEAR(fixed_exp(x) / std::exp(x), 1.0, kTolerance) << x;
    EXPECT_EQ(fixed_exp(0.0), 1.0);
}

TEST(FixedMath, LogAgreesWithTheLibrary) {
    for (double x = 1e-300; x < 1e300; x *= 1.93) {
        const double expected = std::log(x);
        EXPECT_NEAR(fixed_log(x), expected, kTolerance * std::max(1.0, std::abs(expected))) << x;
    }
    for (double x = 0.5; x < 2.0; x += 0.001) EXPECT_NEAR(fixed_log(x), std::log(x), 1e-15) << x;
}

TEST(FixedMath, PowerIsTheExponentialOfTheLogarithm) {
    for (double base = 0.1; base < 20; base *= 1.7)
        for (double exponent = -4; exponent <= 4; exponent += 0.5)
            EXPECT_NEAR(fixed_pow(base, exponent) / std::pow(base, exponent), 1.0, kTolerance);
}

TEST(FixedMath, NormalQuantileInvertsTheDistributionFunction) {
    const auto distribution = [](double x) { return 0.5 * std::erfc(-x / std::sqrt(2.0)); };
    for (double p = 0x1p-33; p < 0.5; p *= 1.31) {
        const double lower = normal_quantile(p);
        EXPECT_NEAR(distribution(lower) / p, 1.0, 1e-11) << p;
        EXPECT_NEAR(normal_quantile(1.0 - p), -lower, 1e-6 * std::abs(lower)) << p;
    }
    EXPECT_EQ(normal_quantile(0.5), 0.0);
}

TEST(FixedMath, InterpolatesBetweenKnotsAndHoldsOutside) {
    constexpr Knot kKnots[] = {{0, 1}, {2, 5}, {4, 5}};
    EXPECT_EQ(interpolate(kKnots, -1), 1);
    EXPECT_EQ(interpolate(kKnots, 1), 3);
    EXPECT_EQ(interpolate(kKnots, 3), 5);
    EXPECT_EQ(interpolate(kKnots, 9), 5);
}

TEST(FixedMath, RoundsHalvesAwayFromZero) {
    EXPECT_EQ(round_to_integer(2.5), 3);
    EXPECT_EQ(round_to_integer(-2.5), -3);
    EXPECT_EQ(round_to_integer(2.49), 2);
}

}  // namespace
}  // namespace skjerm::datagen
