// The time of the ledger. It never runs backwards, and setting the clock of the machine does not
// make it run faster: between two records of one start of the machine it advances by the time since
// that start, which nobody can set; only across a restart the clock of the machine counts.
#pragma once

#include <cstdint>
#include <functional>

namespace skjerm::ledger {

/// What the machine says about now, in milliseconds.
struct Moment {
    std::int64_t wall_ms = 0;   ///< since 1970, by the clock that can be set
    std::int64_t boot_ms = 0;   ///< since the machine was started, sleep included
    std::uint64_t boot_id = 0;  ///< of that start; 0: not known
};

using Clock = std::function<Moment()>;
[[nodiscard]] Moment now();

/// A moment, and the time of the ledger then.
struct LedgerTime {
    std::int64_t ms = 0;
    Moment moment;
};

/// The time of the ledger at `moment`, when it was `before` earlier.
[[nodiscard]] LedgerTime next_time(const LedgerTime& before, const Moment& moment);

inline constexpr std::int64_t kHourMs = 3'600'000;
inline constexpr std::int64_t kDayMs = 24 * kHourMs;

}  // namespace skjerm::ledger
