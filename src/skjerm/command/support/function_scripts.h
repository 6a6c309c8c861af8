// Commands that show a function which needs data or bindings, for help: an expression alone, as in
// the declarations of functions, cannot show it.
#pragma once

#include <span>
#include <string_view>

#include "skjerm/command/command_spec.h"

namespace skjerm::command {

/// Run after `example_setup` (help.h). Empty for most functions.
[[nodiscard]] std::span<const Example> function_scripts(std::string_view function);

}  // namespace skjerm::command
