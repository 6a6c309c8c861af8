// Functions against R: tests/reference/functions/make.R says how the values were made.
#include <gtest/gtest.h>

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
        {"year(day)", "year"},         {"month(day)", "month"},
        {"day(day)", "dom"},           {"quarter(day)", "quarter"},
        {"week(day)", "week"},         {"dow(day)", "dow"},
        {"halfyear(day)", "halfyear"}, {"doy(day)", "doy"},
        {"isoformatdate(day)", "iso"}, {"date(year(day), month(day), day(day))", "day"}};
    for (const auto& [call, column] : functions)
        EXPECT_EQ(evaluated(call, scope), table.at(column)) << call;
}

/// log(x) - log1p(-x) and choose() multiply rounding errors, hence not the last bits.
constexpr double kTolerance = 1e-12;

TEST(FunctionsAgainstR, Mathematics) {
    const Table table = read_csv("mathematics.csv");
    std::map<std::string, std::vector<std::size_t>> rows_of_function;
    for (std::size_t row = 0; row < table.at("f").size(); ++row)
        rows_of_function[table.at("f")[row]].push_back(row);
    EXPECT_EQ(rows_of_function.size(), 17U);
    for (const auto& [function, rows] : rows_of_function) {
        std::vector<Value> a;
        std::vector<Value> b;
        for (const std::size_t row : rows) {
            a.push_back(number(table.at("a")[row]));
            b.push_back(number(table.at("b")[row]));
        }
        TestScope scope;
        scope.add("a", Kind::Float, a);
        scope.add("b", Kind::Float, b);
        const std::string call = function + (function == "comb" ? "(a, b)" : "(a)");
        const auto bound = expr::bind_value(parse_expression(call), scope);
        ASSERT_TRUE(bound.ok()) << call;
        const auto result = expr::evaluate(bound->expression, evaluation_of(rows.size()));
        ASSERT_TRUE(result.ok()) << call;
        const std::vector<Value> values = values_of(*result->column);
        EXPECT_GE(rows.size(), 40U) << function;
        for (std::size_t i = 0; i < rows.size(); ++i) {
            const std::string& expected = table.at("value")[rows[i]];
            const std::string place = call + " at " + table.at("a")[rows[i]];
            const auto found = expr::number_of(values[i]);
            ASSERT_EQ(found.has_value(), !expected.empty()) << place;
            if (!found) continue;
            const double wanted = *expr::number_of(number(expected));
            EXPECT_LE(std::abs(*found - wanted), kTolerance * std::abs(wanted)) << place;
        }
    }
}

}  // namespace
}  // namespace skjerm::tests
