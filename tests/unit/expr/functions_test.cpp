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
            if (!function->kernel) continue;
            const std::vector<std::string> values = evaluated(example.call, TestScope());
            ASSERT_EQ(values.size(), 1U);
            expect_documented(values[0], example.value, example.call);
            ++run;
        }
    }
    EXPECT_GE(run, 75U);
}

TEST(Functions, ExamplesGiveTheSameValuesForColumns) {
    for (const FunctionSpec* function : expr::functions()) {
        if (!function->kernel) continue;
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

TEST(Functions, DistributionsAreDeclaredAndRefused) {
    std::size_t refused = 0;
    for (const FunctionSpec* function : expr::functions()) {
        EXPECT_EQ(function->kernel == nullptr, function->group == FunctionGroup::Probability)
            << function->name;
        for (const FunctionExample& example : function->examples) {
            if (function->kernel) continue;
            const auto bound = expr::bind_value(parse_expression(example.call), TestScope());
            ASSERT_FALSE(bound.ok()) << example.call;
            EXPECT_EQ(bound.diagnostic().code, base::Code::FunctionNotSupported);
            ++refused;
        }
    }
    EXPECT_EQ(refused, 38U);
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
