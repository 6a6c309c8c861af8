// Commands that take long and may be stopped by Ctrl-C or SIGTERM.
#pragma once

#include <functional>

#include "skjerm/base/result.h"
#include "skjerm/cli/exit_code.h"
#include "skjerm/cli/program.h"

namespace skjerm::cli {

/// Does `work`, which a signal may cancel; tells what went wrong, if anything. The exit code of a
/// command that was stopped names the signal.
[[nodiscard]] ExitCode interruptible(Program& program,
                                     const std::function<base::Result<ExitCode>()>& work);

}  // namespace skjerm::cli
