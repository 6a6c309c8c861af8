#include "skjerm/publish/official_description.h"

#include <algorithm>
#include <map>
#include <memory>
#include <utility>

#include "skjerm/datastore/failure.h"
#include "skjerm/package/unit_types.h"

namespace skjerm::publish {

namespace {

using datastore::DatedCode;
using datastore::DomainKind;
using datastore::PublishedState;
using datastore::Temporality;

std::string text_of(const Json& json, const char* key) {
    const auto found = json.find(key);
    return found != json.end() && found->is_string() ? found->get<std::string>() : std::string();
}

std::optional<base::DayNumber> day_of(const Json& json, const char* key) {
    const auto found = json.find(key);
    if (found == json.end() || !found->is_number_integer()) return std::nullopt;
    const auto number = found->get<std::int64_t>();
    constexpr std::int64_t kFar = 4'000'000;  // beyond the year 9999
    if (number < -kFar || number > kFar) return std::nullopt;
    return static_cast<base::DayNumber>(number);
}

std::optional<Temporality> temporality_named(const std::string& name) {
    static const std::map<std::string, Temporality> kNames = {
        {"FIXED", Temporality::Fixed},
        {"STATUS", Temporality::Status},
        {"ACCUMULATED", Temporality::Accumulated},
        {"EVENT", Temporality::Event}};
    const auto found = kNames.find(name);
    if (found == kNames.end()) return std::nullopt;
    return found->second;
}

std::size_t place_of(PublishedState& state, const std::string& id, DomainKind kind) {
    const auto found = std::ranges::find(state.domains, id, &datastore::DomainState::id);
    if (found != state.domains.end())
        return static_cast<std::size_t>(found - state.domains.begin());
    state.domains.push_back({id, kind, {}});
    return state.domains.size() - 1;
}

/// The unit type of an identifier, or of a measure that is a link.
datastore::UnitTypePtr unit_type_of(const Json& variable, PublishedState& state) {
    const Json key = variable.value("keyType", Json::object());
    auto type = std::make_shared<datastore::UnitType>();
    type->id = text_of(key, "name");
    const package::UnitType* const known = package::find_unit_type(type->id);
    type->label = {text_of(key, "label"), text_of(key, "label")};
    type->key_name = text_of(variable, "name");
    std::string domain = type->id;
    if (known != nullptr) {
        type->label = {std::string(known->label.nb), std::string(known->label.en)};
        type->key_name = known->identifier;
        if (!known->domain.empty()) domain = known->domain;
    }
    const bool is_pseudonym = !variable.value("notPseudonym", true);
    type->domain = static_cast<column::UnitDomain>(
        place_of(state, domain, is_pseudonym ? DomainKind::Pseudonym : DomainKind::Text));
    return type;
}

/// Codes of all periods: consecutive periods of one code and title are one.
std::vector<DatedCode> codes_of(const Json& represented) {
    std::vector<DatedCode> codes;
    std::map<std::pair<std::string, std::string>, std::size_t> latest;
    for (const Json& period : represented) {
        const Json valid = period.value("validPeriod", Json::object());
        const auto from = day_of(valid, "start");
        const auto until = day_of(valid, "stop");
        const Json domain = period.value("valueDomain", Json::object());
        for (const Json& item : domain.value("codeList", Json::array())) {
            const Json code = item.value("code", Json());
            const std::string name = code.is_string() ? code.get<std::string>() : code.dump();
            const std::string title = text_of(item, "category");
            const auto before = latest.find({name, title});
            if (before != latest.end() && from && codes[before->second].valid_to &&
                *codes[before->second].valid_to + 1 == *from) {
                codes[before->second].valid_to = until;
                continue;
            }
            latest[{name, title}] = codes.size();
            codes.push_back({name, {title, title}, from, until});
        }
    }
    return codes;
}

bool set_type(const std::string& name, OfficialDescription& described) {
    static const std::map<std::string, std::pair<datastore::DataType, ValueKind>> kTypes = {
        {"String", {datastore::DataType::String, ValueKind::Text}},
        {"Long", {datastore::DataType::Long, ValueKind::Integer}},
        {"Double", {datastore::DataType::Double, ValueKind::Number}},
        {"Instant", {datastore::DataType::Date, ValueKind::Integer}}};
    const auto found = kTypes.find(name);
    if (found == kTypes.end()) return false;
    described.variable.data_type = found->second.first;
    described.shape.kind = found->second.second;
    return true;
}

}  // namespace

base::Result<OfficialDescription> describe_official(const Json& structure, PublishedState& state,
                                                    const std::string& document) {
    const base::Diagnostic damaged =
        datastore::damaged_file(document, datastore::damage::kEntries, {});
    OfficialDescription described;
    datastore::Variable& variable = described.variable;
    try {
        variable.name = structure.at("name");
        const auto temporality = temporality_named(structure.at("temporality"));
        const Json& identifier = structure.at("identifierVariables").at(0);
        const Json& measure = structure.at("measureVariable");
        if (!datastore::is_variable_name(variable.name) || !temporality ||
            !set_type(measure.at("dataType"), described))
            return damaged;
        const Json fields = structure.value("subjectFields", Json::array());
        if (!fields.empty() && fields[0].is_string()) variable.register_id = fields[0];
        variable.label = {text_of(measure, "label"), text_of(measure, "label")};
        variable.temporality = described.shape.temporality = *temporality;
        variable.unit_type = unit_type_of(identifier, state);
        described.shape.text_identifiers = text_of(identifier, "dataType") == "String";
        if (measure.contains("keyType") && !measure.value("notPseudonym", true)) {
            variable.link = unit_type_of(measure, state);
            described.shape.kind = ValueKind::Unit;
        }
        const Json represented = measure.value("representedVariables", Json::array());
        if (std::vector<DatedCode> codes = codes_of(represented); !codes.empty()) {
            auto list = std::make_shared<datastore::DatedCodeList>();
            list->id = variable.name;
            list->label = variable.label;
            list->codes = std::move(codes);
            variable.code_list = std::move(list);
        } else if (!represented.empty()) {
            const std::string unit =
                text_of(represented[0].value("valueDomain", Json::object()), "unitOfMeasure");
            if (unit != "N/A") variable.measure = unit;
        }
        const Json coverage = structure.value("temporalCoverage", Json::object());
        described.first = day_of(coverage, "start");
        described.last = day_of(coverage, "stop");
        if (structure.contains("temporalStatusDates"))
            described.status_dates =
                structure["temporalStatusDates"].get<std::vector<base::DayNumber>>();
        if (structure.contains("temporalEnd"))
            described.successors =
                structure["temporalEnd"].value("successors", std::vector<std::string>());
    } catch (const Json::exception&) {
        return damaged;
    }
    return described;
}

}  // namespace skjerm::publish
