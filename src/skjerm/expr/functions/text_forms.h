// The scalar forms that string functions and binding functions share.
#pragma once

#include <span>

#include "skjerm/expr/value.h"

namespace skjerm::expr {

/// A number as text; a text as itself; missing as missing.
[[nodiscard]] Value as_text(std::span<const Value> arguments);

}  // namespace skjerm::expr
