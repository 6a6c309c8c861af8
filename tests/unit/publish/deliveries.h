// Small input packages whose rows are known, and a datastore to take them into.
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "skjerm/base/date.h"
#include "skjerm/base/memory_budget.h"
#include "skjerm/base/message_catalogue.h"
#include "skjerm/column/column.h"
#include "skjerm/datastore/store.h"
#include "skjerm/publish/steward.h"
#include "skjerm/publish/synthetic_pseudonyms.h"
#include "support/child_process.h"

namespace skjerm::publish::testing {

using Json = nlohmann::ordered_json;
namespace fs = std::filesystem;
using datastore::Version;
using skjerm::testing::TemporaryFolder;

/// A day as people write it.
inline base::DayNumber day(std::string_view text) { return *base::parse_iso_date(text); }

/// One row of a data file, as it stands there.
struct Row {
    std::string unit;
    std::string value;
    std::string start;
    std::string stop;
};

inline Json text(const std::string& norwegian) {
    return Json::array({{{"languageCode", "no"}, {"value", norwegian}}});
}

/// Metadata of a described LONG measure of persons; tests change what they are about.
inline Json metadata(const std::string& temporality, const std::string& type = "LONG") {
    return {
        {"temporalityType", temporality},
        {"sensitivityLevel", "PERSON_GENERAL"},
        {"populationDescription", text("Alle")},
        {"subjectFields", Json::array({text("Befolkning")})},
        {"dataRevision", {{"description", text("Første utgave")}}},
        {"identifierVariables", Json::array({{{"unitType", "PERSON"}}})},
        {"measureVariables", Json::array({{{"name", text("Et mål")},
                                           {"description", text("Det som måles")},
                                           {"dataType", type},
                                           {"valueDomain", {{"description", text("Tall")}}}}})}};
}

/// The same with a code list of texts.
inline Json coded(const std::string& temporality, const std::vector<std::string>& codes) {
    Json json = metadata(temporality, "STRING");
    Json list = Json::array();
    for (const std::string& code : codes)
        list.push_back(
            {{"code", code}, {"categoryTitle", text("Kode " + code)}, {"validFrom", "1900-01-01"}});
    json["measureVariables"][0]["valueDomain"] = {{"codeList", std::move(list)}};
    return json;
}

/// Values that lead to units of a type.
inline Json linked(const std::string& temporality, const std::string& unit_type) {
    Json json = metadata(temporality);
    json["measureVariables"][0].erase("dataType");
    json["measureVariables"][0].erase("valueDomain");
    json["measureVariables"][0]["unitType"] = unit_type;
    return json;
}

inline void write_delivery(const fs::path& folder, const std::string& name, const Json& json,
                           const std::vector<Row>& rows) {
    fs::create_directories(folder / name);
    std::ofstream(folder / name / (name + ".json")) << json.dump();
    std::ofstream csv(folder / name / (name + ".csv"));
    for (const Row& row : rows)
        csv << row.unit << ';' << row.value << ';' << row.start << ';' << row.stop << ";\n";
}

inline std::string message(const base::Diagnostic& diagnostic) {
    return base::message_text(diagnostic, base::Language::English);
}

/// An empty datastore: with a vault, or for a population that is made up.
inline void init_store(const fs::path& root, const std::optional<fs::path>& vault = {}) {
    InitOptions options;
    options.root = root;
    options.databank = "no.ssb.test";
    options.title = {"Prøvelager", "Test store"};
    options.synthetic = !vault;
    options.vault = vault;
    const base::Status made = Steward::init(options);
    ASSERT_TRUE(made.ok()) << message(made.diagnostic());
}

/// Opens, imports what lies in `deliveries`, and closes again.
inline ImportOutcome import(const fs::path& root, const fs::path& deliveries,
                            const std::string& name, const std::optional<fs::path>& vault = {},
                            bool metadata_only = false) {
    auto steward = Steward::open(root);
    EXPECT_TRUE(steward.ok()) << message(steward.diagnostic());
    if (vault) {
        EXPECT_TRUE((*steward)->use_vault(*vault).ok());
    }
    auto outcome = (*steward)->import({deliveries, name, metadata_only, {}}, 1000);
    EXPECT_TRUE(outcome.ok()) << message(outcome.diagnostic());
    if (!outcome.ok()) return {};
    for (const package::Finding& finding : outcome->report.findings)
        EXPECT_FALSE(finding.is_error()) << finding.rule << " " << message(finding.message);
    EXPECT_TRUE(outcome->accepted);
    return std::move(outcome).value();
}

/// Releases everything that is in the draft.
inline Version release(const fs::path& root, const std::string& description = "Ny utgave") {
    auto steward = Steward::open(root);
    EXPECT_TRUE(steward.ok()) << message(steward.diagnostic());
    std::vector<std::string> names;
    for (const datastore::Update& update : (*steward)->state().draft)
        if (update.operation != datastore::Operation::Remove) names.push_back(update.name);
    for (const std::string& name : names) EXPECT_TRUE((*steward)->set_ready(name, true, 2000).ok());
    const auto version = (*steward)->bump(description, (*steward)->manifest(), 3000);
    EXPECT_TRUE(version.ok()) << message(version.diagnostic());
    return version.ok() ? *version : Version{};
}

/// The value of one row of a column as text; "." for missing.
inline std::string cell(const column::Column& column, std::size_t row) {
    return column::visit(column, [&](auto values) -> std::string {
        using T = std::remove_const_t<typename decltype(values)::element_type>;
        if (column::is_missing(values[row])) return ".";
        if constexpr (column::kIsCode<T>)
            return std::string(column.dictionary()->text(static_cast<std::uint32_t>(values[row])));
        else if constexpr (std::is_same_v<T, column::UnitIndex>)
            return "#" + std::to_string(static_cast<std::uint32_t>(values[row]));
        else
            return Json(values[row]).dump();
    });
}

/// All values at a date.
inline std::vector<std::string> values(const datastore::Store& store, const std::string& name,
                                       const Version& version,
                                       std::optional<base::DayNumber> at = std::nullopt) {
    const datastore::VariablePtr variable = store.find(name, version);
    if (variable == nullptr) return {"no such variable"};
    const auto column = store.read_all(
        *variable, {at}, std::make_shared<base::MemoryBudget>(std::size_t{1} << 30U), {});
    if (!column.ok()) return {message(column.diagnostic())};
    std::vector<std::string> cells;
    for (std::size_t row = 0; row < (*column)->size(); ++row) cells.push_back(cell(**column, row));
    return cells;
}

}  // namespace skjerm::publish::testing
