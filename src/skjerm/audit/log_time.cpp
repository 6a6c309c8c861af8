#include "skjerm/audit/log_time.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>

namespace skjerm::audit {

namespace {

using std::chrono::milliseconds;

constexpr std::string_view kShape = "0000-00-00T00:00:00.000Z";

template <class Moment>
std::int64_t milliseconds_of(Moment moment) {
    return std::chrono::duration_cast<milliseconds>(moment.time_since_epoch()).count();
}

/// The last millisecond of the year 9999.
constexpr std::int64_t kLatest = 253'402'300'799'999;

}  // namespace

Clock Clock::system() {
    return {.wall = [] { return milliseconds_of(std::chrono::system_clock::now()); },
            .steady = [] { return milliseconds_of(std::chrono::steady_clock::now()); }};
}

std::string time_text(std::int64_t since_1970) {
    const milliseconds time(std::clamp(since_1970, std::int64_t{0}, kLatest));
    const auto day = std::chrono::floor<std::chrono::days>(time);
    const std::chrono::year_month_day date{std::chrono::sys_days(day)};
    const std::chrono::hh_mm_ss of_day(time - day);
    return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z", static_cast<int>(date.year()),
                       static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                       of_day.hours().count(), of_day.minutes().count(), of_day.seconds().count(),
                       of_day.subseconds().count());
}

std::optional<std::int64_t> parse_time(std::string_view text) {
    if (text.size() != kShape.size()) return std::nullopt;
    for (std::size_t at = 0; at < text.size(); ++at) {
        const bool fits =
            kShape[at] == '0' ? text[at] >= '0' && text[at] <= '9' : text[at] == kShape[at];
        if (!fits) return std::nullopt;
    }
    const auto number = [&](std::size_t begin, std::size_t digits) {
        int value = 0;
        for (std::size_t at = begin; at < begin + digits; ++at) value = value * 10 + text[at] - '0';
        return value;
    };
    const std::chrono::year_month_day date{std::chrono::year(number(0, 4)),
                                           std::chrono::month(static_cast<unsigned>(number(5, 2))),
                                           std::chrono::day(static_cast<unsigned>(number(8, 2)))};
    if (!date.ok() || number(11, 2) > 23 || number(14, 2) > 59 || number(17, 2) > 59)
        return std::nullopt;
    const milliseconds time = std::chrono::sys_days(date).time_since_epoch() +
                              std::chrono::hours(number(11, 2)) +
                              std::chrono::minutes(number(14, 2)) +
                              std::chrono::seconds(number(17, 2)) + milliseconds(number(20, 3));
    return time.count();
}

}  // namespace skjerm::audit
