#include "datagen/register_file.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "datagen/json_fields.h"
#include "skjerm/base/check.h"
#include "skjerm/base/date.h"
#include "skjerm/datastore/calendar.h"
#include "skjerm/embedded/registers.h"

namespace skjerm::datagen {

using base::DayNumber;
using datastore::Calendar;
using datastore::DataType;
using datastore::Temporality;
using datastore::ValueFormat;
using nlohmann::json;

namespace {

// Unit types whose identifiers are those of persons.
constexpr std::string_view kOfPersons[] = {"PERSON", "FAMILIE", "HUSHOLDNING", "SOESKEN"};

template <class Value>
using Words = std::initializer_list<std::pair<std::string_view, Value>>;

template <class Value>
Value meaning(const std::string& text, Words<Value> words) {
    for (const auto& [word, value] : words)
        if (word == text) return value;
    base::fail_check("a word of registers.json that this generator does not know", __FILE__,
                     __LINE__);
}

datastore::Label label_in(const json& object, const char* nb, const char* en) {
    return {text_in(object, nb), text_in(object, en)};
}

// The days of the calendar within the validity and the years asked for.
std::vector<DayNumber> dates_of(const datastore::Variable& variable, int first_year,
                                int last_year) {
    std::vector<DayNumber> dates;
    const DayNumber first =
        std::max(*variable.valid_from, base::days_from_civil({first_year, 1, 1}));
    const DayNumber last = std::min(*variable.valid_to, base::days_from_civil({last_year, 12, 31}));
    for (DayNumber day = first; day <= last; ++day)
        if (datastore::has_day(variable.calendar, day)) dates.push_back(day);
    return dates;
}

}  // namespace

struct RegisterFile::Document {
    json registers = json::parse(embedded::registers());
    std::map<std::string, const json*, std::less<>> variables;
};

RegisterFile::RegisterFile() {
    auto document = std::make_unique<Document>();
    for (const json& entry : document->registers.at("variables"))
        document->variables[entry.at("name").get<std::string>()] = &entry;
    column::UnitDomain next = 1;
    for (const json& entry : document->registers.at("unit_types")) {
        datastore::UnitType type;
        type.id = entry.at("id").get<std::string>();
        type.label = label_in(entry, "nb", "en");
        type.key_name = entry.at("key").get<std::string>();
        if (std::find(std::begin(kOfPersons), std::end(kOfPersons), type.id) ==
            std::end(kOfPersons))
            type.domain = next++;
        unit_types_.push_back(std::make_shared<const datastore::UnitType>(std::move(type)));
    }
    document_ = std::move(document);
}

RegisterFile::~RegisterFile() = default;

const json& RegisterFile::document() const { return document_->registers; }

datastore::UnitTypePtr RegisterFile::unit_type(std::string_view id) const {
    const auto found =
        std::find_if(unit_types_.begin(), unit_types_.end(),
                     [&](const datastore::UnitTypePtr& type) { return type->id == id; });
    SKJERM_CHECK(found != unit_types_.end());
    return *found;
}

datastore::VariableToWrite RegisterFile::variable(std::string_view name, column::Storage storage,
                                                  int first_year, int last_year) {
    const auto found = document_->variables.find(name);
    SKJERM_CHECK(found != document_->variables.end());
    const json& entry = *found->second;
    datastore::Variable variable;
    variable.name = name;
    variable.register_id = text_in(entry, "register");
    variable.label = label_in(entry, "label_nb", "label_en");
    variable.unit_type = unit_type(text_in(entry, "unit_type"));
    variable.temporality = meaning(text_in(entry, "temporality"),
                                   Words<Temporality>{{"FIXED", Temporality::Fixed},
                                                      {"STATUS", Temporality::Status},
                                                      {"ACCUMULATED", Temporality::Accumulated},
                                                      {"EVENT", Temporality::Event}});
    variable.data_type =
        meaning(text_in(entry, "data_type"), Words<DataType>{{"LONG", DataType::Long},
                                                             {"DOUBLE", DataType::Double},
                                                             {"STRING", DataType::String},
                                                             {"DATE", DataType::Date}});
    variable.calendar =
        meaning(text_in(entry, "calendar"),
                Words<Calendar>{{"none", Calendar::None},
                                {"yearly 01-01", Calendar::YearlyJanuary1},
                                {"yearly 06-30", Calendar::YearlyJune30},
                                {"yearly 11-16", Calendar::YearlyNovember16},
                                {"yearly 12-31", Calendar::YearlyDecember31},
                                {"monthly 16", Calendar::Monthly16},
                                {"monthly last day", Calendar::MonthlyLast},
                                {"monthly first and last day", Calendar::MonthlyFirstAndLast},
                                {"calendar year", Calendar::CalendarYear},
                                {"calendar quarter", Calendar::CalendarQuarter},
                                {"calendar month", Calendar::CalendarMonth},
                                {"spell", Calendar::Spell}});
    variable.valid_from = day_in(entry, "valid_from");
    variable.valid_to = day_in(entry, "valid_to");
    const std::string format = text_in(entry, "format");
    variable.format = format == "YYYY"       ? ValueFormat::Year
                      : format == "YYYYMM"   ? ValueFormat::YearMonth
                      : format == "YYYYMMDD" ? ValueFormat::YearMonthDay
                                             : ValueFormat::Number;
    variable.measure = text_in(entry, "unit");
    if (const std::string id = text_in(entry, "id_of"); !id.empty()) variable.link = unit_type(id);

    datastore::VariableToWrite written{nullptr, storage, {}, {}};
    if (const std::string id = text_in(entry, "codelist"); !id.empty()) {
        const json& list = document_->registers.at("codelists").at(id);
        auto& known = code_lists_[id];
        if (known == nullptr) {
            auto codes = std::make_shared<datastore::DatedCodeList>();
            codes->id = id;
            codes->label = label_in(list, "nb", "en");
            for (const json& code : list.at("codes"))
                codes->codes.push_back({code.at("code").get<std::string>(),
                                        label_in(code, "nb", "en"), day_in(code, "from"),
                                        day_in(code, "to")});
            known = std::move(codes);
        }
        variable.code_list = known;
        for (const datastore::DatedCode& code : known->codes)
            written.dictionary.push_back(code.code);
        std::sort(written.dictionary.begin(), written.dictionary.end());
        SKJERM_CHECK(column::narrowest_code(written.dictionary.size()) == storage);
    }
    if (variable.temporality == Temporality::Status ||
        variable.temporality == Temporality::Accumulated) {
        written.segment_days = dates_of(variable, first_year, last_year);
        if (!written.segment_days.empty()) {
            variable.valid_from = written.segment_days.front();
            const DayNumber last = written.segment_days.back();
            variable.valid_to = variable.temporality == Temporality::Status
                                    ? last
                                    : datastore::period_end(variable.calendar, last);
        }
    }
    written.variable = std::make_shared<const datastore::Variable>(std::move(variable));
    return written;
}

}  // namespace skjerm::datagen
