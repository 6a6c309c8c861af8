// One command, run with a net under it: the one place where exceptions end.
#pragma once

#include <string>

#include "skjerm/command/context.h"
#include "skjerm/script/ast.h"

namespace skjerm::session {

/// Canonical text on one line: the formatter breaks long commands with a backslash.
[[nodiscard]] std::string one_line(const script::Command& command);

/// Runs `command`, whose bindings have been substituted, on the context's workspace. A command that
/// is not built is refused by name; cancellation, lack of memory and broken invariants become
/// diagnostics. After a diagnostic the context is of no use.
[[nodiscard]] base::Result<command::Outcome> run_guarded(command::Context& context,
                                                         const script::Command& command);

/// `command` with its bindings substituted; `let` does that itself, for its names are symbols.
[[nodiscard]] base::Result<script::Command> substituted(const script::Command& command,
                                                        const expr::Bindings& bindings);

}  // namespace skjerm::session
