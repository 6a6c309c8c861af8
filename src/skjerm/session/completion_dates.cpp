#include "skjerm/session/completion_dates.h"

#include <algorithm>

#include "skjerm/base/date.h"
#include "skjerm/datastore/calendar.h"

namespace skjerm::session {

namespace {

using base::DayNumber;
using datastore::Temporality;

constexpr std::size_t kDateLength = 10;  // of 2020-12-31
/// Of a variable whose metadata say no first or last day: dates of this time are looked at.
constexpr DayNumber kEarliest = base::days_from_civil({1900, 1, 1});
constexpr DayNumber kLatest = base::days_from_civil({2100, 12, 31});

/// The last date in the text that the variable has.
std::vector<std::string> last_used(const datastore::Store& store,
                                   const datastore::Variable& variable, std::string_view written) {
    for (std::size_t at = written.size(); at-- > 0;) {
        const std::string_view text = written.substr(at, kDateLength);
        const auto day = base::parse_iso_date(text);
        if (day && store.check_date(variable, day, {})) return {std::string(text)};
    }
    return {};
}

}  // namespace

std::vector<std::string> dates_of(const datastore::Store& store,
                                  const datastore::Variable& variable, std::string_view written) {
    if (variable.temporality == Temporality::Fixed) return {};
    if (variable.temporality == Temporality::Event) return last_used(store, variable, written);
    const bool is_period = variable.temporality == Temporality::Accumulated;
    // Which periods a list holds, the store does not tell.
    if (is_period && variable.calendar == datastore::Calendar::Listed) return {};
    const DayNumber first = std::max(variable.valid_from.value_or(kEarliest), kEarliest);
    const DayNumber last = std::min(variable.valid_to.value_or(kLatest), kLatest);
    std::vector<std::string> dates;
    for (DayNumber day = first; day <= last; ++day) {
        if (!datastore::has_day(variable.calendar, day)) continue;
        const DayNumber at = is_period ? datastore::period_end(variable.calendar, day) : day;
        if (store.check_date(variable, at, {})) dates.push_back(base::format_iso_date(at));
    }
    return dates;
}

}  // namespace skjerm::session
