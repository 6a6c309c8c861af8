// Days since 1970-01-01 in the proleptic Gregorian calendar, the only representation of dates.
// Source: Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms".
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace skjerm::base {

using DayNumber = std::int32_t;

struct CivilDate {
    std::int32_t year = 1970;
    std::int32_t month = 1;  ///< 1-12
    std::int32_t day = 1;    ///< 1-31
    friend bool operator==(CivilDate, CivilDate) = default;
};

[[nodiscard]] constexpr DayNumber days_from_civil(CivilDate date) {
    const std::int32_t year = date.year - (date.month <= 2 ? 1 : 0);
    const std::int32_t era = (year >= 0 ? year : year - 399) / 400;
    const std::int32_t year_of_era = year - era * 400;
    const std::int32_t shifted_month = date.month + (date.month > 2 ? -3 : 9);
    const std::int32_t day_of_year = (153 * shifted_month + 2) / 5 + date.day - 1;
    const std::int32_t day_of_era =
        year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return era * 146097 + day_of_era - 719468;
}

[[nodiscard]] constexpr CivilDate civil_from_days(DayNumber days) {
    const std::int64_t shifted = static_cast<std::int64_t>(days) + 719468;
    const std::int64_t era = (shifted >= 0 ? shifted : shifted - 146096) / 146097;
    const auto day_of_era = static_cast<std::int32_t>(shifted - era * 146097);
    const std::int32_t year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    const std::int32_t day_of_year =
        day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    const std::int32_t shifted_month = (5 * day_of_year + 2) / 153;
    const std::int32_t month = shifted_month + (shifted_month < 10 ? 3 : -9);
    return {static_cast<std::int32_t>(year_of_era + era * 400) + (month <= 2 ? 1 : 0), month,
            day_of_year - (153 * shifted_month + 2) / 5 + 1};
}

[[nodiscard]] constexpr bool is_leap_year(std::int32_t year) {
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

[[nodiscard]] constexpr std::int32_t days_in_month(std::int32_t year, std::int32_t month) {
    constexpr std::int32_t kDays[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return month == 2 && is_leap_year(year) ? 29 : kDays[month - 1];
}

[[nodiscard]] constexpr bool is_valid(CivilDate date) {
    return date.month >= 1 && date.month <= 12 && date.day >= 1 &&
           date.day <= days_in_month(date.year, date.month);
}

/// Monday = 1 … Sunday = 7.
[[nodiscard]] constexpr std::int32_t weekday(DayNumber days) {
    const std::int32_t from_monday = (days % 7 + 7 + 3) % 7;  // 1970-01-01 was a Thursday
    return from_monday + 1;
}

/// `YYYY-MM-DD`, years 1-9999, and nothing else; nullopt when malformed or not in the calendar.
[[nodiscard]] std::optional<DayNumber> parse_iso_date(std::string_view text);
/// `YYYY-MM-DD` for years 1-9999; other years carry a sign, as in ISO 8601 (`+12000-01-01`).
[[nodiscard]] std::string format_iso_date(DayNumber days);

}  // namespace skjerm::base
