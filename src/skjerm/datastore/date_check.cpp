#include "skjerm/datastore/date_check.h"

#include <algorithm>
#include <span>
#include <utility>

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

/// Of a variable whose dates follow no rule: the dates or periods of its catalogue entry.
std::span<const Period> periods_of(const StoredVariable& stored) {
    if (!stored.data_version) return {};
    return stored.data_version->periods;
}

auto next_period(std::span<const Period> periods, DayNumber day) {
    return std::ranges::upper_bound(periods, day, {}, &Period::first);
}

bool has_period_at(std::span<const Period> periods, DayNumber day) {
    const auto next = next_period(periods, day);
    return next != periods.begin() && day <= std::prev(next)->last;
}

/// Place of the first date after `day`.
std::size_t next_date(const StoredVariable& stored, DayNumber day) {
    std::size_t low = 0;
    std::size_t high = date_count(stored);
    while (low < high) {
        const std::size_t middle = low + (high - low) / 2;
        if (day < date_at(stored, middle))
            high = middle;
        else
            low = middle + 1;
    }
    return low;
}

bool has_date_at(const StoredVariable& stored, DayNumber day) {
    const std::span<const Period> periods = periods_of(stored);
    if (!periods.empty()) return has_period_at(periods, day);
    const std::size_t next = next_date(stored, day);
    if (next == 0) return false;
    const DayNumber start = date_at(stored, next - 1);
    if (stored.variable->temporality == Temporality::Status) return start == day;
    return day <= period_end(stored.variable->calendar, start);
}

/// The nearest dates, or starts of periods, of a day between two of them.
std::pair<DayNumber, DayNumber> dates_around(const StoredVariable& stored, DayNumber day) {
    if (const auto periods = periods_of(stored); !periods.empty()) {
        const auto next = next_period(periods, day);
        SKJERM_CHECK(next != periods.begin() && next != periods.end());
        return {std::prev(next)->first, next->first};
    }
    const std::size_t next = next_date(stored, day);
    SKJERM_CHECK(next != 0 && next != date_count(stored));
    return {date_at(stored, next - 1), date_at(stored, next)};
}

}  // namespace

Coverage coverage_of(const StoredVariable& stored) {
    const Variable& variable = *stored.variable;
    Coverage coverage{variable.valid_from, variable.valid_to};
    const bool has_dates = variable.temporality == Temporality::Status ||
                           variable.temporality == Temporality::Accumulated;
    if (const auto periods = periods_of(stored); !periods.empty())
        return {periods.front().first, periods.back().last};
    if (!has_dates || date_count(stored) == 0) return coverage;
    const DayNumber first = date_at(stored, 0);
    const DayNumber last_start = date_at(stored, date_count(stored) - 1);
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
    if (variable.temporality != Temporality::Event && !has_date_at(stored, *day)) {
        const auto [before, after] = dates_around(stored, *day);
        return base::error(variable.temporality == Temporality::Status ? Code::NotAMeasurementDate
                                                                       : Code::NoPeriodAtDate,
                           where, {name, date(*day), date(before), date(after), calendar});
    }
    return Store::DateCheck{{day}, std::nullopt};
}

std::size_t date_place_at(const StoredVariable& stored, std::optional<DayNumber> day) {
    const Temporality temporality = stored.variable->temporality;
    if (temporality == Temporality::Fixed || has_spells(stored)) return 0;
    SKJERM_CHECK(day && has_date_at(stored, *day));
    return next_date(stored, *day) - 1;
}

}  // namespace skjerm::datastore
