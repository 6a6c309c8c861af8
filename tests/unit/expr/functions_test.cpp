// The declarations of functions, and their examples through the parser and the evaluator: once
// with the literals as they stand, once with every literal in a column of its own.
#include <gtest/gtest.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>
#include <set>

#include "skjerm/base/diagnostic_codes.h"
#include "skjerm/expr/function_spec.h"
#include "support/expressions.h"

namespace skjerm::tests {
namespace {

using expr::FunctionExample;
using expr::FunctionGroup;
using expr::FunctionSpec;
using expr::Value;

std::optional<double> as_number(std::string_view text) {
    double number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return number;
}

/// Documented values are printed with twelve significant digits.
void expect_documented(std::string_view found, std::string_view documented, std::string_view call) {
    const auto found_number = as_number(found);
    const auto documented_number = as_number(documented);
    if (found_number && documented_number) {
        EXPECT_NEAR(*found_number, *documented_number,
                    1e-11 * std::max(1.0, std::abs(*documented_number)))
            << call;
    } else {
        EXPECT_EQ(found, documented) << call;
    }
}

/// Moves the literals of a tree into columns of three equal rows.
void to_columns(script::Expression& expression, TestScope& scope) {
    const auto put = [&](const expr::Value& value, column::Kind kind) {
        const std::string name = "v" + std::to_string(scope.names().size());
        scope.add(name, kind, {value, value, value});
        expression.node = script::NameReference{name};
    };
    if (const auto* whole = std::get_if<script::IntegerLiteral>(&expression.node))
        put(whole->value, column::Kind::Integer);
    else if (const auto* number = std::get_if<script::FloatLiteral>(&expression.node))
        put(number->value, column::Kind::Float);
    else if (const auto* text = std::get_if<script::StringLiteral>(&expression.node)) {
        if (!text->value.empty()) put(text->value, column::Kind::Text);
    } else if (auto* unary = std::get_if<script::Unary>(&expression.node))
        to_columns(*unary->operand, scope);
    else if (auto* binary = std::get_if<script::Binary>(&expression.node)) {
        to_columns(*binary->left, scope);
        to_columns(*binary->right, scope);
    } else if (auto* call = std::get_if<script::Call>(&expression.node))
        for (script::Expression& argument : call->arguments) to_columns(argument, scope);
}

TEST(Functions, ExamplesGiveTheDocumentedValues) {
    std::size_t run = 0;
    for (const FunctionSpec* function : expr::functions()) {
        for (const FunctionExample& example : function->examples) {
            const std::vector<std::string> values = evaluated(example.call, TestScope());
            ASSERT_EQ(values.size(), 1U);
            expect_documented(values[0], example.value, example.call);
            ++run;
        }
    }
    EXPECT_GE(run, 110U);
}

TEST(Functions, ExamplesGiveTheSameValuesForColumns) {
    for (const FunctionSpec* function : expr::functions()) {
        for (const FunctionExample& example : function->examples) {
            script::Expression expression = parse_expression(example.call);
            TestScope scope;
            scope.set_rows(3);
            to_columns(expression, scope);
            const auto bound = expr::bind_value(expression, scope);
            ASSERT_TRUE(bound.ok()) << example.call;
            const auto result = expr::evaluate(bound->expression, evaluation_of(3));
            ASSERT_TRUE(result.ok()) << example.call;
            for (const expr::Value& value : values_of(*result->column))
                expect_documented(shown(value), example.value, example.call);
        }
    }
}

TEST(Functions, ProbabilitiesAreMissingWhereAnArgumentIs) {
    std::size_t tried = 0;
    for (const FunctionSpec* function : expr::functions()) {
        if (function->group != FunctionGroup::Probability) continue;
        for (const FunctionExample& example : function->examples) {
            script::Expression expression = parse_expression(example.call);
            TestScope scope;
            to_columns(expression, scope);
            std::vector<std::string> names;
            for (const std::string_view name : scope.names()) names.emplace_back(name);
            for (const std::string& name : names) {
                TestScope with_hole = scope;
                with_hole.add(name, column::Kind::Float, {Value{}, Value{}, Value{}});
                const auto bound = expr::bind_value(expression, with_hole);
                ASSERT_TRUE(bound.ok()) << example.call;
                const auto result = expr::evaluate(bound->expression, evaluation_of(3));
                ASSERT_TRUE(result.ok()) << example.call;
                for (const Value& value : values_of(*result->column))
                    EXPECT_EQ(shown(value), ".") << example.call << " without " << name;
                ++tried;
            }
        }
    }
    EXPECT_GE(tried, 100U);
}

/// Edges that a grid of references does not name: the ends of the support, where a parameter makes
/// a distribution another one, and tails of 1e-300.
TEST(Functions, ProbabilitiesAtTheEdges) {
    const std::pair<const char*, const char*> cases[] = {
        {"chi2(-1, 3)", "0"},
        {"chi2tail(-1, 3)", "1"},
        {"chi2den(-1, 3)", "0"},
        {"chi2den(0, 1)", "."},
        {"chi2den(0, 2)", "0.5"},
        {"nchi2den(0, 2, 0)", "0.5"},
        {"F(-1, 2, 3)", "0"},
        {"Ftail(-1, 2, 3)", "1"},
        {"F(3.5, 2, 20, 0) == F(3.5, 2, 20)", "1"},
        {"Ftail(3.5, 2, 20, 0) == Ftail(3.5, 2, 20)", "1"},
        {"nt(2, 10, 0) == t(2, 10)", "1"},
        {"ntden(2, 10) == tden(2, 10)", "1"},
        {"nt(-2, 10, -1) == nttail(2, 10, 1)", "1"},
        {"betaden(0, 1, 3)", "3"},
        {"betaden(1, 3, 1)", "3"},
        {"betaden(0, 0.5, 3)", "."},
        {"betaden(2, 1, 3)", "0"},
        {"ibeta(2, 1, 3)", "1"},
        {"ibetatail(2, 1, 3)", "0"},
        {"invibeta(0, 2, 3)", "0"},
        {"invibeta(1, 2, 3)", "1"},
        {"invibetatail(0, 2, 3)", "1"},
        {"invchi2(0, 2)", "0"},
        {"invchi2(1, 2)", "."},
        {"invchi2tail(0, 2)", "."},
        {"invF(0, 2, 3)", "0"},
        {"invF(1, 2, 3)", "."},
        {"invFtail(1, 2, 3)", "0"},
        {"invFtail(0, 2, 3)", "."},
        {"invnFtail(1, 2, 3, 1)", "0"},
        {"invnFtail(0, 2, 3, 1)", "."},
        {"invt(0, 5)", "."},
        {"invt(1, 5)", "."},
        {"invt(0.5, 5)", "0"},
        {"invttail(0.5, 5)", "0"},
        {"invnttail(0, 5, 1)", "."},
        {"binomial(10, -1, 0.5)", "0"},
        {"binomial(10, 10, 0.5)", "1"},
        {"binomialtail(10, 0, 0.5)", "1"},
        {"binomialtail(10, 11, 0.5)", "0"},
        {"binomialp(10, 11, 0.5)", "0"},
        {"binomialp(0, 0, 0.5)", "1"},
        {"binomial(10.9, 3.9, 0.5)", "0.171875"},
        {"normal(-40)", "0"},
        {"normal(40)", "1"},
        {"normalden(1, 1)", "0.3989422804014327"},
    };
    for (const auto& [call, value] : cases)
        EXPECT_EQ(evaluated(call, TestScope()), std::vector<std::string>{value}) << call;
}

TEST(Functions, QuantilesGiveTheirProbabilityBack) {
    struct Pair {
        const char* back;
        double tolerance;  ///< relative; the series of the non-central F end at 1e-9 in far tails
    };
    constexpr Pair kPairs[] = {
        {"F(invF(p, v, w), v, w)", 1e-11},
        {"Ftail(invFtail(p, v, w), v, w)", 1e-11},
        {"nFtail(invnFtail(p, v, w, 2.5), v, w, 2.5)", 1e-8},
        {"chi2(invchi2(p, v), v)", 1e-11},
        {"chi2tail(invchi2tail(p, v), v)", 1e-11},
        {"ibeta(invibeta(p, v, w), v, w)", 1e-11},
        {"t(invt(p, v), v)", 1e-11},
        {"ttail(invttail(p, v), v)", 1e-11},
        {"nttail(invnttail(p, v, 1.5), v, 1.5)", 1e-11},
    };
    std::vector<Value> p;
    std::vector<Value> v;
    std::vector<Value> w;
    for (const double probability : {1e-40, 1e-9, 0.001, 0.02, 0.3, 0.5, 0.77, 0.98, 0.999999})
        for (const double first : {0.9, 2.0, 7.5, 60.0})
            for (const double second : {1.0, 4.0, 33.0}) {
                p.emplace_back(probability);
                v.emplace_back(first);
                w.emplace_back(second);
            }
    TestScope scope;
    scope.add("p", column::Kind::Float, p);
    scope.add("v", column::Kind::Float, v);
    scope.add("w", column::Kind::Float, w);
    for (const Pair& pair : kPairs) {
        const std::vector<std::string> off =
            evaluated("abs(" + std::string(pair.back) + " / p - 1)", scope);
        ASSERT_EQ(off.size(), p.size()) << pair.back;
        for (std::size_t row = 0; row < off.size(); ++row) {
            const auto size = as_number(off[row]);
            ASSERT_TRUE(size) << pair.back << " row " << row;
            EXPECT_LE(*size, pair.tolerance) << pair.back << " row " << row;
        }
    }
}

TEST(Functions, DeclarationsAreComplete) {
    std::set<std::string_view> names;
    for (const FunctionSpec* function : expr::functions()) {
        EXPECT_TRUE(names.insert(function->name).second) << function->name;
        EXPECT_TRUE(function->signature.starts_with(function->name)) << function->name;
        EXPECT_FALSE(function->help.nb.empty()) << function->name;
        EXPECT_FALSE(function->help.en.empty()) << function->name;
        EXPECT_EQ(expr::find_function(function->name), function);
        // Functions of labels, names and whole populations have no examples without data.
        const bool needs_data = function->group == FunctionGroup::Labels ||
                                function->name == "quantile" || function->name == "bind" ||
                                function->name == "to_symbol";
        EXPECT_EQ(function->examples.empty(), needs_data) << function->name;
    }
    EXPECT_EQ(names.size(), 96U);
    EXPECT_EQ(expr::find_function("ingen"), nullptr);
    EXPECT_TRUE(std::ranges::is_sorted(expr::functions(), {}, [](const FunctionSpec* function) {
        return std::pair(function->group, function->name);
    }));
}

struct RoundCase {
    double x;
    double unit;
    double result;
};

TEST(Functions, RoundsTiesAwayFromZero) {
    constexpr RoundCase kCases[] = {
        {1.005, 0.01, 1.01},
        {-1.005, 0.01, -1.01},
        {2.675, 0.01, 2.68},
        {0.285, 0.01, 0.29},
        {1.45, 0.1, 1.5},
        {0.5, 1, 1},
        {-0.5, 1, -1},
        {2.5, 1, 3},
        {-2.5, 1, -3},
        {0.49999999999999994, 1, 0},
        {1e15 + 0.5, 1, 1e15 + 1},
        {7.321, 0.01, 7.32},
        {7, 3, 6},
        {7.5, 3, 9},
        {-7.5, 3, -9},
        {0.3, 0.25, 0.25},
        {0.375, 0.25, 0.5},
        {1e300, 0.01, 1e300},
        {12345.678, 0.001, 12345.678},
        {0, 0.1, 0},
        {99.995, 0.01, 100},
    };
    for (const RoundCase& c : kCases) {
        TestScope scope;
        scope.add("x", column::Kind::Float, {c.x});
        scope.add("u", column::Kind::Float, {c.unit});
        const std::vector<std::string> values = evaluated("round(x, u)", scope);
        ASSERT_EQ(values.size(), 1U);
        EXPECT_EQ(values[0], expr::number_text(c.result)) << c.x << " to " << c.unit;
    }
}

TEST(Functions, RoundsIntegersExactly) {
    TestScope scope;
    scope.add("n", column::Kind::Integer,
              {std::int64_t{9'007'199'254'740'993}, std::int64_t{-15}, std::int64_t{15}});
    EXPECT_EQ(evaluated("round(n, 10)", scope),
              (std::vector<std::string>{"9007199254740990", "-20", "20"}));
    EXPECT_EQ(evaluated("round(n)", scope),
              (std::vector<std::string>{"9007199254740993", "-15", "15"}));
}

TEST(Functions, TextsOfNumbers) {
    TestScope scope;
    scope.add("x", column::Kind::Float,
              {0.1, 1e14, 123456789012345.6, 1e15, 1.5e300, -0.0, 1e-7, 5e-324});
    const std::vector<std::string> values = evaluated("string(x)", scope);
    const std::vector<std::string> expected = {
        "0.1", "100000000000000", "123456789012345.6", "1e+15", "1.5e+300", "0", "0.0000001"};
    ASSERT_EQ(values.size(), 8U);
    EXPECT_TRUE(std::equal(expected.begin(), expected.end(), values.begin()))
        << testing::PrintToString(values);
    EXPECT_EQ(values[7].size(), 326U);  // 0. and 323 zeros, then the 5
}

}  // namespace
}  // namespace skjerm::tests
