#include "datagen/catalogue.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "datagen/columns.h"
#include "skjerm/base/check.h"
#include "skjerm/base/date.h"
#include "skjerm/embedded/registers.h"

namespace skjerm::datagen {

namespace {

using base::DayNumber;
using datastore::Calendar;
using datastore::DataType;
using datastore::Temporality;
using datastore::ValueFormat;
using nlohmann::json;

// Unit types whose identifiers are those of persons share the domain of PERSON.
constexpr std::string_view kPersonDomain[] = {"PERSON", "FAMILIE", "HUSHOLDNING", "SOESKEN"};

template <class Value>
Value chosen(std::string_view text,
             std::initializer_list<std::pair<std::string_view, Value>> from) {
    for (const auto& [name, value] : from)
        if (name == text) return value;
    SKJERM_CHECK(!"a word of registers.json that this generator does not know");
    return from.begin()->second;
}

std::string text_at(const json& object, const char* key) {
    const auto found = object.find(key);
    return found == object.end() || found->is_null() ? std::string() : found->get<std::string>();
}

datastore::Label label_of(const json& object, const char* nb, const char* en) {
    return {text_at(object, nb), text_at(object, en)};
}

std::optional<DayNumber> day_at(const json& object, const char* key) {
    const std::string text = text_at(object, key);
    return text.empty() ? std::nullopt : base::parse_iso_date(text);
}

// "0.1234 kr" is kept out of the catalogue: only the unit of measure goes in.
ValueFormat format_of(const json& variable) {
    const std::string format = text_at(variable, "format");
    if (format == "YYYY") return ValueFormat::Year;
    if (format == "YYYYMM") return ValueFormat::YearMonth;
    if (format == "YYYYMMDD") return ValueFormat::YearMonthDay;
    return ValueFormat::Number;
}

std::shared_ptr<const datastore::DatedCodeList> code_list_of(const std::string& id,
                                                             const json& list) {
    auto result = std::make_shared<datastore::DatedCodeList>();
    result->id = id;
    result->label = label_of(list, "nb", "en");
    for (const json& code : list.at("codes"))
        result->codes.push_back({code.at("code").get<std::string>(), label_of(code, "nb", "en"),
                                 day_at(code, "from"), day_at(code, "to")});
    return result;
}

std::vector<std::string> sorted_codes(const json& list) {
    std::vector<std::string> codes;
    for (const json& code : list.at("codes")) codes.push_back(code.at("code").get<std::string>());
    std::sort(codes.begin(), codes.end());
    return codes;
}

int year_of(DayNumber day) { return base::civil_from_days(day).year; }

// Codes of texts that have no code list: districts of the large towns, and urban settlements.
std::vector<std::string> plain_codes(std::string_view name) {
    std::vector<std::string> codes;
    const auto add = [&](int first, int last, std::size_t digits) {
        for (int code = first; code <= last; ++code) {
            std::string text = std::to_string(code);
            codes.push_back(std::string(digits - text.size(), '0') + text);
        }
    };
    if (name == "BEFOLKNING_BYDEL")
        add(1, 17, 2);
    else
        add(kFirstSettlement, kLastSettlement, 4);
    return codes;
}

// The day of a yearly calendar on which the values stand.
base::CivilDate day_of_year(Calendar calendar, int year) {
    switch (calendar) {
        case Calendar::YearlyJune30:
            return {year, 6, 30};
        case Calendar::YearlyNovember16:
            return {year, 11, 16};
        case Calendar::YearlyDecember31:
            return {year, 12, 31};
        default:
            return {year, 1, 1};
    }
}

// Cuts the validity of a yearly or monthly variable to the years generated, and lists its segments.
std::vector<DayNumber> bound_years(datastore::Variable& variable, int first_year, int last_year) {
    std::vector<DayNumber> days;
    const int from = std::max(first_year, year_of(*variable.valid_from));
    const int to = std::min(last_year, year_of(*variable.valid_to));
    const bool accumulated = variable.temporality == Temporality::Accumulated;
    for (int year = from; year <= to; ++year) {
        if (variable.calendar != Calendar::MonthlyLast) {
            days.push_back(base::days_from_civil(day_of_year(variable.calendar, year)));
            continue;
        }
        for (int month = 1; month <= 12; ++month) {
            const DayNumber day =
                base::days_from_civil({year, month, base::days_in_month(year, month)});
            if (day >= *variable.valid_from && day <= *variable.valid_to) days.push_back(day);
        }
    }
    if (days.empty()) return days;
    variable.valid_from = days.front();
    variable.valid_to = accumulated ? base::days_from_civil({to, 12, 31}) : days.back();
    return days;
}

}  // namespace

const std::vector<std::string>& Catalogue::codes(std::string_view list) const {
    const auto dictionary = dictionaries_.find(list);
    SKJERM_CHECK(dictionary != dictionaries_.end());
    return dictionary->second;
}

std::uint32_t Catalogue::code(std::string_view list, std::string_view code) const {
    const std::vector<std::string>& codes = this->codes(list);
    const auto found = std::lower_bound(codes.begin(), codes.end(), code);
    SKJERM_CHECK(found != codes.end() && *found == code);
    return static_cast<std::uint32_t>(found - codes.begin()) + 1;
}

std::vector<datastore::VariableToWrite> Catalogue::written_variables() const {
    std::vector<datastore::VariableToWrite> result;
    for (std::size_t index = 0; index < variables_.size(); ++index)
        if (written_[index]) result.push_back(variables_[index]);
    return result;
}

std::vector<std::string> Catalogue::register_ids() {
    const json registers = json::parse(embedded::registers());
    std::set<std::string_view> names;
    for (const ColumnSpec& spec : column_specs()) names.insert(spec.name);
    std::set<std::string> ids;
    for (const json& entry : registers.at("variables"))
        if (names.contains(entry.at("name").get<std::string_view>()))
            ids.insert(entry.at("register").get<std::string>());
    return {ids.begin(), ids.end()};
}

Catalogue Catalogue::load(int first_year, int last_year, const RegisterIds& wanted) {
    const json registers = json::parse(embedded::registers());
    Catalogue result;
    result.databank_ = registers.at("databank").get<std::string>();

    std::map<std::string, datastore::UnitTypePtr, std::less<>> unit_types;
    column::UnitDomain next_domain = 1;
    for (const json& entry : registers.at("unit_types")) {
        datastore::UnitType type;
        type.id = entry.at("id").get<std::string>();
        type.label = label_of(entry, "nb", "en");
        type.key_name = entry.at("key").get<std::string>();
        const bool of_persons = std::find(std::begin(kPersonDomain), std::end(kPersonDomain),
                                          type.id) != std::end(kPersonDomain);
        if (!of_persons) type.domain = next_domain++;
        const std::string id = type.id;
        unit_types[id] = std::make_shared<const datastore::UnitType>(std::move(type));
    }
    for (const std::string_view id : kPersonDomain)
        result.unit_types_.push_back(unit_types.at(std::string(id)));

    const json& lists = registers.at("codelists");
    for (const auto& list : lists.items())
        if (list.value().contains("codes"))
            result.dictionaries_[list.key()] = sorted_codes(list.value());
    std::map<std::string, std::shared_ptr<const datastore::DatedCodeList>> code_lists;
    std::map<std::string, const json*> by_name;
    for (const json& entry : registers.at("variables"))
        by_name[entry.at("name").get<std::string>()] = &entry;

    result.segments_.resize(kColumnCount);
    std::size_t written_count = 0;
    for (const ColumnSpec& spec : column_specs()) {
        const json& entry = *by_name.at(std::string(spec.name));
        datastore::Variable variable;
        variable.name = spec.name;
        variable.register_id = entry.at("register").get<std::string>();
        variable.label = label_of(entry, "label_nb", "label_en");
        variable.unit_type = unit_types.at(entry.at("unit_type").get<std::string>());
        variable.temporality = chosen<Temporality>(entry.at("temporality").get<std::string>(),
                                                   {{"FIXED", Temporality::Fixed},
                                                    {"STATUS", Temporality::Status},
                                                    {"ACCUMULATED", Temporality::Accumulated},
                                                    {"EVENT", Temporality::Event}});
        variable.data_type = chosen<DataType>(entry.at("data_type").get<std::string>(),
                                              {{"LONG", DataType::Long},
                                               {"DOUBLE", DataType::Double},
                                               {"STRING", DataType::String},
                                               {"DATE", DataType::Date}});
        variable.calendar = chosen<Calendar>(entry.at("calendar").get<std::string>(),
                                             {{"none", Calendar::None},
                                              {"yearly 01-01", Calendar::YearlyJanuary1},
                                              {"yearly 06-30", Calendar::YearlyJune30},
                                              {"yearly 11-16", Calendar::YearlyNovember16},
                                              {"yearly 12-31", Calendar::YearlyDecember31},
                                              {"monthly last day", Calendar::MonthlyLast},
                                              {"calendar year", Calendar::CalendarYear},
                                              {"spell", Calendar::Spell}});
        variable.valid_from = day_at(entry, "valid_from");
        variable.valid_to = day_at(entry, "valid_to");
        variable.format = format_of(entry);
        variable.measure = text_at(entry, "unit");
        if (const std::string id = text_at(entry, "id_of"); !id.empty())
            variable.link = unit_types.at(id);

        datastore::VariableToWrite written{nullptr, spec.storage, {}, {}};
        if (const std::string id = text_at(entry, "codelist"); !id.empty()) {
            auto& list = code_lists[id];
            if (!list) list = code_list_of(id, lists.at(id));
            variable.code_list = list;
            written.dictionary = result.dictionaries_[id];
            SKJERM_CHECK(column::narrowest_code(written.dictionary.size()) == spec.storage);
        } else if (variable.data_type == DataType::String) {
            written.dictionary = plain_codes(spec.name);
        }
        Segments& segments = result.segments_[static_cast<std::size_t>(spec.column)];
        segments.first = result.segment_count_;
        if (variable.temporality == Temporality::Fixed) {
            segments.count = 1;
        } else if (variable.temporality != Temporality::Event) {
            written.segment_days = bound_years(variable, first_year, last_year);
            segments.count = written.segment_days.size();
            if (segments.count == 0) continue;
            const auto first = base::civil_from_days(written.segment_days.front());
            segments.first_year = first.year;
            if (variable.calendar == Calendar::MonthlyLast) segments.first_month = first.month;
        }
        segments.exists = true;
        segments.variable = result.variables_.size();
        const bool is_wanted = wanted.empty() || wanted.contains(variable.register_id);
        result.written_.push_back(is_wanted ? std::optional(written_count++) : std::nullopt);
        result.segment_count_ += segments.count;
        written.variable = std::make_shared<const datastore::Variable>(std::move(variable));
        result.variables_.push_back(std::move(written));
    }

    for (const json& code : lists.at("MUNICIPALITY").at("codes")) {
        if (code.value("special", false)) continue;
        result.municipalities_.push_back({code.at("code").get<std::string>(), text_at(code, "nb"),
                                          text_at(code, "county"), day_at(code, "from"),
                                          day_at(code, "to"), code.value("pop2024", 0.0)});
    }
    for (const json& row : lists.at("MUNICIPALITY_CHANGES").at("rows"))
        result.changes_.push_back({*day_at(row, "date"), row.at("from").get<std::string>(),
                                   row.at("to").get<std::string>()});
    return result;
}

}  // namespace skjerm::datagen
