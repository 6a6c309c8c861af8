#include <gtest/gtest.h>

#include "parse_helpers.h"

namespace skjerm::tests {
namespace {

struct Operator {
    std::string_view text;    ///< in a script
    std::string_view symbol;  ///< in dump()
    int level;                ///< of the reference: higher binds tighter
};
constexpr int kPower = 8;
constexpr int kUnary = 7;
constexpr int kComparison = 3;
constexpr Operator kBinary[] = {
    {"^", "^", kPower}, {"**", "^", kPower}, {"*", "*", 6},   {"/", "/", 6},
    {"+", "+", 5},      {"-", "-", 5},       {"++", "++", 4}, {"==", "==", 3},
    {"!=", "!=", 3},    {"~=", "!=", 3},     {"<", "<", 3},   {"<=", "<=", 3},
    {">", ">", 3},      {">=", ">=", 3},     {"&", "&", 2},   {"|", "|", 1}};

std::string text_of(const Operator& first, const Operator& second) {
    return "a " + std::string(first.text) + " b " + std::string(second.text) + " c";
}

TEST(ScriptPrecedence, HoldsForEveryPairOfBinaryOperators) {
    for (const Operator& first : kBinary) {
        for (const Operator& second : kBinary) {
            const std::string source = text_of(first, second);
            if (first.level == kComparison && second.level == kComparison) {
                const auto found = found_in("generate q = " + source);
                ASSERT_EQ(found.size(), 1U) << source;
                EXPECT_TRUE(found.front().starts_with("ChainedComparison")) << source;
                continue;
            }
            const bool right_first =
                second.level > first.level || (first.level == kPower && second.level == kPower);
            const std::string one(first.symbol);
            const std::string two(second.symbol);
            const std::string expected =
                right_first ? "(a" + one + "(b" + two + "c))" : "((a" + one + "b)" + two + "c)";
            EXPECT_EQ(dump_value(source), expected) << source;
        }
    }
}

TEST(ScriptPrecedence, HoldsForEveryUnaryWithEveryBinaryOperator) {
    for (const std::string_view unary : {"-", "+", "!"}) {
        for (const Operator& binary : kBinary) {
            const std::string op(unary);
            const std::string symbol(binary.symbol);
            const std::string before = op + "a " + std::string(binary.text) + " b";
            const std::string tight = "(" + op + "(a" + symbol + "b))";
            const std::string loose = "((" + op + "a)" + symbol + "b)";
            EXPECT_EQ(dump_value(before), binary.level > kUnary ? tight : loose) << before;
            const std::string after = "a " + std::string(binary.text) + " " + op + "b";
            EXPECT_EQ(dump_value(after), "(a" + symbol + "(" + op + "b))") << after;
        }
    }
}

TEST(ScriptExpression, ReadsTheExamplesOfTheReference) {
    struct Case {
        std::string_view source;
        std::string_view expected;
    };
    constexpr Case kCases[] = {
        {"-2^2", "(-(2^2))"},
        {"2^-1", "(2^(-1))"},
        {"2^-3^2", "(2^(-(3^2)))"},
        {"2^-1*3", "((2^(-1))*3)"},
        {"!a & b", "((!a)&b)"},
        {"!a == b", "((!a)==b)"},
        {"--a", "(-(-a))"},
        {"a + b ++ c == d", "(((a+b)++c)==d)"},
        {"lønn ++ $år - 2000 ++ \"_2\"", "((lønn++($år-2000))++'_2')"},
        {"siv_ ++ $år + 2 == \"1\"", "((siv_++($år+2))=='1')"},
        {"lønn++$år", "(lønn++$år)"},
        {"(a | b) & c", "((a|b)&c)"},
        {"a - (b - c)", "(a-(b-c))"},
        {"f (a, -b , g())", "f(a,(-b),g())"},
        {"bind(kpi ++ 2020)", "bind((kpi++2020))"},
        {"a-5", "(a-5)"},
        {"a<-5", "(a<(-5))"},
        {"2010 - 01 - 01", "((2010-1)-1)"},
        {"2010-1-1", "((2010-1)-1)"},
        {"date@panel >= START@x", "(date@panel>=START@x)"},
        {"panel@date - Start@ufør + sToP@x", "((date@panel-START@ufør)+STOP@x)"},
        {".", "."},
        {"to + as + in + by", "(((to+as)+in)+by)"},
        {"not + 1", "(not+1)"},
    };
    for (const Case& test : kCases)
        EXPECT_EQ(dump_value(test.source), test.expected) << test.source;
}

TEST(ScriptExpression, ReadsNumbersByKindAndValue) {
    struct Case {
        std::string_view source;
        std::string_view expected;
    };
    constexpr Case kCases[] = {
        {"01", "1"},
        {"0101", "101"},
        {"9223372036854775807", "9223372036854775807"},
        {"9223372036854775808", "f9223372036854775808.000000"},
        {"1.", "f1.000000"},
        {".5", "f0.500000"},
        {"1.50", "f1.500000"},
        {"1e3", "f1000.000000"},
        {"2.5E-1", "f0.250000"},
        {"1e-999", "f0.000000"},
        {"0e999999999999999999999", "f0.000000"},
    };
    for (const Case& test : kCases)
        EXPECT_EQ(dump_value(test.source), test.expected) << test.source;
}

TEST(ScriptExpression, SpansAreThoseOfThePhysicalLines) {
    const std::string_view source = "generate æ = (å + \\\n   2) * f(x) // c";
    const auto assignment = operands<script::Assignment>(source);
    EXPECT_EQ(part(source, assignment.target.span), "æ");
    EXPECT_EQ(part(source, assignment.value.span), "(å + \\\n   2) * f(x)");
    const auto& product = std::get<script::Binary>(assignment.value.node);
    EXPECT_EQ(part(source, product.left->span), "(å + \\\n   2)");
    EXPECT_EQ(part(source, product.right->span), "f(x)");
    EXPECT_EQ(part(source, std::get<script::Call>(product.right->node).function_span), "f");
    EXPECT_EQ(part(source, command(source).span), "generate æ = (å + \\\n   2) * f(x)");
}

TEST(ScriptExpression, BindingsAcceptDates) {
    EXPECT_EQ(dump(operands<script::Assignment>("let d = 2020-01-01").value), "d2020-01-01");
    EXPECT_EQ(dump(operands<script::Assignment>("let d = 2020-01-01 ++ x").value),
              "(d2020-01-01++x)");
    const auto days = std::get<script::DateLiteral>(
        operands<script::Assignment>("let d = 1970-01-02").value.node);
    EXPECT_EQ(days.days, 1);
}

}  // namespace
}  // namespace skjerm::tests
