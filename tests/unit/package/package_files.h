// Packages for tests: metadata of each temporality to vary, and folders that are gone afterwards.
#pragma once

#include <filesystem>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "skjerm/package/validate.h"
#include "support/child_process.h"

namespace skjerm::package::tests {

using Json = nlohmann::ordered_json;

inline void write_file(const std::filesystem::path& file, std::string_view text) {
    std::filesystem::create_directories(file.parent_path());
    std::ofstream(file, std::ios::binary) << text;
}

inline std::string read_file(const std::filesystem::path& file) {
    std::ifstream stream(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
}

using testing::TemporaryFolder;

inline Json text(const char* value, const char* language = "no") {
    return Json::array({{{"languageCode", language}, {"value", value}}});
}

inline Json code(const Json& code, const char* from, const Json& until = nullptr) {
    Json item = {{"code", code}, {"categoryTitle", text("Kategori")}, {"validFrom", from}};
    if (!until.is_null()) item["validUntil"] = until;
    return item;
}

/// About persons, with a described measure of that type.
inline Json described(const char* temporality, const char* data_type) {
    return {
        {"temporalityType", temporality},
        {"sensitivityLevel", "PERSON_GENERAL"},
        {"populationDescription", text("Alle")},
        {"subjectFields", Json::array({text("Emne")})},
        {"dataRevision", {{"description", text("Ny")}}},
        {"identifierVariables", Json::array({{{"unitType", "PERSON"}}})},
        {"measureVariables", Json::array({{{"name", text("Navn")},
                                           {"description", text("Beskrivelse")},
                                           {"dataType", data_type},
                                           {"valueDomain", {{"description", text("Verdier")}}}}})}};
}

/// Likewise with a code list.
inline Json enumerated(const char* temporality, const char* data_type, Json codes) {
    Json document = described(temporality, data_type);
    document["measureVariables"][0]["valueDomain"] = {{"codeList", std::move(codes)}};
    return document;
}

/// Likewise where the values are units.
inline Json linked(const char* temporality, const char* unit_type) {
    Json document = described(temporality, "STRING");
    Json& measure = document["measureVariables"][0];
    measure.erase("dataType");
    measure.erase("valueDomain");
    measure["unitType"] = unit_type;
    return document;
}

/// What the check of data says under these metadata.
inline Report report_of(const Json& metadata, std::string_view csv,
                        const ValidateOptions& options = {}) {
    Report report;
    report.name = "TEST";
    validate_metadata(metadata.dump(), options, report);
    if (!report.accepted()) return report;
    const auto source = text_source(csv);
    const base::Status status = validate_data(*source, options, report);
    SKJERM_CHECK(status.ok());
    return report;
}

/// The rules of the errors, in order and with repetitions: "D4 D4".
inline std::string rules_of(const Report& report, base::Severity severity = base::Severity::Error) {
    std::string rules;
    for (const Finding& finding : report.findings)
        if (finding.severity() == severity)
            rules += (rules.empty() ? "" : " ") + std::string(finding.rule);
    return rules;
}

}  // namespace skjerm::package::tests
