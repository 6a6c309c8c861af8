#include "datagen/check_reader.h"

#include <algorithm>
#include <charconv>

#include "datagen/fixed_math.h"
#include "datagen/generate.h"

namespace skjerm::datagen {

namespace {

using base::DayNumber;
using datastore::Calendar;

DayNumber day_in(const datastore::Variable& variable, int year, int month) {
    switch (variable.calendar) {
        case Calendar::YearlyJune30:
            return base::days_from_civil({year, 6, 30});
        case Calendar::YearlyNovember16:
            return base::days_from_civil({year, 11, 16});
        case Calendar::YearlyDecember31:
            return base::days_from_civil({year, 12, 31});
        case Calendar::MonthlyLast:
            return base::days_from_civil({year, month, base::days_in_month(year, month)});
        default:
            return base::days_from_civil({year, 1, 1});
    }
}

bool is_fixed(const datastore::Variable& variable) {
    return variable.temporality == datastore::Temporality::Fixed;
}

Values plain(const column::Column& column) {
    return column::visit(column, [](auto values) {
        Values result(values.size(), kNoValue);
        for (std::size_t at = 0; at < values.size(); ++at) {
            if (column::is_missing(values[at])) continue;
            if constexpr (std::is_same_v<std::remove_cvref_t<decltype(values[at])>, double>)
                result[at] = round_to_integer(values[at] * 100.0);
            else
                result[at] = static_cast<std::int64_t>(values[at]);
        }
        return result;
    });
}

}  // namespace

double StoreReader::scale() const { return kFullPopulation / static_cast<double>(persons_); }

datastore::VariablePtr StoreReader::variable(std::string_view name) const {
    return store_.find(name, store_.versions().back());
}

bool StoreReader::has(std::initializer_list<std::string_view> names, int year) const {
    return std::all_of(names.begin(), names.end(), [&](std::string_view name) {
        const datastore::VariablePtr found = variable(name);
        if (!found) return false;
        if (is_fixed(*found) || found->temporality == datastore::Temporality::Event) return true;
        return store_.check_date(*found, day_in(*found, year, 1), {}).ok();
    });
}

column::ColumnPtr StoreReader::read(const datastore::Variable& variable, int year, int month) {
    datastore::At at;
    if (!is_fixed(variable)) at.day = day_in(variable, year, month);
    base::Result<column::ColumnPtr> column = store_.read_all(variable, at, budget_, {});
    if (column) return *column;
    if (!failure_) failure_ = column.diagnostic();
    return nullptr;
}

Values StoreReader::values(std::string_view name, int year, int month) {
    const column::ColumnPtr column = read(*variable(name), year, month);
    return column ? plain(*column) : Values(persons_, kNoValue);
}

TextValues StoreReader::texts(std::string_view name, int year, int month) {
    const column::ColumnPtr column = read(*variable(name), year, month);
    if (!column) return {Values(persons_, kNoValue), nullptr};
    return {plain(*column), column->dictionary()};
}

Values StoreReader::codes(std::string_view name, int year, int month) {
    const TextValues texts = this->texts(name, year, month);
    Values numbers(persons_, kNoValue);
    for (std::size_t at = 0; at < persons_; ++at) {
        const std::string_view text = texts[at];
        std::int64_t number = 0;
        const auto end = std::from_chars(text.data(), text.data() + text.size(), number);
        if (!text.empty() && end.ptr == text.data() + text.size()) numbers[at] = number;
    }
    return numbers;
}

SpellRows StoreReader::spells(std::string_view name) {
    const datastore::VariablePtr variable = this->variable(name);
    const DayNumber first = variable->valid_from.value_or(base::days_from_civil({1900, 1, 1}));
    const DayNumber last = variable->valid_to.value_or(base::days_from_civil({2030, 1, 1}));
    SpellRows result;
    const auto read = store_.read_spells(*variable, first, last, budget_, {});
    if (!read) {
        if (!failure_) failure_ = read.diagnostic();
        return result;
    }
    const Values units = plain(*read->units);
    const Values values = plain(*read->values);
    const Values starts = plain(*read->starts);
    const Values stops = plain(*read->stops);
    result.dictionary = read->values->dictionary();
    result.rows.reserve(units.size());
    for (std::size_t at = 0; at < units.size(); ++at)
        result.rows.push_back(
            {static_cast<std::uint32_t>(units[at]), static_cast<DayNumber>(starts[at]),
             stops[at] == kNoValue ? INT32_MAX : static_cast<DayNumber>(stops[at]), values[at]});
    return result;
}

}  // namespace skjerm::datagen
