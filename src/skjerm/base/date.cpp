#include "skjerm/base/date.h"

#include <array>
#include <cstdio>

namespace skjerm::base {
namespace {

std::optional<std::int32_t> digits(std::string_view text) {
    std::int32_t number = 0;
    for (const char c : text) {
        if (c < '0' || c > '9') return std::nullopt;
        number = number * 10 + (c - '0');
    }
    return number;
}

}  // namespace

std::optional<DayNumber> parse_iso_date(std::string_view text) {
    if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
    const auto year = digits(text.substr(0, 4));
    const auto month = digits(text.substr(5, 2));
    const auto day = digits(text.substr(8, 2));
    if (!year || !month || !day || *year < 1) return std::nullopt;
    const CivilDate date{*year, *month, *day};
    if (!is_valid(date)) return std::nullopt;
    return days_from_civil(date);
}

std::string format_iso_date(DayNumber days) {
    const CivilDate date = civil_from_days(days);
    const bool plain = date.year >= 1 && date.year <= 9999;
    std::array<char, 32> buffer{};
    const int length = std::snprintf(
        buffer.data(), buffer.size(), plain ? "%04d-%02d-%02d" : "%+05d-%02d-%02d",
        static_cast<int>(date.year), static_cast<int>(date.month), static_cast<int>(date.day));
    return {buffer.data(), static_cast<std::size_t>(length)};
}

}  // namespace skjerm::base
