// How a run ended, and what a diagnostic means for it.
#pragma once

#include <cstdint>
#include <string_view>

#include "skjerm/base/diagnostic.h"

namespace skjerm::session {

/// How a run ended.
enum class Ending : std::uint8_t {
    Completed,
    StaticErrors,  ///< the script does not parse; nothing was run
    CommandFailed,
    Refused,  ///< by disclosure control
    DatastoreProblem,
    ResourceLimit,
    InputOutput,
    Cancelled,
    InternalFault
};

/// The ending that a diagnostic of this code means.
[[nodiscard]] Ending ending_of(base::Code code);

/// The ending in one word, as machines read it: "completed", "refused", …
[[nodiscard]] std::string_view word_of(Ending ending);

}  // namespace skjerm::session
