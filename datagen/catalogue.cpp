#include "datagen/catalogue.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "datagen/columns.h"
#include "datagen/json_fields.h"
#include "datagen/register_file.h"
#include "skjerm/base/check.h"
#include "skjerm/base/date.h"

namespace skjerm::datagen {

using base::DayNumber;
using datastore::Calendar;
using datastore::DataType;
using datastore::Temporality;
using nlohmann::json;

namespace {

std::vector<std::string> sorted_codes(const json& list) {
    std::vector<std::string> codes;
    for (const json& code : list.at("codes")) codes.push_back(code.at("code").get<std::string>());
    std::sort(codes.begin(), codes.end());
    return codes;
}

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
    const RegisterFile file;
    std::set<std::string> ids;
    for (const json& entry : file.document().at("variables"))
        ids.insert(entry.at("register").get<std::string>());
    return {ids.begin(), ids.end()};
}

Catalogue Catalogue::load(int first_year, int last_year, const RegisterIds& wanted) {
    RegisterFile file;
    const json& registers = file.document();
    Catalogue result;
    result.databank_ = registers.at("databank").get<std::string>();
    const json& lists = registers.at("codelists");
    for (const auto& list : lists.items())
        if (list.value().contains("codes"))
            result.dictionaries_[list.key()] = sorted_codes(list.value());

    result.segments_.resize(kColumnCount);
    std::size_t written_count = 0;
    for (const ColumnSpec& spec : column_specs()) {
        datastore::VariableToWrite written =
            file.variable(spec.name, spec.storage, first_year, last_year);
        const datastore::Variable& variable = *written.variable;
        if (variable.data_type == DataType::String && variable.code_list == nullptr)
            written.dictionary = plain_codes(spec.name);
        Segments& segments = result.segments_[static_cast<std::size_t>(spec.column)];
        segments.first = result.segment_count_;
        if (variable.temporality == Temporality::Fixed) {
            segments.count = 1;
        } else if (variable.temporality != Temporality::Event) {
            segments.count = written.segment_days.size();
            if (segments.count == 0) continue;
            written.as_changes = spec.kept == Kept::AsChanges;
            const auto first = base::civil_from_days(written.segment_days.front());
            segments.first_year = first.year;
            if (variable.calendar == Calendar::MonthlyLast) segments.first_month = first.month;
        }
        segments.exists = true;
        segments.variable = result.variables_.size();
        const bool is_wanted = wanted.empty() || wanted.contains(variable.register_id);
        result.written_.push_back(is_wanted ? std::optional(written_count++) : std::nullopt);
        result.segment_count_ += segments.count;
        result.variables_.push_back(std::move(written));
    }

    for (const json& code : lists.at("MUNICIPALITY").at("codes")) {
        if (code.value("special", false)) continue;
        result.municipalities_.push_back({code.at("code").get<std::string>(), text_in(code, "nb"),
                                          text_in(code, "county"), day_in(code, "from"),
                                          day_in(code, "to"), code.value("pop2024", 0.0)});
    }
    for (const json& row : lists.at("MUNICIPALITY_CHANGES").at("rows"))
        result.changes_.push_back({*day_in(row, "date"), row.at("from").get<std::string>(),
                                   row.at("to").get<std::string>()});
    return result;
}

}  // namespace skjerm::datagen
