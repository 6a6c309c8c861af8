// What the layer of noise keyed on variables is for: one unit's value cannot be had from statistics
// of several variables over one set.
#include "skjerm/disclosure/value_noise.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <random>
#include <vector>

#include "skjerm/disclosure/value_statistics.h"
#include "support/columns.h"
#include "support/plain_policy.h"

namespace skjerm::disclosure {
namespace {

using testing::make_column;
using testing::standard_gate;
using testing::TestRows;
using testing::weights_only_gate;

constexpr ValueRequest kEverything{.quantiles = true, .gini = true};

/// Standard normal values of `count` units, times 1000.
std::vector<double> normal_values(std::size_t count, unsigned seed) {
    std::mt19937 random(seed);
    std::normal_distribution<double> draw(5000, 1000);
    std::vector<double> values(count);
    for (double& value : values) value = draw(random);
    return values;
}

/// Statistics of the values of units first, first + 1, ….
RawValue summary(const Gate& gate, const std::vector<double>& values, std::uint32_t first) {
    std::vector<std::uint32_t> units(values.size());
    for (std::size_t row = 0; row < units.size(); ++row)
        units[row] = first + static_cast<std::uint32_t>(row);
    const TestRows data(gate.unit_keys(1), units);
    return summarize_values(gate, data.rows(), *make_column(values), kEverything).groups[0];
}

/// The attack that the layer is made for: the mean of y, of y with a known amount more for one
/// unit, and of y with the unit's own value once more. Errors of the guess, in standard deviations.
double error_of_three_means(const Gate& gate, std::uint32_t set) {
    constexpr double kKnown = 800;
    constexpr std::size_t kTarget = 17;
    const std::vector<double> values = normal_values(400, set);
    std::vector<double> shifted = values;
    shifted[kTarget] += kKnown;
    std::vector<double> doubled = values;
    doubled[kTarget] += values[kTarget] - 5000;  // the part that is not known beforehand
    const double plain = *summary(gate, values, 1000 * set).mean;
    const double response = *summary(gate, shifted, 1000 * set).mean - plain;
    const double own = *summary(gate, doubled, 1000 * set).mean - plain;
    return (own / response * kKnown - (values[kTarget] - 5000)) / 1000;
}

TEST(ValueNoise, HidesOneUnitFromThreeMeansOfOneSet) {
    std::vector<double> protected_errors;
    std::vector<double> bare_errors;
    for (std::uint32_t set = 1; set <= 201; ++set) {
        protected_errors.push_back(std::fabs(error_of_three_means(standard_gate(), set)));
        bare_errors.push_back(std::fabs(error_of_three_means(weights_only_gate(), set)));
    }
    const auto median = [](std::vector<double> errors) {
        std::nth_element(errors.begin(), errors.begin() + 100, errors.end());
        return errors[100];
    };
    EXPECT_LT(median(bare_errors), 0.02) << "without the layer the attack works";
    // Half of all units lie within 0.67 standard deviations of the mean: a guess without any
    // question is better than the attack.
    EXPECT_GT(median(protected_errors), 0.67);
}

TEST(ValueNoise, HidesOneValueAmongChosenOnes) {
    // Half of the others have 0, half 1000; the median hinges on the one value between them.
    const auto medians = [](const Gate& gate, double value) {
        std::vector<double> found;
        for (std::uint32_t set = 1; set <= 100; ++set) {
            std::vector<double> values(1001, 0.0);
            std::fill(values.begin() + 501, values.end(), 1000.0);
            values[500] = value;
            found.push_back(*summary(gate, values, 2000 * set).quantiles[2]);
        }
        return found;
    };
    const std::vector<double> low = medians(standard_gate(), 400);
    const std::vector<double> high = medians(standard_gate(), 600);
    // The value moves the window by 40; the noise is larger, so the order is often the other way.
    int reversed = 0;
    for (std::size_t at = 0; at < low.size(); ++at) reversed += low[at] > high[at] ? 1 : 0;
    EXPECT_GT(reversed, 15);
}

TEST(ValueNoise, ExtremesBelongToNoPercentile) {
    std::vector<double> values(60, 0.0);
    values[7] = 1e6;
    const RawValue with = summary(standard_gate(), values, 0);
    for (const std::optional<double>& quantile : with.quantiles) EXPECT_EQ(quantile, 0.0);
}

TEST(ValueNoise, IsTheSameForTheSameValuesInOtherUnits) {
    const Gate gate = standard_gate();
    const std::vector<double> values = normal_values(2000, 5);
    std::vector<double> other;
    std::vector<double> negative;
    for (const double value : values) {
        other.push_back(4 * value + 256);
        negative.push_back(-value);
    }
    const RawValue one = summary(gate, values, 0);
    const RawValue two = summary(gate, other, 0);
    const RawValue three = summary(gate, negative, 0);
    EXPECT_NEAR(*two.mean, 4 * *one.mean + 256, 1e-6);
    EXPECT_NEAR(*two.standard_deviation, 4 * *one.standard_deviation, 1e-6);
    EXPECT_NEAR(*three.mean, -*one.mean, 1e-6);
    EXPECT_NEAR(*three.standard_deviation, *one.standard_deviation, 1e-6);
}

TEST(ValueNoise, IsAnotherOneForTheSameValuesOfAnotherDerivation) {
    const Gate gate = standard_gate();
    const base::Derivation wage = base::DerivationMaker("wage").make_register();
    const base::Derivation isolated = base::DerivationMaker("wage + 0").add(wage).make();
    int equal = 0;
    for (std::uint32_t set = 1; set <= 50; ++set) {
        const std::vector<double> values = normal_values(300, set);
        std::vector<std::uint32_t> units(values.size());
        for (std::uint32_t row = 0; row < units.size(); ++row) units[row] = 1000 * set + row;
        const TestRows data(gate.unit_keys(1), units);
        const column::ColumnPtr column = make_column(values);
        const auto summary_of = [&](const base::Derivation& derivation) {
            ValueRequest request = kEverything;
            request.derivation = derivation;
            return summarize_values(gate, data.rows(), *column, request).groups[0];
        };
        const RawValue one = summary_of(wage);
        const RawValue two = summary_of(isolated);
        EXPECT_EQ(*one.mean, *summary_of(*base::scaled(wage, 2)).mean);
        equal += *one.mean == *two.mean ? 1 : 0;
        equal += *one.standard_deviation == *two.standard_deviation ? 1 : 0;
        equal += *one.gini == *two.gini ? 1 : 0;
        for (std::size_t at = 0; at < kQuantiles; ++at)
            equal += *one.quantiles[at] == *two.quantiles[at] ? 1 : 0;
    }
    EXPECT_EQ(equal, 0) << "equal results must not prove equal values";
}

TEST(ValueNoise, MovesMeansAsMuchAsWeightsDo) {
    const Gate gate = standard_gate();
    const Gate weights = weights_only_gate();
    double squares = 0;
    double all_squares = 0;
    constexpr int kSets = 400;
    for (std::uint32_t set = 1; set <= kSets; ++set) {
        const std::vector<double> values = normal_values(100, set);
        const double noisy = *summary(gate, values, 1000 * set).mean;
        const double weighted = *summary(weights, values, 1000 * set).mean;
        squares += (noisy - weighted) * (noisy - weighted) / 1e6;
        std::vector<double> clipped = values;
        std::sort(clipped.begin(), clipped.end());
        double sum = 0;
        for (const double value : clipped) sum += std::clamp(value, clipped[5], clipped[94]);
        all_squares += (noisy - sum / 100) * (noisy - sum / 100) / 1e6;
    }
    const double added = std::sqrt(squares / kSets);
    EXPECT_GT(added, 0.010);
    EXPECT_LT(std::sqrt(all_squares / kSets), 0.027) << "U3 of the disclosure policy";
}

TEST(ValueNoise, MovesTheCutsOfQuantileByAFewRanks) {
    const Gate gate = standard_gate();
    base::Evidence set;
    for (std::uint64_t unit = 0; unit < 100; ++unit) set.add(gate.unit_keys(1).key(unit));
    int different = 0;
    for (std::uint64_t content = 0; content < 400; ++content) {
        const int shift = cut_shift(gate, set, content, {}, 1);
        EXPECT_LE(std::abs(shift), 5);
        EXPECT_EQ(shift, cut_shift(gate, set, content, {}, 1)) << "asking again does not help";
        different += shift != cut_shift(gate, set, content + 1000, {}, 1) ? 1 : 0;
    }
    EXPECT_GT(different, 300) << "another value anywhere is another draw";
    int of_families = 0;
    for (std::uint64_t family = 0; family < 400; ++family)
        of_families += cut_shift(gate, set, 7, {family, 0}, 1) != 0 ? 1 : 0;
    EXPECT_GT(of_families, 300) << "the same values computed otherwise are another draw";
    EXPECT_EQ(cut_shift(weights_only_gate(), set, 7, {}, 1), 0);
}

}  // namespace
}  // namespace skjerm::disclosure
