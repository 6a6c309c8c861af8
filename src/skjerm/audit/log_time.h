// Times as the log writes them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace skjerm::audit {

/// The time of day, and one that never jumps, both in milliseconds. Tests put their own in.
struct Clock {
    std::int64_t (*wall)();    ///< since 1970, UTC
    std::int64_t (*steady)();  ///< since any moment
    [[nodiscard]] static Clock system();
};

/// Milliseconds since 1970 as "2026-11-22T18:05:00.123Z". Years 1970 to 9999.
[[nodiscard]] std::string time_text(std::int64_t milliseconds);
/// Back; nullopt for any other text.
[[nodiscard]] std::optional<std::int64_t> parse_time(std::string_view text);

}  // namespace skjerm::audit
