#include <nlohmann/json.hpp>

#include "skjerm/base/date.h"
#include "skjerm/package/metadata.h"

namespace skjerm::package {

namespace {

using Json = nlohmann::ordered_json;

Json text_json(const Text& text) {
    Json list = Json::array();
    for (const LanguageText& entry : text)
        list.push_back({{"languageCode", entry.language}, {"value", entry.value}});
    return list;
}

Json label_json(base::LocalizedText label) {
    return text_json({{"no", std::string(label.nb)}, {"en", std::string(label.en)}});
}

void put_text(Json& object, const char* key, const Text& text) {
    if (!text.empty()) object[key] = text_json(text);
}

Json code_json(const MeasureCode& code) {
    return code.is_integer ? Json(code.number) : Json(code.text);
}

/// The central definition of a unit type as a variable.
Json unit_variable_json(const UnitType& type) {
    Json unit = {{"shortName", type.name},
                 {"name", label_json(type.label)},
                 {"requiresPseudonymization", type.pseudonymised}};
    if (!type.domain.empty()) unit["unitIdType"] = type.domain;
    Json variable = {{"shortName", type.identifier},
                     {"name", label_json(type.label)},
                     {"description", label_json(type.label)},
                     {"dataType", cell_type_name(type.type)}};
    if (type.pseudonymised && type.type == CellType::String) variable["format"] = "RandomUInt48";
    variable["unitType"] = std::move(unit);
    return variable;
}

Json municipality_domain_json() {
    Json codes = Json::array();
    for (const MunicipalityCode& code : municipality_codes()) {
        Json item = {{"code", code.code},
                     {"categoryTitle", text_json({{"no", std::string(code.title)}})}};
        if (code.valid_from) item["validFrom"] = base::format_iso_date(*code.valid_from);
        if (code.valid_until) item["validUntil"] = base::format_iso_date(*code.valid_until);
        codes.push_back(std::move(item));
    }
    return {{"codeList", std::move(codes)}};
}

Json domain_json(const ValueDomain& domain) {
    Json object = Json::object();
    put_text(object, "description", domain.description);
    if (domain.measurement_type) object["measurementType"] = *domain.measurement_type;
    put_text(object, "measurementUnitDescription", domain.measurement_unit);
    if (!domain.uri_definition.empty()) object["uriDefinition"] = domain.uri_definition;
    if (!domain.enumerated()) return object;
    Json codes = Json::array();
    for (const CodeListItem& item : domain.code_list) {
        Json code = {{"code", code_json(item.code)},
                     {"categoryTitle", text_json(item.title)},
                     {"validFrom", base::format_iso_date(item.valid_from)}};
        if (item.valid_until) code["validUntil"] = base::format_iso_date(*item.valid_until);
        codes.push_back(std::move(code));
    }
    object["codeList"] = std::move(codes);
    if (domain.sentinels.empty()) return object;
    Json sentinels = Json::array();
    for (const SentinelItem& item : domain.sentinels)
        sentinels.push_back(
            {{"code", code_json(item.code)}, {"categoryTitle", text_json(item.title)}});
    object["sentinelAndMissingValues"] = std::move(sentinels);
    return object;
}

Json measure_json(const MeasureVariable& measure, std::string_view name) {
    Json object = measure.unit_type != nullptr
                      ? unit_variable_json(*measure.unit_type)
                      : Json{{"dataType", cell_type_name(measure.data_type)}};
    object["shortName"] = name;
    object["name"] = text_json(measure.name);
    object["description"] = text_json(measure.description);
    if (measure.format) object["format"] = *measure.format;
    if (!measure.uri_definition.empty()) object["uriDefinition"] = measure.uri_definition;
    if (measure.unit_type == nullptr)
        object["valueDomain"] = domain_json(measure.domain);
    else if (measure.unit_type->name == "KOMMUNE")
        object["valueDomain"] = municipality_domain_json();
    return object;
}

Json attribute_json(const char* name, base::LocalizedText label) {
    return {{"shortName", name},
            {"name", label_json(label)},
            {"description", label_json(label)},
            {"dataType", "DATE"}};
}

Json revision_json(const DataRevision& revision, const Coverage& coverage) {
    Json object = {{"description", text_json(revision.description)}};
    if (revision.temporal_end) {
        Json end = {{"description", text_json(revision.temporal_end->description)}};
        if (!revision.temporal_end->successors.empty())
            end["successors"] = revision.temporal_end->successors;
        object["temporalEnd"] = std::move(end);
    }
    if (coverage.start) object["temporalCoverageStart"] = base::format_iso_date(*coverage.start);
    if (coverage.latest) object["temporalCoverageLatest"] = base::format_iso_date(*coverage.latest);
    if (!coverage.status_dates.empty()) {
        Json dates = Json::array();
        for (const base::DayNumber day : coverage.status_dates)
            dates.push_back(base::format_iso_date(day));
        object["temporalStatusDates"] = std::move(dates);
    }
    return object;
}

}  // namespace

std::string enriched_metadata(const Metadata& metadata, std::string_view name,
                              const Coverage& coverage) {
    Json document = {{"shortName", name},
                     {"temporalityType", temporality_name(metadata.temporality)},
                     {"sensitivityLevel", sensitivity_name(metadata.sensitivity)},
                     {"populationDescription", text_json(metadata.population_description)}};
    put_text(document, "spatialCoverageDescription", metadata.spatial_coverage_description);
    Json subjects = Json::array();
    for (const Text& field : metadata.subject_fields) subjects.push_back(text_json(field));
    document["subjectFields"] = std::move(subjects);
    document["dataRevision"] = revision_json(metadata.data_revision, coverage);
    document["identifierVariables"] = Json::array({unit_variable_json(*metadata.identifier)});
    document["measureVariables"] = Json::array({measure_json(metadata.measure, name)});
    Json attributes = Json::array({attribute_json("START", {"Startdato", "Start date"}),
                                   attribute_json("STOP", {"Stoppdato", "Stop date"})});
    for (Json& attribute : Json::parse(metadata.attribute_variables))
        attributes.push_back(std::move(attribute));
    document["attributeVariables"] = std::move(attributes);
    return document.dump(2) + "\n";
}

}  // namespace skjerm::package
