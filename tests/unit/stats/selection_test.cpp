#include "skjerm/stats/selection.h"

#include <gtest/gtest.h>

#include "support/columns.h"

namespace skjerm::stats {
namespace {

using testing::make_column;
using testing::TestRows;

using base::Evidence;

Evidence of_units(const TestRows& data, const std::vector<std::uint32_t>& units) {
    Evidence evidence;
    for (const std::uint32_t unit : units) evidence.add(data.keys().key(unit));
    return evidence;
}

TEST(SelectionEvidence, SplitsThePopulation) {
    TestRows data(5);
    data.select({1, 0, 1, -128, 0});
    const SelectionEvidence evidence = selection_evidence(data.rows());
    EXPECT_EQ(evidence.selected, of_units(data, {0, 2}));
    EXPECT_EQ(evidence.rest, of_units(data, {1, 3, 4}));
    EXPECT_EQ(population_evidence(data.rows()), of_units(data, {0, 1, 2, 3, 4}));
}

TEST(SelectionEvidence, WithoutConditionAllAreSelected) {
    const TestRows data(std::vector<std::uint32_t>{3, 9, 10});
    const SelectionEvidence evidence = selection_evidence(data.rows());
    EXPECT_EQ(evidence.selected, of_units(data, {3, 9, 10}));
    EXPECT_EQ(evidence.rest, Evidence{});
}

TEST(SelectionEvidence, UnitWithSeveralRowsCountsOnceOnEachSide) {
    TestRows data(std::vector<std::uint32_t>{4, 4, 4, 6, 6});
    data.select({1, 1, 0, 0, 0});
    const SelectionEvidence evidence = selection_evidence(data.rows());
    EXPECT_EQ(evidence.selected.rows, 2U);
    EXPECT_EQ(evidence.selected.units, 1U);
    EXPECT_EQ(evidence.rest.rows, 3U);
    EXPECT_EQ(evidence.rest.units, 2U);
}

TEST(SelectionEvidence, EmptyDataset) {
    const TestRows data(0);
    EXPECT_EQ(population_evidence(data.rows()), Evidence{});
    EXPECT_EQ(selection_evidence(data.rows()).selected, Evidence{});
}

TEST(ValidEvidence, LeavesOutMissingAndUnselected) {
    TestRows data(4);
    data.select({1, 1, 1, 0});
    const auto column =
        make_column<std::int32_t>({5, std::numeric_limits<std::int32_t>::min(), -1, 2});
    EXPECT_EQ(valid_evidence(data.rows(), *column), of_units(data, {0, 2}));
}

}  // namespace
}  // namespace skjerm::stats
