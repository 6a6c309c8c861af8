#include "skjerm/publish/layout.h"

#include <algorithm>

#include "skjerm/base/check.h"
#include "skjerm/datastore/calendar.h"

namespace skjerm::publish {

namespace {

using base::DayNumber;
using datastore::Calendar;
using datastore::Period;
using datastore::Temporality;

constexpr Calendar kStatusCalendars[] = {Calendar::YearlyJanuary1,     Calendar::YearlyJune30,
                                         Calendar::YearlyNovember16,   Calendar::YearlyDecember31,
                                         Calendar::Monthly16,          Calendar::MonthlyLast,
                                         Calendar::MonthlyFirstAndLast};
constexpr Calendar kPeriodCalendars[] = {Calendar::CalendarYear, Calendar::CalendarQuarter,
                                         Calendar::CalendarMonth};

Calendar status_calendar(const std::vector<DayNumber>& dates) {
    for (const Calendar calendar : kStatusCalendars)
        if (std::ranges::all_of(dates, [&](DayNumber day) { return has_day(calendar, day); }))
            return calendar;
    return Calendar::Listed;
}

Calendar period_calendar(const DateCensus& census) {
    for (const Calendar calendar : kPeriodCalendars)
        if (std::ranges::all_of(census.pairs(), [&](const auto& pair) {
                return has_day(calendar, pair.first) &&
                       period_end(calendar, pair.first) == pair.second;
            }))
            return calendar;
    return Calendar::Listed;
}

bool overlap(const DateCensus& census) {
    const DayNumber* last = nullptr;
    for (const auto& [start, stop] : census.pairs()) {
        if (last != nullptr && start <= *last) return true;
        last = &stop;
    }
    return false;
}

bool wants_segments(const DateCensus& census) {
    constexpr std::size_t kFew = 64;
    constexpr std::uint64_t kRowsEach = 1000;
    if (census.has_many_pairs()) return false;
    return census.pairs().size() <= kFew || census.rows() >= kRowsEach * census.pairs().size();
}

}  // namespace

void DateCensus::add(DayNumber start, DayNumber stop) {
    ++rows_;
    ++opened_.at(place_of_day(start));
    --opened_.at(place_of_day(stop) + 1);
    if (has_many_ || std::pair(start, stop) == last_) return;
    last_ = {start, stop};
    pairs_.insert(last_);
    if (pairs_.size() <= kMostSegments) return;
    has_many_ = true;
    pairs_.clear();
}

std::vector<DayNumber> DateCensus::dates() const {
    std::vector<DayNumber> days;
    for (const Period& period : covered())
        for (DayNumber day = period.first; day <= period.last; ++day) days.push_back(day);
    return days;
}

std::vector<Period> DateCensus::covered() const {
    std::vector<Period> periods;
    std::int64_t open = 0;
    for (std::size_t at = 0; at < opened_.size(); ++at) {
        const bool was_open = open > 0;
        open += opened_[at];
        const DayNumber day = day_at_place(at);
        if (!was_open && open > 0) periods.push_back({day, day});
        if (was_open && open == 0) periods.back().last = day - 1;
    }
    return periods;
}

std::uint32_t Layout::segment_of(DayNumber start) const {
    if (segment_days.empty()) return 0;
    const auto found = std::ranges::lower_bound(segment_days, start);
    SKJERM_CHECK(found != segment_days.end() && *found == start);
    return static_cast<std::uint32_t>(found - segment_days.begin());
}

Layout choose_layout(Temporality temporality, const DateCensus& census) {
    Layout layout;
    switch (temporality) {
        case Temporality::Fixed:
            return layout;
        case Temporality::Event:
            layout.calendar = Calendar::Spell;
            return layout;
        case Temporality::Status: {
            const std::vector<DayNumber> dates = census.dates();
            layout.as_spells = !wants_segments(census);
            layout.calendar = layout.as_spells ? Calendar::Listed : status_calendar(dates);
            if (!layout.as_spells) layout.segment_days = dates;
            if (layout.calendar == Calendar::Listed)
                for (const DayNumber date : dates) layout.periods.push_back({date, date});
            return layout;
        }
        case Temporality::Accumulated:
            layout.as_spells = !wants_segments(census) || overlap(census);
            layout.calendar = layout.as_spells ? Calendar::Listed : period_calendar(census);
            if (!layout.as_spells)
                for (const auto& [start, stop] : census.pairs())
                    layout.segment_days.push_back(start);
            if (layout.calendar != Calendar::Listed) return layout;
            if (layout.as_spells)
                layout.periods = census.covered();
            else
                for (const auto& [start, stop] : census.pairs())
                    layout.periods.push_back({start, stop});
            return layout;
    }
    base::fail_check("unreachable temporality", __FILE__, __LINE__);
}

}  // namespace skjerm::publish
