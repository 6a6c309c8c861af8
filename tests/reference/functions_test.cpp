// Functions against R: tests/reference/functions/make.R says how the values were made.
#include <gtest/gtest.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <fstream>
#include <map>
#include <sstream>

#include "support/expressions.h"

namespace skjerm::tests {
namespace {

using column::Kind;
using expr::Value;

using Table = std::map<std::string, std::vector<std::string>>;

/// Columns by name; lines that begin with # are left out.
Table read_csv(const std::string& name) {
    std::ifstream file(std::string(SKJERM_SOURCE_DIR) + "/tests/reference/functions/" + name);
    EXPECT_TRUE(file.is_open()) << name;
    std::vector<std::string> names;
    Table table;
    for (std::string line; std::getline(file, line);) {
        if (line.starts_with('#')) continue;
        std::vector<std::string> cells;
        std::istringstream cells_of_line(line + ",");
        for (std::string cell; std::getline(cells_of_line, cell, ',');) cells.push_back(cell);
        if (names.empty()) {
            names = cells;
            continue;
        }
        EXPECT_EQ(cells.size(), names.size()) << line;
        for (std::size_t i = 0; i < names.size(); ++i) table[names[i]].push_back(cells[i]);
    }
    return table;
}

Value number(const std::string& text) {
    if (text.empty()) return {};
    double value = 0;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
}

TEST(FunctionsAgainstR, Dates) {
    const Table table = read_csv("dates.csv");
    std::vector<Value> days;
    for (const std::string& day : table.at("day"))
        days.emplace_back(static_cast<std::int64_t>(std::stoll(day)));
    ASSERT_GT(days.size(), 2000U);
    TestScope scope;
    scope.add("day", Kind::Integer, days);
    const std::pair<const char*, const char*> functions[] = {
        {"year(day)", "year"},
        {"month(day)", "month"},
        {"day(day)", "dom"},
        {"quarter(day)", "quarter"},
        {"week(day)", "week"},
        {"dow(day)", "dow"},
        {"halfyear(day)", "halfyear"},
        {"doy(day)", "doy"},
        {"isoformatdate(day)", "iso"},
        {"date(year(day), month(day), day(day))", "day"},
        {"date_fmt(year(day), month(day), day(day))", "iso"},
        {"to_int(string(day))", "day"},
        {"to_str(day)", "day"}};
    for (const auto& [call, column] : functions)
        EXPECT_EQ(evaluated(call, scope), table.at(column)) << call;
}

/// Every function of the table over its rows, as columns: missing where the table is, otherwise
/// within `tolerance(function)`, relative. At least 40 rows a function.
template <class Tolerance>
void expect_values(const Table& table, std::size_t functions, Tolerance tolerance) {
    std::map<std::string, std::vector<std::size_t>> rows_of_function;
    for (std::size_t row = 0; row < table.at("f").size(); ++row)
        rows_of_function[table.at("f")[row]].push_back(row);
    EXPECT_EQ(rows_of_function.size(), functions);
    for (const auto& [function, rows] : rows_of_function) {
        TestScope scope;
        std::string arguments;
        for (const std::string name : {"a", "b", "c", "d"}) {
            if (!table.contains(name) || table.at(name)[rows.front()].empty()) break;
            std::vector<Value> values;
            for (const std::size_t row : rows) values.push_back(number(table.at(name)[row]));
            scope.add(name, Kind::Float, values);
            arguments += (arguments.empty() ? "" : ", ") + name;
        }
        const std::string call = function + "(" + arguments + ")";
        const auto bound = expr::bind_value(parse_expression(call), scope);
        ASSERT_TRUE(bound.ok()) << call;
        const auto result = expr::evaluate(bound->expression, evaluation_of(rows.size()));
        ASSERT_TRUE(result.ok()) << call;
        const std::vector<Value> values = values_of(*result->column);
        EXPECT_GE(rows.size(), 40U) << function;
        for (std::size_t i = 0; i < rows.size(); ++i) {
            const std::string& expected = table.at("value")[rows[i]];
            std::string place = call + " at";
            for (const std::string_view name : scope.names())
                place += " " + table.at(std::string(name))[rows[i]];
            const auto found = expr::number_of(values[i]);
            ASSERT_EQ(found.has_value(), !expected.empty()) << place;
            if (!found) continue;
            const double wanted = *expr::number_of(number(expected));
            EXPECT_LE(std::abs(*found - wanted), tolerance(function) * std::abs(wanted))
                << place << " gives " << shown(values[i]);
        }
    }
}

TEST(FunctionsAgainstR, Mathematics) {
    // log(x) - log1p(-x) and choose() multiply rounding errors, hence not the last bits.
    expect_values(read_csv("mathematics.csv"), 17, [](const std::string&) { return 1e-12; });
}

/// Missing as in the transcript of an expression.
std::vector<std::string> or_missing(std::vector<std::string> cells) {
    for (std::string& cell : cells)
        if (cell.empty()) cell = ".";
    return cells;
}

TEST(FunctionsAgainstR, RowsAndLogic) {
    const Table table = read_csv("rows.csv");
    TestScope scope;
    for (const std::string name : {"a", "b", "c"}) {
        std::vector<Value> values;
        for (const std::string& cell : table.at(name)) values.push_back(number(cell));
        scope.add(name, Kind::Float, values);
    }
    ASSERT_GE(table.at("a").size(), 150U);
    const std::pair<const char*, const char*> functions[] = {
        {"rowmax(a, b, c)", "max"},         {"rowmin(a, b, c)", "min"},
        {"rowmean(a, b, c)", "mean"},       {"rowmedian(a, b, c)", "median"},
        {"rowstd(a, b, c)", "std"},         {"rowtotal(a, b, c)", "total"},
        {"rowmissing(a, b, c)", "missing"}, {"rowvalid(a, b, c)", "valid"},
        {"inlist(a, b, c)", "inlist"},      {"inrange(a, b, c)", "inrange"},
        {"sysmiss(a)", "sysmiss"}};
    for (const auto& [call, column] : functions) {
        const std::vector<std::string> found = evaluated(call, scope);
        const std::vector<std::string> expected = or_missing(table.at(column));
        ASSERT_EQ(found.size(), expected.size()) << call;
        for (std::size_t row = 0; row < found.size(); ++row) {
            ASSERT_EQ(found[row] == ".", expected[row] == ".") << call << " row " << row;
            if (found[row] == ".") continue;
            const double wanted = *expr::number_of(number(expected[row]));
            const double given = *expr::number_of(number(found[row]));
            EXPECT_LE(std::abs(given - wanted), 1e-14 * std::max(1.0, std::abs(wanted)))
                << call << " row " << row;
        }
    }
}

TEST(FunctionsAgainstR, Strings) {
    const Table table = read_csv("strings.csv");
    std::vector<Value> texts;
    std::vector<Value> positions;
    std::vector<Value> lengths;
    for (std::size_t row = 0; row < table.at("s").size(); ++row) {
        texts.emplace_back(table.at("s")[row]);
        positions.emplace_back(static_cast<std::int64_t>(std::stoll(table.at("pos")[row])));
        lengths.emplace_back(static_cast<std::int64_t>(std::stoll(table.at("len")[row])));
    }
    ASSERT_GE(texts.size(), 450U);
    TestScope scope;
    scope.add("s", Kind::Text, texts);
    scope.add("pos", Kind::Integer, positions);
    scope.add("len", Kind::Integer, lengths);
    const std::pair<const char*, const char*> functions[] = {{"substr(s, pos, len)", "substr"},
                                                             {"length(s)", "length"},
                                                             {"upper(s)", "upper"},
                                                             {"lower(s)", "lower"},
                                                             {"trim(s)", "trim"},
                                                             {"ltrim(s)", "ltrim"},
                                                             {"rtrim(s)", "rtrim"},
                                                             {"startswith(s, 'A1')", "starts"},
                                                             {"endswith(s, 'x')", "ends"},
                                                             {"rowconcat(s)", "s"},
                                                             {"string(s)", "s"}};
    for (const auto& [call, column] : functions)
        EXPECT_EQ(evaluated(call, scope), or_missing(table.at(column))) << call;
}

TEST(FunctionsAgainstR, QuantileGroups) {
    const Table table = read_csv("quantile_groups.csv");
    std::map<std::string, std::vector<std::size_t>> rows_of_count;
    for (std::size_t row = 0; row < table.at("k").size(); ++row)
        rows_of_count[table.at("k")[row]].push_back(row);
    EXPECT_EQ(rows_of_count.size(), 5U);
    for (const auto& [count, rows] : rows_of_count) {
        std::vector<Value> x;
        std::vector<std::int8_t> selected;
        std::vector<double> used;
        std::vector<std::string> expected;
        for (const std::size_t row : rows) {
            x.push_back(number(table.at("x")[row]));
            selected.push_back(table.at("selected")[row] == "1");
            if (selected.back() && expr::number_of(x.back()))
                used.push_back(*expr::number_of(x.back()));
            expected.push_back(table.at("group")[row]);
        }
        std::ranges::sort(used);
        TestScope scope;
        scope.add("x", Kind::Float, x);
        expr::Evaluation evaluation = evaluation_of(rows.size());
        evaluation.selected = selected;
        // The command computes the cut points with stats, which has its own comparison with R; the
        // same definition here shows which values they are made of and how they group.
        evaluation.quantile_cuts = [&](const expr::BoundExpression&, const column::Column&,
                                       std::span<const std::int8_t> seen, int groups) {
            EXPECT_TRUE(std::ranges::equal(seen, selected));
            std::vector<double> cuts;
            for (int group = 1; group < groups; ++group) {
                const double at =
                    static_cast<double>(group) / groups * static_cast<double>(used.size() - 1);
                const auto below = static_cast<std::size_t>(at);
                const double above = used[std::min(below + 1, used.size() - 1)];
                cuts.push_back(used[below] +
                               (at - static_cast<double>(below)) * (above - used[below]));
            }
            return base::Result<std::vector<double>>(std::move(cuts));
        };
        const auto bound = expr::bind_value(parse_expression("quantile(x, " + count + ")"), scope);
        ASSERT_TRUE(bound.ok());
        const auto result = expr::evaluate(bound->expression, evaluation);
        ASSERT_TRUE(result.ok());
        const std::vector<Value> groups = values_of(*result->column);
        for (std::size_t i = 0; i < rows.size(); ++i) {
            // Rows outside the condition are the command's to clear.
            if (selected[i]) {
                EXPECT_EQ(shown(groups[i]), expected[i].empty() ? "." : expected[i]) << count;
            }
        }
    }
}

TEST(FunctionsAgainstR, CentralProbability) {
    expect_values(read_csv("probability.csv"), 25, [](const std::string& function) {
        return function.starts_with("inv") ? 1e-11 : 1e-12;
    });
}

TEST(FunctionsAgainstDefinition, NoncentralProbability) {
    expect_values(read_csv("noncentral.csv"), 11, [](const std::string&) { return 1e-12; });
}

}  // namespace
}  // namespace skjerm::tests
