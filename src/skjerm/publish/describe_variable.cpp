#include "skjerm/publish/describe_variable.h"

#include <algorithm>
#include <memory>

#include "skjerm/base/check.h"
#include "skjerm/publish/dataset_rows.h"

namespace skjerm::publish {

namespace {

using datastore::DatedCode;
using datastore::Label;

Label label_of(const package::Text& text) {
    if (text.empty()) return {};
    return {std::string(package::text_in(text, base::Language::Bokmaal)),
            std::string(package::text_in(text, base::Language::English))};
}

datastore::UnitTypePtr unit_type_of(const package::UnitType& type,
                                    const datastore::PublishedState& state) {
    return std::make_shared<datastore::UnitType>(
        datastore::UnitType{std::string(type.name),
                            {std::string(type.label.nb), std::string(type.label.en)},
                            std::string(type.identifier),
                            static_cast<column::UnitDomain>(domain_place(state, domain_id(type)))});
}

datastore::DataType data_type_of(const package::MeasureVariable& measure) {
    switch (measure.data_type) {
        case package::CellType::String:
            return datastore::DataType::String;
        case package::CellType::Long:
            return datastore::DataType::Long;
        case package::CellType::Double:
            return datastore::DataType::Double;
        case package::CellType::Date:
            return datastore::DataType::Date;
    }
    base::fail_check("unreachable type of cell", __FILE__, __LINE__);
}

/// The codes of the list with their days, then those for missing values, which are always valid.
std::vector<DatedCode> codes_of(const package::MeasureVariable& measure) {
    std::vector<DatedCode> codes;
    if (measure.unit_type != nullptr && measure.unit_type->name == "KOMMUNE") {
        for (const package::MunicipalityCode& code : package::municipality_codes())
            codes.push_back({std::string(code.code),
                             {std::string(code.title), std::string(code.title)},
                             code.valid_from,
                             code.valid_until});
        return codes;
    }
    for (const package::CodeListItem& item : measure.domain.code_list)
        codes.push_back({item.code.text, label_of(item.title), item.valid_from, item.valid_until});
    for (const package::SentinelItem& item : measure.domain.sentinels)
        codes.push_back({item.code.text, label_of(item.title), std::nullopt, std::nullopt});
    return codes;
}

/// A format that says how a whole number is a date; others are documentation.
datastore::ValueFormat format_of(const package::MeasureVariable& measure) {
    if (measure.data_type != package::CellType::Long || !measure.format)
        return datastore::ValueFormat::Number;
    if (*measure.format == "YYYY") return datastore::ValueFormat::Year;
    if (*measure.format == "YYYYMM") return datastore::ValueFormat::YearMonth;
    if (*measure.format == "YYYYMMDD") return datastore::ValueFormat::YearMonthDay;
    return datastore::ValueFormat::Number;
}

}  // namespace

std::string_view domain_id(const package::UnitType& type) {
    return type.domain.empty() ? type.name : type.domain;
}

std::size_t domain_place(const datastore::PublishedState& state, std::string_view id) {
    const auto found = std::ranges::find(state.domains, id, &datastore::DomainState::id);
    SKJERM_CHECK(found != state.domains.end());
    return static_cast<std::size_t>(found - state.domains.begin());
}

void add_domains(const package::Metadata& metadata, datastore::PublishedState& state) {
    const auto add = [&](const package::UnitType& type) {
        const std::string_view id = domain_id(type);
        if (std::ranges::find(state.domains, id, &datastore::DomainState::id) !=
            state.domains.end())
            return;
        const datastore::DomainKind kind = !type.pseudonymised ? datastore::DomainKind::Text
                                           : state.pseudonyms == datastore::Pseudonyms::Synthetic
                                               ? datastore::DomainKind::Computed
                                               : datastore::DomainKind::Pseudonym;
        state.domains.push_back({std::string(id), kind, {}});
    };
    add(*metadata.identifier);
    const package::UnitType* measured = metadata.measure.unit_type;
    if (measured != nullptr && measured->pseudonymised) add(*measured);
}

datastore::Temporality temporality_of(package::Temporality temporality) {
    switch (temporality) {
        case package::Temporality::Fixed:
            return datastore::Temporality::Fixed;
        case package::Temporality::Status:
            return datastore::Temporality::Status;
        case package::Temporality::Accumulated:
            return datastore::Temporality::Accumulated;
        case package::Temporality::Event:
            return datastore::Temporality::Event;
    }
    base::fail_check("unreachable temporality", __FILE__, __LINE__);
}

datastore::VariablePtr describe_variable(const package::Metadata& metadata, const std::string& name,
                                         const package::Coverage& coverage, const Layout& layout,
                                         const datastore::PublishedState& state) {
    const package::MeasureVariable& measure = metadata.measure;
    auto variable = std::make_shared<datastore::Variable>();
    variable->name = name;
    variable->register_id =
        package::text_in(metadata.subject_fields.front(), base::Language::Bokmaal);
    variable->label = label_of(measure.name);
    variable->unit_type = unit_type_of(*metadata.identifier, state);
    variable->temporality = temporality_of(metadata.temporality);
    variable->data_type = data_type_of(measure);
    variable->calendar = layout.calendar;
    if (variable->temporality == datastore::Temporality::Event) {
        variable->valid_from = coverage.start;
        variable->valid_to = coverage.latest;
    }
    if (value_kind(metadata) == ValueKind::Unit)
        variable->link = unit_type_of(*measure.unit_type, state);
    if (std::vector<DatedCode> codes = codes_of(measure); !codes.empty()) {
        auto list = std::make_shared<datastore::DatedCodeList>();
        list->id = name;
        list->label = variable->label;
        list->codes = std::move(codes);
        variable->code_list = std::move(list);
    }
    variable->format = format_of(measure);
    if (!measure.domain.measurement_unit.empty())
        variable->measure =
            package::text_in(measure.domain.measurement_unit, base::Language::Bokmaal);
    return variable;
}

}  // namespace skjerm::publish
