#include <gtest/gtest.h>

#include <limits>

#include "parse_helpers.h"
#include "skjerm/base/utf8.h"
#include "skjerm/script/literals.h"

namespace skjerm::tests {
namespace {

std::size_t longest_line(std::string_view text) {
    std::size_t longest = 0;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        longest = std::max(longest, base::code_point_count(text.substr(0, end)));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return longest;
}

TEST(ScriptFormat, BreaksLongCommands) {
    std::string source = "define-labels næring";
    for (int i = 0; i < 40; ++i)
        source += " " + std::to_string(i) + " 'Æ" + std::to_string(i) + "'";
    const std::string text = canonical(source);
    EXPECT_LE(longest_line(text), 100U);
    EXPECT_NE(text.find(" \\\n    "), std::string::npos);
    EXPECT_EQ(canonical(text), text);
    EXPECT_EQ(parse(text).script, parse(source).script);
}

TEST(ScriptFormat, WritesNumbersAsPeopleDo) {
    EXPECT_EQ(canonical("sample 1E-4 1"), "sample 0.0001 1\n");
    EXPECT_EQ(canonical("generate x = 3e5 + 1e-6 + 1e-7 + 1e15"),
              "generate x = 300000.0 + 0.000001 + 1e-07 + 1e+15\n");
}

TEST(ScriptFormat, FillsLinesToColumnHundred) {
    // 100 columns stay on one line; one more is broken.
    const std::string fits = "keep " + std::string(60, 'a') + " " + std::string(34, 'b');
    EXPECT_EQ(canonical(fits), fits + "\n");
    EXPECT_EQ(canonical(fits + "b"),
              "keep " + std::string(60, 'a') + " \\\n    " + std::string(35, 'b') + "\n");
    // The backslash of a line that goes on needs its own two columns.
    EXPECT_LE(longest_line(canonical(fits + " c d")), 100U);
}

TEST(ScriptFormat, IndentsLoopBodies) {
    const std::string source = "for i in 1:2\nfor j in a\nkeep " + std::string(50, 'a') + " " +
                               std::string(50, 'b') + "\nend\nend";
    EXPECT_EQ(canonical(source), "for i in 1:2\n    for j in a\n        keep " +
                                     std::string(50, 'a') + " \\\n            " +
                                     std::string(50, 'b') + "\n    end\nend\n");
}

TEST(ScriptFormat, NeverBeginsALineWithAComment) {
    const std::string term = std::string(50, 'a') + "#" + std::string(50, 'b');
    const std::string text = canonical("regress y " + term);
    EXPECT_EQ(text, "regress y \\\n    " + term + "\n");
}

TEST(ScriptFormat, UsesFewestParentheses) {
    constexpr std::string_view kCanonical[] = {
        "(a + b) * c", "a + b * c",   "a - (b - c)",  "-2^2",         "(-2)^2",
        "2^3^4",       "(2^3)^4",     "!(a == b)",    "!a == b",      "(a == b) == c",
        "a & b | c",   "a & (b | c)", "-(a + b)",     "+ +a",         "--a",
        "a - -b",      "a ++ b + c",  "(a ++ b) + c", "f(a | b, -c)", "a / (b * c)"};
    for (const std::string_view text : kCanonical) {
        EXPECT_EQ(canonical("generate x = " + std::string(text)),
                  "generate x = " + std::string(text) + "\n");
    }
    EXPECT_EQ(canonical("generate x = ((a) + ((b)))"), "generate x = a + b\n");
}

TEST(ScriptFormat, KeepsListsOfExpressionsApart) {
    struct Case {
        std::string_view source;
        std::string_view canonical;
    };
    constexpr Case kCases[] = {
        {"sample 5 (-3)", "sample 5 (-3)\n"},
        {"sample 5 (3)", "sample 5 3\n"},
        {"sample (n) (1 + 2) * 3", "sample (n) (1 + 2) * 3\n"},
        {"sample (a == b) 3", "sample (a == b) 3\n"},
        {"import-panel db/V (a) (-b) (+c)", "import-panel db/V (a) (-b) (+c)\n"},
        {"import-panel db/V (a) ((b | c))", "import-panel db/V (a) (b | c)\n"},
        {"let x = (a | b)", "let x = (a | b)\n"},
        {"use a ++ (f(x))", "use a ++ (f(x))\n"},
        {"use a ++ (bind(x))", "use a ++ bind(x)\n"},
        {"import-event db/V a to -b", "import-event db/V a to -b\n"},
    };
    for (const Case& test : kCases) {
        EXPECT_EQ(canonical(test.source), test.canonical);
        EXPECT_EQ(parse(test.canonical).script, parse(test.source).script) << test.source;
    }
}

TEST(ScriptFormat, ChoosesQuotesThatDoNotOccur) {
    EXPECT_EQ(canonical("keep if a == \"x\" | b == \"It's\""),
              "keep if a == 'x' | b == \"It's\"\n");
    EXPECT_EQ(canonical("load \"skript\""), "load skript\n");
    EXPECT_EQ(canonical("load 'if'"), "load 'if'\n");
    EXPECT_EQ(canonical("load '2-b'"), "load '2-b'\n");
    EXPECT_EQ(canonical("load 'a--b'"), "load 'a--b'\n");
}

TEST(ScriptFormat, NumbersKeepKindAndBits) {
    for (const double value : {0.0, 1.0, 0.1, 1e20, 1e-7, 1e15, 123456789.0, 5e-324,
                               1.7976931348623157e308, 9223372036854775808.0, 1.0 / 3.0}) {
        const std::string text = script::format_float(value);
        EXPECT_EQ(script::parse_float(text), value) << text;
        EXPECT_NE(text.find_first_of(".e"), std::string::npos) << text;
    }
    EXPECT_EQ(script::format_float(2.0), "2.0");
    EXPECT_EQ(script::parse_float("1e400"), std::nullopt);
    EXPECT_EQ(script::parse_float("1e-400"), 0.0);
    EXPECT_EQ(script::parse_float("0.00000001e400"), std::nullopt);
    EXPECT_EQ(script::parse_float("1" + std::string(500, '0') + "e-900"), 0.0);
    EXPECT_EQ(script::parse_integer("9223372036854775808", true),
              std::numeric_limits<std::int64_t>::min());
    EXPECT_EQ(script::parse_integer("9223372036854775808", false), std::nullopt);
    EXPECT_EQ(script::parse_integer("00042", false), 42);
    EXPECT_EQ(canonical("recode x (-9223372036854775808 = 1.0)"),
              "recode x (-9223372036854775808 = 1.0)\n");
}

TEST(ScriptFormat, FormatsPartsOfAScript) {
    EXPECT_EQ(script::format(command("generate   x=a+b")), "generate x = a + b");
    EXPECT_EQ(script::format(operands<script::Assignment>("generate x = f(a,b)*c").value),
              "f(a, b) * c");
}

}  // namespace
}  // namespace skjerm::tests
