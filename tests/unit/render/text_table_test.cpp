// Tables as aligned text: layout, states of cells, labels, wrapping, column blocks.
#include "skjerm/render/text_table.h"

#include <gtest/gtest.h>

#include <string>

#include "skjerm/base/utf8.h"
#include "skjerm/render/grid.h"
#include "tables.h"

namespace skjerm::render {
namespace {

using namespace skjerm::testing;
using base::Language;

std::string draw(const Table& table, const Style& style = {}) {
    return "\n" + draw_text_table(make_grid(table, style, Arrangement::Reading), style);
}

Style english() {
    Style style;
    style.language = Language::English;
    style.decimal = '.';
    return style;
}

TEST(TextTable, TwoWayHasMeasureVariableAndTotal) {
    EXPECT_EQ(draw(two_way()), R"(
Antall │ sivilstand
kjønn  │     Ugift       Gift      I alt
───────┼────────────────────────────────
Mann   │ 1 402 331    901 004  2 303 335
Kvinne │ 1 310 000    899 120  2 209 120
───────┼────────────────────────────────
I alt  │ 2 712 331  1 800 124  4 512 455
)");
}

TEST(TextTable, AsciiAndEnglish) {
    Style style = english();
    style.ascii = true;
    EXPECT_EQ(draw(two_way(), style), R"(
Count  | sivilstand
kjønn  | Unmarried    Married      Total
-------+--------------------------------
Male   | 1 402 331    901 004  2 303 335
Female | 1 310 000    899 120  2 209 120
-------+--------------------------------
Total  | 2 712 331  1 800 124  4 512 455
)");
}

TEST(TextTable, EveryStateHasItsSymbol) {
    EXPECT_EQ(draw(states()), R"(
  │         lønn
x │ Gjennomsnitt
──┼─────────────
a │     -1 234,5
b │           ··
c │            –
d │            .
e │
)");
    Style style = english();
    style.ascii = true;
    EXPECT_EQ(draw(states(), style), R"(
  |     lønn
x |     Mean
--+---------
a | -1 234.5
b |       ..
c |        -
d |        .
e |
)");
}

TEST(TextTable, MeasuresAreStackedWithinARowWhenThereAreColumns) {
    Table table = two_way();
    table.measures.push_back(
        {.statistic = Statistic::RowPercent,
         .variable = {},
         .decimals = 1,
         .cells = shown_numbers({60.9, 39.1, 100, 59.3, 40.7, 100, 60.1, 39.9, 100})});
    EXPECT_EQ(draw(table), R"(
               │ sivilstand
kjønn          │     Ugift       Gift      I alt
───────────────┼────────────────────────────────
Mann    Antall │ 1 402 331    901 004  2 303 335
        Rad %  │      60,9       39,1      100,0
Kvinne  Antall │ 1 310 000    899 120  2 209 120
        Rad %  │      59,3       40,7      100,0
───────────────┼────────────────────────────────
I alt   Antall │ 2 712 331  1 800 124  4 512 455
        Rad %  │      60,1       39,9      100,0
)");
}

TEST(TextTable, MeasuresStandSideBySideWithoutColumns) {
    Table table = two_way();
    table.columns.clear();
    table.column_index = {{}};
    table.measures = {{.statistic = Statistic::Frequency,
                       .variable = {},
                       .decimals = 0,
                       .cells = shown_numbers({10, 20, 30})},
                      {.statistic = Statistic::CellPercent,
                       .variable = {},
                       .decimals = 1,
                       .cells = shown_numbers({33.3, 66.7, 100})}};
    EXPECT_EQ(draw(table), R"(
kjønn  │ Antall  Celle %
───────┼────────────────
Mann   │     10     33,3
Kvinne │     20     66,7
───────┼────────────────
I alt  │     30    100,0
)");
}

/// kjønn and sivilstand nested down, year across, with subtotals.
Table nested() {
    const Axis year{.variable = "år",
                    .label = {},
                    .categories = {category("2019", "", ""), category("2020", "", "")}};
    return {.rows = {sex(), civil_status()},
            .columns = {year},
            .row_index = {{0, 0}, {0, 1}, {0, 2}, {1, 0}, {1, 1}, {1, 2}, {2, 2}},
            .column_index = {{0}, {1}},
            .measures = {{.statistic = Statistic::Frequency,
                          .variable = {},
                          .decimals = 0,
                          .cells = shown_numbers({1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14})}},
            .tests = {}};
}

TEST(TextTable, OuterLabelsOfNestedRowsStandOnce) {
    EXPECT_EQ(draw(nested()), R"(
Antall             │ år
kjønn   sivilstand │ 2019  2020
───────────────────┼───────────
Mann    Ugift      │    1     2
        Gift       │    3     4
        I alt      │    5     6
Kvinne  Ugift      │    7     8
        Gift       │    9    10
        I alt      │   11    12
───────────────────┼───────────
I alt              │   13    14
)");
}

TEST(TextTable, FlattenRepeatsEveryLabel) {
    Table table = nested();
    table.flatten = true;
    EXPECT_EQ(draw(table), R"(
Antall             │ år
kjønn   sivilstand │ 2019  2020
───────────────────┼───────────
Mann    Ugift      │    1     2
Mann    Gift       │    3     4
Mann    I alt      │    5     6
Kvinne  Ugift      │    7     8
Kvinne  Gift       │    9    10
Kvinne  I alt      │   11    12
───────────────────┼───────────
I alt   I alt      │   13    14
)");
}

TEST(TextTable, OuterColumnsSpanTheirInnerOnes) {
    Table table = two_way();
    table.rows = {table.rows[0]};
    table.columns = {civil_status(), sex()};
    table.row_index = {{0}};
    table.column_index = {{0, 0}, {0, 1}, {1, 0}, {1, 1}, {2, 2}};
    table.measures[0].cells = shown_numbers({1, 2, 3, 4, 10});
    EXPECT_EQ(draw(table), R"(
Antall │ sivilstand / kjønn
       │ Ugift         Gift          I alt
kjønn  │ Mann  Kvinne  Mann  Kvinne
───────┼──────────────────────────────────
Mann   │    1       2     3       4     10
)");
}

TEST(TextTable, WideTablesBecomeBlocksWithTheStubRepeated) {
    Style style;
    style.width = 40;
    Table table = two_way();
    EXPECT_EQ(draw(table, style), R"(
Antall │ sivilstand
kjønn  │     Ugift       Gift      I alt
───────┼────────────────────────────────
Mann   │ 1 402 331    901 004  2 303 335
Kvinne │ 1 310 000    899 120  2 209 120
───────┼────────────────────────────────
I alt  │ 2 712 331  1 800 124  4 512 455
)");
    style.width = 39;
    EXPECT_EQ(draw(table, style), R"(
Antall │ sivilstand
kjønn  │     Ugift       Gift
───────┼─────────────────────
Mann   │ 1 402 331    901 004
Kvinne │ 1 310 000    899 120
───────┼─────────────────────
I alt  │ 2 712 331  1 800 124

Antall │ sivilstand
kjønn  │     I alt
───────┼──────────
Mann   │ 2 303 335
Kvinne │ 2 209 120
───────┼──────────
I alt  │ 4 512 455
)");
}

TEST(TextTable, NoLineIsWiderThanAskedForWhereItCanBeHelped) {
    Table table = two_way();
    table.rows[0].categories[0] = category("1",
                                           "Universitets- og høgskoleutdanning, lavere nivå, "
                                           "tatt ved en institusjon i utlandet",
                                           "");
    table.columns[0].categories[1] = category("2", "Gift eller registrert partner", "");
    for (std::size_t width = 40; width < 100; width += 7) {
        Style style;
        style.width = width;
        std::string drawn = draw_text_table(make_grid(table, style, Arrangement::Reading), style);
        while (!drawn.empty()) {
            const std::size_t end = drawn.find('\n');
            EXPECT_LE(base::display_width(drawn.substr(0, end)), width) << drawn.substr(0, end);
            drawn.erase(0, end + 1);
        }
    }
}

TEST(TextTable, LongHeadersAndLabelsAreWrapped) {
    Table table = two_way();
    table.rows[0].categories[0] =
        category("1", "Universitets- og høgskoleutdanning, lavere nivå", "");
    table.columns[0].categories[1] = category("2", "Gift eller registrert partner", "");
    Style style;
    style.width = 60;
    EXPECT_EQ(draw(table, style), R"(
Antall                         │ sivilstand
                               │            Gift eller
                               │            registrert
kjønn                          │     Ugift     partner
───────────────────────────────┼──────────────────────
Universitets- og               │ 1 402 331     901 004
høgskoleutdanning, lavere nivå │
Kvinne                         │ 1 310 000     899 120
───────────────────────────────┼──────────────────────
I alt                          │ 2 712 331   1 800 124

Antall                         │ sivilstand
kjønn                          │     I alt
───────────────────────────────┼──────────
Universitets- og               │ 2 303 335
høgskoleutdanning, lavere nivå │
Kvinne                         │ 2 209 120
───────────────────────────────┼──────────
I alt                          │ 4 512 455
)");
}

TEST(TextTable, WideCharactersAndCombiningMarksKeepTheColumns) {
    Table table = two_way();
    table.rows[0].categories[0] = category("1", "東京", "");
    table.rows[0].categories[1] = category("2", "Bode\u0301", "");  // e + combining acute
    EXPECT_EQ(draw(table),
              "\n"
              "Antall │ sivilstand\n"
              "kjønn  │     Ugift       Gift      I alt\n"
              "───────┼────────────────────────────────\n"
              "東京   │ 1 402 331    901 004  2 303 335\n"
              "Bode\u0301   │ 1 310 000    899 120  2 209 120\n"
              "───────┼────────────────────────────────\n"
              "I alt  │ 2 712 331  1 800 124  4 512 455\n");
}

TEST(TextTable, ControlCharactersOfLabelsDoNotReachTheTerminal) {
    Table table = two_way();
    table.rows[0].categories[0] = category("1", "\x1b[2JMann\r\n", "");
    EXPECT_EQ(draw(table).find('\x1b'), std::string::npos);
    EXPECT_NE(draw(table).find("\uFFFD[2JMann"), std::string::npos) << draw(table);
}

struct LabelCase {
    const char* name;
    Labels labels;
    bool show_codes;
    const char* expected;
};

TEST(TextTable, LabelsCodesOrBoth) {
    const LabelCase cases[] = {{"labels", Labels::Labels, false, "Mann"},
                               {"codes", Labels::Codes, false, "1"},
                               {"both", Labels::Both, false, "1 Mann"},
                               {"nolabels wins", Labels::Both, true, "1"}};
    for (const LabelCase& one : cases) {
        Table table = two_way();
        table.show_codes = one.show_codes;
        Style style;
        style.labels = one.labels;
        const Grid grid = make_grid(table, style, Arrangement::Reading);
        EXPECT_EQ(grid.lines[0].stub[0], one.expected) << one.name;
        EXPECT_EQ(grid.lines[2].stub[0], "I alt") << one.name;
    }
}

TEST(TextTable, EqualLabelsGetTheirCodes) {
    Table table = two_way();
    table.rows[0].categories[1] = category("2", "Mann", "Male");
    const Grid grid = make_grid(table, {}, Arrangement::Reading);
    EXPECT_EQ(grid.lines[0].stub[0], "1 Mann");
    EXPECT_EQ(grid.lines[1].stub[0], "2 Mann");
}

TEST(TextTable, KindsWithoutLabelHaveFixedWords) {
    Table table = two_way();
    table.rows[0].categories[0] = {.kind = Category::Kind::OtherValues, .code = {}, .label = {}};
    table.rows[0].categories[1] = {.kind = Category::Kind::Missing, .code = {}, .label = {}};
    const Grid norwegian = make_grid(table, {}, Arrangement::Reading);
    EXPECT_EQ(norwegian.lines[0].stub[0], "Andre verdier");
    EXPECT_EQ(norwegian.lines[1].stub[0], "Uoppgitt");
    const Grid in_english = make_grid(table, english(), Arrangement::Reading);
    EXPECT_EQ(in_english.lines[0].stub[0], "Other values");
    EXPECT_EQ(in_english.lines[1].stub[0], "Missing");
}

TEST(TextTable, SummariesListVariablesByTheirNames) {
    Table table;
    table.rows = {{.variable = {},
                   .label = {},
                   .categories = {category("lonn", "Lønnsinntekt i alt", "Wages")}}};
    table.row_index = {{0}};
    table.column_index = {{}};
    table.measures = {{.statistic = Statistic::Mean,
                       .variable = {},
                       .decimals = 0,
                       .cells = shown_numbers({412300})}};
    EXPECT_EQ(draw(table), R"(
Variabel │ Gjennomsnitt
─────────┼─────────────
lonn     │      412 300
)");
}

}  // namespace
}  // namespace skjerm::render
