// Commands of the language that parse, have help and are refused by name: they are declared here
// until they are built and move to a file of their own. By group, in the order of the manual.
#pragma once

#include <span>

#include "skjerm/command/command_spec.h"

namespace skjerm::command {

[[nodiscard]] std::span<const CommandSpec> planned_statistics();
[[nodiscard]] std::span<const CommandSpec> planned_graphics();
[[nodiscard]] std::span<const CommandSpec> planned_regression();
[[nodiscard]] std::span<const CommandSpec> planned_panel();
[[nodiscard]] std::span<const CommandSpec> planned_survival();

}  // namespace skjerm::command
