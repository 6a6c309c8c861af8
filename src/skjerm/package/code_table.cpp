#include "skjerm/package/code_table.h"

#include <algorithm>

namespace skjerm::package {

namespace {

constexpr auto kFirstDay = std::numeric_limits<base::DayNumber>::min();
constexpr auto kLastDay = std::numeric_limits<base::DayNumber>::max();

}  // namespace

bool CodeTable::Entry::valid_on(base::DayNumber day) const {
    return sentinel || std::any_of(periods.begin(), periods.end(), [day](const Period& period) {
               return period.from <= day && day <= period.until;
           });
}

CodeTable::CodeTable(const MeasureVariable& measure) {
    if (measure.unit_type != nullptr) {
        if (measure.unit_type->name != "KOMMUNE") return;
        for (const MunicipalityCode& code : municipality_codes())
            entry_of({.is_integer = false, .text = std::string(code.code), .number = 0})
                .periods.push_back(
                    {code.valid_from.value_or(kFirstDay), code.valid_until.value_or(kLastDay)});
        return;
    }
    if (!measure.domain.enumerated()) return;
    for (const CodeListItem& item : measure.domain.code_list)
        entry_of(item.code).periods.push_back(
            {item.valid_from, item.valid_until.value_or(kLastDay)});
    for (const SentinelItem& item : measure.domain.sentinels) entry_of(item.code).sentinel = true;
}

CodeTable::Entry& CodeTable::entry_of(const MeasureCode& code) {
    const std::size_t next = entries_.size();
    const std::size_t place = code.is_integer
                                  ? numbers_.try_emplace(code.number, next).first->second
                                  : texts_.try_emplace(code.text, next).first->second;
    if (place == next) entries_.emplace_back().text = code.text;
    return entries_[place];
}

CodeTable::Entry* CodeTable::find(std::string_view text) {
    const auto found = texts_.find(text);
    return found == texts_.end() ? nullptr : &entries_[found->second];
}

CodeTable::Entry* CodeTable::find(std::int64_t number) {
    const auto found = numbers_.find(number);
    return found == numbers_.end() ? nullptr : &entries_[found->second];
}

}  // namespace skjerm::package
