#include "skjerm/base/source_text.h"

#include <gtest/gtest.h>

#include "skjerm/base/check.h"
#include "skjerm/base/diagnostic_codes.h"
#include "skjerm/base/utf8.h"

namespace skjerm::base {
namespace {

/// The diagnostic of a whole-catalogue code, so that these tests depend on no other module's texts.
Diagnostic fault(Span where) { return error(Code::InternalFault, where, {Argument::fact("7")}); }

constexpr const char* kSentence =
    "internal error; incident 7. The command was stopped and the dataset is unchanged\n";

/// The span of `part` in `text`.
Span span_of(std::string_view text, std::string_view part) {
    const auto begin = static_cast<std::uint32_t>(text.find(part));
    return {begin, begin + static_cast<std::uint32_t>(part.size())};
}

TEST(SourceText, FindsLinesAndColumns) {
    const SourceText source("a", "første\r\nandre\n\nå\tb");
    struct {
        std::uint32_t byte;
        Position expected;
    } const cases[] = {
        {0, {1, 1}},  {1, {1, 2}},  {3, {1, 3}},  {7, {1, 7}},  {9, {2, 1}},  {14, {2, 6}},
        {15, {3, 1}}, {16, {4, 1}}, {18, {4, 2}}, {19, {4, 3}}, {20, {4, 4}}, {99, {4, 4}},
    };
    for (const auto& item : cases)
        EXPECT_EQ(source.position(item.byte), item.expected) << item.byte;
    EXPECT_EQ(source.line(1), "første");
    EXPECT_EQ(source.line(2), "andre");
    EXPECT_EQ(source.line(3), "");
    EXPECT_EQ(source.line(4), "å\tb");
    EXPECT_THROW((void)source.line(5), InternalError);
}

TEST(SourceText, KnowsEveryLineEnd) {
    const SourceText source("a", "en\rto\r\ntre\n\rfem\r");
    EXPECT_EQ(source.line(1), "en");
    EXPECT_EQ(source.line(2), "to");
    EXPECT_EQ(source.line(3), "tre");
    EXPECT_EQ(source.line(4), "");
    EXPECT_EQ(source.line(5), "fem");
    EXPECT_EQ(source.line(6), "");
    EXPECT_EQ(source.position(4), (Position{2, 2}));
    EXPECT_EQ(source.position(13), (Position{5, 2}));
}

TEST(SourceText, AByteOrderMarkIsNoColumn) {
    const SourceText source("a", "\xEF\xBB\xBFuse b\nuse c");
    EXPECT_EQ(source.position(0), (Position{1, 1}));
    EXPECT_EQ(source.position(3), (Position{1, 1}));
    EXPECT_EQ(source.position(7), (Position{1, 5}));
    EXPECT_EQ(source.position(9), (Position{2, 1}));
    EXPECT_EQ(source.line(1), "use b");
    EXPECT_EQ(SourceText("a", "\xEF\xBB\xBF").line(1), "");
    EXPECT_EQ(source.render(fault({0, 6}), Language::English, false),
              "a:1:1: error[SKJ-9001]: " + std::string(kSentence) + "    1 | use b\n      | ^^^\n");
}

TEST(SourceText, AnEndOfLineBeginsALastEmptyLine) {
    const SourceText source("a", "x\n");
    EXPECT_EQ(source.position(2), (Position{2, 1}));
    EXPECT_EQ(source.line(2), "");
}

struct RenderCase {
    const char* name;
    const char* text;
    const char* part;
    const char* place;
    const char* excerpt;
};

constexpr RenderCase kRenderCases[] = {
    {"plain", "use a\nsummarize lonnn if alder >= 67\n", "lonnn", "2:11",
     "    2 | summarize lonnn if alder >= 67\n"
     "      |           ^^^^^\n"},
    {"norwegian letters count once", "generate æøå = lønnn", "lønnn", "1:16",
     "    1 | generate æøå = lønnn\n"
     "      |                ^^^^^\n"},
    {"wide characters take two columns", "label '漢字' '字x'", "字x", "1:13",
     "    1 | label '漢字' '字x'\n"
     "      |               ^^^\n"},
    {"combining marks take none", "a\u030A lonnn", "lonnn", "1:4",
     "    1 | a\u030A lonnn\n"
     "      |   ^^^^^\n"},
    {"tabs go to the next fourth column", "\tx\tlonnn", "lonnn", "1:4",
     "    1 |     x   lonnn\n"
     "      |         ^^^^^\n"},
    {"a tab itself", "ab\tc", "\t", "1:3",
     "    1 | ab  c\n"
     "      |   ^^\n"},
    {"a span over lines marks the first", "keep if a &\n  b\nuse c", "a &\n  b", "1:9",
     "    1 | keep if a &\n"
     "      |         ^^^\n"},
    {"control characters are replaced", "x \x1b[2J y", "y", "1:8",
     "    1 | x \uFFFD[2J y\n"
     "      |        ^\n"},
    {"bytes that are not text", "x \xE6 y", "\xE6", "1:3",
     "    1 | x \uFFFD y\n"
     "      |   ^\n"},
    {"carriage returns are not shown", "drop x\r\nuse y\r\n", "use", "2:1",
     "    2 | use y\n"
     "      | ^^^\n"},
};

TEST(SourceText, DrawsCaretsUnderTheFault) {
    for (const RenderCase& item : kRenderCases) {
        const SourceText source("fil.skjerm", item.text);
        const std::string expected = "fil.skjerm:" + std::string(item.place) +
                                     ": error[SKJ-9001]: " + kSentence + item.excerpt;
        EXPECT_EQ(source.render(fault(span_of(item.text, item.part)), Language::English, false),
                  expected)
            << item.name;
    }
}

TEST(SourceText, DrawsACaretForAnEmptySpan) {
    const SourceText source("s", "keep if\n");
    EXPECT_EQ(source.render(fault({7, 7}), Language::English, false),
              "s:1:8: error[SKJ-9001]: " + std::string(kSentence) +
                  "    1 | keep if\n"
                  "      |        ^\n");
    EXPECT_EQ(source.render(fault({8, 8}), Language::English, false),
              "s:2:1: error[SKJ-9001]: " + std::string(kSentence) +
                  "    2 |\n"
                  "      | ^\n");
}

TEST(SourceText, HasNoExcerptWithoutAPlace) {
    EXPECT_EQ(SourceText("s", "use a").render(fault({}), Language::English, false),
              "s: error[SKJ-9001]: " + std::string(kSentence));
    EXPECT_EQ(SourceText("", "").render(fault({}), Language::English, false),
              "error[SKJ-9001]: " + std::string(kSentence));
}

TEST(SourceText, NamesSeveritiesInBothLanguages) {
    const SourceText source("s", "use a");
    struct {
        Severity severity;
        const char* nb;
        const char* en;
    } const cases[] = {{Severity::Error, "feil", "error"},
                       {Severity::Warning, "advarsel", "warning"},
                       {Severity::Note, "merknad", "note"}};
    for (const auto& item : cases) {
        Diagnostic diagnostic = fault({4, 5});
        diagnostic.severity = item.severity;
        EXPECT_TRUE(source.render(diagnostic, Language::Bokmaal, false)
                        .starts_with("s:1:5: " + std::string(item.nb) + "[SKJ-9001]: intern feil"));
        EXPECT_TRUE(source.render(diagnostic, Language::English, false)
                        .starts_with("s:1:5: " + std::string(item.en) + "[SKJ-9001]: internal"));
    }
}

/// The excerpt's source line and its caret line, without margin.
struct Drawn {
    std::string source;
    std::string carets;
};

Drawn drawn(std::string_view line, Span where) {
    const std::string text =
        SourceText("s", std::string(line)).render(fault(where), Language::English, false);
    const std::size_t first = text.find('\n') + 1;
    const std::size_t second = text.find('\n', first) + 1;
    return {text.substr(first + 8, second - first - 9),
            text.substr(second + 8, text.size() - second - 9)};
}

TEST(SourceText, ShowsAWindowOfALongLine) {
    std::string line;
    for (int i = 0; line.size() < 1000; ++i) line += "var" + std::to_string(1000 + i) + " ";
    for (const std::string_view part : {"var1000", "var1020", "var1060", "var1100", "var1124"}) {
        const auto [source, carets] = drawn(line, span_of(line, part));
        const std::size_t start = display_width(carets.substr(0, carets.find('^')));
        EXPECT_EQ(carets.substr(start), "^^^^^^^") << part;
        EXPECT_LE(code_point_count(source), 162U);
        std::u32string shown;
        for (std::size_t at = 0; at < source.size();) {
            const CodePoint point = code_point_at(source, at);
            shown += point.value;
            at += point.bytes;
        }
        EXPECT_EQ(shown.substr(start, 7), std::u32string(part.begin(), part.end())) << part;
        EXPECT_EQ(source.starts_with("…"), part != "var1000") << part;
    }
}

TEST(SourceText, WindowsOfWideCharactersKeepTheCaretsInPlace) {
    std::string line;
    for (int i = 0; i < 301; ++i) line += i % 7 == 3 ? "x" : "漢";
    const auto middle = static_cast<std::uint32_t>(line.find('x', line.size() / 2));
    const auto [source, carets] = drawn(line, {middle, middle + 1});
    const std::size_t column = carets.find('^');
    EXPECT_EQ(carets.size(), column + 1);
    std::size_t at = 0;
    for (std::size_t width = 0; width < column; at += code_point_at(source, at).bytes)
        width += static_cast<std::size_t>(display_width(code_point_at(source, at).value));
    EXPECT_EQ(source[at], 'x');
}

TEST(SourceText, CutsCaretsAtTheWindow) {
    const std::string line(1000, 'x');
    const auto [source, carets] = drawn(line, {500, 1000});
    EXPECT_EQ(source, "…" + std::string(160, 'x') + "…");
    EXPECT_EQ(carets, std::string(61, ' ') + std::string(100, '^'));
}

TEST(SourceText, ShowsLoopValuesRelatedPlacesAndAdvice) {
    const SourceText source("s", "for i in 2020 2021\nimport db/X as x$i\nend\n");
    Diagnostic diagnostic = fault({34, 37});
    diagnostic.related = {{4, 5}};
    diagnostic.loop = {{"i", "2020"}, {"j", "lonn"}};
    diagnostic.fix = Fix{{34, 37}, "x2020"};
    EXPECT_EQ(source.render(diagnostic, Language::Bokmaal, false),
              "s:2:16: feil[SKJ-9001]: intern feil; hendelse 7. Kommandoen ble avbrutt og "
              "datasettet er uendret\n"
              "    2 | import db/X as x$i\n"
              "      |                ^^^\n"
              "s:1:5: merknad: henger sammen med dette\n"
              "    1 | for i in 2020 2021\n"
              "      |     ^\n"
              "      = i løkken der i = 2020, j = lonn\n"
              "      = tips: Skriv `x2020`.\n");
}

TEST(SourceText, PrefersTheHintOfTheMessage) {
    Diagnostic diagnostic = error(Code::OutOfMemoryBudget, {}, {Argument::fact("8 GB")});
    const std::string text = SourceText("s", "").render(diagnostic, Language::English, false);
    EXPECT_NE(text.find("\n      = hint: Remove variables"), std::string::npos) << text;
}

TEST(SourceText, ColoursOnlyWhenAsked) {
    const SourceText source("s", "use a");
    EXPECT_EQ(source.render(fault({4, 5}), Language::English, false).find('\x1b'),
              std::string::npos);
    const std::string text = source.render(fault({4, 5}), Language::English, true);
    EXPECT_NE(text.find("\x1b[1;31merror[SKJ-9001]:\x1b[0m "), std::string::npos) << text;
    EXPECT_NE(text.find("\x1b[1;31m^\x1b[0m"), std::string::npos) << text;
    std::string bare;
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (text[at] == '\x1b')
            at = text.find('m', at);
        else
            bare += text[at];
    }
    EXPECT_EQ(bare, source.render(fault({4, 5}), Language::English, false));
}

}  // namespace
}  // namespace skjerm::base
