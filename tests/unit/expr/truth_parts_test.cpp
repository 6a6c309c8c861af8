// Which parts of an expression count as conditions, and what is left when some are made constant.
#include "skjerm/expr/truth_parts.h"

#include <gtest/gtest.h>

#include "support/expressions.h"

namespace skjerm::tests {
namespace {

using column::Kind;
using expr::Value;

struct TruthCase {
    const char* expression;
    const char* parts;  ///< separated by " ; "
    /// Values for the rows x = 1, 2, missing when every part is made true, and when every part is
    /// made false.
    const char* when_true;
    const char* when_false;
};

class Truths : public ::testing::TestWithParam<TruthCase> {};

std::string shown_values(const expr::BoundExpression& expression, const TestScope& scope) {
    std::string text;
    const auto evaluated = expr::evaluate(expression, evaluation_of(scope.rows()));
    for (const Value& value : values_of(*evaluated->column))
        text += (text.empty() ? "" : " ") + shown(value);
    return text;
}

TEST_P(Truths, AreFoundAndReplaced) {
    TestScope scope;
    scope.add("x", Kind::Integer, {std::int64_t{1}, std::int64_t{2}, std::monostate{}});
    scope.add("t", Kind::Text, {std::string("ab"), std::string("ba"), std::monostate{}});
    const TruthCase& one = GetParam();
    const auto bound = expr::bind_value(parse_expression(one.expression), scope);
    ASSERT_TRUE(bound.ok()) << one.expression;
    const std::vector<expr::TruthPart> parts = expr::truth_parts(bound->expression);
    std::string found;
    for (const expr::TruthPart& part : parts)
        found += (found.empty() ? "" : " ; ") + pointed_at(one.expression, part.span);
    EXPECT_EQ(found, one.parts);

    const std::vector<std::optional<bool>> none(parts.size());
    EXPECT_EQ(shown_values(expr::with_constant_truths(bound->expression, none), scope),
              shown_values(bound->expression, scope));
    const std::vector<std::optional<bool>> all_true(parts.size(), true);
    EXPECT_EQ(shown_values(expr::with_constant_truths(bound->expression, all_true), scope),
              one.when_true);
    const std::vector<std::optional<bool>> all_false(parts.size(), false);
    EXPECT_EQ(shown_values(expr::with_constant_truths(bound->expression, all_false), scope),
              one.when_false);
}

INSTANTIATE_TEST_SUITE_P(
    Expressions, Truths,
    ::testing::Values(
        TruthCase{"x + 1", "", "2 3 .", "2 3 ."}, TruthCase{"x == 1", "x == 1", "1 1 1", "0 0 0"},
        TruthCase{"x + 10 * (x > 1)", "(x > 1)", "11 12 .", "1 2 ."},
        TruthCase{"(x > 1) + (x < 3)", "(x > 1) ; (x < 3)", "2 2 2", "0 0 0"},
        TruthCase{"3 * ((x > 1) * (x < 3))", "((x > 1) * (x < 3))", "3 3 3", "0 0 0"},
        TruthCase{"(x > 1) * (x < 3) * x", "(x > 1) * (x < 3)", "1 2 .", "0 0 ."},
        TruthCase{"x > 1 & x < 3 | x != 2", "x > 1 & x < 3 | x != 2", "1 1 1", "0 0 0"},
        TruthCase{"7 - !(x == 2)", "!(x == 2)", "6 6 6", "7 7 7"},
        TruthCase{"-(x >= 2)", "(x >= 2)", "-1 -1 -1", "0 0 0"},
        TruthCase{"round(x + (x <= 1))", "(x <= 1)", "2 3 .", "1 2 ."},
        TruthCase{"sysmiss(x) * 5", "sysmiss(x)", "5 5 5", "0 0 0"},
        TruthCase{"inlist(x, 1, 3) + inrange(x, 1, 2)", "inlist(x, 1, 3) ; inrange(x, 1, 2)",
                  "2 2 2", "0 0 0"},
        TruthCase{"startswith(t, 'a') + endswith(t, 'a')", "startswith(t, 'a') ; endswith(t, 'a')",
                  "2 2 2", "0 0 0"},
        TruthCase{"substr('xyz', 1 + (t == 'ab'), 1)", "(t == 'ab')", "y y y", "x x x"}));

}  // namespace
}  // namespace skjerm::tests
