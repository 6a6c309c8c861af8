// All commands of the language, in the order of the manual.
#pragma once

#include <span>
#include <string_view>

#include "skjerm/command/command_spec.h"
#include "skjerm/script/syntax.h"

namespace skjerm::command {

[[nodiscard]] std::span<const CommandSpec* const> commands();
/// Null when there is none of that name.
[[nodiscard]] const CommandSpec* find_command(std::string_view name);
/// The grammar that the parser works with.
[[nodiscard]] const script::Grammar& grammar();

}  // namespace skjerm::command
