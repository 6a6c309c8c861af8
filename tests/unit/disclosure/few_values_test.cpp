// Variables with few values are clipped by the values that enough units have. What one unit has
// must not change how the others are clipped, nor show through itself.
#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "skjerm/disclosure/value_statistics.h"
#include "support/columns.h"
#include "support/plain_policy.h"

namespace skjerm::disclosure {
namespace {

using testing::make_column;
using testing::TestRows;
using testing::weights_only_gate;

constexpr std::size_t kRows = 4000;
/// The one unit is another in every trial, as the noise of its count is drawn from its key: about
/// one in six would have a released count above 0.
constexpr std::size_t kTrials = 40;

/// Weights alone: what is looked for here would be lost in the noise keyed on the variable.
const Gate& gate() {
    static const Gate made = weights_only_gate();
    return made;
}

/// Values 0 to `distinct` - 1, the highest ones under a hundredth, yet of thirty units each.
std::vector<std::int32_t> well_filled(int distinct) {
    std::vector<std::int32_t> values(kRows);
    for (std::size_t row = 0; row < kRows; ++row) values[row] = static_cast<std::int32_t>(row % 2);
    std::size_t row = 0;
    for (int value = 2; value < distinct; ++value)
        for (int unit = 0; unit < 30; ++unit) values[row++] = value;
    return values;
}

RawVariable summary_of(const std::vector<std::int32_t>& values) {
    const TestRows data(gate().unit_keys(1), values.size());
    return summarize_values(gate(), data.rows(), *make_column(values), {.gini = true});
}

struct Case {
    const char* name;
    int distinct;        ///< values that many units have
    std::int32_t stray;  ///< what the one unit has
};

class OneUnit : public ::testing::TestWithParam<Case> {};

TEST_P(OneUnit, IsClippedAndLeavesTheOthersAsTheyWere) {
    const Case& c = GetParam();
    const std::vector<std::int32_t> filled = well_filled(c.distinct);
    const std::int32_t nearest = c.stray < 0 ? 0 : c.distinct - 1;
    for (std::size_t trial = 0; trial < kTrials; ++trial) {
        const std::size_t unit = 700 + 83 * trial;
        std::vector<std::int32_t> with_stray = filled;
        std::vector<std::int32_t> with_nearest = filled;
        with_stray[unit] = c.stray;
        with_nearest[unit] = nearest;
        // The same units are valid, hence the same weights: clipping alone could tell them apart.
        const RawVariable stray = summary_of(with_stray);
        const RawVariable near = summary_of(with_nearest);
        ASSERT_EQ(stray.two_values, near.two_values) << "unit " << unit;
        ASSERT_EQ(stray.groups[0].mean, near.groups[0].mean) << "unit " << unit;
        ASSERT_EQ(stray.groups[0].standard_deviation, near.groups[0].standard_deviation)
            << "unit " << unit;
        // Added up value by value before they are clipped, hence the last digits.
        ASSERT_NEAR(*stray.groups[0].gini, *near.groups[0].gini, 1e-12) << "unit " << unit;
        ASSERT_EQ(stray.groups[0].high, near.groups[0].high) << "unit " << unit;
    }
}

INSTANTIATE_TEST_SUITE_P(All, OneUnit,
                         ::testing::Values(Case{"far_above_three", 3, 1'000'000},
                                           Case{"just_above_three", 3, 3},
                                           Case{"far_below_three", 3, -1'000'000},
                                           Case{"a_third_value", 2, 1'000'000},
                                           Case{"one_more_than_few", 20, 1'000'000},
                                           Case{"one_below_more_than_few", 20, -7}),
                         [](const auto& test) { return std::string(test.param.name); });

/// A value inside, or none at all, moves the mean by no more than the weight of one unit.
TEST(FewValues, OneUnitMovesTheMeanByItsOwnWeight) {
    const std::vector<std::int32_t> filled = well_filled(20);
    for (std::size_t trial = 0; trial < kTrials; ++trial) {
        const std::size_t unit = 700 + 83 * trial;
        const double before = *summary_of(filled).groups[0].mean;
        for (const std::int32_t value : {0, 7, 19}) {
            std::vector<std::int32_t> changed = filled;
            changed[unit] = value;
            const double most = 1.5 * std::abs(value - filled[unit]) / (0.5 * kRows);
            ASSERT_LE(std::abs(*summary_of(changed).groups[0].mean - before), most + 1e-12);
        }
    }
}

TEST(FewValues, WhatEnoughUnitsHaveIsKept) {
    // Fifteen of four thousand would be clipped by the hundredth.
    std::vector<std::int32_t> values = well_filled(3);
    for (std::size_t row = 1000; row < 1015; ++row) values[row] = 50;
    const RawVariable kept = summary_of(values);
    for (std::size_t row = 1000; row < 1015; ++row) values[row] = 2;
    const RawVariable clipped = summary_of(values);
    const double exact = 15 * 48.0 / static_cast<double>(kRows);
    EXPECT_NEAR(*kept.groups[0].mean - *clipped.groups[0].mean, exact, exact / 2);
}

TEST(FewValues, ManyValuesAreClippedByTheHundredth) {
    std::vector<std::int32_t> values = well_filled(20);
    for (std::size_t row = 1000; row < 1400; ++row)
        values[row] = 100 + static_cast<std::int32_t>(row);
    const double mean = *summary_of(values).groups[0].mean;
    values[1399] = 1'000'000'000;
    EXPECT_EQ(*summary_of(values).groups[0].mean, mean) << "beyond the upper bound either way";
}

}  // namespace
}  // namespace skjerm::disclosure
