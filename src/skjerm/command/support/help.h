// Help texts built from the declarations of commands and functions: what `help` shows, what the
// program prints, what the reference manual will contain.
#pragma once

#include <string>

#include "skjerm/command/command_spec.h"
#include "skjerm/expr/function_spec.h"

namespace skjerm::command {

/// Markdown: syntax, options, measures of protection, examples.
[[nodiscard]] std::string command_help(const CommandSpec& command, base::Language language);
[[nodiscard]] std::string function_help(const expr::FunctionSpec& function,
                                        base::Language language);
/// Markdown: all commands by group, one line each.
[[nodiscard]] std::string command_overview(base::Language language);
[[nodiscard]] std::string function_overview(base::Language language);
/// The operands and options of a command in one line: `tabulate var … [if condition] [, missing
/// …]`.
[[nodiscard]] std::string syntax_line(const CommandSpec& command, base::Language language);

}  // namespace skjerm::command
