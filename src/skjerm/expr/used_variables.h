// Which variables a bound expression reads.
#pragma once

#include <string>
#include <vector>

#include "skjerm/expr/evaluate.h"

namespace skjerm::expr {

/// Their names, each once, in the order of first use.
[[nodiscard]] std::vector<std::string> used_variables(const BoundExpression& expression);

}  // namespace skjerm::expr
