// Dates from year, month and day, for date() and date_fmt().
#pragma once

#include <cstddef>
#include <cstdint>

#include "skjerm/base/date.h"
#include "skjerm/column/types.h"

namespace skjerm::expr {

inline constexpr std::int64_t kLargestYear = 999'999;

/// Days since 1970-01-01, or missing where the date does not exist or an argument is missing.
[[nodiscard]] constexpr std::int64_t day_number(std::int64_t year, std::int64_t month,
                                                std::int64_t day) {
    if (year < -kLargestYear || year > kLargestYear || month < 1 || month > 12 || day < 1 ||
        day > 31)
        return column::missing<std::int64_t>();
    const base::CivilDate date{static_cast<std::int32_t>(year), static_cast<std::int32_t>(month),
                               static_cast<std::int32_t>(day)};
    if (!base::is_valid(date)) return column::missing<std::int64_t>();
    return base::days_from_civil(date);
}

/// Whether a literal year (position 0), month (1) or day (2) can occur in any date.
[[nodiscard]] constexpr bool is_date_part(std::size_t position, double part) {
    if (position == 1) return part >= 1 && part < 13;
    if (position == 2) return part >= 1 && part < 32;
    return true;
}

}  // namespace skjerm::expr
