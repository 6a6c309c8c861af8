// What is shown of a model. Probabilities against tables of R: 2 * pt(-t, df), qt(0.975, df).
#include "skjerm/disclosure/model_release.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "support/plain_policy.h"
#include "support/raw_table.h"

namespace skjerm::disclosure {
namespace {

using released::CellState;
constexpr double kNormal = std::numeric_limits<double>::infinity();

TEST(Coefficient, IsRoundedToItsError) {
    const auto shown = release_coefficient({1234.5678, 45.678}, 0, kNormal, 0.95);
    EXPECT_EQ(shown.estimate.value, 1234.6);
    EXPECT_EQ(shown.standard_error.value, 45.7);
    EXPECT_EQ(shown.decimals, 1);
    EXPECT_EQ(shown.statistic.value, 27.015);
    EXPECT_EQ(shown.p_value.value, 0);
    // 1.959964 x 45.7 = 89.57
    EXPECT_EQ(shown.low.value, 1145.0);
    EXPECT_EQ(shown.high.value, 1324.2);
    const auto small = release_coefficient({-0.00123456, 0.000987}, 0, kNormal, 0.95);
    EXPECT_EQ(small.estimate.value, -0.001235);
    EXPECT_EQ(small.standard_error.value, 0.000987);
    EXPECT_EQ(small.decimals, 6);
    const auto large = release_coefficient({123456, 34567}, 0, kNormal, 0.95);
    EXPECT_EQ(large.estimate.value, 123500);
    EXPECT_EQ(large.standard_error.value, 34600);
    EXPECT_EQ(large.decimals, 0);
}

TEST(Coefficient, HasTheErrorOfItsWeights) {
    const auto shown = release_coefficient({1, 0.4}, 0.5, kNormal, 0.95);
    EXPECT_EQ(shown.standard_error.value, 0.447);  // 0.4 x sqrt(1.25)
}

TEST(Coefficient, UsesStudentsDistribution) {
    const auto shown = release_coefficient({2, 1}, 0, 10, 0.95);
    EXPECT_EQ(shown.p_value.value, 0.073);
    EXPECT_EQ(shown.low.value, -0.23);  // qt(0.975, 10) = 2.228139
    EXPECT_EQ(shown.high.value, 4.23);
    EXPECT_EQ(release_coefficient({2, 1}, 0, kNormal, 0.95).p_value.value, 0.046);
    EXPECT_EQ(release_coefficient({-2, 1}, 0, kNormal, 0.95).p_value.value, 0.046);
    EXPECT_EQ(release_coefficient({0, 1}, 0, kNormal, 0.9).high.value, 1.64);
    EXPECT_EQ(release_coefficient({0, 1}, 0, kNormal, 0.9).p_value.value, 1);
}

TEST(Coefficient, WithoutAnErrorIsNotDefined) {
    constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
    for (const RawCoefficient& raw : {RawCoefficient{1, 0}, {1, kNan}, {kNan, 1}}) {
        const auto shown = release_coefficient(raw, 0.1, kNormal, 0.95);
        for (const auto& number : {shown.estimate, shown.standard_error, shown.statistic,
                                   shown.p_value, shown.low, shown.high})
            EXPECT_EQ(number.state, CellState::NotDefined);
    }
    EXPECT_EQ(suppressed_coefficient().estimate.state, CellState::Suppressed);
    EXPECT_EQ(suppressed_coefficient().high.state, CellState::Suppressed);
}

TEST(Constant, IsHiddenWhereACombinationIsSmall) {
    const Gate gate = testing::standard_gate();
    const auto hides = [&](std::vector<base::Evidence> combinations) {
        return hides_constant(combinations, gate.policy(), gate.count_noise());
    };
    EXPECT_FALSE(hides({testing::evidence(gate, 0, 100), testing::evidence(gate, 200, 11)}));
    EXPECT_TRUE(hides({testing::evidence(gate, 0, 100), {}}));
    EXPECT_FALSE(hides({}));
}

TEST(Fit, IsCoarse) {
    EXPECT_EQ(round_fit(0.123456), 0.1235);
    EXPECT_EQ(round_fit(1.2), 1);
    EXPECT_EQ(round_fit(-0.2), 0);
    EXPECT_EQ(round_statistic(-123456.7), -123500);
    EXPECT_EQ(round_statistic(12.3456), 12.35);
}

}  // namespace
}  // namespace skjerm::disclosure
