// Results as text with notes, Markdown, CSV and result documents.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>

#include "results.h"
#include "skjerm/base/diagnostic_codes.h"
#include "skjerm/render/document.h"
#include "skjerm/render/words.h"

namespace skjerm::render {
namespace {

using base::Language;
using nlohmann::json;
using released::Statistic;
using testing::plain_gate;
using testing::standard_gate;
using testing::table_result;

Style english() {
    Style style;
    style.language = Language::English;
    style.decimal = '.';
    return style;
}

bool contains(const std::string& text, std::string_view part) {
    return text.find(part) != std::string::npos;
}

TEST(FormatNumber, GroupsDecimalsAndSigns) {
    struct Case {
        double number;
        int decimals;
        char decimal;
        const char* group;
        const char* expected;
    };
    const Case cases[] = {{0, 0, ',', " ", "0"},
                          {999, 0, ',', " ", "999"},
                          {1000, 0, ',', " ", "1 000"},
                          {1402331, 0, ',', " ", "1 402 331"},
                          {1402331.25, 2, ',', " ", "1 402 331,25"},
                          {1402331.25, 2, '.', "", "1402331.25"},
                          {-1234.5, 1, ',', " ", "-1 234,5"},
                          {-0.04, 1, ',', " ", "0,0"},
                          {0.125, 3, '.', " ", "0.125"},
                          {12, -1, ',', " ", "12"},
                          {1e15, 0, ',', " ", "1 000 000 000 000 000"}};
    for (const Case& one : cases)
        EXPECT_EQ(format_number(one.number, one.decimals, one.decimal, one.group), one.expected);
}

TEST(Text, NamesEveryProtectionOnceAndTheSource) {
    const std::string text = to_text(table_result(plain_gate()), {});
    EXPECT_TRUE(contains(text, "- Antall er endret litt for å verne enkeltpersoner.")) << text;
    EXPECT_TRUE(contains(text,
                         "Kilde: no.ssb.fdb:45.0.0 (syntetiske data). Skjerm 0.1.0, "
                         "personvernregler plain.\n"))
        << text;
    EXPECT_TRUE(text.ends_with('\n'));
    EXPECT_FALSE(contains(text, "\x1b"));
}

TEST(Text, MarkerIsOneLineAndStillSaysSynthetic) {
    Style style = english();
    style.notes = Notes::Marker;
    EXPECT_TRUE(to_text(table_result(plain_gate()), style)
                    .ends_with("counts perturbed · synthetic data\n"));
    style.ascii = true;
    EXPECT_TRUE(
        to_text(table_result(plain_gate()), style).ends_with("counts perturbed, synthetic data\n"));
}

TEST(Text, ColourDimsNotesOnly) {
    Style style = english();
    style.colour = true;
    const std::string text = to_text(table_result(plain_gate()), style);
    EXPECT_LT(text.find("Total"), text.find("\x1b[2m- Counts are"));
}

TEST(Text, PercentOfNothingIsNotDefined) {
    const std::string text =
        to_text(table_result(plain_gate(), {Statistic::ColumnPercent}), english());
    EXPECT_TRUE(contains(text, "Column %")) << text;
    EXPECT_TRUE(contains(text, "100.0")) << text;
}

TEST(Text, ChiSquaredStandsBelowTheTable) {
    const Style style = english();
    EXPECT_EQ(
        format_test(
            {.name = "chi2", .statistic = 20312.547, .degrees_of_freedom = 3, .p_value = 1e-20},
            style),
        "Pearson chi2(3) = 20 312.55   p < 0.001");
    EXPECT_EQ(
        format_test({.name = "chi2", .statistic = 1.5, .degrees_of_freedom = 1, .p_value = 0.2206},
                    {}),
        "Pearson chi2(1) = 1,50   p = 0,221");
    EXPECT_EQ(format_test({.name = "chi2"}, style), "Pearson chi2: –");
}

TEST(Text, DatasetIsOneLine) {
    const released::DatasetSummary dataset{.name = "personer",
                                           .unit_type = {"Person", "Person"},
                                           .units = 5550200,
                                           .variables = {"a", "b", "c", "d"}};
    EXPECT_EQ(format_dataset(dataset, {}),
              "datasettet personer: 5 550 200 enheter (Person), 4 variabler");
    EXPECT_EQ(format_dataset(dataset, english()),
              "dataset personer: 5 550 200 units (Person), 4 variables");
    EXPECT_EQ(format_dataset({.name = "ny", .unit_type = {}, .units = {}, .variables = {"a"}}, {}),
              "datasettet ny: ingen enheter ennå, 1 variabel");
}

TEST(Text, AboutNumbersExplainsEveryMarker) {
    const released::Protection all[] = {
        released::Protection::CountNoise, released::Protection::Winsorised,
        released::Protection::KeyedWeights, released::Protection::CoarsePercentiles,
        released::Protection::SmallGroups};
    for (const Language language : {Language::Bokmaal, Language::English}) {
        Style style;
        style.language = language;
        style.width = 1000;
        const std::string about = about_numbers(all, {}, testing::synthetic_provenance(), style);
        for (const released::Protection protection : all) {
            EXPECT_TRUE(contains(about, protection_marker(protection).in(language))) << about;
            EXPECT_TRUE(contains(about, protection_text(protection, language))) << about;
        }
    }
}

TEST(Markdown, TableIsEscapedAndNumbersDoNotBreak) {
    const std::string text = to_markdown(table_result(plain_gate()), {});
    EXPECT_TRUE(contains(text,
                         "| kjønn | Ugift\\|alene | @Gift | I alt |\n"
                         "| :-- | --: | --: | --: |\n"
                         "| Mann | 1\u00a0402 | 901 | 2\u00a0303 |\n"
                         "| Kvinne | 1\u00a0310 | 0 | 1\u00a0310 |\n"
                         "| I alt | 2\u00a0712 | 901 | 3\u00a0613 |\n"))
        << text;
    EXPECT_TRUE(contains(text, "syntetiske data")) << text;
}

TEST(Csv, OneHeaderRowFormulaGuardAndSource) {
    EXPECT_EQ(to_csv(table_result(plain_gate()), {}, ';'),
              "kjønn;Ugift|alene;'@Gift;I alt\r\n"
              "Mann;1402;901;2303\r\n"
              "Kvinne;1310;0;1310\r\n"
              "I alt;2712;901;3613\r\n"
              "\r\n"
              "Kilde: no.ssb.fdb:45.0.0 (syntetiske data). Skjerm 0.1.0, personvernregler plain."
              "\r\n");
}

TEST(Csv, SeveralMeasuresStandSideBySide) {
    const std::string csv = to_csv(
        table_result(plain_gate(), {Statistic::Frequency, Statistic::RowPercent}), english(), ',');
    EXPECT_TRUE(
        csv.starts_with("kjønn,Unmarried Count,Unmarried Row %,Married Count,"
                        "Married Row %,Total Count,Total Row %\r\n"))
        << csv;
    EXPECT_TRUE(contains(csv, "\"Source: no.ssb.fdb:45.0.0")) << csv;  // holds the separator
}

TEST(Csv, DecimalCommaInNorwegian) {
    const std::string csv = to_csv(table_result(plain_gate(), {Statistic::CellPercent}), {}, ';');
    EXPECT_TRUE(contains(csv, "Mann;38,8")) << csv;
}

TEST(Csv, OnlyTablesHaveOne) {
    const released::Result text =
        plain_gate().release_document({.text = {"hei", "hi"}}, testing::synthetic_provenance());
    EXPECT_EQ(to_csv(text, {}, ';'), "");
}

TEST(Json, TableHasTheShapeOfTheSchema) {
    const json document = json::parse(
        to_json(table_result(plain_gate(), {Statistic::Frequency, Statistic::ColumnPercent}),
                {.index = 17,
                 .command = "tabulate kjønn sivilstand, colpct",
                 .name = "tabulate",
                 .dataset = "bef",
                 .first_line = 31,
                 .first_column = 1,
                 .last_line = 31,
                 .last_column = 34}));
    EXPECT_EQ(document["schema"], "skjerm.result/1");
    EXPECT_EQ(document["kind"], "table");
    EXPECT_EQ(document["command"]["index"], 17);
    EXPECT_EQ(document["command"]["range"]["to"]["col"], 34);
    EXPECT_EQ(document["dataset"], "bef");
    EXPECT_EQ(document["title"][0], (json{{"lang", "nb"}, {"text", "kjønn × =sivilstand"}}));
    EXPECT_EQ(document["measures"][0]["code"], "noise.count");
    EXPECT_EQ(document["provenance"], (json{{"datastores", {"no.ssb.fdb:45.0.0"}},
                                            {"synthetic", true},
                                            {"engine", "0.1.0"},
                                            {"policy", "plain"}}));
    const json& body = document["body"];
    EXPECT_EQ(body["rows"][0]["cats"][0],
              (json{{"code", "1"}, {"label", "Mann"}, {"label_en", "Male"}}));
    EXPECT_EQ(body["rows"][0]["cats"][2],
              (json{{"total", true}, {"label", "I alt"}, {"label_en", "Total"}}));
    EXPECT_EQ(body["row_index"], (json{{0}, {1}, {2}}));
    EXPECT_EQ(body["col_index"], (json{{0}, {1}, {2}}));
    EXPECT_EQ(body["order"], "row-major");
    EXPECT_EQ(body["cells"][0]["stat"], "freq");
    EXPECT_EQ(body["cells"][0]["v"], (json{1402, 901, 2303, 1310, 0, 1310, 2712, 901, 3613}));
    EXPECT_TRUE(body["cells"][0]["v"][0].is_number_integer());
    EXPECT_TRUE(body["cells"][0]["st"].is_null());
    EXPECT_EQ(body["cells"][1]["stat"], "colpct");
}

/// Two groups of one variable; the second has too few units for a mean.
released::Result with_small_group(const disclosure::Gate& gate) {
    const std::vector<std::uint32_t> levels{2};
    const std::vector<std::uint32_t> counts{500, 7};
    disclosure::RawTable table = testing::count(gate, {testing::axis("gruppe", 2)},
                                                testing::units_of_counts(levels, counts));
    table.statistics = {Statistic::Mean};
    disclosure::RawVariable variable;
    variable.name = "lønn";
    const std::size_t groups = gate.plan_groups(table).value().group_count;
    for (std::size_t group = 0; group < groups; ++group) {
        disclosure::RawValue value;
        value.valid = testing::evidence(gate, group == 1 ? 500 : 0, group == 1 ? 7 : 500);
        value.mean = 400'000 + 100.0 * static_cast<double>(group);
        variable.groups.push_back(value);
    }
    table.variables = {variable};
    return gate
        .release(disclosure::RawResult(testing::permit(gate), std::move(table)),
                 testing::synthetic_provenance())
        .value();
}

TEST(Json, SuppressedCellsAreNullWithALetter) {
    const json document = json::parse(to_json(with_small_group(standard_gate()), {}));
    const json& cells = document["body"]["cells"][0];
    EXPECT_EQ(cells["st"], "oso");
    EXPECT_TRUE(cells["v"][1].is_null());
    EXPECT_TRUE(cells["v"][0].is_number());
    EXPECT_FALSE(document["command"].contains("range"));
    EXPECT_TRUE(document["dataset"].is_null());
    std::vector<std::string> codes;
    for (const json& measure : document["measures"]) codes.push_back(measure["code"]);
    EXPECT_EQ(codes, (std::vector<std::string>{"noise.count", "winsor.1_99", "weights.keyed",
                                               "group.minimum"}));
}

TEST(Text, SuppressedCellsShowTwoDots) {
    EXPECT_TRUE(contains(to_text(with_small_group(standard_gate()), {}), "2      │           ··\n"))
        << to_text(with_small_group(standard_gate()), {});
}

TEST(Json, DocumentsNoticesAndDatasets) {
    const disclosure::Gate gate = plain_gate();
    const json text =
        json::parse(to_json(gate.release_document({.format = released::Document::Format::Markdown,
                                                   .text = {"# Én", "# One"}},
                                                  testing::synthetic_provenance()),
                            {}));
    EXPECT_EQ(text["kind"], "text");
    EXPECT_EQ(text["body"], (json{{"format", "markdown"}, {"text", "# Én"}, {"text_en", "# One"}}));

    const json notice =
        json::parse(to_json(gate.release_notice(base::warning(base::Code::DatasetMade, {},
                                                              {base::Argument::name("personer")}),
                                                testing::synthetic_provenance()),
                            {}));
    EXPECT_EQ(notice["kind"], "notice");
    EXPECT_EQ(notice["body"]["code"], "SKJ-7103");
    EXPECT_EQ(notice["body"]["text"].size(), 2U);

    const json dataset =
        json::parse(to_json(gate.release_dataset({.name = "personer",
                                                  .unit_type = {"Person", "Person"},
                                                  .units = {},
                                                  .variables = {"a"}},
                                                 nullptr, {}, testing::synthetic_provenance()),
                            {}));
    EXPECT_EQ(dataset["kind"], "dataset");
    EXPECT_EQ(
        dataset["body"],
        (json{{"name", "personer"}, {"unit_type", "Person"}, {"n", nullptr}, {"vars", {"a"}}}));
}

TEST(Json, TextThatIsNotUtf8IsReplaced) {
    const std::string document = to_json(
        plain_gate().release_document({.text = {"\xff", ""}}, testing::synthetic_provenance()), {});
    EXPECT_EQ(json::parse(document)["body"]["text"], "\uFFFD");
}

TEST(Json, IsOneLine) {
    EXPECT_EQ(to_json(table_result(plain_gate()), {}).find('\n'), std::string::npos);
}

}  // namespace
}  // namespace skjerm::render
