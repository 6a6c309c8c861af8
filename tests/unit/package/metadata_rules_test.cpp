// Metadata: every rule M, K and W with documents that keep it and documents that break it.
#include <gtest/gtest.h>

#include "skjerm/base/diagnostic_codes.h"
#include "skjerm/base/message_catalogue.h"
#include "support/child_process.h"
#include "unit/package/package_files.h"

namespace skjerm::package::tests {
namespace {

using base::Code;

Json& measure(Json& document) { return document["measureVariables"][0]; }
Json& domain(Json& document) { return measure(document)["valueDomain"]; }
Json sentinel(const Json& value) { return {{"code", value}, {"categoryTitle", text("Ukjent")}}; }

/// Described STRING measures, unless `base` says otherwise.
struct MetadataCase {
    const char* name;
    void (*change)(Json&);
    const char* findings;  ///< "M1 dataRevision": rules with their fields, one a line
};

/// Turns the measure into one with these codes.
void use_codes(Json& document, Json codes, const char* type = "STRING") {
    measure(document)["dataType"] = type;
    domain(document) = {{"codeList", std::move(codes)}};
}
void use_unit(Json& document, const char* unit_type) {
    measure(document).erase("dataType");
    measure(document).erase("valueDomain");
    measure(document)["unitType"] = unit_type;
}

const MetadataCase kMetadataCases[] = {
    {"as it should be", [](Json&) {}, ""},
    {"all optional fields",
     [](Json& document) {
         document["spatialCoverageDescription"] = text("Norge");
         document["dataRevision"]["temporalEnd"] = {{"description", text("Slutt")},
                                                    {"successors", {"NY"}}};
         document["attributeVariables"] = Json::array({{{"shortName", "KILDE"}}});
         measure(document)["uriDefinition"] = {"https://example.org"};
         measure(document)["format"] = "YYYYMM";
         domain(document)["measurementType"] = "ANYTHING";
         domain(document)["measurementUnitDescription"] = text("kroner");
         domain(document)["uriDefinition"] = Json::array();
     },
     ""},
    {"optional fields that are null",
     [](Json& document) {
         document["spatialCoverageDescription"] = nullptr;
         document["dataRevision"]["temporalEnd"] = nullptr;
         document["attributeVariables"] = nullptr;
         measure(document)["unitType"] = nullptr;
         measure(document)["format"] = nullptr;
         domain(document)["codeList"] = nullptr;
         domain(document)["sentinelAndMissingValues"] = nullptr;
     },
     ""},
    {"unknown keys where they are ignored",
     [](Json& document) {
         document["comment"] = 1;
         measure(document)["comment"] = 1;
         measure(document)["name"][0]["comment"] = 1;
     },
     ""},

    {"M1", [](Json& document) { document.erase("temporalityType"); }, "M1 temporalityType"},
    {"M1 of several, all told",
     [](Json& document) {
         document.erase("sensitivityLevel");
         document.erase("populationDescription");
         document.erase("subjectFields");
         document.erase("dataRevision");
         document.erase("identifierVariables");
         document.erase("measureVariables");
     },
     "M1 sensitivityLevel\nM1 populationDescription\nM1 subjectFields\nM1 dataRevision\n"
     "M1 identifierVariables\nM1 measureVariables"},
    {"M1 deep",
     [](Json& document) {
         measure(document)["name"][0].erase("value");
         document["identifierVariables"][0].erase("unitType");
         document["dataRevision"].erase("description");
     },
     "M1 dataRevision.description\nM1 identifierVariables[0].unitType\n"
     "M1 measureVariables[0].name[0].value"},
    {"M1 in codes", [](Json& document) { use_codes(document, Json::array({Json::object()})); },
     "M1 measureVariables[0].valueDomain.codeList[0].code\n"
     "M1 measureVariables[0].valueDomain.codeList[0].categoryTitle\n"
     "M1 measureVariables[0].valueDomain.codeList[0].validFrom"},

    {"M2",
     [](Json& document) {
         document["temporalityType"] = "fixed";
         document["sensitivityLevel"] = "SECRET";
         document["identifierVariables"][0]["unitType"] = "HEST";
         measure(document)["dataType"] = "TEXT";
         measure(document)["name"][0]["languageCode"] = "sv";
     },
     "M2 temporalityType\nM2 sensitivityLevel\nM2 identifierVariables[0].unitType\n"
     "M2 measureVariables[0].name[0].languageCode\nM2 measureVariables[0].dataType"},

    {"M3 number for text", [](Json& document) { measure(document)["name"][0]["value"] = 1; },
     "M3 measureVariables[0].name[0].value"},
    {"M3 text for list",
     [](Json& document) {
         document["subjectFields"] = "Emne";
         document["dataRevision"]["temporalEnd"] = {{"description", text("Slutt")},
                                                    {"successors", "NY"}};
     },
     "M3 subjectFields\nM3 dataRevision.temporalEnd.successors"},
    {"M3 list for object", [](Json& document) { document["dataRevision"] = Json::array(); },
     "M3 dataRevision"},
    {"M3 null for a required field",
     [](Json& document) { document["populationDescription"] = nullptr; },
     "M3 populationDescription"},
    {"M3 codes",
     [](Json& document) {
         use_codes(document, Json::array({code(1.5, "2000-01-01"), code(true, "2000-01-01"),
                                          code(9223372036854775808U, "2000-01-01")}));
     },
     "M3 measureVariables[0].valueDomain.codeList[0].code\n"
     "M3 measureVariables[0].valueDomain.codeList[1].code\n"
     "M3 measureVariables[0].valueDomain.codeList[2].code"},

    {"M4",
     [](Json& document) {
         document["populationDescription"] = Json::array();
         document["subjectFields"] = Json::array();
         document["dataRevision"]["temporalEnd"] = {{"description", text("Slutt")},
                                                    {"successors", Json::array()}};
         use_codes(document, Json::array());
     },
     "M4 populationDescription\nM4 subjectFields\nM4 dataRevision.temporalEnd.successors\n"
     "M4 measureVariables[0].valueDomain.codeList"},
    {"M5",
     [](Json& document) {
         measure(document)["name"] = text("");
         use_codes(document, Json::array({code("", "2000-01-01")}));
     },
     "M5 measureVariables[0].name[0].value\nM5 measureVariables[0].valueDomain.codeList[0].code"},

    {"M6 none",
     [](Json& document) {
         document["identifierVariables"] = Json::array();
         document["measureVariables"] = Json::array();
     },
     "M6 identifierVariables\nM6 measureVariables"},
    {"M6 two",
     [](Json& document) {
         document["identifierVariables"].push_back({{"unitType", "PERSON"}});
         document["measureVariables"].push_back(document["measureVariables"][0]);
     },
     "M6 identifierVariables\nM6 measureVariables"},

    {"M7",
     [](Json& document) {
         document["dataRevision"]["x"] = 1;
         document["identifierVariables"][0]["shortName"] = "ID";
         domain(document)["x"] = 1;
     },
     "M7 dataRevision.x\nM7 identifierVariables[0].shortName\n"
     "M7 measureVariables[0].valueDomain.x"},
    {"M7 in codes",
     [](Json& document) {
         Json item = code("1", "2000-01-01");
         item["x"] = 1;
         use_codes(document, Json::array({item}));
         Json missing = sentinel("0");
         missing["validFrom"] = "2000-01-01";
         domain(document)["sentinelAndMissingValues"] = Json::array({missing});
     },
     "M7 measureVariables[0].valueDomain.codeList[0].x\n"
     "M7 measureVariables[0].valueDomain.sentinelAndMissingValues[0].validFrom"},

    {"M8 kept", [](Json& document) { use_unit(document, "PERSON"); }, ""},
    {"M8", [](Json& document) { measure(document)["unitType"] = "PERSON"; },
     "M8 measureVariables[0].dataType\nM8 measureVariables[0].valueDomain"},
    {"M9",
     [](Json& document) {
         measure(document).erase("dataType");
         measure(document)["valueDomain"] = nullptr;
     },
     "M9 measureVariables[0].dataType\nM9 measureVariables[0].valueDomain"},
    {"M10",
     [](Json& document) {
         domain(document)["codeList"] = Json::array({code("1", "2000-01-01")});
         domain(document)["measurementType"] = "CURRENCY";
         domain(document)["measurementUnitDescription"] = text("kroner");
     },
     "M10 measureVariables[0].valueDomain.description\n"
     "M10 measureVariables[0].valueDomain.measurementType\n"
     "M10 measureVariables[0].valueDomain.measurementUnitDescription"},
    {"M11",
     [](Json& document) {
         domain(document)["sentinelAndMissingValues"] = Json::array({sentinel("0")});
     },
     "M11 measureVariables[0].valueDomain.sentinelAndMissingValues"},
    {"M12", [](Json& document) { domain(document) = Json::object(); },
     "M12 measureVariables[0].valueDomain"},

    {"M13 kept by dates and date-times",
     [](Json& document) {
         use_codes(document,
                   Json::array({code("1", "2000-02-29", "2000-12-31T23:59:59Z"),
                                code("2", "2000-01-01T00:00", "2000-01-01 12:30:15.25+01:00"),
                                code("3", "2000-01-01T10", "2000-01-01T10:00+0100"),
                                code("4", "2000-01-01", "1999-01-01")}));
     },
     ""},
    {"M13",
     [](Json& document) {
         use_codes(document,
                   Json::array({code("1", "2001-02-29"), code("2", "20000101"),
                                code("3", "2000-01-01", "31.12.2000"), code("4", "2000-1-1"),
                                code("5", "2000-01-01T25:00"), code("6", "2000-01-01x"),
                                code("7", "2000-01-01T10:00?"), code("8", "")}));
     },
     "M13 measureVariables[0].valueDomain.codeList[0].validFrom\n"
     "M13 measureVariables[0].valueDomain.codeList[1].validFrom\n"
     "M13 measureVariables[0].valueDomain.codeList[2].validUntil\n"
     "M13 measureVariables[0].valueDomain.codeList[3].validFrom\n"
     "M13 measureVariables[0].valueDomain.codeList[4].validFrom\n"
     "M13 measureVariables[0].valueDomain.codeList[5].validFrom\n"
     "M13 measureVariables[0].valueDomain.codeList[6].validFrom\n"
     "M13 measureVariables[0].valueDomain.codeList[7].validFrom"},

    {"K1 kept: one after the other",
     [](Json& document) {
         use_codes(document,
                   Json::array({code("1", "2010-01-01"), code("1", "2000-01-01", "2009-12-31"),
                                code("2", "2005-01-01")}));
     },
     ""},
    {"K1 kept: never valid",
     [](Json& document) {
         use_codes(document,
                   Json::array({code("1", "2000-01-01"), code("1", "2010-01-01", "2009-12-31")}));
     },
     ""},
    {"K1 on one day",
     [](Json& document) {
         use_codes(document,
                   Json::array({code("1", "2010-01-01"), code("1", "2000-01-01", "2010-01-01")}));
     },
     "K1 measureVariables[0].valueDomain.codeList[0].code"},
    {"K1 behind a short one",
     [](Json& document) {
         use_codes(document,
                   Json::array({code("1", "2000-01-01"), code("1", "2001-01-01", "2001-12-31"),
                                code("1", "2005-01-01", "2005-12-31")}));
     },
     "K1 measureVariables[0].valueDomain.codeList[1].code"},
    {"K2 kept for LONG",
     [](Json& document) { use_codes(document, Json::array({code(1, "2000-01-01")}), "LONG"); },
     "W2 measureVariables[0].valueDomain.codeList"},
    {"K2 integers for STRING",
     [](Json& document) {
         use_codes(document, Json::array({code("1", "2000-01-01"), code(2, "2000-01-01")}));
     },
     "K2 measureVariables[0].valueDomain.codeList"},
    {"K2 texts for LONG",
     [](Json& document) { use_codes(document, Json::array({code("1", "2000-01-01")}), "LONG"); },
     "K2 measureVariables[0].valueDomain.codeList"},
    {"K2 any code for DOUBLE",
     [](Json& document) { use_codes(document, Json::array({code(1, "2000-01-01")}), "DOUBLE"); },
     "K2 measureVariables[0].valueDomain.codeList"},
    {"K2 any code for DATE",
     [](Json& document) { use_codes(document, Json::array({code("1", "2000-01-01")}), "DATE"); },
     "K2 measureVariables[0].valueDomain.codeList"},
    {"K3 kept",
     [](Json& document) {
         use_codes(document, Json::array({code("1", "2000-01-01")}));
         domain(document)["sentinelAndMissingValues"] = Json::array({sentinel("0")});
     },
     ""},
    {"K3",
     [](Json& document) {
         use_codes(document, Json::array({code("1", "2000-01-01")}));
         domain(document)["sentinelAndMissingValues"] = Json::array({sentinel(0)});
     },
     "K3 measureVariables[0].valueDomain.sentinelAndMissingValues"},

    {"W1",
     [](Json& document) {
         document["populationDescription"] = text("Everyone", "en");
         measure(document)["description"] = text("Skildring", "nn");
         measure(document)["name"] = text("Navn", "nb");
     },
     "W1 populationDescription\nW1 measureVariables[0].description"},
};

std::string found(const Findings& findings) {
    std::string text;
    for (const Finding& finding : findings)
        text += (text.empty() ? "" : "\n") + std::string(finding.rule) + " " + finding.field;
    return text;
}

TEST(MetadataRules, AcceptAndRefuse) {
    for (const MetadataCase& metadata_case : kMetadataCases) {
        SCOPED_TRACE(metadata_case.name);
        Json document = described("EVENT", "STRING");
        metadata_case.change(document);
        const MetadataReading reading = read_metadata(document.dump(2), "T/T.json");
        EXPECT_EQ(found(reading.findings), metadata_case.findings);
        EXPECT_EQ(reading.metadata.has_value(), !has_errors(reading.findings));
    }
}

TEST(MetadataRules, EachRuleHasItsMessage) {
    const std::pair<const char*, Code> kCodes[] = {
        {"M1", Code::MetadataFieldMissing},    {"M2", Code::MetadataValueUnknown},
        {"M3", Code::MetadataTypeWrong},       {"M4", Code::MetadataListShort},
        {"M5", Code::MetadataTextEmpty},       {"M6", Code::MetadataListLength},
        {"M7", Code::MetadataFieldUnknown},    {"M8", Code::MetadataWithUnitType},
        {"M9", Code::MetadataFieldMissing},    {"M10", Code::MetadataWithCodeList},
        {"M11", Code::MetadataSentinelsAlone}, {"M12", Code::MetadataNoDomain},
        {"M13", Code::MetadataDateInvalid},    {"K1", Code::MetadataCodeTwice},
        {"K2", Code::MetadataCodeType},        {"K3", Code::MetadataSentinelType},
        {"W1", Code::MetadataNoNorwegian},     {"W2", Code::MetadataIntegerCodes}};
    std::size_t seen = 0;
    for (const MetadataCase& metadata_case : kMetadataCases) {
        Json document = described("EVENT", "STRING");
        metadata_case.change(document);
        for (const Finding& finding : read_metadata(document.dump(), "T/T.json").findings) {
            const auto expected =
                std::find_if(std::begin(kCodes), std::end(kCodes),
                             [&](const auto& entry) { return entry.first == finding.rule; });
            ASSERT_NE(expected, std::end(kCodes)) << finding.rule;
            EXPECT_EQ(finding.message.code, expected->second) << finding.rule;
            EXPECT_EQ(finding.file, "T/T.json");
            for (const auto language : {base::Language::Bokmaal, base::Language::English}) {
                const std::string text = base::message_text(finding.message, language);
                EXPECT_EQ(text.find('{'), std::string::npos) << text;
            }
            ++seen;
        }
    }
    EXPECT_GT(seen, 60U);
}

TEST(MetadataRules, AllowedValuesAreListed) {
    Json document = described("EVENT", "STRING");
    document["temporalityType"] = "fixed";
    const Findings findings = read_metadata(document.dump(), "T/T.json").findings;
    ASSERT_EQ(findings.size(), 1U);
    EXPECT_EQ(base::hint_text(findings[0].message, base::Language::English),
              "Use one of these: FIXED, STATUS, ACCUMULATED, EVENT.");
}

TEST(MetadataRules, FindingsHaveTheLineOfTheField) {
    Json document = described("EVENT", "STRING");
    document["measureVariables"][0]["name"][0]["value"] = "";
    document["measureVariables"][0].erase("description");
    const std::string text = document.dump(2);
    const auto line_of = [&](const std::string& part) {
        const auto at = text.begin() + static_cast<std::ptrdiff_t>(text.find(part));
        return static_cast<std::uint64_t>(1 + std::count(text.begin(), at, '\n'));
    };
    const Findings findings = read_metadata(text, "T/T.json").findings;
    ASSERT_EQ(findings.size(), 2U);
    EXPECT_EQ(findings[0].line, line_of("\"value\": \"\""));
    // What is missing is told where the object around it begins.
    EXPECT_EQ(findings[1].line, line_of("\"measureVariables\"") + 1);
}

TEST(MetadataRules, UnreadableDocumentsAreRefused) {
    const std::string good = described("EVENT", "STRING").dump();
    const auto rules = [](std::string_view text) {
        const MetadataReading reading = read_metadata(text, "T/T.json");
        EXPECT_FALSE(reading.findings.empty() || reading.metadata);
        EXPECT_EQ(reading.findings.front().message.code, Code::PackageMetadataUnreadable);
        return found(reading.findings);
    };
    EXPECT_EQ(rules(""), "N5 ");
    EXPECT_EQ(rules("[]"), "N5 ");
    EXPECT_EQ(rules("\"text\""), "N5 ");
    EXPECT_EQ(rules(good.substr(0, good.size() - 1)), "N5 ");
    EXPECT_EQ(rules(good + "x"), "N5 ");
    EXPECT_EQ(rules("\xEF\xBB\xBF" + good), "N5 ");
    EXPECT_EQ(rules("{\"a\":\"\xE6\"}"), "N5 ");
    EXPECT_EQ(rules(std::string(100'000, '[')), "N5 ");

    const auto line = [](std::string_view text) {
        return read_metadata(text, "T/T.json").findings.at(0).line;
    };
    EXPECT_EQ(line(""), 1U);
    EXPECT_EQ(line("[]"), 1U);
    EXPECT_EQ(line("\xEF\xBB\xBF{}"), 1U);
    EXPECT_EQ(line("{\n  \"a\": 1,\n  b\n}\n"), 3U);
    EXPECT_EQ(line("{\n  \"a\": 1,\n"), 3U);
}

TEST(Metadata, KeepAllLanguages) {
    Json document = described("STATUS", "LONG");
    document["populationDescription"] =
        Json::array({{{"languageCode", "en"}, {"value", "Everyone"}},
                     {{"languageCode", "nn"}, {"value", "Alle"}}});
    const MetadataReading reading = read_metadata(document.dump(), "T/T.json");
    ASSERT_TRUE(reading.metadata);
    const Text& population = reading.metadata->population_description;
    ASSERT_EQ(population.size(), 2U);
    EXPECT_EQ(population[0], (LanguageText{"en", "Everyone"}));
    EXPECT_EQ(text_in(population, base::Language::English), "Everyone");
    EXPECT_EQ(text_in(population, base::Language::Bokmaal), "Alle");
    EXPECT_EQ(reading.metadata->temporality, Temporality::Status);
    EXPECT_EQ(reading.metadata->measure.data_type, CellType::Long);
    EXPECT_EQ(reading.metadata->identifier_type(), CellType::String);
}

TEST(Metadata, EnrichmentFillsInWhatTheStoreKnows) {
    Json document = enumerated("STATUS", "STRING", Json::array({code("1", "2000-01-01T00:00")}));
    document["attributeVariables"] = Json::array({{{"shortName", "KILDE"}}});
    const MetadataReading reading = read_metadata(document.dump(), "T/T.json");
    ASSERT_TRUE(reading.metadata);
    const Coverage coverage{.start = 0, .latest = 365, .status_dates = {0, 365}};
    const Json enriched = Json::parse(enriched_metadata(*reading.metadata, "T", coverage));
    EXPECT_EQ(enriched["shortName"], "T");
    EXPECT_EQ(enriched["measureVariables"][0]["shortName"], "T");
    EXPECT_EQ(enriched["measureVariables"][0]["valueDomain"]["codeList"][0]["validFrom"],
              "2000-01-01");
    const Json& identifier = enriched["identifierVariables"][0];
    EXPECT_EQ(identifier["shortName"], "PERSONID_1");
    EXPECT_EQ(identifier["format"], "RandomUInt48");
    EXPECT_EQ(identifier["unitType"]["unitIdType"], "FNR");
    const Json& attributes = enriched["attributeVariables"];
    ASSERT_EQ(attributes.size(), 3U);
    EXPECT_EQ(attributes[0]["shortName"], "START");
    EXPECT_EQ(attributes[1]["shortName"], "STOP");
    EXPECT_EQ(attributes[2]["shortName"], "KILDE");
    const Json& revision = enriched["dataRevision"];
    EXPECT_EQ(revision["temporalCoverageStart"], "1970-01-01");
    EXPECT_EQ(revision["temporalCoverageLatest"], "1971-01-01");
    EXPECT_EQ(revision["temporalStatusDates"], Json::array({"1970-01-01", "1971-01-01"}));
}

TEST(Metadata, AMeasureOfUnitsKeepsItsOwnTexts) {
    const MetadataReading reading = read_metadata(linked("STATUS", "KOMMUNE").dump(), "T/T.json");
    ASSERT_TRUE(reading.metadata);
    EXPECT_EQ(reading.metadata->measure.data_type, CellType::String);
    const Json enriched = Json::parse(enriched_metadata(*reading.metadata, "T", {}));
    const Json& unit = enriched["measureVariables"][0];
    EXPECT_EQ(unit["name"], text("Navn"));
    EXPECT_EQ(unit["unitType"]["shortName"], "KOMMUNE");
    EXPECT_EQ(unit["valueDomain"]["codeList"].size(), municipality_codes().size());
    EXPECT_FALSE(enriched["dataRevision"].contains("temporalCoverageStart"));
}

/// A number that no type holds is no JSON that can be read; found by the fuzzer.
TEST(Metadata, NumbersBeyondAllTypesAreRefused) {
    const MetadataReading reading =
        read_metadata("{\n\"a\": 3E0" + std::string(80, '5') + "}", "T/T.json");
    ASSERT_EQ(reading.findings.size(), 1U);
    EXPECT_EQ(reading.findings[0].rule, "N5");
    EXPECT_EQ(reading.findings[0].line, 2U);
}

TEST(UnitTypes, AreTheOfficialOnes) {
    EXPECT_EQ(unit_types().size(), 24U);
    std::size_t pseudonymised = 0;
    for (const UnitType& type : unit_types()) {
        EXPECT_EQ(find_unit_type(type.name), &type);
        pseudonymised += type.pseudonymised ? 1 : 0;
        Json document = described("FIXED", "LONG");
        document["identifierVariables"][0]["unitType"] = type.name;
        EXPECT_TRUE(read_metadata(document.dump(), "T/T.json").metadata) << type.name;
        EXPECT_TRUE(
            read_metadata(linked("FIXED", std::string(type.name).c_str()).dump(), "T/T.json")
                .metadata)
            << type.name;
    }
    EXPECT_EQ(pseudonymised, 22U);
    EXPECT_EQ(find_unit_type("HEST"), nullptr);
    for (const char* name : {"PERSON", "FAMILIE", "HUSHOLDNING", "SOESKEN"})
        EXPECT_EQ(find_unit_type(name)->domain, "FNR") << name;
}

/// Only refusals: what is added stays for the rest of the process.
TEST(UnitTypes, AreNotAlteredByAnAdministrator) {
    const skjerm::testing::TemporaryFolder folder;
    const auto refusal = [&](const std::string& text) {
        const base::Status added = add_unit_types(folder.write("unit_types.json", text));
        if (added.ok()) return std::string("accepted");
        EXPECT_EQ(added.diagnostic().code, base::Code::UnitTypesUnusable);
        return base::message_text(added.diagnostic(), base::Language::English);
    };
    const auto says = [&](const std::string& text, const char* what) {
        const std::string found = refusal(text);
        EXPECT_NE(found.find(what), std::string::npos) << found;
    };
    const Json school = {{"name", "SKOLE"},          {"label", {{"nb", "Skole"}, {"en", "School"}}},
                         {"identifier", "SKOLE_ID"}, {"domain", "SKOLENR"},
                         {"type", "STRING"},         {"pseudonymised", true}};
    const auto with = [&](const char* member, const Json& value) {
        Json changed = school;
        if (value.is_null())
            changed.erase(member);
        else
            changed[member] = value;
        return Json{{"unit_types", Json::array({changed})}}.dump();
    };
    says("", "no JSON object");
    says("[]", "no JSON object");
    says(R"({"types": []})", "types: the field is unknown");
    says(with("colour", 1), "unit_types[0].colour: the field is unknown");
    says(with("name", "Skole"), "unit_types[0].name: the name must be capital letters");
    says(with("name", "PERSON"), "unit_types[0].name: it exists already");
    says(with("identifier", "PERSONID_1"), "it exists already");
    says(with("identifier", nullptr), "unit_types[0].identifier: the field is missing");
    says(with("label", "Skole"), "unit_types[0].label: the field is missing or of the wrong kind");
    says(with("type", "DATE"), "unit_types[0].type");
    says(with("pseudonymised", "yes"), "unit_types[0].pseudonymised");
    says(with("pseudonymised", false), "have a domain, and the others have none");
    says(with("domain", nullptr), "have a domain, and the others have none");
    says(with("domain", "KOMMUNE"), "it exists already");
    says(Json{{"unit_types", Json::array({school, school})}}.dump(), "unit_types[1].name");
    const auto codes = [](const char* code, const Json& from, const Json& until) {
        return Json{{"municipality_codes", Json::array({{{"code", code},
                                                         {"title", "Sted"},
                                                         {"valid_from", from},
                                                         {"valid_until", until}}})}}
            .dump();
    };
    says(codes("0301", "1838-01-01", nullptr), "municipality_codes[0].code: it exists already");
    says(codes("0199", "1838-13-01", nullptr), "municipality_codes[0].valid_from: this is not a");
    EXPECT_FALSE(add_unit_types(folder.path() / "nothing").ok());
    EXPECT_EQ(unit_types().size(), 24U);
    EXPECT_EQ(find_unit_type("SKOLE"), nullptr);
    // What is known already may be said again.
    const UnitType& person = *find_unit_type("PERSON");
    EXPECT_EQ(
        refusal(Json{{"unit_types",
                      Json::array({{{"name", person.name},
                                    {"label", {{"nb", person.label.nb}, {"en", person.label.en}}},
                                    {"identifier", person.identifier},
                                    {"domain", person.domain},
                                    {"type", "STRING"},
                                    {"pseudonymised", true}}})}}
                    .dump()),
        "accepted");
    EXPECT_EQ(unit_types().size(), 24U);
}

/// Our list is that of the synthetic registers with the four codes for no municipality.
TEST(UnitTypes, MunicipalitiesAreThoseOfTheRegisters) {
    const Json registers =
        Json::parse(read_file(std::filesystem::path(SKJERM_SOURCE_DIR) / "datagen/registers.json"));
    std::vector<std::string> expected{"-1", "-2", "0000", "9999"};
    for (const Json& item : registers["codelists"]["MUNICIPALITY"]["codes"])
        if (item["code"] != "9999") expected.push_back(item["code"]);
    std::sort(expected.begin(), expected.end());
    std::vector<std::string> found;
    for (const MunicipalityCode& item : municipality_codes()) found.emplace_back(item.code);
    EXPECT_EQ(found, expected);
}

}  // namespace
}  // namespace skjerm::package::tests
