#include "skjerm/publish/official_metadata.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <utility>
#include <vector>

#include "skjerm/publish/dataset_rows.h"

namespace skjerm::publish {

namespace {

using base::DayNumber;

constexpr const char* kNoUnitOfMeasure = "N/A";
/// FIXED variables are valid from 1900-01-01.
constexpr DayNumber kFixedStart = -25567;

std::string norwegian(const package::Text& text) {
    return std::string(package::text_in(text, base::Language::Bokmaal));
}

Json period_json(std::optional<DayNumber> start, std::optional<DayNumber> stop) {
    Json json = Json::object();
    if (start) json["start"] = *start;
    if (stop) json["stop"] = *stop;
    return json;
}

const char* api_type(package::CellType type) {
    switch (type) {
        case package::CellType::String:
            return "String";
        case package::CellType::Long:
            return "Long";
        case package::CellType::Double:
            return "Double";
        case package::CellType::Date:
            return "Instant";
    }
    return "";
}

/// A code with its days; none: always.
struct ValidCode {
    std::string code;
    std::string category;
    std::optional<DayNumber> from;
    std::optional<DayNumber> until;

    [[nodiscard]] bool holds(DayNumber day) const {
        return (!from || *from <= day) && (!until || day <= *until);
    }
};

/// One represented variable for each period in which the code list stays the same.
Json represented_by_period(const std::string& description, const std::vector<ValidCode>& codes,
                           const std::vector<ValidCode>& sentinels) {
    std::set<DayNumber> cuts;
    bool is_open = false;
    for (const ValidCode& code : codes) {
        if (code.from) cuts.insert(*code.from);
        if (code.until) cuts.insert(*code.until + 1);
        is_open = is_open || !code.until;
    }
    Json list = Json::array();
    for (auto cut = cuts.begin(); cut != cuts.end(); ++cut) {
        const auto next = std::next(cut);
        if (next == cuts.end() && !is_open) break;
        Json items = Json::array();
        Json missing = Json::array();
        for (const ValidCode& code : codes)
            if (code.holds(*cut))
                items.push_back({{"category", code.category}, {"code", code.code}});
        if (items.empty()) continue;  // between two lists
        for (const ValidCode& code : sentinels) {
            items.push_back({{"category", code.category}, {"code", code.code}});
            missing.push_back(code.code);
        }
        const std::optional<DayNumber> stop =
            next == cuts.end() ? std::nullopt : std::optional(*next - 1);
        list.push_back({{"description", description},
                        {"validPeriod", period_json(*cut, stop)},
                        {"valueDomain",
                         {{"codeList", std::move(items)}, {"missingValues", std::move(missing)}}}});
    }
    return list;
}

Json represented_by_description(const std::string& description, const std::string& domain,
                                const std::string& unit, const Json& coverage) {
    return Json::array({{{"description", description},
                         {"validPeriod", coverage},
                         {"valueDomain", {{"description", domain}, {"unitOfMeasure", unit}}}}});
}

std::vector<ValidCode> municipality_list() {
    std::vector<ValidCode> codes;
    for (const package::MunicipalityCode& code : package::municipality_codes())
        codes.push_back(
            {std::string(code.code), std::string(code.title), code.valid_from, code.valid_until});
    // Codes without days hold from the first day on which any code does.
    DayNumber first = kFixedStart;
    for (const ValidCode& code : codes)
        if (code.from) first = std::min(first, *code.from);
    for (ValidCode& code : codes)
        if (!code.from) code.from = first;
    return codes;
}

/// Members of a variable whose values are units.
void describe_units(Json& variable, const package::UnitType& type, const std::string& description,
                    const Json& coverage) {
    const std::string label(type.label.nb);
    variable["dataType"] = type.pseudonymised ? "Long" : api_type(type.type);
    if (type.pseudonymised && type.type == package::CellType::String)
        variable["format"] = "RandomUInt48";
    variable["notPseudonym"] = !type.pseudonymised;
    variable["keyType"] = {
        {"name", std::string(type.name)}, {"label", label}, {"description", label}};
    variable["representedVariables"] =
        type.name == "KOMMUNE"
            ? represented_by_period(description, municipality_list(), {})
            : represented_by_description(description, description, kNoUnitOfMeasure, coverage);
}

Json identifier_variable(const package::UnitType& type, const Json& coverage) {
    const std::string label = "Identifikator for " + std::string(type.label.nb);
    Json variable = {{"name", std::string(type.identifier)}, {"label", label}};
    describe_units(variable, type, label, coverage);
    variable["variableRole"] = "Identifier";
    return variable;
}

Json measure_variable(const package::Metadata& metadata, const std::string& name,
                      const Json& coverage) {
    const package::MeasureVariable& measure = metadata.measure;
    const std::string description = norwegian(measure.description);
    Json variable = {{"name", name}, {"label", norwegian(measure.name)}};
    if (measure.unit_type != nullptr) {
        describe_units(variable, *measure.unit_type, description, coverage);
        variable["variableRole"] = "Measure";
        return variable;
    }
    variable["dataType"] = api_type(measure.data_type);
    if (measure.format) variable["format"] = *measure.format;
    variable["notPseudonym"] = true;
    variable["variableRole"] = "Measure";
    const package::ValueDomain& domain = measure.domain;
    if (!domain.enumerated()) {
        const std::string unit =
            domain.measurement_unit.empty() ? kNoUnitOfMeasure : norwegian(domain.measurement_unit);
        variable["representedVariables"] =
            represented_by_description(description, norwegian(domain.description), unit, coverage);
        return variable;
    }
    std::vector<ValidCode> codes;
    codes.reserve(domain.code_list.size());
    for (const package::CodeListItem& item : domain.code_list)
        codes.push_back({item.code.text, norwegian(item.title), item.valid_from, item.valid_until});
    std::vector<ValidCode> sentinels;
    sentinels.reserve(domain.sentinels.size());
    for (const package::SentinelItem& item : domain.sentinels)
        sentinels.push_back({item.code.text, norwegian(item.title), std::nullopt, std::nullopt});
    variable["representedVariables"] = represented_by_period(description, codes, sentinels);
    return variable;
}

Json date_variable(const char* name, const char* label, const char* role, const Json& coverage) {
    return {{"name", name},
            {"label", label},
            {"dataType", "Instant"},
            {"notPseudonym", true},
            {"variableRole", role},
            {"representedVariables",
             represented_by_description(label, label, kNoUnitOfMeasure, coverage)}};
}

/// The members that metadata alone may change, wherever they stand.
bool is_text_member(const std::string& key) {
    static const std::set<std::string> kTexts = {
        "label",         "description", "populationDescription", "subjectFields", "category",
        "unitOfMeasure", "temporalEnd"};
    return kTexts.contains(key);
}

/// "measure.codes[3]" of a member and a place in it, which may be the whole.
std::string place_in(std::string member, const std::string& place) {
    if (!place.empty() && place.front() != '[') member += '.';
    return member.append(place);
}

/// The place of what differs first and is no text; empty when the whole does.
std::optional<std::string> first_difference(const Json& before, const Json& after) {
    if (before.type() != after.type() && !(before.is_number_integer() && after.is_number_integer()))
        return "";
    if (before.is_array()) {
        if (before.size() != after.size()) return "";
        for (std::size_t at = 0; at < before.size(); ++at)
            if (const auto found = first_difference(before[at], after[at]))
                return place_in(fmt::format("[{}]", at), *found);
        return std::nullopt;
    }
    if (!before.is_object()) return before == after ? std::nullopt : std::optional<std::string>("");
    std::set<std::string> keys;
    for (const auto& [key, value] : before.items()) keys.insert(key);
    for (const auto& [key, value] : after.items()) keys.insert(key);
    for (const std::string& key : keys) {
        if (is_text_member(key)) continue;
        if (!before.contains(key) || !after.contains(key)) return key;
        if (const auto found = first_difference(before[key], after[key]))
            return place_in(key, *found);
    }
    return std::nullopt;
}

Json updates_json(const std::vector<datastore::Update>& updates) {
    Json list = Json::array();
    for (const datastore::Update& update : updates)
        list.push_back({{"name", update.name},
                        {"description", update.description},
                        {"operation", datastore::name_of(update.operation)},
                        {"releaseStatus", datastore::name_of(update.status)}});
    return list;
}

}  // namespace

Json data_structure(const package::Metadata& metadata, const std::string& name,
                    const package::Coverage& coverage) {
    const bool is_fixed = metadata.temporality == package::Temporality::Fixed;
    const Json period =
        period_json(is_fixed ? std::optional(kFixedStart) : coverage.start, coverage.latest);
    Json fields = Json::array();
    for (const package::Text& field : metadata.subject_fields) fields.push_back(norwegian(field));
    Json structure = {{"name", name},
                      {"temporality", package::temporality_name(metadata.temporality)},
                      {"languageCode", "no"},
                      {"sensitivityLevel", package::sensitivity_name(metadata.sensitivity)},
                      {"populationDescription", norwegian(metadata.population_description)},
                      {"subjectFields", std::move(fields)},
                      {"temporalCoverage", period}};
    if (metadata.temporality == package::Temporality::Status)
        structure["temporalStatusDates"] = coverage.status_dates;
    if (const auto& end = metadata.data_revision.temporal_end) {
        structure["temporalEnd"] = {{"description", norwegian(end->description)}};
        if (!end->successors.empty()) structure["temporalEnd"]["successors"] = end->successors;
    }
    structure["identifierVariables"] =
        Json::array({identifier_variable(*metadata.identifier, period)});
    structure["measureVariable"] = measure_variable(metadata, name, period);
    structure["attributeVariables"] =
        Json::array({date_variable("START", "Startdato", "Start", period),
                     date_variable("STOP", "Stoppdato", "Stop", period)});
    return structure;
}

std::optional<std::string> forbidden_change(const Json& before, const Json& after) {
    return first_difference(before, after);
}

std::string four_part(const datastore::Version& version) { return version.text() + ".0"; }

Json datastore_versions(const datastore::PublishedState& state) {
    Json versions = Json::array();
    for (auto each = state.versions.rbegin(); each != state.versions.rend(); ++each)
        versions.push_back({{"version", four_part(each->version)},
                            {"description", each->description},
                            {"releaseTime", each->release_time},
                            {"languageCode", "no"},
                            {"updateType", datastore::name_of(each->level)},
                            {"dataStructureUpdates", updates_json(each->updates)}});
    return {{"name", state.databank},
            {"label", state.title.nb},
            {"description", state.description},
            {"versions", std::move(versions)}};
}

Json draft_version(const datastore::PublishedState& state) {
    return {{"version", "0.0.0." + std::to_string(state.draft_time)},
            {"description", "Draft"},
            {"releaseTime", state.draft_time},
            {"languageCode", "no"},
            {"updateType", ""},
            {"dataStructureUpdates", updates_json(state.draft)}};
}

Json metadata_all(const datastore::PublishedState& state, Json data_structures) {
    return {{"dataStore",
             {{"name", state.databank},
              {"label", state.title.nb},
              {"description", state.description},
              {"languageCode", "no"}}},
            {"languages", Json::array({{{"code", "no"}, {"label", "Norsk"}}})},
            {"dataStructures", std::move(data_structures)}};
}

}  // namespace skjerm::publish
