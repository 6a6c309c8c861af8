#include "skjerm/datastore/date_check.h"

#include <algorithm>

#include "skjerm/base/check.h"
#include "skjerm/base/diagnostic_codes.h"
#include "skjerm/datastore/calendar.h"

namespace skjerm::datastore {

using base::Argument;
using base::Code;
using base::DayNumber;

namespace {

Argument date(DayNumber day) { return Argument::fact(base::format_iso_date(day)); }

Argument date_or_open(std::optional<DayNumber> day) {
    return day ? date(*day) : Argument::fact(std::string_view("…"));
}

/// First segment that begins after `day`.
auto next_segment(const StoredVariable& stored, DayNumber day) {
    return std::upper_bound(
        stored.segments.begin(), stored.segments.end(), day,
        [](DayNumber wanted, const StoredSegment& segment) { return wanted < *segment.day; });
}

bool has_segment_at(const StoredVariable& stored, DayNumber day) {
    const auto next = next_segment(stored, day);
    if (next == stored.segments.begin()) return false;
    const DayNumber start = *std::prev(next)->day;
    if (stored.variable->temporality == Temporality::Status) return start == day;
    return day <= period_end(stored.variable->calendar, start);
}

}  // namespace

Coverage coverage_of(const StoredVariable& stored) {
    const Variable& variable = *stored.variable;
    Coverage coverage{variable.valid_from, variable.valid_to};
    if (stored.segments.empty() || !stored.segments.front().day) return coverage;
    const DayNumber first = *stored.segments.front().day;
    const DayNumber last_start = *stored.segments.back().day;
    const DayNumber last = variable.temporality == Temporality::Accumulated
                               ? period_end(variable.calendar, last_start)
                               : last_start;
    coverage.first = std::max(coverage.first.value_or(first), first);
    coverage.last = std::min(coverage.last.value_or(last), last);
    return coverage;
}

base::Result<Store::DateCheck> check_variable_date(const StoredVariable& stored,
                                                   std::optional<DayNumber> day, base::Span where) {
    const Variable& variable = *stored.variable;
    const Argument name = Argument::name(variable.name);
    if (variable.temporality == Temporality::Fixed) {
        if (!day) return Store::DateCheck{};
        return Store::DateCheck{{}, base::warning(Code::DateIgnored, where, {name, date(*day)})};
    }
    const Coverage coverage = coverage_of(stored);
    const Argument calendar = Argument::fact(describe(variable.calendar));
    if (!day)
        return base::error(
            Code::DateRequired, where,
            {name, date_or_open(coverage.first), date_or_open(coverage.last), calendar});
    if ((coverage.first && *day < *coverage.first) || (coverage.last && *day > *coverage.last))
        return base::error(Code::DateOutsideValidity, where,
                           {name, date(*day), date_or_open(coverage.first),
                            date_or_open(coverage.last), calendar});
    if (variable.temporality != Temporality::Event && !has_segment_at(stored, *day)) {
        const auto next = next_segment(stored, *day);
        SKJERM_CHECK(next != stored.segments.begin() && next != stored.segments.end());
        return base::error(
            variable.temporality == Temporality::Status ? Code::NotAMeasurementDate
                                                        : Code::NoPeriodAtDate,
            where, {name, date(*day), date(*std::prev(next)->day), date(*next->day), calendar});
    }
    return Store::DateCheck{{day}, std::nullopt};
}

std::size_t segment_at(const StoredVariable& stored, std::optional<DayNumber> day) {
    const Temporality temporality = stored.variable->temporality;
    if (temporality == Temporality::Fixed || temporality == Temporality::Event) return 0;
    SKJERM_CHECK(day && has_segment_at(stored, *day));
    return static_cast<std::size_t>(next_segment(stored, *day) - stored.segments.begin()) - 1;
}

}  // namespace skjerm::datastore
