#include "skjerm/publish/utc_time.h"

#include "skjerm/base/date.h"

namespace skjerm::publish {

std::string utc_time_text(std::int64_t seconds) {
    constexpr std::int64_t kDay = 86'400;
    const auto two = [](std::int64_t number) {
        return (number < 10 ? "0" : "") + std::to_string(number);
    };
    const std::int64_t of_day = seconds % kDay;
    return base::format_iso_date(static_cast<base::DayNumber>(seconds / kDay)) + "T" +
           two(of_day / 3600) + ":" + two(of_day / 60 % 60) + ":" + two(of_day % 60);
}

}  // namespace skjerm::publish
