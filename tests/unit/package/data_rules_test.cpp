// Rules about rows: T and D, their order, and the warnings.
#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "skjerm/base/diagnostic_codes.h"
#include "unit/package/package_files.h"

namespace skjerm::package::tests {
namespace {

using base::Code;
using base::Severity;

Json codes() {
    return Json::array(
        {code("1", "1926-01-01"), code("2", "1926-01-01"), code("6", "1993-08-01", "2008-12-31")});
}

struct RowCase {
    const char* name;
    const char* temporality;
    const char* csv;
    const char* rules;
};

constexpr RowCase kRowCases[] = {
    {"FIXED", "FIXED", "1;a;;2025-01-01;\n2;b;;2025-01-01;\n", ""},
    {"T1 does not hold for FIXED", "FIXED", "1;a;;2025-01-01;\n", ""},
    {"T1 STATUS", "STATUS", "1;a;;2025-01-01;\n", "T1"},
    {"T1 EVENT", "EVENT", "1;a;;2025-01-01;\n", "T1"},
    {"T1 and T2", "ACCUMULATED", "1;a;;;\n", "T1 T2"},
    {"T2 FIXED", "FIXED", "1;a;;;\n", "T2"},
    {"T2 all events open", "EVENT", "1;a;2020-01-01;;\n2;a;2020-01-01;;\n", "T2"},
    {"T before D", "EVENT", ";a;2020-01-01;;\n", "T2"},

    {"D1", "FIXED", "1;a;;2025-01-01;\n;b;;2025-01-01;\n ;c;;2025-01-01;\n", "D1 D1"},
    {"D1 before D2", "FIXED", "1;;;2025-01-01;\n;b;;2025-01-01;\n", "D1"},
    {"D2", "FIXED", "1;;;2025-01-01;\n2; ;;2025-01-01;\n", "D2 D2"},
    {"D2 before D5", "FIXED", "1;a;2020-01-01;2025-01-01;\n2;;;2025-01-01;\n", "D2"},

    {"D5 with start", "FIXED", "1;a;2020-01-01;2025-01-01;\n", "D5"},
    {"D5 without stop", "FIXED", "1;a;;;\n2;a;;2025-01-01;\n", "D5"},
    {"D5 before D6", "FIXED", "1;a;;2025-01-01;\n1;a;2020-01-01;2025-01-01;\n", "D5"},
    {"D6 once for all", "FIXED",
     "1;a;;2025-01-01;\n2;a;;2025-01-01;\n2;b;;2025-01-02;\n1;c;;2025-01-01;\n1;c;;2025-01-01;\n",
     "D6"},
    {"D6 trimmed", "FIXED", "1;a;;2025-01-01;\n 1;a;;2025-01-01;\n", "D6"},
    {"leading zero is another", "FIXED", "1;a;;2025-01-01;\n01;a;;2025-01-01;\n", ""},

    {"STATUS", "STATUS", "1;a;2020-01-01;2020-01-01;\n1;a;2021-01-01;2021-01-01;\n", ""},
    {"D7 start", "STATUS", "1;a;;2020-01-01;\n2;a;2020-01-01;2020-01-01;\n", "D7"},
    {"D7 stop", "STATUS", "1;a;2020-01-01;;\n2;a;2020-01-01;2020-01-01;\n", "D7"},
    {"D8", "STATUS", "1;a;2020-01-01;2020-01-02;\n", "D8"},
    {"D7 before D8, whatever their order", "STATUS",
     "1;a;2020-01-01;2020-01-02;\n2;a;2020-01-01;;\n3;a;2020-01-01;2020-01-02;\n", "D7"},
    {"D8 before D9", "STATUS",
     "1;a;2020-01-01;2020-01-01;\n1;a;2020-01-01;2020-01-01;\n2;a;2020-01-01;2020-01-02;\n", "D8"},
    {"D9", "STATUS", "1;a;2020-01-01;2020-01-01;\n1;b;2020-01-01;2020-01-01;\n", "D9"},

    {"ACCUMULATED", "ACCUMULATED", "1;a;2020-01-01;2020-12-31;\n1;a;2021-01-01;2021-12-31;\n", ""},
    {"D10 without start", "ACCUMULATED", "1;a;;2020-12-31;\n2;a;2020-01-01;2020-12-31;\n", "D10"},
    {"D10 without stop", "ACCUMULATED", "1;a;2020-01-01;;\n2;a;2020-01-01;2020-12-31;\n", "D10"},
    {"D10 start = stop", "ACCUMULATED", "1;a;2020-01-01;2020-01-01;\n", "D10"},
    {"D10 start after stop", "ACCUMULATED", "1;a;2020-12-31;2020-01-01;\n", "D10"},
    {"D12 ACCUMULATED", "ACCUMULATED", "1;a;2020-01-01;2020-12-31;\n1;a;2020-12-31;2021-12-31;\n",
     "D12"},

    {"EVENT", "EVENT", "1;a;2020-01-01;2020-01-01;\n1;a;2020-01-02;;\n", ""},
    {"D11 without start", "EVENT", "1;a;;2020-12-31;\n2;a;2020-01-01;;\n", "D11"},
    {"D11 start after stop", "EVENT", "1;a;2020-12-31;2020-01-01;\n", "D11"},
    {"D12 shared day", "EVENT", "1;a;2020-01-01;2020-06-30;\n1;b;2020-06-30;;\n", "D12"},
    {"D12 behind an open one", "EVENT", "1;a;2020-01-01;;\n1;b;2021-01-01;2022-01-01;\n", "D12"},
    {"D12 in any order of rows", "EVENT", "1;b;2021-01-01;2022-01-01;\n1;a;2020-01-01;;\n", "D12"},
    {"D12 same start", "EVENT", "1;a;2020-01-01;2020-01-01;\n1;b;2020-01-01;2021-01-01;\n", "D12"},
    {"other identifiers may overlap", "EVENT", "1;a;2020-01-01;2021-01-01;\n2;b;2020-01-01;;\n",
     ""},
};

TEST(DataRules, AcceptAndRefuse) {
    for (const RowCase& row_case : kRowCases) {
        SCOPED_TRACE(row_case.name);
        EXPECT_EQ(rules_of(report_of(described(row_case.temporality, "STRING"), row_case.csv)),
                  row_case.rules);
    }
}

TEST(DataRules, NumbersAndDatesMayNotBeEmpty) {
    for (const char* type : {"LONG", "DOUBLE", "DATE"})
        EXPECT_EQ(rules_of(report_of(described("FIXED", type), "1;;;2025-01-01;\n")), "D3") << type;
}

TEST(DataRules, CodesAreCompared) {
    const Json metadata = enumerated("FIXED", "STRING", codes());
    EXPECT_EQ(rules_of(report_of(metadata, "1;1;;2000-01-01;\n2;6;;2000-01-01;\n")), "");
    const Report report =
        report_of(metadata, "1;1;;2000-01-01;\n2;7;;2000-01-01;\n3;01;;2000-01-01;\n");
    EXPECT_EQ(rules_of(report), "D4 D4");
    EXPECT_EQ(report.findings[0].value, "7");
    EXPECT_EQ(report.findings[0].identifier, "2");
    EXPECT_EQ(report.findings[0].line, 2U);
    EXPECT_EQ(report.findings[0].column, 1U);
    EXPECT_EQ(rules_of(report_of(metadata, "1; 1 ;;2000-01-01;\n")), "");  // blanks do not count
    EXPECT_EQ(rules_of(report_of(metadata, "1;7;2000-01-01;2000-01-01;\n")), "D4");  // before D5
    EXPECT_EQ(rules_of(report_of(metadata, "1;;;2000-01-01;\n2;7;;2000-01-01;\n")), "D2");

    Json sentinels = metadata;
    sentinels["measureVariables"][0]["valueDomain"]["sentinelAndMissingValues"] =
        Json::array({{{"code", "0"}, {"categoryTitle", text("Ukjent")}}});
    EXPECT_EQ(rules_of(report_of(sentinels, "1;0;;2000-01-01;\n")), "");

    const Json integers = enumerated("FIXED", "LONG", Json::array({code(1, "2000-01-01")}));
    EXPECT_EQ(rules_of(report_of(integers, "1;0x1;;2000-01-01;\n2;01;;2000-01-01;\n")), "");
    EXPECT_EQ(rules_of(report_of(integers, "1;2;;2000-01-01;\n")), "D4");
}

TEST(DataRules, MunicipalitiesAreComparedAsMeasuresAlone) {
    const Json link = linked("STATUS", "KOMMUNE");
    EXPECT_EQ(rules_of(report_of(link,
                                 "1;0301;2020-01-01;2020-01-01;\n"
                                 "2;9999;2020-01-01;2020-01-01;\n"
                                 "3;0000;2020-01-01;2020-01-01;\n"
                                 "4;-1;2020-01-01;2020-01-01;\n")),
              "");
    EXPECT_EQ(rules_of(report_of(link, "1;0300;2020-01-01;2020-01-01;\n")), "D4");
    Json identifier = described("STATUS", "LONG");
    identifier["identifierVariables"][0]["unitType"] = "KOMMUNE";
    EXPECT_EQ(rules_of(report_of(identifier, "0300;1;2020-01-01;2020-01-01;\n")), "");
}

TEST(DataRules, CodeOutsideItsValidityIsAWarning) {
    const Json metadata = enumerated("STATUS", "STRING", codes());
    const Report report = report_of(metadata,
                                    "1;6;1990-01-01;1990-01-01;\n2;6;2000-01-01;2000-01-01;\n"
                                    "3;6;2009-01-01;2009-01-01;\n4;1;1900-01-01;1900-01-01;\n");
    EXPECT_TRUE(report.accepted());
    EXPECT_EQ(rules_of(report, Severity::Warning), "W3 W3");
    EXPECT_EQ(report.findings[0].message.code, Code::DataCodeOutsideValidity);
    EXPECT_EQ(report.findings[0].value, "1");
    EXPECT_EQ(report.findings[0].rows, 1U);
    EXPECT_EQ(report.findings[1].value, "6");
    EXPECT_EQ(report.findings[1].rows, 2U);
}

TEST(DataRules, AtMostFiftyMessages) {
    std::string csv;
    for (int row = 0; row < 80; ++row) csv += std::to_string(row) + ";;;2025-01-01;\n";
    const Report report = report_of(described("FIXED", "STRING"), csv);
    ASSERT_EQ(report.findings.size(), 50U);
    EXPECT_EQ(report.findings[0].line, 1U);
    EXPECT_EQ(report.findings[49].line, 50U);
    EXPECT_EQ(report.rows, 80U);

    // Overlaps: grouped by identifier, identifiers by their first row that overlaps.
    csv.clear();
    for (int row = 0; row < 200; ++row)
        csv += std::to_string(row % 20) + ";a;20" + std::to_string(10 + row / 20) +
               "-01-01;2050-01-01;\n";
    const Report overlaps = report_of(described("EVENT", "STRING"), csv);
    ASSERT_EQ(overlaps.findings.size(), 50U);
    for (std::size_t at = 0; at < 50; ++at) {
        EXPECT_EQ(overlaps.findings[at].identifier, std::to_string(at / 9));
        EXPECT_EQ(overlaps.findings[at].related_line, at / 9 + 1 + 20 * (at % 9));
        EXPECT_EQ(overlaps.findings[at].line, at / 9 + 21 + 20 * (at % 9));
    }
}

TEST(DataRules, EachRuleHasItsMessage) {
    const std::pair<const char*, Code> kCodes[] = {
        {"T1", Code::DataNoStart},         {"T2", Code::DataNoStop},
        {"D1", Code::DataIdentifierEmpty}, {"D2", Code::DataValueEmpty},
        {"D5", Code::DataFixedDates},      {"D6", Code::DataIdentifierTwice},
        {"D7", Code::DataDatesMissing},    {"D8", Code::DataStatusInterval},
        {"D9", Code::DataStatusTwice},     {"D10", Code::DataPeriodInvalid},
        {"D11", Code::DataSpellInvalid},   {"D12", Code::DataSpansOverlap}};
    for (const RowCase& row_case : kRowCases) {
        for (const Finding& finding :
             report_of(described(row_case.temporality, "STRING"), row_case.csv).findings) {
            if (!finding.is_error()) continue;
            const auto expected =
                std::find_if(std::begin(kCodes), std::end(kCodes),
                             [&](const auto& entry) { return entry.first == finding.rule; });
            ASSERT_NE(expected, std::end(kCodes)) << finding.rule;
            EXPECT_EQ(finding.message.code, expected->second) << finding.rule;
            EXPECT_EQ(finding.file, "TEST/TEST.csv");
        }
    }
    EXPECT_EQ(report_of(enumerated("FIXED", "STRING", codes()), "1;x;;2000-01-01;\n")
                  .findings.front()
                  .message.code,
              Code::DataCodeUnknown);
}

TEST(DataRules, CoverageOfEachTemporality) {
    const auto day = [](const char* text) { return base::parse_iso_date(text); };
    const auto coverage = [](const char* temporality, const char* csv) {
        const Report report = report_of(described(temporality, "STRING"), csv);
        EXPECT_TRUE(report.accepted());
        return report.coverage;
    };
    const Coverage fixed =
        coverage("FIXED", "1;a;;2024-01-01;\n2;a;;2025-01-01;\n3;a;;2023-01-01;\n");
    EXPECT_EQ(fixed.start, day("1900-01-01"));
    EXPECT_EQ(fixed.latest, day("2025-01-01"));
    const Coverage event = coverage("EVENT", "1;a;2010-01-01;2011-01-01;\n2;a;2020-01-01;;\n");
    EXPECT_EQ(event.start, day("2010-01-01"));
    EXPECT_EQ(event.latest, day("2020-01-01"));
    EXPECT_TRUE(event.status_dates.empty());
    const Coverage status = coverage(
        "STATUS",
        "1;a;2021-01-01;2021-01-01;\n2;a;1880-04-14;1880-04-14;\n3;a;2021-01-01;2021-01-01;\n"
        "3;a;2059-09-18;2059-09-18;\n");
    EXPECT_EQ(status.status_dates,
              (std::vector<base::DayNumber>{-32768, *day("2021-01-01"), 32767}));
}

TEST(DataRules, WarningsOfTheirOwn) {
    const auto warnings = [](const Json& metadata, std::string_view csv,
                             const ValidateOptions& options = {}) {
        const Report report = report_of(metadata, csv, options);
        EXPECT_TRUE(report.accepted());
        return rules_of(report, Severity::Warning);
    };
    const Json event = described("EVENT", "STRING");
    ValidateOptions today;
    today.today = base::parse_iso_date("2026-01-01");
    EXPECT_EQ(warnings(event, "1;a;2025-01-01;2026-01-01;\n", today), "");
    EXPECT_EQ(warnings(event, "1;a;2025-01-01;2026-01-02;\n", today), "W4");
    EXPECT_EQ(warnings(event, "1;a;1900-01-01;2024-12-31;\n"), "");
    EXPECT_EQ(warnings(event, "1;a;1900-01-01;2027-12-31;\n"), "W5");
    Json vehicles = event;
    vehicles["identifierVariables"][0]["unitType"] = "KJORETOY";
    EXPECT_EQ(warnings(vehicles, "1;a;1900-01-01;2027-12-31;\n"), "");
    EXPECT_EQ(warnings(event, "1;a;2020-01-01;2020-12-31;\n02;a;2020-01-01;;\n"), "W8");

    Json missing = enumerated("FIXED", "STRING", codes());
    missing["measureVariables"][0]["valueDomain"]["sentinelAndMissingValues"] =
        Json::array({{{"code", "0"}, {"categoryTitle", text("Ukjent")}}});
    const auto share = [&](int sentinels, int rows) {
        std::string csv;
        for (int row = 0; row < rows; ++row)
            csv += std::to_string(10 + row) + (row < sentinels ? ";0" : ";1") + ";;2000-01-01;\n";
        return csv;
    };
    EXPECT_EQ(warnings(missing, share(2, 10)), "");
    EXPECT_EQ(warnings(missing, share(3, 10)), "W6");

    ValidateOptions previous;
    for (const auto& [rows, expected] :
         {std::pair(10U, ""), {8U, ""}, {7U, "W7"}, {14U, ""}, {15U, "W7"}}) {
        previous.previous_rows = rows;
        EXPECT_EQ(warnings(missing, share(0, 10), previous), expected) << rows;
    }
    const auto code_of = [](const Report& report) { return report.findings.at(0).message.code; };
    EXPECT_EQ(code_of(report_of(event, "1;a;2025-01-01;2026-01-02;\n", today)),
              Code::DataAfterToday);
    EXPECT_EQ(code_of(report_of(event, "1;a;1900-01-01;2027-12-31;\n")), Code::DataLongerThanLife);
    EXPECT_EQ(code_of(report_of(missing, share(3, 10))), Code::DataManySentinels);
    EXPECT_EQ(code_of(report_of(missing, share(0, 10), previous)), Code::DataRowCountChanged);
    EXPECT_EQ(code_of(report_of(event, "1;a;2020-01-01;2020-12-31;\n02;a;2020-01-01;;\n")),
              Code::DataIdentifierLengths);
}

TEST(DataRules, LongIdentifiersUnlessStrict) {
    Json metadata = described("FIXED", "LONG");
    metadata["identifierVariables"][0]["unitType"] = "HKDIR_HYU_OPPMELDING";
    EXPECT_EQ(rules_of(report_of(metadata, "1;1;;2020-01-01;\n2;1;;2020-01-01;\n")), "");
    EXPECT_EQ(rules_of(report_of(metadata, "0x10;1;;2020-01-01;\n016;1;;2020-01-01;\n")), "D6");
    EXPECT_EQ(rules_of(report_of(metadata, "NA;1;;2020-01-01;\n")), "D1");
    EXPECT_EQ(rules_of(report_of(metadata, "x;1;;2020-01-01;\n")), "C3");
    ValidateOptions strict;
    strict.strict_official = true;
    const Report report = report_of(metadata, "1;1;;2020-01-01;\n", strict);
    EXPECT_EQ(rules_of(report), "V1");
    EXPECT_EQ(report.findings.front().message.code, Code::DataLongIdentifier);
    EXPECT_EQ(rules_of(report_of(described("FIXED", "LONG"), "1;1;;2020-01-01;\n", strict)), "");
}

TEST(ValidateFolder, ChecksNameAndFiles) {
    const TemporaryFolder folder;
    const auto refusal = [&](const char* name, const ValidateOptions& options = {}) {
        const auto report = validate(folder.path(), name, options);
        EXPECT_TRUE(report.ok());
        return rules_of(*report);
    };
    for (const char* name : {"", "1NAVN", "_NAVN", "Navn", "NAVN-2", "NAVN/..", "ÆRE"})
        EXPECT_EQ(refusal(name), "N1") << name;
    EXPECT_EQ(refusal("NAVN"), "N2");
    write_file(folder.path() / "NAVN/readme.txt", "");
    EXPECT_EQ(refusal("NAVN"), "N3 N4");
    write_file(folder.path() / "NAVN/NAVN.json", described("FIXED", "LONG").dump());
    EXPECT_EQ(refusal("NAVN"), "N3");
    ValidateOptions metadata_only;
    metadata_only.metadata_only = true;
    EXPECT_EQ(refusal("NAVN", metadata_only), "");
    write_file(folder.path() / "NAVN/NAVN.csv", "1;1;;2020-01-01;\n");
    EXPECT_EQ(refusal("NAVN"), "");
    write_file(folder.path() / "NAVN/NAVN.json", "{");
    EXPECT_EQ(refusal("NAVN"), "N5");
    std::filesystem::remove(folder.path() / "NAVN/NAVN.json");
    EXPECT_EQ(refusal("NAVN"), "N4");
    EXPECT_EQ(validate(folder.path(), "", {})->findings[0].message.code, Code::PackageNameInvalid);
    EXPECT_EQ(validate(folder.path(), "X", {})->findings[0].message.code,
              Code::PackageFolderMissing);
    EXPECT_EQ(validate(folder.path(), "NAVN", {})->findings[0].message.code,
              Code::PackageMetadataMissing);
    std::filesystem::remove(folder.path() / "NAVN/NAVN.csv");
    EXPECT_EQ(validate(folder.path(), "NAVN", {})->findings[0].message.code,
              Code::PackageDataMissing);
}

TEST(ValidateFolder, AcceptsTheExamples) {
    const std::filesystem::path examples =
        std::filesystem::path(SKJERM_SOURCE_DIR) / "examples/deliveries";
    std::size_t datasets = 0;
    for (const auto& entry : std::filesystem::directory_iterator(examples)) {
        const auto report = validate(examples, entry.path().filename().string());
        ASSERT_TRUE(report.ok());
        EXPECT_TRUE(report->findings.empty()) << entry.path() << " " << rules_of(*report);
        EXPECT_GT(report->rows, 2U);
        ++datasets;
    }
    EXPECT_EQ(datasets, 4U);
}

}  // namespace
}  // namespace skjerm::package::tests
