#include "skjerm/disclosure/rows_per_unit.h"

#include <gtest/gtest.h>

#include "skjerm/stats/selection.h"
#include "support/columns.h"
#include "support/plain_policy.h"

namespace skjerm::disclosure {
namespace {

using testing::plain_gate;
using testing::standard_gate;
using testing::TestRows;

/// Mean rows per unit of a dataset whose unit u has rows[u] rows.
double mean_rows(const Gate& gate, const std::vector<std::size_t>& rows) {
    std::vector<std::uint32_t> units;
    for (std::uint32_t unit = 0; unit < rows.size(); ++unit)
        units.insert(units.end(), rows[unit], unit);
    const TestRows data(gate.unit_keys(0), units);
    const base::Evidence all = stats::population_evidence(data.rows());
    const std::vector<std::uint32_t> group_of_cell{0};
    const stats::Crosstab table = stats::one_cell();
    return rows_per_unit(
        gate, {.rows = data.rows(), .table = table, .group_of_cell = group_of_cell, .groups = 1},
        std::span(&all, 1))[0];
}

TEST(RowsPerUnit, IsOneWhereNoUnitHasSeveral) {
    EXPECT_EQ(mean_rows(standard_gate(), std::vector<std::size_t>(2000, 1)), 1.0);
}

TEST(RowsPerUnit, IsTheSameForUnitsThatAreAlike) {
    // Weights are of no consequence: a balanced panel of three dates has exactly three rows a unit.
    EXPECT_DOUBLE_EQ(mean_rows(standard_gate(), std::vector<std::size_t>(2000, 3)), 3.0);
}

TEST(RowsPerUnit, IsNearTheMean) {
    std::vector<std::size_t> rows(4000, 1);
    for (std::size_t unit = 0; unit < rows.size(); unit += 2) rows[unit] = 5;
    EXPECT_NEAR(mean_rows(standard_gate(), rows), 3.0, 0.2);
    EXPECT_NE(mean_rows(standard_gate(), rows), 3.0) << "keyed weights move it";
}

TEST(RowsPerUnit, HidesAUnitWithManyRows) {
    std::vector<std::size_t> rows(1000, 1);
    for (std::size_t unit = 0; unit < 100; ++unit) rows[unit] = 2;
    const double without = mean_rows(standard_gate(), rows);
    rows[5] = 3000;
    EXPECT_EQ(mean_rows(standard_gate(), rows), without);
}

}  // namespace
}  // namespace skjerm::disclosure
