#include "skjerm/disclosure/rows_per_unit.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

#include "skjerm/disclosure/carriers.h"
#include "skjerm/disclosure/value_release.h"
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
    return rows_of_units(
               gate,
               {.rows = data.rows(), .table = table, .group_of_cell = group_of_cell, .groups = 1},
               std::span(&all, 1))[0]
        .rows_per_unit;
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
    // The set is another, and so are its weights; but the unit counts as one of two rows.
    EXPECT_NEAR(mean_rows(standard_gate(), rows), without, 0.01);
}

/// Sizes of carriers c = 0, 1, …: so many rows each, all in one group.
struct Firms {
    explicit Firms(const Gate& gate, const std::vector<std::size_t>& sizes)
        : data(gate.unit_keys(0), std::accumulate(sizes.begin(), sizes.end(), std::size_t{0})) {
        std::vector<column::UnitIndex> of_row;
        for (std::uint32_t firm = 0; firm < sizes.size(); ++firm)
            of_row.insert(of_row.end(), sizes[firm], column::UnitIndex{firm});
        carrier = testing::make_column(of_row);
    }
    TestRows data;
    column::ColumnPtr carrier;
};

double released_rows(const Gate& gate, const std::vector<std::size_t>& sizes) {
    const Firms firms(gate, sizes);
    const stats::Crosstab everything = stats::one_cell();
    const std::vector<std::uint32_t> first{0};
    const stats::GroupedRows grouped{
        .rows = firms.data.rows(), .table = everything, .group_of_cell = first, .groups = 1};
    const CarrierSet carriers(gate, firms.data.rows(), std::span(&firms.carrier, 1));
    return release_rows(carriers.rows_of_carriers(grouped, carriers.spreads(grouped))[0],
                        gate.count_noise(), TracedRole::Value);
}

TEST(RowsPerCarrier, IsNearTheNumberOfRows) {
    EXPECT_EQ(released_rows(plain_gate(), {3, 4, 5, 6}), 18);
    EXPECT_NEAR(released_rows(standard_gate(), std::vector<std::size_t>(2000, 5)), 10'000, 25);
}

TEST(RowsPerCarrier, OneCarrierDoesNotMoveThousandsOfRows) {
    std::vector<std::size_t> sizes;
    for (std::size_t firm = 0; firm < 1000; ++firm) sizes.push_back(5 + firm % 20);
    const double without = released_rows(standard_gate(), sizes);
    sizes.push_back(9000);
    const double with = released_rows(standard_gate(), sizes);
    // The firm counts as much as the hundredth that is largest: 24 rows, in noise of that size.
    EXPECT_LT(std::fabs(with - without), 500);
}

TEST(RowsPerCarrier, OfNothingIsNothing) {
    const Gate gate = standard_gate();
    const Firms firms(gate, {4, 4});
    const stats::Crosstab everything = stats::one_cell();
    const std::vector<std::uint32_t> none{stats::Factor::kNone};
    const stats::GroupedRows grouped{
        .rows = firms.data.rows(), .table = everything, .group_of_cell = none, .groups = 1};
    const CarrierSet carriers(gate, firms.data.rows(), std::span(&firms.carrier, 1));
    const auto numbers = carriers.rows_of_carriers(grouped, carriers.spreads(grouped));
    EXPECT_EQ(release_rows(numbers[0], gate.count_noise(), TracedRole::Value), 0);
}

TEST(CarrierSet, WeighsByTheCoarsestOfItsCarriers) {
    const Gate gate = standard_gate();
    const TestRows data(gate.unit_keys(0), 600);
    std::vector<column::UnitIndex> families;
    std::vector<std::int32_t> places;
    for (std::uint32_t row = 0; row < 600; ++row) {
        families.push_back(column::UnitIndex{row / 2});
        places.push_back(static_cast<std::int32_t>(row / 20));
    }
    const std::vector<column::ColumnPtr> carriers{testing::make_column(families),
                                                  testing::make_column(places)};
    const CarrierSet set(gate, data.rows(), carriers);
    EXPECT_EQ(set.coarsest(), 1U);
    const std::vector<column::ColumnPtr> turned{carriers[1], carriers[0]};
    EXPECT_EQ(CarrierSet(gate, data.rows(), turned).coarsest(), 0U);
    const stats::Rows weighted = set.weighted_rows();
    EXPECT_EQ(weighted.sign_places[0], weighted.sign_places[19]);
    EXPECT_NE(weighted.sign_places[19], weighted.sign_places[20]);
}

}  // namespace
}  // namespace skjerm::disclosure
