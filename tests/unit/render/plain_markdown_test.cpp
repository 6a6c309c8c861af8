// Markdown of text blocks as plain text.
#include "skjerm/render/plain_markdown.h"

#include <gtest/gtest.h>

#include "skjerm/render/wrap.h"

namespace skjerm::render {
namespace {

struct Case {
    const char* name;
    const char* markdown;
    const char* expected;
};

TEST(PlainMarkdown, ReadsAsText) {
    const Case cases[] = {
        {"heading", "# Ål og å\ntekst", "Ål og å\n=======\n\ntekst\n"},
        {"second level", "## Valg", "Valg\n----\n"},
        {"third level", "### Mer", "Mer\n"},
        {"paragraphs", "en\nto\n\ntre", "en to\n\ntre\n"},
        {"emphasis", "**sterkt** og *lett* og _også_", "sterkt og lett og også\n"},
        {"names keep underscores", "db/INNTEKT_WLONN_2", "db/INNTEKT_WLONN_2\n"},
        {"a star alone", "2 * 3", "2 * 3\n"},
        {"code keeps what it holds", "`a_b * c`", "a_b * c\n"},
        {"list", "- en\n- to", "• en\n• to\n"},
        {"numbers", "1. en\n2. to", "1. en\n2. to\n"},
        {"link", "[her](https://ssb.no)", "her (https://ssb.no)\n"},
        {"indented code", "    tabulate  kjonn", "    tabulate  kjonn\n"},
        {"fence", "```\na  b\n```", "    a  b\n"},
        {"html is text", "<b>x</b>", "<b>x</b>\n"},
        {"quote", "> sagt", "│ sagt\n"},
        {"table", "før\n| Kode | Etikett |\n|---|:-:|\n| 1 | Ål og *å* |\n| 0301 | a \\| b\netter",
         "før\nKode │ Etikett\n─────┼────────\n1    │ Ål og å\n0301 │ a | b\netter\n"},
        {"table of one column", "| A |\n|---|\n| b |", "A\n─\nb\n"},
        {"table with empty cells", "| A | B |\n|---|---|\n| | x |\n| y |",
         "A │ B\n──┼──\n  │ x\ny │\n"},
        {"bars without a rule", "| A | B |\n| c | d |", "| A | B |\n| c | d |\n"},
        {"escaped", "\\*ikke\\*", "*ikke*\n"},
        {"escape sequence", "a\x1b[31mb", "a\uFFFD[31mb\n"},
        {"empty", "", ""},
    };
    for (const Case& one : cases)
        EXPECT_EQ(plain_markdown(one.markdown, {}), one.expected) << one.name;
}

TEST(PlainMarkdown, WrapsWithHangingIndent) {
    Style style;
    style.width = 24;
    EXPECT_EQ(plain_markdown("- en to tre fire fem seks sju", style),
              "• en to tre fire fem\n  seks sju\n");
}

TEST(PlainMarkdown, WrapsTheWidestColumnsOfATable) {
    Style style;
    style.width = 32;
    EXPECT_EQ(plain_markdown("| A | Tittel | Gyldig |\n|---|---|---|\n"
                             "| 1 | en to tre fire fem seks | 2020 |",
                             style),
              "A │ Tittel                Gyldig\n"
              "──┼─────────────────────────────\n"
              "1 │ en to tre fire fem    2020\n"
              "  │ seks\n");
    style.ascii = true;
    style.width = 14;
    EXPECT_EQ(plain_markdown("| A B | C |\n|---|---|\n| 1 2 | abcdefgh ij |", style),
              "A B | C\n----+---------\n1 2 | abcdefgh\n    | ij\n");
    // Names are not broken: what cannot fit keeps to its line.
    style.width = 13;
    EXPECT_EQ(plain_markdown("| A B | C |\n|---|---|\n| 1 2 | abcdefgh ij |", style),
              "A B | C\n----+------------\n1 2 | abcdefgh ij\n");
}

TEST(PlainMarkdown, ColourMakesHeadingsBold) {
    Style style;
    style.colour = true;
    EXPECT_EQ(plain_markdown("# A", style), "\x1b[1mA\x1b[0m\n");
}

TEST(Wrap, BreaksAtBlanksAndWhereItMust) {
    using Lines = std::vector<std::string>;
    EXPECT_EQ(wrap("en to tre", 6), (Lines{"en to", "tre"}));
    EXPECT_EQ(wrap("", 6), (Lines{""}));
    EXPECT_EQ(wrap("abcdefgh", 3), (Lines{"abc", "def", "gh"}));
    EXPECT_EQ(wrap("ÆØÅæøå", 3), (Lines{"ÆØÅ", "æøå"}));
    EXPECT_EQ(wrap("  a   b ", 10), (Lines{"a b"}));
}

}  // namespace
}  // namespace skjerm::render
