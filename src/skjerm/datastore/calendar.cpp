#include "skjerm/datastore/calendar.h"

#include "skjerm/base/check.h"

namespace skjerm::datastore {

namespace {

/// Months of one period; 0 for calendars without periods.
int months_of(Calendar calendar) {
    switch (calendar) {
        case Calendar::CalendarYear:
            return 12;
        case Calendar::CalendarQuarter:
            return 3;
        case Calendar::CalendarMonth:
            return 1;
        default:
            return 0;
    }
}

}  // namespace

base::DayNumber period_end(Calendar calendar, base::DayNumber start) {
    const int months = months_of(calendar);
    SKJERM_CHECK(months > 0);
    base::CivilDate next = base::civil_from_days(start);
    next.month += months;
    if (next.month > 12) {
        next.month -= 12;
        ++next.year;
    }
    return base::days_from_civil(next) - 1;
}

bool fits(Temporality temporality, Calendar calendar) {
    switch (temporality) {
        case Temporality::Fixed:
            return calendar == Calendar::None;
        case Temporality::Event:
            return calendar == Calendar::Spell;
        case Temporality::Accumulated:
            return months_of(calendar) > 0 || calendar == Calendar::Listed;
        case Temporality::Status:
            return calendar != Calendar::None && calendar != Calendar::Spell &&
                   months_of(calendar) == 0;
    }
    return false;
}

bool has_day(Calendar calendar, base::DayNumber day) {
    const base::CivilDate date = base::civil_from_days(day);
    const auto is = [&](int month, int day_of_month) {
        return date.month == month && date.day == day_of_month;
    };
    const bool is_first = date.day == 1;
    const bool is_last = date.day == base::days_in_month(date.year, date.month);
    switch (calendar) {
        case Calendar::None:
        case Calendar::Spell:
            return false;
        case Calendar::Listed:
            return true;
        case Calendar::YearlyJanuary1:
        case Calendar::CalendarYear:
            return is(1, 1);
        case Calendar::YearlyJune30:
            return is(6, 30);
        case Calendar::YearlyNovember16:
            return is(11, 16);
        case Calendar::YearlyDecember31:
            return is(12, 31);
        case Calendar::Monthly16:
            return date.day == 16;
        case Calendar::MonthlyLast:
            return is_last;
        case Calendar::MonthlyFirstAndLast:
            return is_first || is_last;
        case Calendar::CalendarQuarter:
            return is_first && date.month % 3 == 1;
        case Calendar::CalendarMonth:
            return is_first;
    }
    return false;
}

base::LocalizedText describe(Calendar calendar) {
    switch (calendar) {
        case Calendar::None:
            return {"uten dato", "without a date"};
        case Calendar::YearlyJanuary1:
            return {"1. januar hvert år", "on 1 January each year"};
        case Calendar::YearlyJune30:
            return {"30. juni hvert år", "on 30 June each year"};
        case Calendar::YearlyNovember16:
            return {"16. november hvert år", "on 16 November each year"};
        case Calendar::YearlyDecember31:
            return {"31. desember hvert år", "on 31 December each year"};
        case Calendar::Monthly16:
            return {"den 16. i hver måned", "on the 16th of each month"};
        case Calendar::MonthlyLast:
            return {"den siste dagen i hver måned", "on the last day of each month"};
        case Calendar::MonthlyFirstAndLast:
            return {"den første og den siste dagen i hver måned",
                    "on the first and the last day of each month"};
        case Calendar::CalendarYear:
            return {"kalenderår", "calendar years"};
        case Calendar::CalendarQuarter:
            return {"kvartaler", "calendar quarters"};
        case Calendar::CalendarMonth:
            return {"kalendermåneder", "calendar months"};
        case Calendar::Spell:
            return {"alle dager", "every day"};
        case Calendar::Listed:
            return {"på bestemte dager", "on certain days"};
    }
    return {"", ""};
}

}  // namespace skjerm::datastore
