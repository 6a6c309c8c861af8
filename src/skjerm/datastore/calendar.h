// Calendars of register variables: which period an accumulated value belongs to, and how a calendar
// is described to a user.
#pragma once

#include "skjerm/base/date.h"
#include "skjerm/base/language.h"
#include "skjerm/datastore/variable.h"

namespace skjerm::datastore {

/// Last day of the calendar year, quarter or month that begins on `start`.
[[nodiscard]] base::DayNumber period_end(Calendar calendar, base::DayNumber start);

/// Whether variables of this temporality can have this calendar.
[[nodiscard]] bool fits(Temporality temporality, Calendar calendar);

/// Whether a STATUS variable can be measured on `day`, or a period can begin on it.
[[nodiscard]] bool has_day(Calendar calendar, base::DayNumber day);

/// "1. januar hvert år", "calendar months".
[[nodiscard]] base::LocalizedText describe(Calendar calendar);

}  // namespace skjerm::datastore
