#include <gtest/gtest.h>

#include <set>
#include <sstream>

#include "error_cases.h"
#include "parse_helpers.h"

namespace skjerm::tests {
namespace {

std::string joined(const std::vector<std::string>& parts) {
    std::string result;
    for (const std::string& part : parts) result += (result.empty() ? "" : "; ") + part;
    return result;
}

TEST(ScriptErrors, SayWhatIsWrongAndWhere) {
    for (const ErrorCase& test : kErrorCases) {
        EXPECT_EQ(joined(found_in(test.source)), test.expected) << test.name << ": " << test.source;
    }
}

TEST(ScriptErrors, HaveTextsInBothLanguagesWithoutOpenPlaceholders) {
    for (const ErrorCase& test : kErrorCases) {
        for (const base::Diagnostic& diagnostic : parse(test.source).diagnostics) {
            for (const base::Language language :
                 {base::Language::Bokmaal, base::Language::English}) {
                const std::string text = base::message_text(diagnostic, language) + " " +
                                         base::hint_text(diagnostic, language);
                for (int i = 0; i < 4; ++i) {
                    EXPECT_EQ(text.find("{" + std::to_string(i) + "}"), std::string::npos)
                        << test.name << ": " << text;
                }
            }
        }
    }
}

TEST(ScriptErrors, PlacesLieInsideTheSource) {
    for (const ErrorCase& test : kErrorCases) {
        for (const base::Diagnostic& diagnostic : parse(test.source).diagnostics) {
            EXPECT_LE(diagnostic.where.begin, diagnostic.where.end) << test.name;
            EXPECT_LE(diagnostic.where.end, test.source.size()) << test.name;
        }
    }
}

TEST(ScriptErrors, EveryMessageOfTheRangeOccurs) {
    // Limits, which need long sources: see limits_test.cpp.
    std::set<std::string> seen = {"NameTooLong",  "ScriptTooLarge",    "TooManyMessages",
                                  "LoopsTooDeep", "ExpressionTooDeep", "ExpressionTooLong"};
    for (const ErrorCase& test : kErrorCases) {
        std::istringstream expected{std::string(test.expected)};
        for (std::string code, place; expected >> code >> place;) seen.insert(code);
    }
    for (const base::MessageEntry& entry : base::all_messages()) {
        const auto number = static_cast<int>(entry.code);
        if (number >= 1000 && number < 2000) {
            EXPECT_TRUE(seen.contains(std::string(entry.name))) << entry.name << " has no test";
        }
    }
}

/// The source after its first fix was applied.
std::string repaired(std::string_view source) {
    std::string result(source);
    for (const base::Diagnostic& diagnostic : parse(source).diagnostics) {
        if (!diagnostic.fix) continue;
        const base::Span where = diagnostic.fix->where;
        return result.replace(where.begin, where.size(), diagnostic.fix->replacement);
    }
    return result;
}

TEST(ScriptErrors, FixesRepairTheLine) {
    struct Case {
        std::string_view source;
        std::string_view repaired;
    };
    constexpr Case kCases[] = {
        {"keep if a = 1", "keep if a == 1"},
        {"keep if a && b", "keep if a & b"},
        {"keep if a or b", "keep if a | b"},
        {"keep if not a", "keep if ! a"},
        {"keep if a ≥ b", "keep if a >= b"},
        {"keep if lønn == .", "keep if sysmiss(lønn)"},
        {"keep if . ~= lønn", "keep if !sysmiss(lønn)"},
        {"keep if d > 2010-01-09", "keep if d > date(2010, 1, 9)"},
        {"generat x = 1", "generate x = 1"},
        {"reg y x", "regress y x"},
        {"Summarize x", "summarize x"},
        {"tabulate x, mising", "tabulate x, missing"},
        {"generate x == 1", "generate x = 1"},
        {"recode x (1 == 2)", "recode x (1 = 2)"},
        {"recode x (A = 1)", "recode x ('A' = 1)"},
        {"keep if a == ‘b’", "keep if a == 'b'"},
        {"drop x$i", "drop x ++ $i"},
        {"* a", "// a"},
        {"coefplot regres y x", "coefplot regress y x"},
    };
    for (const Case& test : kCases) {
        EXPECT_EQ(repaired(test.source), test.repaired);
        EXPECT_TRUE(parse(test.repaired).diagnostics.empty()) << test.repaired;
    }
}

TEST(ScriptErrors, HintsNameTheWayOut) {
    struct Case {
        std::string_view source;
        std::string_view part;
    };
    constexpr Case kCases[] = {
        {"generat x = 1", "Mente du `generate`?"},
        {"gen x = 1", "`generate`"},
        {"summarize x, ginni", "`gini`, `iqr`"},
        {"import db/V 2020", "date_fmt(2020)"},
        {"import KJOENN", "`db/KJOENN`"},
        {"keep if x == .", "`sysmiss(x)`"},
        {"tabulate x,", "`freq`"},
    };
    for (const Case& test : kCases) {
        const std::vector<base::Diagnostic> diagnostics = parse(test.source).diagnostics;
        ASSERT_EQ(diagnostics.size(), 1U) << test.source;
        const std::string hint = base::hint_text(diagnostics.front(), base::Language::Bokmaal);
        EXPECT_NE(hint.find(test.part), std::string::npos) << test.source << ": " << hint;
    }
    const std::vector<base::Diagnostic> far = parse("xyzzyxyzzy").diagnostics;
    ASSERT_EQ(far.size(), 1U);
    EXPECT_EQ(base::hint_text(far.front(), base::Language::Bokmaal), "");
}

}  // namespace
}  // namespace skjerm::tests
