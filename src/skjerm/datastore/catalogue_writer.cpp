// A catalogue as JSON.
#include <map>
#include <nlohmann/json.hpp>
#include <utility>

#include "skjerm/base/keyed_hash.h"
#include "skjerm/datastore/catalogue.h"
#include "skjerm/datastore/names.h"

namespace skjerm::datastore {

namespace {

using base::DayNumber;
using Json = nlohmann::ordered_json;

Json to_json(const Label& label) { return {{"nb", label.nb}, {"en", label.en}}; }

Json to_json(const std::optional<DayNumber>& day) {
    return day ? Json(base::format_iso_date(*day)) : Json(nullptr);
}

Json to_json(const StoredFile& file) {
    return {{"file", file.file}, {"bytes", file.bytes}, {"sha256", file.sha256}};
}

Json to_json(const UnitType& type) {
    return {{"id", type.id},
            {"label", to_json(type.label)},
            {"key", type.key_name},
            {"domain", type.domain}};
}

Json to_json(const DatedCodeList& list) {
    Json codes = Json::array();
    for (const DatedCode& code : list.codes)
        codes.push_back({{"code", code.code},
                         {"nb", code.label.nb},
                         {"en", code.label.en},
                         {"from", to_json(code.valid_from)},
                         {"to", to_json(code.valid_to)}});
    return {{"label", to_json(list.label)}, {"codes", std::move(codes)}};
}

Json to_json(const DataVersion& version) {
    Json periods = Json::array();
    for (const Period& period : version.periods)
        periods.push_back(
            {base::format_iso_date(period.first), base::format_iso_date(period.last)});
    return {{"folder", version.folder},
            {"units", version.units},
            {"linked_units", version.linked_units},
            {"periods", std::move(periods)},
            {"as_spells", version.as_spells}};
}

Json to_json(const StoredVariable& stored) {
    const Variable& variable = *stored.variable;
    Json segments = Json::array();
    for (const StoredSegment& segment : stored.segments) {
        segments.push_back({{"day", to_json(segment.day)},
                            {"holder", segment.holder.empty() ? Json() : Json(segment.holder)},
                            {"native", to_json(segment.native)},
                            {"indexed", segment.indexed ? to_json(*segment.indexed) : Json()}});
    }
    Json changes;
    for (const DayNumber date : stored.change_dates) changes.push_back(base::format_iso_date(date));
    Json dictionary;
    if (stored.dictionary) {
        dictionary = to_json(*stored.dictionary);
        dictionary["entries"] = stored.dictionary_entries;
        dictionary["crc32c"] = stored.dictionary_crc;
        dictionary["indexed"] =
            stored.indexed_dictionary ? to_json(*stored.indexed_dictionary) : Json();
    }
    Json json = {{"name", variable.name},
                 {"register", variable.register_id},
                 {"label", to_json(variable.label)},
                 {"unit_type", variable.unit_type->id},
                 {"temporality", name_of(variable.temporality)},
                 {"data_type", name_of(variable.data_type)},
                 {"calendar", name_of(variable.calendar)},
                 {"valid_from", to_json(variable.valid_from)},
                 {"valid_to", to_json(variable.valid_to)},
                 {"code_list", variable.code_list ? Json(variable.code_list->id) : Json()},
                 {"link", variable.link ? Json(variable.link->id) : Json()},
                 {"format", name_of(variable.format)},
                 {"measure", variable.measure},
                 {"storage", name_of(stored.storage)},
                 {"changes", std::move(changes)},
                 {"dictionary", std::move(dictionary)},
                 {"segments", std::move(segments)}};
    if (stored.data_version) json["data_version"] = to_json(*stored.data_version);
    return json;
}

Json code_lists_of(const Catalogue& catalogue) {
    std::map<std::string, std::shared_ptr<const DatedCodeList>> lists;
    for (const StoredVariable& stored : catalogue.variables)
        if (const auto& list = stored.variable->code_list) lists.emplace(list->id, list);
    Json result = Json::object();
    for (const auto& [id, list] : lists) result[id] = to_json(*list);
    return result;
}

}  // namespace

std::string write_catalogue(const Catalogue& catalogue) {
    Json versions = Json::array();
    for (const Version& version : catalogue.versions)
        versions.push_back(
            {{"major", version.major}, {"minor", version.minor}, {"patch", version.patch}});
    Json unit_types = Json::array();
    for (const UnitTypePtr& type : catalogue.unit_types) unit_types.push_back(to_json(*type));
    Json variables = Json::array();
    for (const StoredVariable& variable : catalogue.variables)
        variables.push_back(to_json(variable));
    const Json document = {
        {"skjerm_datastore", kCatalogueFormat},   {"databank", catalogue.databank},
        {"title", to_json(catalogue.title)},      {"synthetic", catalogue.synthetic},
        {"provenance", catalogue.provenance},     {"versions", std::move(versions)},
        {"unit_counts", catalogue.unit_counts},   {"unit_types", std::move(unit_types)},
        {"code_lists", code_lists_of(catalogue)}, {"variables", std::move(variables)}};
    return document.dump(1) + "\n";
}

std::string catalogue_digest(std::string_view json) {
    return base::to_hex(base::sha256(json)) + "  " + kCatalogueFile + "\n";
}

}  // namespace skjerm::datastore
