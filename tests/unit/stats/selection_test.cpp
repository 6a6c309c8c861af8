#include "skjerm/stats/selection.h"

#include <gtest/gtest.h>

#include <algorithm>

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

/// The same units in so many rows.
void expect_units(const Evidence& evidence, Evidence units, std::uint64_t rows) {
    units.rows = rows;
    EXPECT_EQ(evidence, units);
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
    expect_units(evidence.selected, of_units(data, {4}), 2);
    expect_units(evidence.rest, of_units(data, {4, 6}), 3);
    expect_units(population_evidence(data.rows()), of_units(data, {4, 6}), 5);
}

/// Classes of rows as given.
FillClasses classes(const std::vector<std::uint32_t>& of_row) {
    return [&](std::size_t begin, std::span<std::uint32_t> out) {
        std::copy_n(of_row.begin() + static_cast<std::ptrdiff_t>(begin), out.size(), out.begin());
    };
}

TEST(ClassEvidence, TellsEachClassFromAllOtherRows) {
    const TestRows data(6);
    const std::vector<std::uint32_t> of_row{0, 2, 1, 0, 2, 2};
    const auto evidence = class_evidence(data.rows(), 2, classes(of_row));
    ASSERT_EQ(evidence.size(), 2U);
    EXPECT_EQ(evidence[0].selected, of_units(data, {0, 3}));
    EXPECT_EQ(evidence[0].rest, of_units(data, {1, 2, 4, 5}));
    EXPECT_EQ(evidence[1].selected, of_units(data, {2}));
    EXPECT_EQ(evidence[1].rest, of_units(data, {0, 1, 3, 4, 5}));
}

TEST(ClassEvidence, CountsUnitsWithSeveralRowsOnce) {
    const TestRows data(std::vector<std::uint32_t>{4, 4, 4, 6, 6, 9});
    const std::vector<std::uint32_t> of_row{0, 1, 0, 1, 2, 2};
    const auto evidence = class_evidence(data.rows(), 2, classes(of_row));
    expect_units(evidence[0].selected, of_units(data, {4}), 2);
    expect_units(evidence[0].rest, of_units(data, {4, 6, 9}), 4);
    expect_units(evidence[1].selected, of_units(data, {4, 6}), 2);
    expect_units(evidence[1].rest, of_units(data, {4, 6, 9}), 4);
}

TEST(ClassEvidence, CountsTheUnitsBehindCategories) {
    const TestRows data(3);
    std::vector<Evidence> behind(3);
    for (std::uint32_t unit = 0; unit < 9; ++unit) behind[unit % 3].add(data.keys().key(unit));
    Rows rows = data.rows();
    rows.behind = behind;
    const std::vector<std::uint32_t> of_row{1, 0, 1};
    const auto evidence = class_evidence(rows, 1, classes(of_row));
    EXPECT_EQ(evidence[0].selected, of_units(data, {1, 4, 7}));
    EXPECT_EQ(evidence[0].rest, of_units(data, {0, 2, 3, 5, 6, 8}));
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
