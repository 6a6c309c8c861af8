// Times of versions and jobs as they are told.
#pragma once

#include <cstdint>
#include <string>

namespace skjerm::publish {

/// Seconds since 1970 as "2026-01-31T14:05:09", UTC.
[[nodiscard]] std::string utc_time_text(std::int64_t seconds_since_1970);

}  // namespace skjerm::publish
