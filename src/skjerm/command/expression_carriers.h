// Carriers of what expressions make: the union over the variables they read.
#pragma once

#include <optional>

#include "skjerm/base/result.h"
#include "skjerm/command/context.h"
#include "skjerm/dataset/carriers.h"
#include "skjerm/expr/evaluate.h"
#include "skjerm/script/ast.h"

namespace skjerm::command {

/// Carriers of a bound expression over `dataset`.
[[nodiscard]] dataset::Carriers expression_carriers(const dataset::Dataset& dataset,
                                                    const expr::BoundExpression& expression);
/// Carriers of a condition; none without one.
[[nodiscard]] base::Result<dataset::Carriers> condition_carriers(
    const dataset::DatasetPtr& dataset, const std::optional<script::Expression>& condition);

}  // namespace skjerm::command
