// Value statistics as the gate releases them: hidden or rounded.
#include "skjerm/disclosure/value_release.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <string>
#include <vector>

#include "skjerm/disclosure/rounding.h"
#include "support/plain_policy.h"
#include "support/raw_table.h"

namespace skjerm::disclosure {
namespace {

using released::CellState;
using released::Number;
using released::Statistic;
using testing::evidence;
using testing::plain_gate;
using testing::standard_gate;

RawValue value(base::Evidence valid, double mean = 0) {
    return {.valid = valid,
            .number = {valid, 1},
            .mean = mean,
            .standard_deviation = 1.0,
            .gini = 0.25,
            .quantiles = {1.0, 2.0, 3.0, 4.0, 5.0},
            .largest_share = 0,
            .high = {}};
}

RawVariable variable(std::vector<RawValue> groups) {
    return {.name = "x",
            .label = {},
            .unit_is_person = true,
            .two_values = {},
            .yardstick = {},
            .groups = std::move(groups)};
}

ReleasedValue release(const Gate& gate, const RawVariable& variable, bool hidden = false) {
    return release_value(variable, variable.groups[0], hidden, gate.policy(), gate.count_noise());
}

TEST(Rounding, KeepsSignificantDigits) {
    struct Case {
        double value;
        int digits;
        double rounded;
    };
    constexpr Case kCases[] = {{412345, 3, 412000},
                               {-412345, 3, -412000},
                               {0.00123456, 3, 0.00123},
                               {999.6, 3, 1000},
                               {0, 3, 0},
                               {412345.678, 6, 412346},
                               {2.5, 1, 2},
                               {1e300, 3, 1e300}};
    for (const Case& test : kCases)
        EXPECT_EQ(round_significant(test.value, test.digits), test.rounded) << test.value;
    EXPECT_FALSE(std::signbit(round_decimals(-0.001, 1)));
}

TEST(Rounding, GoesToPowersOfTen) {
    struct Case {
        double value;
        int exponent;
        double rounded;
    };
    constexpr Case kCases[] = {{12345, 2, 12300}, {-12345, 2, -12300}, {49, 2, 0}, {51, 2, 100},
                               {-51, 2, -100},    {0.123, -2, 0.12},   {0, 2, 0},  {960, 3, 1000},
                               {0.4, 0, 0},       {1234.5, -1, 1234.5}};
    for (const Case& test : kCases)
        EXPECT_EQ(round_to_power(test.value, test.exponent), test.rounded) << test.value;
}

TEST(Rounding, FindsThePowerBelow) {
    EXPECT_EQ(power_below(1000), 3);
    EXPECT_EQ(power_below(999.999), 2);
    EXPECT_EQ(power_below(0.01), -2);
    EXPECT_EQ(power_below(0), std::nullopt);
    EXPECT_EQ(power_below(-5), std::nullopt);
    EXPECT_EQ(power_below(INFINITY), std::nullopt);
    EXPECT_EQ(power_below(NAN), std::nullopt);
}

TEST(Rounding, ShowsTheDecimalsThatAreNeeded) {
    const auto numbers = [](std::vector<double> values) {
        std::vector<Number> made;
        for (const double one : values) made.push_back({.value = one, .state = CellState::Shown});
        made.push_back({.value = 0.123456789, .state = CellState::Suppressed});
        return made;
    };
    EXPECT_EQ(decimals_needed(numbers({412000, 37}), 10), 0);
    EXPECT_EQ(decimals_needed(numbers({0.25, 3}), 10), 2);
    EXPECT_EQ(moment_decimals(numbers({412300.1, 31.4159})), 2);
    EXPECT_EQ(moment_decimals(numbers({412300, 500})), 0);
    EXPECT_EQ(moment_decimals(numbers({0.0312345, 0.0011})), 4);
    EXPECT_EQ(moment_decimals(numbers({})), 0);
}

/// Hidden below ten released units, whatever the true number.
TEST(Suppression, FollowsTheReleasedCount) {
    const Gate gate = standard_gate();
    for (std::uint64_t count = 0; count <= 20; ++count) {
        for (std::uint64_t start = 0; start < 30; ++start) {
            const auto raw = variable({value(evidence(gate, 1000 * start, count), 5)});
            const ReleasedValue out = release(gate, raw);
            const auto state = out.count < 10 ? CellState::Suppressed : CellState::Shown;
            for (const Statistic statistic :
                 {Statistic::Mean, Statistic::StandardDeviation, Statistic::Sum, Statistic::Gini,
                  Statistic::Percentile1, Statistic::Percentile25, Statistic::Median,
                  Statistic::Percentile75, Statistic::Percentile99, Statistic::InterquartileRange})
                EXPECT_EQ(out.number(statistic).state, state) << count;
            EXPECT_EQ(out.number(Statistic::Count).state, CellState::Shown);
        }
    }
}

TEST(Suppression, HidesWhatOneUnitDominates) {
    const Gate gate = standard_gate();
    RawVariable raw = variable({value(evidence(gate, 0, 100), 5)});
    raw.groups[0].largest_share = 0.51;
    EXPECT_EQ(release(gate, raw).mean.state, CellState::Shown);  // persons: clipping protects them
    raw.unit_is_person = false;
    EXPECT_EQ(release(gate, raw).mean.state, CellState::Suppressed);
    EXPECT_EQ(release(gate, raw).number(Statistic::Median).state, CellState::Suppressed);
    raw.groups[0].largest_share = 0.49;
    EXPECT_EQ(release(gate, raw).mean.state, CellState::Shown);
    EXPECT_EQ(release(gate, raw, true).mean.state, CellState::Suppressed);
}

TEST(Moments, HaveSixDigitsAndAConsistentSum) {
    const Gate gate = standard_gate();
    const RawVariable raw = variable({value(evidence(gate, 0, 12345), 412345.6789)});
    const ReleasedValue out = release(gate, raw);
    EXPECT_EQ(out.mean.value, 412346);
    EXPECT_EQ(out.sum.value, round_significant(out.mean.value * out.count, 6));
    EXPECT_EQ(out.gini.value, 0.25);
}

TEST(Moments, OfTwoValuesComeFromCounts) {
    const Gate gate = standard_gate();
    RawVariable raw = variable({value(evidence(gate, 0, 1000), 0.77)});
    raw.two_values = {{0, 1}};
    raw.groups[0].high = {evidence(gate, 0, 250), 1};
    const ReleasedValue out = release(gate, raw);
    const auto high = static_cast<double>(gate.count_noise().release(raw.groups[0].high.units));
    const double share = high / out.count;
    EXPECT_EQ(out.mean.value, round_significant(share, 6));
    EXPECT_EQ(out.standard_deviation.value, round_significant(std::sqrt(share * (1 - share)), 6));
    EXPECT_NEAR(out.sum.value, high, 0.01);
    EXPECT_NEAR(out.gini.value, 1 - share, 0.0005);
}

TEST(Moments, OfTwoValuesStayWithinThem) {
    const Gate gate = standard_gate();
    for (std::uint64_t start = 0; start < 100; ++start) {
        RawVariable raw = variable({value(evidence(gate, 1000 * start, 20))});
        raw.two_values = {{10, 30}};
        raw.groups[0].high = {evidence(gate, 1000 * start, 19), 1};
        const ReleasedValue out = release(gate, raw);
        if (out.mean.state != CellState::Shown) continue;
        EXPECT_GE(out.mean.value, 10);
        EXPECT_LE(out.mean.value, 30);
    }
}

TEST(Moments, ThatAreNotDefinedSaySo) {
    const Gate gate = standard_gate();
    RawVariable raw = variable({value(evidence(gate, 0, 1000), 3)});
    raw.groups[0].gini.reset();
    EXPECT_EQ(release(gate, raw).gini.state, CellState::NotDefined);
}

TEST(Quantiles, HaveThreeDigits) {
    const Gate gate = standard_gate();
    RawVariable raw = variable({value(evidence(gate, 0, 1000))});
    raw.groups[0].quantiles = {1234.0, 203456.0, 398765.0, 560123.0, 1481234.0};
    const ReleasedValue out = release(gate, raw);
    EXPECT_EQ(out.number(Statistic::Percentile25).value, 203000);
    EXPECT_EQ(out.number(Statistic::Median).value, 399000);
    EXPECT_EQ(out.number(Statistic::Percentile75).value, 560000);
    EXPECT_EQ(out.number(Statistic::Percentile99).value, 1480000);
    // The quartile range of 357 000 makes the grid 1000: a small percentile gets no more digits.
    EXPECT_EQ(out.number(Statistic::Percentile1).value, 1000);
    EXPECT_EQ(out.number(Statistic::InterquartileRange).value, 357000);
}

/// Shifting a variable towards zero must not show its percentiles in more detail.
TEST(Quantiles, GainNoDigitsByShifting) {
    const Gate gate = standard_gate();
    RawVariable raw = variable({value(evidence(gate, 0, 1000))});
    raw.groups[0].quantiles = {-395000.0, -195309.0, 1.2345, 161358.0, 1082469.0};
    const ReleasedValue out = release(gate, raw);
    EXPECT_EQ(out.number(Statistic::Median).value, 0);
    EXPECT_EQ(out.number(Statistic::Percentile25).value, -195000);
}

TEST(Quantiles, OfAConstantAreTheConstant) {
    const Gate gate = standard_gate();
    RawVariable raw = variable({value(evidence(gate, 0, 1000))});
    raw.groups[0].quantiles.fill(42.0);
    const ReleasedValue out = release(gate, raw);
    EXPECT_EQ(out.number(Statistic::Median).value, 42);
    EXPECT_EQ(out.number(Statistic::InterquartileRange).value, 0);
}

TEST(Summary, HasOneRowPerVariableAndTheColumnsAskedFor) {
    const Gate gate = standard_gate();
    RawSummary raw;
    raw.variables = {variable({value(evidence(gate, 0, 1000), 3)}),
                     variable({value(evidence(gate, 0, 2), 3)})};
    raw.interquartile_range = true;
    const auto result = gate.release(RawResult(testing::permit(gate), std::move(raw)), {});
    ASSERT_TRUE(result.ok());
    const auto& table = std::get<released::Table>(result->body());
    ASSERT_EQ(table.measures.size(), 9U);
    EXPECT_EQ(table.measures[0].statistic, Statistic::Mean);
    EXPECT_EQ(table.measures[2].statistic, Statistic::Count);
    EXPECT_EQ(table.measures[8].statistic, Statistic::InterquartileRange);
    EXPECT_EQ(table.rows[0].categories.size(), 2U);
    EXPECT_EQ(table.measures[0].cells[0].state, CellState::Shown);
    EXPECT_EQ(table.measures[0].cells[1].state, CellState::Suppressed);
    using released::Protection;
    EXPECT_EQ(result->protections(),
              (std::vector{Protection::CountNoise, Protection::Winsorised, Protection::KeyedWeights,
                           Protection::CoarsePercentiles, Protection::SmallGroups}));
}

/// A table of means over firms, 2 x 3, in which one cell is dominated: a second one in its row and
/// in its column must be hidden, or it could be worked out from the totals.
TEST(Dominance, HidesASecondCellInRowAndColumn) {
    const Gate gate = plain_gate();
    RawTable raw = testing::count(
        gate, {testing::axis("a", 2), testing::axis("b", 3)},
        testing::units_of_counts(std::vector<std::uint32_t>{2, 3},
                                 std::vector<std::uint32_t>{100, 40, 60, 70, 80, 90}));
    raw.statistics = {Statistic::Sum, Statistic::Mean};
    const auto plan = gate.plan_groups(raw);
    ASSERT_TRUE(plan.ok());
    std::vector<RawValue> groups(plan->group_count);
    for (const auto& group_of_cell : plan->group_of_cell)
        for (std::size_t cell = 0; cell < raw.cells.size(); ++cell)
            groups[group_of_cell[cell]].valid.merge(raw.cells[cell]);
    for (RawValue& group : groups) {
        group.number = {group.valid, 1};
        group.mean = 2;
    }
    groups[0].largest_share = 1.01;  // the plain policy allows a share of 1
    raw.variables = {variable(std::move(groups))};
    raw.variables[0].unit_is_person = false;
    const auto table = testing::released_table(gate, std::move(raw));
    ASSERT_EQ(table.measures.size(), 2U);
    // Row 1: the smallest other cell is the second; column 1: the only other cell is below. Those
    // leave one hidden cell in the second column and in the second row, and so on.
    for (const auto& measure : table.measures) {
        const auto hidden = [&](std::size_t row, std::size_t column) {
            return measure.cells[4 * row + column].state == CellState::Suppressed;
        };
        EXPECT_TRUE(hidden(0, 0) && hidden(0, 1) && hidden(1, 0) && hidden(1, 1));
        EXPECT_FALSE(hidden(0, 2) || hidden(1, 2) || hidden(2, 0) || hidden(0, 3) || hidden(2, 3));
    }
    EXPECT_EQ(table.measures[0].statistic, Statistic::Sum);
    EXPECT_EQ(table.measures[0].cells[11].value, 880);
}

}  // namespace
}  // namespace skjerm::disclosure
