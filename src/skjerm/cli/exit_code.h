// The exit codes of the program, and what leads to them.
#pragma once

#include "skjerm/base/diagnostic.h"
#include "skjerm/session/session.h"

namespace skjerm::cli {

enum class ExitCode : int {
    Success = 0,
    CommandFailed = 1,
    Usage = 2,
    StaticErrors = 3,
    Refused = 4,
    Datastore = 5,
    InputOutput = 6,
    ResourceLimit = 8,
    Differences = 10,
    Internal = 70,
    Interrupted = 130,
    Terminated = 143
};

[[nodiscard]] constexpr int number(ExitCode code) { return static_cast<int>(code); }

/// Of a run that ended so; `Cancelled` gives Interrupted.
[[nodiscard]] ExitCode exit_code_of(session::Ending ending);
/// Of a program that stops because of this diagnostic.
[[nodiscard]] ExitCode exit_code_of(const base::Diagnostic& diagnostic);

}  // namespace skjerm::cli
