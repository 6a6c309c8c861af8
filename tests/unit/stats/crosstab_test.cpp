#include "skjerm/stats/crosstab.h"

#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <random>
#include <set>

#include "skjerm/base/parallel.h"
#include "support/columns.h"

namespace skjerm::stats {
namespace {

using testing::make_column;
using testing::TestRows;
using testing::text_column;
using testing::WithThreads;

using base::Evidence;

std::string text_of(const LevelValue& value) {
    if (const auto* integer = std::get_if<std::int64_t>(&value)) return std::to_string(*integer);
    if (const auto* real = std::get_if<double>(&value)) return std::to_string(*real);
    if (const auto* text = std::get_if<std::string>(&value)) return *text;
    return "(missing)";
}

std::vector<std::string> level_names(const Factor& factor) {
    std::vector<std::string> names;
    for (std::size_t level = 0; level < factor.size(); ++level)
        names.push_back(text_of(factor.value(level)));
    return names;
}

/// Cells by names of levels, cells without rows left out.
std::map<std::vector<std::string>, Evidence> by_name(const Crosstab& table) {
    std::map<std::vector<std::string>, Evidence> result;
    for (std::size_t cell = 0; cell < table.cells.size(); ++cell) {
        std::vector<std::string> names(table.factors.size());
        std::size_t rest = cell;
        for (std::size_t i = table.factors.size(); i-- > 0;) {
            names[i] = text_of(table.factors[i].value(rest % table.factors[i].size()));
            rest /= table.factors[i].size();
        }
        if (table.cells[cell].rows > 0) result[names] = table.cells[cell];
    }
    return result;
}

/// Evidence of rows the slow way. `names` of a dropped row are empty.
std::map<std::vector<std::string>, Evidence> expected(
    const TestRows& data, const std::vector<std::vector<std::string>>& names) {
    std::map<std::vector<std::string>, Evidence> result;
    std::set<std::pair<std::vector<std::string>, std::uint32_t>> seen;
    for (std::size_t row = 0; row < names.size(); ++row) {
        if (names[row].empty() || !data.rows().selects(row)) continue;
        const std::uint32_t unit = data.rows().units->unit(row);
        Evidence& cell = result[names[row]];
        if (seen.emplace(names[row], unit).second)
            cell.add(data.keys().key(unit));
        else
            ++cell.rows;
    }
    return result;
}

Crosstab count(const Rows& rows, const std::vector<FactorSpec>& specs,
               const CrosstabOptions& options = {}) {
    return std::get<Crosstab>(count_crosstab(rows, specs, options));
}

TEST(Crosstab, CountsTextByIntegerAndDropsMissing) {
    const TestRows data(6);
    const auto sex = text_column({"2", "1", "", "2", "1", "2"});
    const auto age = make_column<std::int8_t>({30, 40, 30, 30, -128, -5});
    const Crosstab table = count(data.rows(), {{sex}, {age}});
    EXPECT_EQ(level_names(table.factors[0]), (std::vector<std::string>{"1", "2"}));
    EXPECT_EQ(level_names(table.factors[1]), (std::vector<std::string>{"-5", "30", "40"}));
    EXPECT_EQ(by_name(table),
              expected(data, {{"2", "30"}, {"1", "40"}, {}, {"2", "30"}, {}, {"2", "-5"}}));
}

TEST(Crosstab, MissingIsTheLastLevelWhenAsked) {
    const TestRows data(5);
    const auto status =
        make_column<std::int16_t>({99, 1, std::numeric_limits<std::int16_t>::min(), 2, 99});
    const std::vector<column::CodeValue> codes{std::int64_t{99}};
    EXPECT_EQ(level_names(count(data.rows(), {{status, true, codes}}).factors[0]),
              (std::vector<std::string>{"1", "2", "99", "(missing)"}));
    const Crosstab dropped = count(data.rows(), {{status, false, codes}});
    EXPECT_EQ(level_names(dropped.factors[0]), (std::vector<std::string>{"1", "2"}));
    EXPECT_EQ(dropped.cells[0].rows + dropped.cells[1].rows, 2U);
}

TEST(Crosstab, LevelsAreThoseOfTheCountedRows) {
    TestRows data(4);
    data.select({1, 0, -128, 1});
    const auto letter = text_column({"a", "b", "c", "d"});
    const auto number = make_column<double>({1.5, 2.5, 3.5, std::nan("")});
    const Crosstab table = count(data.rows(), {{letter}, {number}});
    EXPECT_EQ(level_names(table.factors[0]), (std::vector<std::string>{"a"}));
    EXPECT_EQ(level_names(table.factors[1]), (std::vector<std::string>{"1.500000"}));
    EXPECT_EQ(table.cells.size(), 1U);
}

TEST(Crosstab, SortsNumbersAndJoinsBothZeros) {
    const TestRows data(5);
    const auto number = make_column<double>({1e300, -0.0, -2.0, 0.0, 1e-300});
    const Crosstab table = count(data.rows(), {{number}});
    ASSERT_EQ(table.factors[0].size(), 4U);
    EXPECT_EQ(std::get<double>(table.factors[0].value(0)), -2.0);
    EXPECT_EQ(table.cells[1].rows, 2U);
}

TEST(Crosstab, EmptySelectionHasNoLevels) {
    TestRows data(3);
    data.select({0, 0, 0});
    const Crosstab table = count(data.rows(), {{make_column<std::int32_t>({1, 2, 3})}});
    EXPECT_EQ(table.factors[0].size(), 0U);
    EXPECT_TRUE(table.cells.empty());
    const TestRows none(0);
    EXPECT_TRUE(count(none.rows(), {{make_column<std::int64_t>({})}}).cells.empty());
}

TEST(Crosstab, RefusesTooManyLevelsAndCells) {
    const TestRows data(100);
    std::vector<std::int32_t> narrow;
    std::vector<std::int64_t> wide;
    for (int i = 0; i < 100; ++i) {
        narrow.push_back(i % 10);
        wide.push_back(std::int64_t{i} << 40);
    }
    const auto a = make_column(narrow);
    const auto b = make_column(wide);
    const std::vector<FactorSpec> both{{a}, {b}};
    const auto levels = count_crosstab(data.rows(), both, {.max_levels = 99});
    EXPECT_EQ(std::get<TooLarge>(levels).factor, 1U);
    const auto cells = count_crosstab(data.rows(), both, {.max_levels = 100, .max_cells = 999});
    EXPECT_EQ(std::get<TooLarge>(cells).factor, std::nullopt);
    EXPECT_EQ(count(data.rows(), both, {.max_levels = 100, .max_cells = 1000}).cells.size(), 1000U);
    const std::vector<FactorSpec> first{{a}};
    EXPECT_EQ(std::get<TooLarge>(count_crosstab(data.rows(), first, {.max_levels = 9})).factor, 0U);
}

TEST(Crosstab, CountsRowsWithAnyValidValueOnly) {
    const TestRows data(4);
    const auto group = make_column<std::int8_t>({1, 1, 2, 3});
    const double nan = std::nan("");
    const auto x = make_column<double>({1, nan, nan, nan});
    const auto y = make_column<std::int16_t>(
        {std::numeric_limits<std::int16_t>::min(), 4, std::numeric_limits<std::int16_t>::min(), 2});
    const Crosstab table = count(data.rows(), {{group}}, {.valid_in_any = {x, y}});
    EXPECT_EQ(by_name(table), expected(data, {{"1"}, {"1"}, {}, {"3"}}));
}

/// Random tables over several blocks, against the slow count, for several numbers of threads.
struct RandomCase {
    const char* name;
    bool repeated;
    bool selected;
    std::uint32_t wide_levels;  ///< of the second variable
};

class RandomCrosstab : public ::testing::TestWithParam<RandomCase> {};

TEST_P(RandomCrosstab, AgreesWithSlowCountForAnyThreads) {
    const RandomCase& c = GetParam();
    const std::size_t rows = 140'001;
    std::mt19937 random(20261101);
    std::vector<std::uint32_t> units;
    std::uint32_t unit = 0;
    for (std::size_t row = 0; row < rows; ++row) {
        // One unit spans more than a block.
        const bool stay = c.repeated && row > 0 && (row / 70'000 == 1 || random() % 8 == 0);
        unit += stay ? 0U : 1U + static_cast<std::uint32_t>(random() % 3);
        units.push_back(unit);
    }
    TestRows data(units);
    std::vector<std::int8_t> selected(rows);
    for (std::int8_t& one : selected) one = static_cast<std::int8_t>(random() % 4 == 0 ? 0 : 1);
    if (c.selected) data.select(selected);

    std::vector<std::int8_t> sex(rows);
    std::vector<std::int32_t> wide(rows);
    std::vector<std::vector<std::string>> names(rows);
    for (std::size_t row = 0; row < rows; ++row) {
        sex[row] = random() % 50 == 0 ? std::int8_t{-128} : static_cast<std::int8_t>(random() % 2);
        const auto level = static_cast<std::int32_t>(random() % c.wide_levels);
        wide[row] = level * 100'003;
        if (sex[row] >= 0) names[row] = {std::to_string(sex[row]), std::to_string(wide[row])};
    }
    const std::vector<FactorSpec> specs{{make_column(sex)}, {make_column(wide)}};
    const auto slow = expected(data, names);
    std::vector<std::vector<std::string>> one_name(rows);
    for (std::size_t row = 0; row < rows; ++row)
        if (!names[row].empty()) one_name[row] = {"all"};
    const Evidence slow_total = expected(data, one_name).begin()->second;
    std::vector<Evidence> first;
    for (const int threads : {1, 2, 3, 8}) {
        const WithThreads with(threads);
        const Crosstab table = count(data.rows(), specs);
        EXPECT_EQ(by_name(table), slow);
        EXPECT_EQ(table.repeated_units, c.repeated);
        if (first.empty()) first = table.cells;
        EXPECT_EQ(table.cells, first);

        // All cells in one group: units of several cells count once.
        const std::vector<std::uint32_t> group_of_cell(table.cells.size(), 0);
        const std::vector<Evidence> total = group_evidence(data.rows(), table, group_of_cell, 1);
        EXPECT_EQ(total[0], slow_total);
    }
}

INSTANTIATE_TEST_SUITE_P(All, RandomCrosstab,
                         ::testing::Values(RandomCase{"plain", false, false, 3},
                                           RandomCase{"selected", false, true, 9},
                                           RandomCase{"repeated", true, false, 5},
                                           RandomCase{"repeated_selected", true, true, 5},
                                           RandomCase{"many_levels", true, true, 1500}),
                         [](const auto& test) { return std::string(test.param.name); });

/// Margins and gathered levels against the table in which every level stands by itself.
TEST(Crosstab, GathersLevelsAndCountsMarginsOfTablesTooLargeToCount) {
    constexpr std::size_t kRows = 20'000;
    TestRows data(kRows);
    std::vector<std::int16_t> down(kRows);
    std::vector<std::int32_t> across(kRows);
    std::vector<std::int8_t> value(kRows);
    std::vector<std::int8_t> selected(kRows);
    for (std::size_t row = 0; row < kRows; ++row) {
        down[row] =
            row % 13 == 0 ? column::missing<std::int16_t>() : static_cast<std::int16_t>(row % 40);
        across[row] = row % 17 == 0 ? column::missing<std::int32_t>()
                                    : static_cast<std::int32_t>(5'000'000 * (row / 7 % 30));
        value[row] = row % 7 == 0 ? column::missing<std::int8_t>() : std::int8_t{1};
        selected[row] = static_cast<std::int8_t>(row % 3 == 0 ? 0 : 1);
    }
    data.select(selected);
    const std::vector<FactorSpec> specs{{make_column(down)},
                                        {make_column(across), /*missing_is_level=*/true}};
    const CrosstabOptions options{.valid_in_any = {make_column(value)}};
    const auto table = std::get<Crosstab>(count_crosstab(data.rows(), specs, options));
    const auto margins = std::get<Margins>(count_margins(data.rows(), specs, options));
    ASSERT_EQ(margins.factors.size(), 2U);
    const std::size_t columns = table.factors[1].size();
    ASSERT_EQ(columns, 31U) << "missing is a level";

    std::vector<std::vector<base::Evidence>> expected{
        std::vector<base::Evidence>(table.factors[0].size()), std::vector<base::Evidence>(columns)};
    for (std::size_t cell = 0; cell < table.cells.size(); ++cell) {
        expected[0][cell / columns].merge(table.cells[cell]);
        expected[1][cell % columns].merge(table.cells[cell]);
    }
    EXPECT_EQ(margins.levels, expected);

    // Levels 0, 3, 6, … become level 1, the others 0; across, all but the last become one.
    const auto gather = [](std::size_t levels, auto rule) {
        std::vector<std::uint32_t> to(levels);
        for (std::size_t level = 0; level < levels; ++level) to[level] = rule(level) ? 1 : 0;
        return to;
    };
    const auto rows_to = gather(table.factors[0].size(), [](auto level) { return level % 3 == 0; });
    const auto columns_to = gather(columns, [&](auto level) { return level + 1 == columns; });
    std::vector<Factor> factors{margins.factors[0].gathered(rows_to, 2),
                                margins.factors[1].gathered(columns_to, 2)};
    EXPECT_EQ(factors[0].value(1), margins.factors[0].value(0)) << "that of the lowest";
    const Crosstab gathered = count_crosstab(data.rows(), std::move(factors), options.valid_in_any);
    std::vector<base::Evidence> cells(4);
    for (std::size_t cell = 0; cell < table.cells.size(); ++cell)
        cells[2 * rows_to[cell / columns] + columns_to[cell % columns]].merge(table.cells[cell]);
    EXPECT_EQ(gathered.cells, cells);

    EXPECT_TRUE(std::holds_alternative<TooLarge>(
        count_margins(data.rows(), specs, {.max_levels = 30, .valid_in_any = {}})));
}

}  // namespace
}  // namespace skjerm::stats
