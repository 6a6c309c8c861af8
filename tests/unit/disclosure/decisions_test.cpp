// Decisions of the gate that scripts reach by many ways: sizes of samples, quantile groups, what
// may fail, what a check lets pass; and tables whose units have several rows.
#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "skjerm/base/diagnostic_codes.h"
#include "skjerm/disclosure/value_statistics.h"
#include "skjerm/stats/unit_rows.h"
#include "support/columns.h"
#include "support/plain_policy.h"
#include "support/raw_table.h"

namespace skjerm::disclosure {
namespace {

using released::CellState;
using released::Statistic;
using testing::evidence;
using testing::make_column;
using testing::standard_gate;
using testing::TestRows;

const Gate& gate() {
    static const Gate made = standard_gate();
    return made;
}

TEST(Decisions, RefuseModeRefusesBothSides) {
    Policy policy = Policy::standard();
    policy.small_change_mode = SmallChangeMode::Refuse;
    const Gate strict(policy, testing::test_secret());
    const base::Evidence few = evidence(strict, 0, 3);
    const base::Evidence many = evidence(strict, 100, 4000);
    EXPECT_EQ(strict.snap(few, many, {}).diagnostic().code, base::Code::ChangeTooSmall);
    EXPECT_EQ(strict.snap(many, few, {}).diagnostic().code, base::Code::ChangeTooSmall);
    EXPECT_EQ(strict.snap(many, {}, {}).diagnostic().code, base::Code::ChangeTooSmall);
    EXPECT_EQ(strict.snap(many, many, {}).value(), Snap::Keep);
}

TEST(Decisions, SampleSizesAreCoarse) {
    const base::Evidence population = evidence(gate(), 0, 4000);
    EXPECT_EQ(gate().sample_size(population, 0.123), 480U);
    EXPECT_EQ(gate().sample_size(population, 0.5), 2000U);
    EXPECT_EQ(gate().sample_size(population, 0.999), std::nullopt);
    const std::uint64_t released = gate().count_noise().release(population);
    EXPECT_EQ(gate().sample_size(population, released), std::nullopt);
    EXPECT_EQ(gate().sample_size(population, std::uint64_t{1000}), 1000U);
}

TEST(Decisions, FollowReleasedCounts) {
    EXPECT_FALSE(gate().may_fail_because_of({}));
    EXPECT_FALSE(gate().may_fail_because_of(evidence(gate(), 0, 4)));
    EXPECT_TRUE(gate().may_fail_because_of(evidence(gate(), 0, 15)));
    EXPECT_TRUE(gate().admits_quantile_groups(evidence(gate(), 0, 1000), 10));
    EXPECT_FALSE(gate().admits_quantile_groups(evidence(gate(), 0, 1000), 101));
    EXPECT_EQ(gate().rules_note({}).code, base::Code::SmallRuleSnapped);
    EXPECT_EQ(gate().rules_note({}).severity, base::Severity::Note);
    EXPECT_EQ(gate().countable_levels(), 16'000U);
}

TEST(Decisions, ACheckLetsPassAndGivesNothingAway) {
    const Gate check = Gate::checking();
    const base::Evidence everybody = evidence(check, 0, 4000);
    EXPECT_EQ(check.snap({}, {}, {}).value(), Snap::Keep);
    EXPECT_TRUE(check.admit_population({}, {}).ok());
    EXPECT_FALSE(check.admits_quantile_groups(everybody, 2));
    const auto dataset = check.release_dataset({}, &everybody, {}, {});
    EXPECT_EQ(std::get<released::DatasetSummary>(dataset.body()).units, std::nullopt);
    RawTable raw =
        testing::count(check, {testing::axis("a", 1)}, std::vector<testing::Levels>(2000, {0}));
    const auto table = testing::release(check, std::move(raw));
    ASSERT_TRUE(table.ok());
    EXPECT_TRUE(std::holds_alternative<released::Document>(table->body()));
}

/// 1000 units with three rows each, of which one has the value 1 of a two-valued variable; in two
/// groups by unit.
struct Panel {
    Panel() : data(gate().unit_keys(0), units()), levels(3000), values(3000) {
        for (std::size_t row = 0; row < 3000; ++row) {
            levels[row] = static_cast<std::int8_t>(row / 3 % 2);
            values[row] = row % 3 == 0 ? 1 : 0;
        }
        const stats::FactorSpec spec{make_column(levels)};
        table =
            std::get<stats::Crosstab>(stats::count_crosstab(data.rows(), std::span(&spec, 1), {}));
    }
    static std::vector<std::uint32_t> units() {
        std::vector<std::uint32_t> result;
        for (std::uint32_t row = 0; row < 3000; ++row) result.push_back(row / 3);
        return result;
    }
    TestRows data;
    std::vector<std::int8_t> levels;
    std::vector<std::int32_t> values;
    stats::Crosstab table;
};

TEST(SeveralRows, CountOnceAsUnitsAndAllAsRows) {
    const Panel panel;
    ASSERT_TRUE(panel.table.repeated_units);
    RawTable raw;
    raw.axes = {testing::axis("a", 2)};
    raw.cells = panel.table.cells;
    raw.statistics = {Statistic::Frequency};
    const std::vector<std::uint32_t> first{0, 0};
    const base::Evidence all = stats::group_evidence(panel.data.rows(), panel.table, first, 1)[0];
    raw.overlapping = {.margins = {raw.cells},
                       .groups = {{raw.cells[0], 3}, {raw.cells[1], 3}, {all, 3}}};
    const auto shown = testing::shown(testing::released_table(gate(), std::move(raw)).measures[0]);
    const CountNoise& noise = gate().count_noise();
    EXPECT_EQ(shown[0], 3.0 * static_cast<double>(noise.release(panel.table.cells[0])));
    EXPECT_EQ(shown[2], 3.0 * static_cast<double>(noise.release(all)));
}

TEST(SeveralRows, OfTwoValuedVariablesInGroups) {
    const Panel panel;
    const GroupPlan plan{.group_count = 3, .group_of_cell = {{0, GroupPlan::kNone}, {2, 2}}};
    const auto column = make_column(panel.values);
    for (const bool persons : {true, false}) {
        const RawVariable variable =
            summarize_groups(gate(), panel.data.rows(), *column,
                             {.quantiles = true, .unit_is_person = persons}, panel.table, plan);
        ASSERT_TRUE(variable.two_values.has_value());
        EXPECT_EQ(variable.groups[0].valid.units, 500U);
        EXPECT_EQ(variable.groups[0].valid.rows, 1500U);
        EXPECT_DOUBLE_EQ(variable.groups[0].number.rows_per_unit, 3);
        EXPECT_EQ(variable.groups[0].high.units.units, 500U);
        EXPECT_DOUBLE_EQ(variable.groups[0].high.rows_per_unit, 1);
        EXPECT_EQ(variable.groups[1].valid.units, 0U);
        EXPECT_EQ(variable.groups[2].high.units.units, 1000U);
        // Every unit contributes its one row of 1, whatever the weights of the others are.
        EXPECT_NEAR(variable.groups[2].largest_share, persons ? 0 : 0.001, 0.0001);
    }
}

TEST(SeveralRows, OfCarriersInGroups) {
    const Panel panel;
    std::vector<column::UnitIndex> firms;
    for (std::uint32_t row = 0; row < 3000; ++row) firms.push_back(column::UnitIndex{row / 30});
    const GroupPlan plan{.group_count = 2, .group_of_cell = {{0, 1}}};
    const auto column = make_column(panel.values);
    const RawVariable variable = summarize_groups(
        gate(), panel.data.rows(), *column, {.carriers = {make_column(firms)}}, panel.table, plan);
    for (const RawValue& group : variable.groups) {
        EXPECT_EQ(group.number.units.units, 100U);
        EXPECT_DOUBLE_EQ(group.number.rows_per_unit, 15);
        EXPECT_EQ(group.high.units.units, 100U);
        EXPECT_DOUBLE_EQ(group.high.rows_per_unit, 5);
        EXPECT_EQ(group.carriers[0].largest, 15U);
    }
}

}  // namespace
}  // namespace skjerm::disclosure
