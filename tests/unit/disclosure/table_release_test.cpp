// Tables as the gate releases them: layout, percentages, tests, order, pooling, refusals.
// Arithmetic and layout are checked with the plain policy, protection with the standard one.
#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <string>
#include <vector>

#include "skjerm/base/diagnostic_codes.h"
#include "support/plain_policy.h"
#include "support/raw_table.h"

namespace skjerm::disclosure {
namespace {

using released::Category;
using released::CellState;
using released::Statistic;
using testing::axis;
using testing::Levels;
using testing::plain_gate;
using testing::released_table;
using testing::shown;
using testing::standard_gate;
using Kind = Category::Kind;
using Label = RawLevel::Label;
using Numbers = std::vector<double>;
using Lines = std::vector<std::vector<std::uint32_t>>;

RawTable table_of(const Gate& gate, std::vector<RawAxis> axes,
                  const std::vector<std::uint32_t>& counts) {
    std::vector<std::uint32_t> levels;
    for (const RawAxis& one : axes) levels.push_back(static_cast<std::uint32_t>(one.levels.size()));
    return testing::count(gate, std::move(axes), testing::units_of_counts(levels, counts));
}

TEST(Layout, OneVariableGoesDown) {
    const Gate gate = plain_gate();
    const auto table = released_table(gate, table_of(gate, {axis("a", 3)}, {10, 20, 30}));
    EXPECT_EQ(table.row_index, (Lines{{0}, {1}, {2}, {3}}));
    EXPECT_EQ(table.column_index, (Lines{{}}));
    EXPECT_EQ(table.rows[0].categories[3].kind, Kind::Total);
    EXPECT_EQ(shown(table.measures[0]), (Numbers{10, 20, 30, 60}));
}

TEST(Layout, TwoVariablesGoDownAndAcross) {
    const Gate gate = plain_gate();
    const auto table =
        released_table(gate, table_of(gate, {axis("a", 2), axis("b", 2)}, {10, 20, 30, 40}));
    EXPECT_EQ(table.rows[0].variable, "a");
    EXPECT_EQ(table.columns[0].variable, "b");
    EXPECT_EQ(shown(table.measures[0]), (Numbers{10, 20, 30, 30, 40, 70, 40, 60, 100}));
}

TEST(Layout, OfThreeVariablesTheLastGoesAcross) {
    const Gate gate = plain_gate();
    const auto table = released_table(
        gate, table_of(gate, {axis("a", 2), axis("b", 2), axis("c", 2)}, {1, 2, 3, 4, 5, 6, 7, 8}));
    EXPECT_EQ(table.rows.size(), 2U);
    EXPECT_EQ(table.columns.size(), 1U);
    EXPECT_EQ(table.row_index, (Lines{{0, 0}, {0, 1}, {0, 2}, {1, 0}, {1, 1}, {1, 2}, {2, 2}}));
    EXPECT_EQ(shown(table.measures[0]), (Numbers{1,  2,  3,   //
                                                 3,  4,  7,   //
                                                 4,  6,  10,  //
                                                 5,  6,  11,  //
                                                 7,  8,  15,  //
                                                 12, 14, 26,  //
                                                 16, 20, 36}));
}

TEST(Layout, OfFourVariablesTwoGoAcross) {
    const Gate gate = plain_gate();
    std::vector<std::uint32_t> counts(16);
    for (std::uint32_t cell = 0; cell < 16; ++cell) counts[cell] = cell + 1;
    const auto table = released_table(
        gate, table_of(gate, {axis("a", 2), axis("b", 2), axis("c", 2), axis("d", 2)}, counts));
    EXPECT_EQ(table.columns[0].variable, "c");
    EXPECT_EQ(table.columns[1].variable, "d");
    EXPECT_EQ(table.column_index, table.row_index);
    ASSERT_EQ(table.measures[0].cells.size(), 49U);
    const Numbers numbers = shown(table.measures[0]);
    EXPECT_EQ(Numbers(numbers.begin(), numbers.begin() + 7), (Numbers{1, 2, 3, 3, 4, 7, 10}));
    EXPECT_EQ(numbers.back(), 136);
}

TEST(Layout, LeavesOutLevelsWithoutUnits) {
    const Gate gate = plain_gate();
    const auto table = released_table(gate, table_of(gate, {axis("a", 4)}, {10, 0, 30, 0}));
    ASSERT_EQ(table.rows[0].categories.size(), 3U);
    EXPECT_EQ(table.rows[0].categories[1].code, "3");
}

TEST(Layout, ShowsTheTotalOfAnEmptySelection) {
    const Gate gate = standard_gate();
    const auto table =
        released_table(gate, table_of(gate, {axis("a", 2), axis("b", 2)}, {0, 0, 0, 0}));
    EXPECT_EQ(shown(table.measures[0]), Numbers{0});
}

TEST(Percentages, AreSharesOfShownTotals) {
    const Gate gate = plain_gate();
    RawTable raw = table_of(gate, {axis("a", 2), axis("b", 2)}, {10, 30, 0, 60});
    raw.statistics = {Statistic::CellPercent, Statistic::ColumnPercent, Statistic::RowPercent,
                      Statistic::Frequency};
    const auto table = released_table(gate, std::move(raw));
    ASSERT_EQ(table.measures.size(), 4U);
    EXPECT_EQ(table.measures[0].statistic, Statistic::Frequency);
    EXPECT_EQ(table.measures[1].statistic, Statistic::RowPercent);
    EXPECT_EQ(table.measures[2].statistic, Statistic::ColumnPercent);
    EXPECT_EQ(table.measures[3].statistic, Statistic::CellPercent);
    EXPECT_EQ(shown(table.measures[1]), (Numbers{25, 75, 100, 0, 100, 100, 10, 90, 100}));
    const Numbers column = shown(table.measures[2]);
    EXPECT_EQ(column[0], 100);
    EXPECT_NEAR(column[1], 100.0 / 3, 1e-9);
    EXPECT_EQ(column[8], 100);
    EXPECT_EQ(shown(table.measures[3]), (Numbers{10, 30, 40, 0, 60, 60, 10, 90, 100}));
}

TEST(Percentages, FollowReleasedCountsWithOneDecimal) {
    const Gate gate = standard_gate();
    RawTable raw = table_of(gate, {axis("a", 2), axis("b", 2)}, {1200, 340, 56, 780});
    raw.statistics = {Statistic::Frequency, Statistic::RowPercent};
    const auto table = released_table(gate, std::move(raw));
    const Numbers counts = shown(table.measures[0]);
    const Numbers percent = shown(table.measures[1]);
    for (std::size_t row = 0; row < 3; ++row)
        for (std::size_t column = 0; column < 3; ++column)
            EXPECT_NEAR(percent[3 * row + column],
                        std::min(100.0, 100 * counts[3 * row + column] / counts[3 * row + 2]),
                        0.0501);
    EXPECT_EQ(table.measures[1].decimals, 1);
}

TEST(Chi2, IsPearsonsWithoutCorrection) {
    const Gate gate = plain_gate();
    // R: chisq.test(matrix(c(20, 30, 40, 15), 2, byrow = TRUE), correct = FALSE)
    RawTable raw = table_of(gate, {axis("a", 2), axis("b", 2)}, {20, 30, 40, 15});
    raw.chi2 = true;
    const auto table = released_table(gate, std::move(raw));
    ASSERT_EQ(table.tests.size(), 1U);
    EXPECT_NEAR(table.tests[0].statistic, 11.454545454545455, 1e-9);
    EXPECT_EQ(table.tests[0].degrees_of_freedom, 1);
    EXPECT_NEAR(table.tests[0].p_value, 0.000713, 1e-6);
}

TEST(Chi2, LeavesOutEmptyRowsAndCrossesTheOthers) {
    const Gate gate = plain_gate();
    // The second level of a never occurs with the first of b: that row of the crossing is empty.
    RawTable raw =
        table_of(gate, {axis("a", 2), axis("b", 2), axis("c", 2)}, {20, 30, 40, 15, 0, 0, 25, 25});
    raw.chi2 = true;
    const auto table = released_table(gate, std::move(raw));
    EXPECT_EQ(table.tests[0].degrees_of_freedom, 2);
}

TEST(Chi2, IsNotDefinedForOneColumn) {
    const Gate gate = plain_gate();
    RawTable raw = table_of(gate, {axis("a", 2), axis("b", 1)}, {20, 30});
    raw.chi2 = true;
    EXPECT_EQ(released_table(gate, std::move(raw)).tests[0].degrees_of_freedom, 0);
}

TEST(Order, SortsRowsByTheTotal) {
    const Gate gate = plain_gate();
    RawTable raw = table_of(gate, {axis("a", 4), axis("b", 2)}, {30, 5, 1, 10, 20, 15, 0, 11});
    raw.row_sort = SortBy{};
    const auto table = released_table(gate, std::move(raw));
    EXPECT_TRUE(table.flatten);
    // Ties (the second and the fourth) stay in code order; the total stays last.
    EXPECT_EQ(table.row_index, (Lines{{1}, {3}, {0}, {2}, {4}}));
    EXPECT_EQ(shown(table.measures[0]),
              (Numbers{1, 10, 11, 0, 11, 11, 30, 5, 35, 20, 15, 35, 51, 41, 92}));
}

TEST(Order, SortsRowsByAColumnAndColumnsByARow) {
    const Gate gate = plain_gate();
    RawTable raw = table_of(gate, {axis("a", 2), axis("b", 3)}, {3, 2, 1, 1, 2, 3});
    raw.row_sort = SortBy{.codes = {"1"}, .where = {}};
    raw.column_sort = SortBy{.codes = {"1"}, .where = {}};
    const auto table = released_table(gate, std::move(raw));
    EXPECT_EQ(table.row_index, (Lines{{1}, {0}, {2}}));
    EXPECT_EQ(table.column_index, (Lines{{2}, {1}, {0}, {3}}));
}

TEST(Order, TakesNestedRowsApart) {
    const Gate gate = plain_gate();
    RawTable raw =
        table_of(gate, {axis("a", 2), axis("b", 2), axis("c", 2)}, {1, 8, 2, 7, 3, 6, 4, 5});
    raw.row_sort = SortBy{.codes = {"2"}, .where = {}};
    const auto table = released_table(gate, std::move(raw));
    EXPECT_EQ(table.row_index, (Lines{{1, 1}, {1, 0}, {0, 1}, {0, 0}, {2, 2}}));
}

TEST(Order, CutsAfterSorting) {
    const Gate gate = plain_gate();
    for (const auto end : {Cut::End::Top, Cut::End::Bottom}) {
        RawTable raw = table_of(gate, {axis("a", 4)}, {30, 10, 40, 20});
        raw.row_sort = SortBy{};
        raw.cut = Cut{.end = end, .rows = 2};
        const auto table = released_table(gate, std::move(raw));
        EXPECT_EQ(shown(table.measures[0]),
                  end == Cut::End::Top ? (Numbers{10, 20, 100}) : (Numbers{30, 40, 100}));
    }
}

TEST(Order, RefusesACodeThatIsNotShown) {
    const Gate gate = plain_gate();
    RawTable raw = table_of(gate, {axis("a", 2), axis("b", 2)}, {1, 2, 3, 4});
    raw.row_sort = SortBy{.codes = {"7"}, .where = {3, 6}};
    const auto refused = testing::release(gate, std::move(raw));
    ASSERT_FALSE(refused.ok());
    EXPECT_EQ(refused.diagnostic().code, base::Code::SortValueNotShown);
    EXPECT_EQ(refused.diagnostic().where, (base::Span{3, 6}));
}

TEST(Labels, KnownFromDataAloneArePooledWhenSmall) {
    const Gate gate = standard_gate();
    RawTable raw = table_of(gate, {axis("a", 5, Label::Data)}, {500, 1, 600, 3, 4});
    raw.axes[0].levels.push_back(
        {.category = {.kind = Kind::Missing, .code = {}, .label = {}}, .label = Label::Public});
    raw.cells.push_back(testing::evidence(gate, 100'000, 50));
    const auto result = testing::release(gate, std::move(raw));
    ASSERT_TRUE(result.ok());
    ASSERT_EQ(result->notes().size(), 1U);
    EXPECT_EQ(result->notes()[0].code, base::Code::SmallCategoriesMerged);
    EXPECT_EQ(result->notes()[0].severity, base::Severity::Note);
    const auto& categories = std::get<released::Table>(result->body()).rows[0].categories;
    ASSERT_GE(categories.size(), 4U);
    EXPECT_EQ(categories[0].code, "1");
    EXPECT_EQ(categories[1].code, "3");
    EXPECT_EQ(categories[categories.size() - 2].kind, Kind::Missing);
    // The pool of eight, keyed on its own set.
    base::Evidence pool;
    const auto cells = table_of(gate, {axis("a", 5, Label::Data)}, {500, 1, 600, 3, 4}).cells;
    for (const std::size_t level : {std::size_t{1}, std::size_t{3}, std::size_t{4}})
        pool.merge(cells[level]);
    const auto pooled = static_cast<double>(gate.count_noise().release(pool));
    const bool shown_pool = categories[2].kind == Kind::OtherValues;
    EXPECT_EQ(shown_pool, pooled > 0);
    if (shown_pool) {
        EXPECT_EQ(std::get<released::Table>(result->body()).measures[0].cells[2].value, pooled);
    }
}

TEST(Labels, PoolGivenByTheCommandCountsTheSame) {
    const Gate gate = standard_gate();
    const std::vector<std::uint32_t> counts{500, 2, 600, 3, 4};
    const auto whole = released_table(gate, table_of(gate, {axis("a", 5, Label::Data)}, counts));

    RawTable raw = table_of(gate, {axis("a", 5, Label::Data)}, counts);
    const LevelPlan plan = gate.plan_levels(raw.axes[0], raw.cells);
    EXPECT_EQ(plan, (LevelPlan{LevelTreatment::Show, LevelTreatment::Pool, LevelTreatment::Show,
                               LevelTreatment::Pool, LevelTreatment::Pool}));
    base::Evidence pool;
    for (const std::size_t level : {std::size_t{1}, std::size_t{3}, std::size_t{4}})
        pool.merge(raw.cells[level]);
    raw.cells = {raw.cells[0], raw.cells[2], pool};
    raw.axes[0].levels = {
        raw.axes[0].levels[0],
        raw.axes[0].levels[2],
        {.category = {.kind = Kind::OtherValues, .code = {}, .label = {}}, .label = Label::Data}};
    const auto merged = released_table(gate, std::move(raw));
    EXPECT_EQ(shown(merged.measures[0]), shown(whole.measures[0]));
    EXPECT_EQ(merged.rows[0].categories, whole.rows[0].categories);
}

TEST(Labels, HiddenLevelsCountInTotalsOnly) {
    const Gate gate = plain_gate();
    RawTable raw = table_of(gate, {axis("a", 3), axis("b", 2)}, {10, 20, 30, 40, 5, 6});
    raw.axes[0].levels[2].label = Label::Hidden;
    const auto table = released_table(gate, std::move(raw));
    EXPECT_EQ(shown(table.measures[0]), (Numbers{10, 20, 30, 30, 40, 70, 45, 66, 111}));
}

TEST(SmallCells, StopATableWhenMoreThanHalfAreLow) {
    const Gate gate = standard_gate();
    // Of six cells, four are empty.
    RawTable sparse = table_of(gate, {axis("a", 3), axis("b", 2)}, {500, 0, 500, 0, 0, 0});
    sparse.cells[4] = testing::evidence(gate, 200'000, 100);
    // Now three of six: exactly half, which is allowed.
    const auto allowed = testing::release(gate, std::move(sparse));
    EXPECT_TRUE(allowed.ok());
    RawTable sparser = table_of(gate, {axis("a", 2), axis("b", 3)}, {500, 400, 0, 0, 0, 0});
    sparser.cells[2] = testing::evidence(gate, 200'000, 0);
    sparser.cells[5] = testing::evidence(gate, 200'000, 100);
    const auto half = testing::release(gate, std::move(sparser));
    EXPECT_TRUE(half.ok());
    RawTable diagonal =
        table_of(gate, {axis("a", 3), axis("b", 3)}, {500, 0, 0, 0, 400, 0, 0, 0, 300});
    const auto refused = testing::release(gate, std::move(diagonal));
    ASSERT_FALSE(refused.ok());
    EXPECT_EQ(refused.diagnostic().code, base::Code::TooManySmallCells);
}

TEST(Size, IsLimitedInCellsAndLevels) {
    const Gate gate = standard_gate();
    const auto big = [&](std::uint32_t down, std::uint32_t across) {
        RawTable raw;
        raw.axes = {axis("a", down), axis("b", across)};
        raw.statistics = {Statistic::Frequency};
        const base::Evidence twenty = testing::evidence(gate, 0, 20);
        raw.cells.assign(std::size_t{down} * across, twenty);
        return raw;
    };
    for (const auto& [down, across, admitted] : {std::tuple{200U, 250U, true},
                                                 {201U, 250U, false},
                                                 {2000U, 2U, true},
                                                 {2001U, 2U, false}}) {
        RawTable raw = big(down, across);
        std::vector<std::vector<base::Evidence>> margins{
            {raw.cells.begin(), raw.cells.begin() + down},
            {raw.cells.begin(), raw.cells.begin() + across}};
        EXPECT_EQ(gate.admit_size(raw.axes, margins, {}).ok(), admitted);
        EXPECT_EQ(gate.plan_groups(raw).ok(), admitted);
        const auto released = testing::release(gate, std::move(raw));
        EXPECT_EQ(released.ok(), admitted);
        if (!admitted) {
            EXPECT_EQ(released.diagnostic().code, base::Code::OutputTooLarge);
        }
    }
}

/// Of as many values as a command counts, far more than the limit have a released count above 0,
/// even when each is one unit: the limit on counting decides nothing that the gate would not.
TEST(Size, OfManySingleUnitsIsRefusedBeforeTheCountingLimit) {
    const Gate gate = standard_gate();
    const auto admits = [&](std::uint32_t levels) {
        const RawAxis values = axis("a", levels, Label::Data);
        std::vector<std::vector<base::Evidence>> margins(1);
        for (std::uint32_t unit = 0; unit < levels; ++unit)
            margins[0].push_back(testing::evidence(gate, unit, 1));
        return gate.admit_size(std::span(&values, 1), margins, {}).ok();
    };
    EXPECT_GE(gate.countable_levels(), 16'000U);
    EXPECT_FALSE(admits(static_cast<std::uint32_t>(gate.countable_levels())));
    EXPECT_FALSE(admits(13'000));
    EXPECT_TRUE(admits(9'000));
}

TEST(Groups, AreNumberedByDisplayedRowAndColumn) {
    const Gate gate = plain_gate();
    const RawTable raw = table_of(gate, {axis("a", 2), axis("b", 2)}, {10, 20, 30, 40});
    const auto plan = gate.plan_groups(raw);
    ASSERT_TRUE(plan.ok());
    EXPECT_EQ(plan->group_count, 9U);
    EXPECT_EQ(plan->group_of_cell, (std::vector<std::vector<std::uint32_t>>{
                                       {0, 1, 3, 4}, {2, 2, 5, 5}, {6, 7, 6, 7}, {8, 8, 8, 8}}));
}

TEST(Notes, OnPoolingFollowFromMetadata) {
    const Gate gate = standard_gate();
    // Of a variable with a code list, one unit has a value outside it: no note may tell.
    for (const std::uint32_t outside : {0U, 1U, 9U}) {
        RawTable raw = table_of(gate, {axis("a", 3)}, {500, 600, outside});
        raw.axes[0].levels[2].label = Label::Data;
        EXPECT_TRUE(testing::release(gate, std::move(raw)).value().notes().empty());
    }
    // Of a variable without one: always, also when nothing was pooled.
    const auto all_large = table_of(gate, {axis("a", 2, Label::Data)}, {500, 600});
    EXPECT_EQ(testing::release(gate, all_large).value().notes().size(), 1U);
}

TEST(Notes, AreThoseOfTheCommand) {
    const Gate gate = standard_gate();
    RawTable raw = table_of(gate, {axis("a", 2)}, {500, 600});
    raw.notes = {gate.condition_note({1, 2})};
    const auto result = testing::release(gate, std::move(raw));
    ASSERT_TRUE(result.ok());
    ASSERT_EQ(result->notes().size(), 1U);
    EXPECT_EQ(result->notes()[0].code, base::Code::SmallConditionSnapped);
    EXPECT_EQ(result->protections(), std::vector{released::Protection::CountNoise});
    EXPECT_EQ(result->provenance().policy, "sdc-2026-12");
}

}  // namespace
}  // namespace skjerm::disclosure
