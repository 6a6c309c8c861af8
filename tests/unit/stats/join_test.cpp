#include "skjerm/stats/join.h"

#include <gtest/gtest.h>

#include "support/columns.h"

namespace skjerm::stats {
namespace {

using column::kMissingRow;
using column::RowUnits;
using column::UnitIndex;
using testing::make_column;
using testing::TestRows;
using testing::text_column;

using RowList = std::vector<std::uint32_t>;

column::RowUnitsPtr listed(const std::vector<std::uint32_t>& units) {
    std::vector<UnitIndex> list;
    for (const std::uint32_t unit : units) list.push_back(UnitIndex{unit});
    return RowUnits::listed(make_column(list), 0);
}

RowList rows_of(const Join& join) { return join.source_rows.value(); }

TEST(Join, SameUnitsNeedNoRows) {
    const auto units = RowUnits::all(4, 0);
    const auto others = RowUnits::all(4, 0);
    const TestRows rows(4);
    EXPECT_FALSE(
        join_rows({.units = units.get()}, {.units = others.get()}, rows.rows()).source_rows);
}

TEST(Join, UnitsOfBothSides) {
    const TestRows rows({2, 5, 9});
    const auto target = listed({1, 2, 2, 9, 10});
    EXPECT_EQ(
        rows_of(join_rows({.units = target.get()}, {.units = rows.rows().units}, rows.rows())),
        (RowList{kMissingRow, 0, 0, 2, kMissingRow}));
}

TEST(Join, ReferencesToAllUnits) {
    const TestRows rows(3);
    const auto links = make_column<UnitIndex>(
        {UnitIndex{2}, column::missing<UnitIndex>(), UnitIndex{0}, UnitIndex{7}});
    EXPECT_EQ(
        rows_of(join_rows({.column = links.get()}, {.units = rows.rows().units}, rows.rows())),
        (RowList{2, kMissingRow, 0, kMissingRow}));
}

TEST(Join, TextOfTwoDictionaries) {
    const TestRows rows(3);
    const auto source = text_column({"b", "d", ""});
    const auto target = text_column({"a", "d", "", "b", "d"});
    EXPECT_EQ(rows_of(join_rows({.column = target.get()}, {.column = source.get()}, rows.rows())),
              (RowList{kMissingRow, 1, kMissingRow, 0, 1}));
}

TEST(Join, IntegersAndRealsAreComparedExactly) {
    const TestRows rows(4);
    const auto source = make_column<double>({2.0, 2.5, -0.0, 0x1p53});
    const auto target = make_column<std::int64_t>({2, 3, 0, (std::int64_t{1} << 53) + 1});
    EXPECT_EQ(rows_of(join_rows({.column = target.get()}, {.column = source.get()}, rows.rows())),
              (RowList{0, kMissingRow, 2, kMissingRow}));
}

TEST(Join, OfSeveralRowsTheSmallestSecretKeyIsTaken) {
    const TestRows rows({3, 4, 5, 8});
    const auto source = make_column<std::int8_t>({1, 1, 2, 1});
    const auto target = make_column<std::int8_t>({1, 2});
    const Join join = join_rows({.column = target.get()}, {.column = source.get()}, rows.rows());
    std::uint32_t chosen = 0;
    for (const std::uint32_t row : {1U, 3U})
        if (rows.keys().key(rows.rows().units->unit(row)) <
            rows.keys().key(rows.rows().units->unit(chosen)))
            chosen = row;
    EXPECT_EQ(rows_of(join), (RowList{chosen, 2}));
    EXPECT_EQ(join.surplus.units, 2U);
}

TEST(Join, RowsOfOneUnitAreOneSurplusUnit) {
    const TestRows rows({6, 6, 6, 7});
    const auto target = listed({6, 7});
    const Join join = join_rows({.units = target.get()}, {.units = rows.rows().units}, rows.rows());
    EXPECT_EQ(rows_of(join), (RowList{0, 3}));
    EXPECT_EQ(join.surplus.units, 1U);
}

TEST(Join, WithoutRows) {
    const TestRows rows(0);
    const auto source = make_column<double>({});
    const auto target = make_column<double>({1.0});
    EXPECT_EQ(rows_of(join_rows({.column = target.get()}, {.column = source.get()}, rows.rows())),
              (RowList{kMissingRow}));
}

}  // namespace
}  // namespace skjerm::stats
