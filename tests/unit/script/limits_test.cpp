// Long, deep and broken sources: a diagnostic, quickly, and never a crash.
#include <gtest/gtest.h>

#include <ctime>

#include "parse_helpers.h"
#include "skjerm/base/diagnostic_codes.h"

namespace skjerm::tests {
namespace {

std::string repeated(std::string_view text, std::size_t times) {
    std::string result;
    result.reserve(text.size() * times);
    for (std::size_t i = 0; i < times; ++i) result += text;
    return result;
}

std::string first_of(std::string_view source) {
    const std::vector<std::string> found = found_in(source);
    return found.empty() ? "" : found.front();
}

TEST(ScriptLimits, NamesHaveSixtyFourLetters) {
    const std::string longest = repeated("å", 64);
    EXPECT_EQ(first_of("use " + longest), "");
    EXPECT_EQ(first_of("use " + longest + "x"), "NameTooLong 1:5");
    EXPECT_EQ(first_of("use $" + longest + "x"), "NameTooLong 1:5");
    EXPECT_EQ(first_of("keep START@" + longest + "x"), "NameTooLong 1:6");
    EXPECT_EQ(first_of(longest + "x"), "NameTooLong 1:1");
}

TEST(ScriptLimits, NestingStopsAtTwoHundred) {
    struct Case {
        std::string_view open, inner, close;
    };
    for (const Case& test : {Case{"(", "1", ")"}, Case{"f(", "1", ")"}, Case{"-", "1", ""},
                             Case{"!", "a", ""}, Case{"2^", "2", ""}, Case{"(-", "1", ")"}}) {
        const std::size_t levels = test.open == "(-" ? 100 : 200;
        const auto nested = [&](std::size_t depth) {
            return "generate x = " + repeated(test.open, depth) + std::string(test.inner) +
                   repeated(test.close, depth);
        };
        EXPECT_EQ(first_of(nested(levels)), "") << test.open;
        EXPECT_TRUE(first_of(nested(levels + 1)).starts_with("ExpressionTooDeep 1:")) << test.open;
        EXPECT_TRUE(first_of(nested(100'000)).starts_with("ExpressionTooDeep 1:")) << test.open;
    }
}

TEST(ScriptLimits, ChainsStopAtAThousandTerms) {
    for (const std::string_view op : {"+", "|", "&", "*", "++"}) {
        const auto chain = [&](std::size_t terms) {
            return "generate x = a" + repeated(std::string(op) + "a", terms - 1);
        };
        EXPECT_EQ(first_of(chain(1000)), "") << op;
        EXPECT_EQ(first_of(chain(1001)), "ExpressionTooLong 1:14") << op;
        EXPECT_EQ(first_of(chain(300'000)), "ExpressionTooLong 1:14") << op;
    }
}

TEST(ScriptLimits, LoopsNestToEight) {
    const auto nested = [](std::size_t depth) {
        return repeated("for i in 1:2\n", depth) + "use d\n" + repeated("end\n", depth);
    };
    EXPECT_EQ(first_of(nested(8)), "");
    EXPECT_EQ(found_in(nested(9)), std::vector<std::string>{"LoopsTooDeep 9:1"});
    EXPECT_EQ(found_in(nested(20)).size(), 1U);
}

TEST(ScriptLimits, MessagesAreCapped) {
    const script::Parsed errors = parse(repeated("foo\n", 5000));
    ASSERT_EQ(errors.diagnostics.size(), 501U);
    EXPECT_EQ(errors.diagnostics.back().code, base::Code::TooManyMessages);
    EXPECT_EQ(errors.diagnostics.back().severity, base::Severity::Note);
    EXPECT_TRUE(errors.has_errors());

    // Warnings are cut as well, but never hide an error.
    const script::Parsed mixed = parse(repeated("keep if a == ‘b’\n", 5000) + "foo\n");
    ASSERT_EQ(mixed.diagnostics.size(), 502U);
    EXPECT_EQ(mixed.diagnostics[500].code, base::Code::UnknownCommand);
    EXPECT_TRUE(mixed.has_errors());
    EXPECT_EQ(mixed.script.statements.size(), 5000U);
}

TEST(ScriptLimits, ScriptsHaveSixteenMebibytes) {
    std::string source(std::size_t{16} << 20U, ' ');
    EXPECT_EQ(first_of(source), "");
    source += ' ';
    EXPECT_EQ(first_of(source), "ScriptTooLarge 1:1");
}

/// Not a benchmark: it fails only for work that grows faster than the source.
void expect_read(const std::string& source, std::string_view name) {
    const std::clock_t begin = std::clock();
    const script::Parsed parsed = parse(source);
    const double seconds = static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC;
    EXPECT_LT(seconds, 2.0) << name;
    EXPECT_LE(parsed.diagnostics.size(), 1001U) << name;
}

TEST(ScriptLimits, LongLinesAreReadInLinearTime) {
    const std::string_view starts[] = {"",
                                       "use ",
                                       "generate x = ",
                                       "recode x (",
                                       "keep if ",
                                       "tabulate ",
                                       "tabulate x, ",
                                       "define-labels l ",
                                       "for i in ",
                                       "tabulate x, rowsort(",
                                       "let a = ",
                                       "collapse (sum) x",
                                       "import-panel db/v "};
    const std::string_view tokens[] = {"(",
                                       ")",
                                       "a ",
                                       "a,",
                                       "1 ",
                                       "'a' ",
                                       "'",
                                       "\"",
                                       "+",
                                       "++",
                                       "-",
                                       "!",
                                       ".",
                                       "...",
                                       "a+",
                                       "f(",
                                       "#",
                                       "a#b",
                                       "/",
                                       "a/b ",
                                       "$a ",
                                       "$",
                                       "&",
                                       "==",
                                       "=",
                                       ":",
                                       ";",
                                       "\\",
                                       "\\\n",
                                       "//",
                                       "1:2 ",
                                       "i.x ",
                                       "a\n",
                                       "\n",
                                       "\r",
                                       "‘",
                                       "å",
                                       "a\xCC\x8A",
                                       "\xFF",
                                       "\t",
                                       "for i in 1\n",
                                       "end\n",
                                       "textblock\n",
                                       "1-",
                                       "2020-01-01 ",
                                       "-> ",
                                       "1e",
                                       "missing ",
                                       "->a ",
                                       "1 = 2) (",
                                       "if "};
    for (const std::string_view start : starts) {
        for (const std::string_view token : tokens) {
            expect_read(std::string(start) + repeated(token, 50'000 / token.size()),
                        std::string(start) + std::string(token));
        }
    }
    for (const std::string_view token : {"a ", "(", "a\n", "'a' ", "1 a ", "a++", "\\\n", "å"}) {
        expect_read("define-labels l " + repeated(token, 1'000'000 / token.size()), token);
        expect_read("keep " + repeated(token, 1'000'000 / token.size()), token);
    }
}

TEST(ScriptLimits, MarksDoNotPileUp) {
    const std::string pile = "\xCC\x81\xCC\xA3";  // acute above, dot below: NFC must sort them
    expect_read("keep if a == 'e" + repeated(pile, 200'000) + "'", "string of marks");
    expect_read("keep e" + repeated(pile, 200'000), "name of marks");
    expect_read("e" + repeated(pile, 200'000), "command of marks");
    EXPECT_EQ(first_of("keep if a == 'e" + repeated(pile, 15) + "'"), "");
    EXPECT_EQ(first_of("keep if a == 'e" + repeated(pile, 16) + "'"), "UnexpectedCharacter 1:46");
    EXPECT_EQ(first_of("keep e" + repeated(pile, 5)), "UnexpectedCharacter 1:6");
    EXPECT_EQ(first_of("keep e" + repeated(pile, 2000)), "NameTooLong 1:6");
}

TEST(ScriptLimits, BytesOfAllKindsGiveDiagnostics) {
    std::string all;
    for (int first = 0; first < 256; ++first) {
        for (int second = 0; second < 256; ++second) {
            all += static_cast<char>(first);
            all += static_cast<char>(second);
        }
    }
    EXPECT_TRUE(parse(all).has_errors());
    for (std::size_t begin = 0; begin < all.size(); begin += 257) {
        const script::Parsed parsed = parse(std::string_view(all).substr(begin, 300));
        EXPECT_TRUE(parsed.has_errors()) << begin;
    }
}

}  // namespace
}  // namespace skjerm::tests
