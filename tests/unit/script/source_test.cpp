// Characters, lines, comments and text blocks.
#include <gtest/gtest.h>

#include "parse_helpers.h"

namespace skjerm::tests {
namespace {

struct Same {
    std::string_view name;
    std::string_view source;
    std::string_view canonical;
};

TEST(ScriptSource, IsReadAlikeHoweverItIsSpaced) {
    constexpr Same kCases[] = {
        {"byte_order_mark", "\xEF\xBB\xBFuse d", "use d\n"},
        {"crlf", "use d\r\nuse e\r\n", "use d\nuse e\n"},
        {"cr", "use d\ruse e", "use d\nuse e\n"},
        {"mixed_line_ends", "use d\r\n\r\nuse e\n\ruse f", "use d\n\nuse e\n\nuse f\n"},
        {"indent_and_trailing_blanks", " \t use d \t ", "use d\n"},
        {"no_break_space",
         "use\xC2\xA0"
         "d\xC2\xA0",
         "use d\n"},
        {"tabs", "generate\tx\t=\t1", "generate x = 1\n"},
        {"no_blanks", "generate x=1+2*f(a,b)if!c&d", "generate x = 1 + 2 * f(a, b) if !c & d\n"},
        {"glued_collapse", "collapse(sum)x ,by( y )", "collapse (sum) x, by(y)\n"},
        {"glued_barchart", "barchart(count) x", "barchart (count) x\n"},
        {"glued_rules", "recode x (1/5=1)(6/9=2)", "recode x (1/5 = 1) (6/9 = 2)\n"},
        {"rule_of_strings", "recode x ('12' '14' ='46' 'Vestland')",
         "recode x ('12' '14' = '46' 'Vestland')\n"},
        {"range_with_blanks", "for i in 0 : 2\nend", "for i in 0:2\nend\n"},
        {"options_with_commas", "tabulate x, missing, freq ,rowpct",
         "tabulate x, missing freq rowpct\n"},
        {"arguments_with_blanks", "tabulate x, summarize(a b, c)",
         "tabulate x, summarize(a, b, c)\n"},
        {"configure_with_commas", "configure a , b c", "configure a, b, c\n"},
        {"nothing", "", ""},
        {"blank_lines", "\n\nuse d\n\n", "\n\nuse d\n\n"},
    };
    for (const Same& test : kCases) EXPECT_EQ(canonical(test.source), test.canonical) << test.name;
}

TEST(ScriptSource, ContinuesAfterBackslash) {
    constexpr Same kCases[] = {
        {"between_tokens", "keep \\\n a b", "keep a b\n"},
        {"trailing_blanks", "keep \\ \t\n a", "keep a\n"},
        {"crlf", "keep \\\r\n a", "keep a\n"},
        {"inside_parentheses", "generate x = f(a, \\\nb)", "generate x = f(a, b)\n"},
        {"joins_with_a_blank", "keep a\\\nb", "keep a b\n"},
        {"blank_line_ends_it", "keep a \\\n\nuse d", "keep a\n\nuse d\n"},
        {"end_of_file_ends_it", "keep a \\", "keep a\n"},
        {"comment_ends_it", "keep a \\\n b // c \\\nuse d", "keep a b // c \\\nuse d\n"},
        {"comment_line_inside", "keep a \\\n  // why\n b", "// why\nkeep a b\n"},
        {"hash_comment_inside", "keep a \\\n # why\n b", "# why\nkeep a b\n"},
        {"comment_line_inside_ending_in_backslash", "keep a \\\n // \\\n b", "// \\\nkeep a b\n"},
        {"keyword_on_a_continued_line", "keep \\\nend", "keep end\n"},
        {"star_on_a_continued_line", "generate x = a \\\n* b", "generate x = a * b\n"},
        {"lone_backslash", "\\\nuse d", "use d\n"},
        {"lone_backslash_before_blank", "\\\n\nuse d", "\nuse d\n"},
    };
    for (const Same& test : kCases) EXPECT_EQ(canonical(test.source), test.canonical) << test.name;
}

TEST(ScriptSource, KeepsComments) {
    const std::string_view source =
        "// top\n\n  # heading\nuse d   // which\nfor i in 1 // loop\n// in\nuse $i\n\n# last\n"
        "end // done\n// bottom\n";
    EXPECT_EQ(canonical(source),
              "// top\n\n# heading\nuse d // which\nfor i in 1 // loop\n    // in\n    use $i\n\n"
              "    # last\nend // done\n// bottom\n");
    const script::Parsed parsed = parse(source);
    ASSERT_EQ(parsed.script.statements.size(), 2U);
    EXPECT_EQ(parsed.script.statements[0].comments_before,
              (std::vector<std::string>{"// top", "", "# heading"}));
    EXPECT_EQ(parsed.script.statements[0].comment_after, "// which");
    EXPECT_EQ(parsed.script.comments_at_end, std::vector<std::string>{"// bottom"});
}

TEST(ScriptSource, TakesSlashesInStringsForText) {
    EXPECT_EQ(canonical("keep if a == 'x // y' // z"), "keep if a == 'x // y' // z\n");
}

TEST(ScriptSource, KeepsTextBlocksAsTheyAre) {
    const std::string_view source =
        "  textblock \r\n  # A 'b\r\n\tx % \\\r\n\r\n// c\r\nendblock\t\r\nuse d";
    const script::Parsed parsed = parse(source);
    ASSERT_TRUE(parsed.diagnostics.empty());
    ASSERT_EQ(parsed.script.statements.size(), 2U);
    const auto& block = std::get<script::TextBlock>(parsed.script.statements[0].node);
    EXPECT_EQ(block.markdown, "  # A 'b\n\tx % \\\n\n// c\n");
    EXPECT_EQ(part(source, parsed.script.statements[0].span),
              source.substr(2, source.find("endblock") + 8 - 2));
    EXPECT_EQ(script::format(parsed.script),
              "textblock\n  # A 'b\n\tx % \\\n\n// c\nendblock\nuse d\n");
    EXPECT_EQ(canonical("textblock\nendblock"), "textblock\nendblock\n");
}

TEST(ScriptSource, TextBlockEndsOnlyAtAWholeLine) {
    const script::Parsed parsed = parse("textblock\nendblock // not here\nend\nendblock\n");
    ASSERT_TRUE(parsed.diagnostics.empty());
    EXPECT_EQ(std::get<script::TextBlock>(parsed.script.statements[0].node).markdown,
              "endblock // not here\nend\n");
}

TEST(ScriptSource, NormalisesNamesAndStrings) {
    const std::string_view decomposed = "keep if la\xCC\x8Ann == 'A\xCC\x8Alesund'";
    const std::string_view composed = "keep if lånn == 'Ålesund'";
    EXPECT_EQ(canonical(decomposed), std::string(composed) + "\n");
    EXPECT_EQ(found_in("keep x\xCC\x8B\xCC\x8B").size(), 1U);  // a mark that composes with nothing
}

TEST(ScriptSource, TellsStringsByTheirQuotes) {
    struct Case {
        std::string_view source;
        std::string_view value;
    };
    constexpr Case kCases[] = {
        {"'a b'", "a b"},
        {"\"It's\"", "It's"},
        {"'\"'", "\""},
        {"''", ""},
        {"'61->'", "61->"},
        {"'>'", ">"},
        {"'a, (b) = c'", "a, (b) = c"},
        {"'tab\there'", "tab\there"},
        {"'Kun fossilbil(er)'", "Kun fossilbil(er)"},
        {"'L’Oréal'", "L’Oréal"},
    };
    for (const Case& test : kCases) {
        const auto value = operands<script::Assignment>("generate x = " + std::string(test.source));
        EXPECT_EQ(std::get<script::StringLiteral>(value.value.node).value, test.value);
    }
}

TEST(ScriptSource, ReadsTypographicQuotesWithAWarning) {
    struct Case {
        std::string_view source;
        std::string_view value;
    };
    constexpr Case kCases[] = {
        {"‘a’", "a"},       {"’a’", "a"}, {"“a b”", "a b"}, {"”It's”", "It's"},
        {"“It’s”", "It’s"}, {"‘a'", "a"}, {"'a’", "a"},
    };
    for (const Case& test : kCases) {
        const std::string source = "generate x = " + std::string(test.source);
        const script::Parsed parsed = parse(source);
        EXPECT_EQ(found_in(source), std::vector<std::string>{"TypographicQuote 1:14"});
        EXPECT_FALSE(parsed.has_errors());
        ASSERT_EQ(parsed.script.statements.size(), 1U) << source;
        const auto& read = std::get<script::Command>(parsed.script.statements[0].node);
        const auto& value = std::get<script::Assignment>(read.operands).value;
        EXPECT_EQ(std::get<script::StringLiteral>(value.node).value, test.value) << source;
    }
}

TEST(ScriptSource, SpellsAtNamesCanonically) {
    EXPECT_EQ(canonical("keep Start@x stop@x START@å panel@date date@panel"),
              "keep START@x STOP@x START@å date@panel date@panel\n");
}

}  // namespace
}  // namespace skjerm::tests
