#include "skjerm/expr/evaluate.h"

#include <gtest/gtest.h>

#include <cmath>

#include "skjerm/base/diagnostic_codes.h"
#include "support/expressions.h"

namespace skjerm::tests {
namespace {

using column::Kind;
using column::Storage;
using expr::Value;

constexpr std::int64_t kLargest = std::numeric_limits<std::int64_t>::max();

column::ColumnPtr evaluated_column(std::string_view text, const TestScope& scope) {
    const auto bound = expr::bind_value(parse_expression(text), scope);
    EXPECT_TRUE(bound.ok()) << text;
    return expr::evaluate(bound->expression, evaluation_of(scope.rows()))->column;
}

std::string joined(const std::vector<std::string>& values) {
    std::string text;
    for (const std::string& value : values) text += (text.empty() ? "" : " ") + value;
    return text;
}

TEST(Evaluate, ResultsTakeTheNarrowestStorage) {
    TestScope scope;
    scope.add("faarmnd", Kind::Integer,
              {std::int64_t{190001}, std::int64_t{202112}, std::monostate{}});
    scope.add("alder", Kind::Integer, {std::int64_t{3}, std::int64_t{99}, std::int64_t{40}});
    const std::pair<const char*, Storage> cases[] = {
        {"2021 - int(faarmnd / 100)", Storage::Int8},
        {"int(faarmnd / 100)", Storage::Int16},
        {"faarmnd > 200000", Storage::Int8},
        {"alder * 1000", Storage::Int32},
        {"alder * 10", Storage::Int16},
        {"alder * 1000000000000", Storage::Int64},
        {"alder / 2", Storage::Float64},
        {"alder ^ 2", Storage::Int16},
        {"year(alder)", Storage::Int16},
        {"month(alder)", Storage::Int8},
        {"string(alder)", Storage::Code8},
        {"7", Storage::Int8},
        {"70000", Storage::Int32},
        {"1 / 0", Storage::Float64},
        {"'a'", Storage::Code8},
    };
    for (const auto& [text, storage] : cases)
        EXPECT_EQ(evaluated_column(text, scope)->storage(), storage) << text;
    EXPECT_EQ(joined(evaluated("2021 - int(faarmnd / 100)", scope)), "121 0 .");
}

TEST(Evaluate, BareCopiesShareColumnLabelsAndFormat) {
    TestScope scope;
    expr::ScopeVariable& date = scope.add("dato", Kind::Integer, {std::int64_t{1}});
    date.format = expr::Format::Date;
    date.labels = std::make_shared<const column::CodeList>(column::CodeList::Origin::User,
                                                           std::vector<column::CodeEntry>{});
    const auto bound = expr::bind_value(parse_expression("dato"), scope);
    const auto copy = expr::evaluate(bound->expression, evaluation_of(1));
    ASSERT_TRUE(copy.ok());
    EXPECT_EQ(copy->column, date.column);
    EXPECT_EQ(copy->labels, date.labels);
    EXPECT_EQ(copy->format, expr::Format::Date);

    const auto sum = expr::bind_value(parse_expression("dato + 1"), scope);
    const auto shifted = expr::evaluate(sum->expression, evaluation_of(1));
    ASSERT_TRUE(shifted.ok());
    EXPECT_EQ(shifted->labels, nullptr);
    EXPECT_EQ(shifted->format, expr::Format::Date);
}

TEST(Evaluate, OneOverflowMakesTheWholeOperationFloat) {
    TestScope scope;
    scope.add("x", Kind::Integer, {kLargest, std::int64_t{1}, std::monostate{}});
    scope.add("y", Kind::Integer, {std::int64_t{1}, std::int64_t{2}, std::int64_t{3}});
    scope.add("z", Kind::Integer, {-kLargest, std::int64_t{1}, std::monostate{}});
    for (const char* text : {"x + y", "z - y", "x * y * 2", "x ^ 2"}) {
        const column::ColumnPtr column = evaluated_column(text, scope);
        EXPECT_EQ(column->storage(), Storage::Float64) << text;
        EXPECT_TRUE(std::isnan(column->values<double>()[2])) << text;
    }
    EXPECT_EQ(evaluated_column("x + y", scope)->values<double>()[0], 9223372036854775808.0);
    EXPECT_EQ(evaluated_column("x + y", scope)->values<double>()[1], 3.0);
    EXPECT_EQ(evaluated_column("z - 1", scope)->values<double>()[0], -9223372036854775808.0);
    EXPECT_EQ(evaluated_column("z + 0", scope)->storage(), Storage::Float64);
    // Nested: only the operations that overflow become floats.
    EXPECT_EQ(joined(evaluated("(x + y > 0) + 1", scope)), "2 2 1");
    EXPECT_EQ(evaluated_column("int((x + y) / 10)", scope)->storage(), Storage::Int64);
    EXPECT_EQ(evaluated_column("int(x * 4.0)", scope)->storage(), Storage::Float64);
    EXPECT_EQ(joined(evaluated("string(x + y)", scope)), "9223372036854775808 3 .");
    EXPECT_EQ(joined(evaluated("rowtotal(x, y)", scope)), "9223372036854775808 3 3");
}

// One unit with a large value must not be seen in the values of the others: were integers exact up
// to 2^63, (x * k + 1) - x * k would be 1 for everybody, or 0 for everybody once one row overflows.
TEST(Evaluate, OneLargeValueDoesNotChangeTheOthers) {
    const auto others = [](std::int64_t last) {
        TestScope scope;
        scope.add("x", Kind::Integer, {std::int64_t{1}, std::int64_t{7}, std::int64_t{3}, last});
        std::string seen;
        for (const char* text :
             {"(x * 1152921504606846976 + 1) - x * 1152921504606846976",
              "string(x * 9007199254740 + 1)",
              "x * 4503599627370496 * 2 == x * 4503599627370496 + 1",
              "rowtotal(x, 9007199254740991) - 9007199254740991", "x ^ 5 + 1 - x ^ 5"}) {
            std::string values = joined(evaluated(text, scope));
            seen += values.substr(0, values.rfind(' ')) + "\n";
        }
        return seen;
    };
    EXPECT_EQ(others(2), others(9'000'000'000'000'000));
}

TEST(Evaluate, PowersOfIntegersAreIntegersWhileExact) {
    TestScope scope;
    scope.add("x", Kind::Integer, {std::int64_t{2}, std::int64_t{-3}, std::int64_t{1}});
    EXPECT_EQ(joined(evaluated("x ^ 3", scope)), "8 -27 1");
    EXPECT_EQ(evaluated_column("x ^ 3", scope)->kind(), Kind::Integer);
    EXPECT_EQ(joined(evaluated("2 ^ x", scope)), "4 0.125 2");
    EXPECT_EQ(evaluated_column("2 ^ x", scope)->kind(), Kind::Float);
    EXPECT_EQ(evaluated_column("1 ^ x", scope)->kind(), Kind::Integer);
    EXPECT_EQ(joined(evaluated("-2^2", scope)), "-4 -4 -4");
    EXPECT_EQ(joined(evaluated("2 ** x", scope)), "4 0.125 2");
    EXPECT_EQ(joined(evaluated("x ^ 0.5", scope)), "1.4142135623730951 . 1");
}

TEST(Evaluate, IntegersAndFloatsCompareExactly) {
    TestScope scope;
    const std::int64_t beyond = (std::int64_t{1} << 53) + 1;
    scope.add("n", Kind::Integer, {beyond, beyond - 1, kLargest});
    scope.add("f", Kind::Float, {9007199254740992.0, 9007199254740992.0, 9223372036854775808.0});
    EXPECT_EQ(joined(evaluated("n == f", scope)), "0 1 0");
    EXPECT_EQ(joined(evaluated("n > f", scope)), "1 0 0");
    EXPECT_EQ(joined(evaluated("f < n", scope)), "1 0 0");
    EXPECT_EQ(joined(evaluated("n != f", scope)), "1 0 1");
    EXPECT_EQ(joined(evaluated("f == 9007199254740993", scope)), "0 0 0");
    EXPECT_EQ(joined(evaluated("f <= 9007199254740993", scope)), "1 1 0");
    EXPECT_EQ(joined(evaluated("n <= 9007199254740992.0", scope)), "0 1 0");
    EXPECT_EQ(joined(evaluated("inlist(n, 9007199254740993, 9007199254740992.0)", scope)), "1 1 0");
}

TEST(Evaluate, TextWorksOnDictionaries) {
    TestScope scope;
    scope.add("kommune", Kind::Text, {"0301", "4601", "0301", std::monostate{}, "1103"});
    scope.add("blå", Kind::Text, {"blå bær", "æøå", " x ", "å", std::monostate{}});
    EXPECT_EQ(joined(evaluated("substr(kommune, 1, 2)", scope)), "03 46 03 . 11");
    EXPECT_EQ(joined(evaluated("substr(substr(kommune, 1, 3), -1, 1)", scope)), "0 0 0 . 0");
    EXPECT_EQ(joined(evaluated("rowconcat(substr(kommune, 1, 2), '/', blå)", scope)),
              "03/blå bær 46/æøå 03/ x  /å 11/");
    EXPECT_EQ(joined(evaluated("length(blå)", scope)), "7 3 3 1 .");
    EXPECT_EQ(joined(evaluated("substr(blå, 2, 2)", scope)), "lå øå x  . .");
    EXPECT_EQ(joined(evaluated("inlist(substr(kommune, 1, 2), '03', '11')", scope)), "1 0 1 0 1");
    EXPECT_EQ(joined(evaluated("to_int(kommune) + 1", scope)), "302 4602 302 . 1104");
    EXPECT_EQ(joined(evaluated("string(length(kommune) * 2)", scope)), "8 8 8 . 8");
    const column::ColumnPtr regions = evaluated_column("substr(kommune, 1, 2)", scope);
    EXPECT_EQ(regions->dictionary()->entries(), (std::vector<std::string>{"03", "11", "46"}));
}

TEST(Evaluate, CombinationsOfColumnsAndNumbers) {
    TestScope scope;
    scope.add("a", Kind::Text, {"abcdef", "abcdef", "ghi", std::monostate{}});
    scope.add("n", Kind::Integer,
              {std::int64_t{1}, std::int64_t{3}, std::monostate{}, std::int64_t{2}});
    scope.add("f", Kind::Float, {1.5, 2.0, 3e20, std::monostate{}});
    EXPECT_EQ(joined(evaluated("substr(a, n, 2)", scope)), "ab cd . .");
    EXPECT_EQ(joined(evaluated("rowconcat(a, string(n), string(f))", scope)),
              "abcdef11.5 abcdef32 ghi3e+20 2");
    EXPECT_EQ(joined(evaluated("isoformatdate(n * 365)", scope)),
              "1971-01-01 1972-12-31 . 1972-01-01");
    EXPECT_EQ(joined(evaluated("endswith(a, substr(a, -1, n))", scope)), "1 1 0 0");
}

TEST(Evaluate, LabelsBecomeCodes) {
    TestScope scope;
    scope
        .add("kjonn", Kind::Integer,
             {std::int64_t{1}, std::int64_t{2}, std::monostate{}, std::int64_t{9}})
        .labels = std::make_shared<const column::CodeList>(
        column::CodeList::Origin::Register,
        std::vector<column::CodeEntry>{
            {.code = std::int64_t{1}, .label_nb = "Mann", .label_en = "Male"},
            {.code = std::int64_t{2}, .label_nb = "Kvinne", .label_en = "Female"}});
    EXPECT_EQ(joined(evaluated("kjonn == label_to_code(kjonn, 'Kvinne')", scope)), "0 1 0 0");
    EXPECT_EQ(joined(evaluated("kjonn == label_to_code(kjonn, 'Male')", scope)), "1 0 0 0");
    EXPECT_EQ(joined(evaluated("inlabels(kjonn, 'Mann', 'Female')", scope)), "1 1 0 0");
    EXPECT_EQ(joined(evaluated("labelcontains(kjonn, 'ann')", scope)), "1 0 0 0");
    EXPECT_EQ(joined(evaluated("labelcontains(kjonn, 'kvinne')", scope)), "0 0 0 0");
}

TEST(Evaluate, QuantileCountsCutsBelow) {
    TestScope scope;
    std::vector<Value> values;
    for (const std::int64_t x : {5, 1, 9, 3, 7, 3, 10, 2}) values.emplace_back(x);
    values.emplace_back(std::monostate{});
    scope.add("x", Kind::Integer, values);
    expr::Evaluation evaluation = evaluation_of(scope.rows());
    const std::vector<std::int8_t> selected(scope.rows(), 1);
    evaluation.selected = selected;
    evaluation.quantile_cuts = [&](const expr::BoundExpression&, const column::Column& column,
                                   std::span<const std::int8_t> rows, int groups) {
        EXPECT_EQ(column.size(), 9U);
        EXPECT_EQ(rows.data(), selected.data());
        EXPECT_EQ(groups, 4);
        // R: quantile(c(5, 1, 9, 3, 7, 3, 10, 2), 1:3 / 4, type = 7)
        return base::Result<std::vector<double>>(std::vector<double>{2.75, 4.0, 7.5});
    };
    const auto bound = expr::bind_value(parse_expression("quantile(x, 4)"), scope);
    ASSERT_TRUE(bound.ok());
    const auto groups = expr::evaluate(bound->expression, evaluation);
    ASSERT_TRUE(groups.ok());
    std::vector<std::string> shown_groups;
    for (const Value& value : values_of(*groups->column)) shown_groups.push_back(shown(value));
    EXPECT_EQ(joined(shown_groups), "2 0 3 1 2 1 3 0 .");
}

TEST(Evaluate, PrecedenceOfOperators) {
    const std::pair<const char*, const char*> cases[] = {
        {"-2^2", "-4"},      {"2^-1", "0.5"},       {"2^3^2", "512"},     {"!0 & 0", "0"},
        {"!(0 & 0)", "1"},   {"1 + 2 * 3", "7"},    {"(1 + 2) * 3", "9"}, {"7 - 2 - 1", "4"},
        {"8 / 4 / 2", "1"},  {"1 | 1 & 0", "1"},    {"1 + 1 == 2", "1"},  {"2 * 3 > 5 & 1", "1"},
        {"!1 == 0", "1"},    {"- - 3", "3"},        {"+3", "3"},          {"2 ** 2 * 3", "12"},
        {"10 - 2 ^ 3", "2"}, {"1 < 2 | 1 / 0", "1"}};
    for (const auto& [text, value] : cases)
        EXPECT_EQ(joined(evaluated(text, TestScope())), value) << text;
}

TEST(Evaluate, NoRows) {
    TestScope scope;
    scope.add("x", Kind::Integer, std::vector<Value>{});
    scope.add("s", Kind::Text, std::vector<Value>{});
    for (const char* text : {"x + 1", "x > 1", "s", "rowconcat(s, s)", "string(x)", "1", "'a'",
                             "s == rowconcat(s, s)"})
        EXPECT_EQ(evaluated(text, scope).size(), 0U) << text;
}

TEST(Evaluate, PastTheMemoryBudgetIsADiagnostic) {
    TestScope scope;
    scope.add("x", Kind::Integer, {std::int64_t{1}, std::int64_t{2}});
    const auto bound = expr::bind_value(parse_expression("x / 3"), scope);
    expr::Evaluation evaluation = evaluation_of(2);
    evaluation.budget = std::make_shared<base::MemoryBudget>(1);
    const auto result = expr::evaluate(bound->expression, evaluation);
    ASSERT_FALSE(result.ok());
    EXPECT_EQ(result.diagnostic().code, base::Code::OutOfMemoryBudget);
    EXPECT_EQ(evaluation.budget->used_bytes(), 0U);
}

}  // namespace
}  // namespace skjerm::tests
