// Help texts built from the declarations of commands and functions: what `help` shows, what the
// program prints, what the reference manual in docs/reference/ contains.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "skjerm/command/command_spec.h"
#include "skjerm/expr/function_spec.h"

namespace skjerm::command {

/// The commands that examples run after: a dataset of persons with the variables they use.
[[nodiscard]] std::string_view example_setup();

/// Markdown: syntax, options, measures of protection, examples. `level`: of the heading.
[[nodiscard]] std::string command_help(const CommandSpec& command, base::Language language,
                                       int level = 1);
[[nodiscard]] std::string function_help(const expr::FunctionSpec& function, base::Language language,
                                        int level = 1);

/// The help of a command or of another topic (`for`, `conditions`, `textblock`); nothing for other
/// names.
[[nodiscard]] std::optional<std::string> topic_help(std::string_view name, base::Language language,
                                                    int level = 1);
/// Commands and topics with names like this one, for "did you mean".
[[nodiscard]] base::Argument near_topics(std::string_view name);
[[nodiscard]] base::Argument near_functions(std::string_view name);

/// The pages of the reference manual, all commands (functions) by group.
[[nodiscard]] std::string command_reference(base::Language language);
[[nodiscard]] std::string function_reference(base::Language language);

/// Markdown: all commands by group, one line each.
[[nodiscard]] std::string command_overview(base::Language language);
[[nodiscard]] std::string function_overview(base::Language language);
/// The operands and options of a command in one line: `tabulate var … [if condition] [, missing
/// …]`.
[[nodiscard]] std::string syntax_line(const CommandSpec& command, base::Language language);

}  // namespace skjerm::command
