// Tables and summaries of rows that were chosen or classified by what other units brought.
#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "skjerm/base/diagnostic_codes.h"
#include "skjerm/disclosure/group_protection.h"
#include "skjerm/stats/clipped_sums.h"
#include "support/columns.h"
#include "support/plain_policy.h"
#include "support/raw_table.h"

namespace skjerm::disclosure {
namespace {

using released::CellState;
using released::Statistic;
using testing::evidence;
using testing::standard_gate;

const Gate& gate() {
    static const Gate made = standard_gate();
    return made;
}

/// So many carriers from `first` on, with ten rows each, one of them with `largest`.
CarrierSpreads spread(std::uint64_t first, std::uint64_t carriers, std::uint64_t largest = 10) {
    return {
        {.carriers = evidence(gate(), first, carriers), .rows = 10 * carriers, .largest = largest}};
}

/// Four levels of 300 persons each, and their total; carriers of every group.
RawTable table_of(const std::vector<CarrierSpreads>& carriers) {
    const std::vector<std::uint32_t> levels{4};
    const std::vector<std::uint32_t> counts(4, 300);
    RawTable raw =
        testing::count(gate(), {testing::axis("a", 4)}, testing::units_of_counts(levels, counts));
    raw.carriers = carriers;
    for (const CarrierSpreads& one : carriers) raw.numbers_of_rows.push_back({one[0].carriers, 10});
    return raw;
}

TEST(CarrierTables, CountCarriersTimesTheirRows) {
    const std::vector<CarrierSpreads> carriers{spread(0, 30), spread(100, 31), spread(200, 32),
                                               spread(300, 33), spread(400, 126)};
    const auto table = testing::released_table(gate(), table_of(carriers));
    for (std::size_t group = 0; group < 5; ++group) {
        EXPECT_EQ(
            table.measures[0].cells[group].value,
            10.0 * static_cast<double>(gate().count_noise().release(carriers[group][0].carriers)));
    }
}

TEST(CarrierTables, HideACellWithFewAndOneThatWouldGiveItAway) {
    // The second cell has four carriers; of the others the last is the smallest.
    const std::vector<CarrierSpreads> carriers{spread(0, 60), spread(100, 4), spread(200, 70),
                                               spread(300, 20), spread(400, 154)};
    const auto table = testing::released_table(gate(), table_of(carriers));
    const auto& cells = table.measures[0].cells;
    EXPECT_EQ(cells[0].state, CellState::Shown);
    EXPECT_EQ(cells[1].state, CellState::Suppressed);
    EXPECT_EQ(cells[2].state, CellState::Shown);
    EXPECT_EQ(cells[3].state, CellState::Suppressed);
    EXPECT_EQ(cells[4].state, CellState::Shown);
}

TEST(CarrierTables, HideACellOfOneLargeCarrier) {
    const std::vector<CarrierSpreads> carriers{spread(0, 60, 301), spread(100, 60, 299),
                                               spread(200, 70), spread(300, 80), spread(400, 270)};
    const auto table = testing::released_table(gate(), table_of(carriers));
    EXPECT_EQ(table.measures[0].cells[0].state, CellState::Suppressed);
    EXPECT_EQ(table.measures[0].cells[2].state, CellState::Shown);
}

TEST(CarrierTables, AreRefusedByRowsOfCarriersAndNotByPersons) {
    // 300 persons in every cell, but in three of the four no carrier at all.
    std::vector<CarrierSpreads> carriers{spread(0, 60), spread(0, 0), spread(0, 0), spread(0, 0),
                                         spread(0, 60)};
    const auto result = testing::release(gate(), table_of(carriers));
    ASSERT_FALSE(result.ok());
    EXPECT_EQ(result.diagnostic().code, base::Code::TooManySmallCells);
    carriers[1] = spread(100, 60);
    EXPECT_TRUE(testing::release(gate(), table_of(carriers)).ok());
}

TEST(CarrierSummaries, HideALineWithFew) {
    const base::Evidence valid = evidence(gate(), 0, 1000);
    RawSummary summary;
    for (const char* name : {"x", "y"}) {
        RawVariable& variable = summary.variables.emplace_back();
        variable.name = name;
        RawValue& value = variable.groups.emplace_back();
        value.valid = valid;
        value.number = {valid, 1};
        value.mean = 7;
    }
    summary.carriers = {spread(0, 50), spread(100, 3)};
    const auto result = gate().release(RawResult(testing::permit(gate()), std::move(summary)), {});
    ASSERT_TRUE(result.ok());
    const auto& table = std::get<released::Table>(result->body());
    for (const released::Measure& measure : table.measures) {
        const bool is_mean = measure.statistic == Statistic::Mean;
        EXPECT_TRUE(!is_mean || measure.cells[0].state == CellState::Shown);
        EXPECT_EQ(measure.cells[1].state, CellState::Suppressed);
    }
}

TEST(CarrierGroups, CountsAndSharesThatCollapseStores) {
    // Two groups: 60 families of five, and three of a hundred.
    std::vector<column::UnitIndex> families;
    std::vector<std::int8_t> groups;
    for (std::uint32_t row = 0; row < 600; ++row) {
        families.push_back(column::UnitIndex{row < 300 ? row / 5 : 1000 + row / 100});
        groups.push_back(row < 300 ? 0 : 1);
    }
    const testing::TestRows data(gate().unit_keys(0), 600);
    const stats::FactorSpec spec{testing::make_column(groups)};
    const auto table =
        std::get<stats::Crosstab>(stats::count_crosstab(data.rows(), std::span(&spec, 1), {}));
    const auto values = testing::make_column(std::vector<double>(600, 2.5));
    const auto carrier = testing::make_column(families);
    const std::vector<GroupItem> items{{values, stats::GroupStatistic::Count, {carrier}},
                                       {values, stats::GroupStatistic::Percent, {carrier}}};
    const auto found = protect_groups(gate(), data.rows(), table, items, true);
    EXPECT_NEAR(found[0][0], 300, 25);
    EXPECT_EQ(std::fmod(found[0][0], 5), 0) << "whole families of five";
    EXPECT_TRUE(std::isnan(found[0][1]));
    EXPECT_GT(found[1][0], 0);
    EXPECT_LE(found[1][0], 100);
    EXPECT_TRUE(std::isnan(found[1][1]));
}

}  // namespace
}  // namespace skjerm::disclosure
