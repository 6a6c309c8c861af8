// The cut points of quantile(x, k) for expressions, with the gate's say: groups that would be too
// small give no cut points, and the result is missing.
#pragma once

#include "skjerm/command/population.h"
#include "skjerm/expr/evaluate.h"

namespace skjerm::command {

/// `view` must outlive the returned function.
[[nodiscard]] expr::QuantileCuts quantile_cuts(const Context& context, const View& view);

}  // namespace skjerm::command
