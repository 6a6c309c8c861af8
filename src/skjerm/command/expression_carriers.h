// Carriers of values: of a variable together with the rows it stands in, and of what expressions
// make, which is the union over the variables they read.
#pragma once

#include <optional>

#include "skjerm/base/result.h"
#include "skjerm/command/context.h"
#include "skjerm/dataset/carriers.h"
#include "skjerm/expr/evaluate.h"
#include "skjerm/script/ast.h"

namespace skjerm::command {

/// Carriers of what is shown or computed of a variable: its own, and those that chose the rows.
[[nodiscard]] dataset::Carriers value_carriers(const dataset::Dataset& dataset,
                                               const dataset::Variable& variable);
/// Carriers of a bound expression over `dataset`.
[[nodiscard]] dataset::Carriers expression_carriers(const dataset::Dataset& dataset,
                                                    const expr::BoundExpression& expression);
/// Carriers of rows: those that chose them, and those of a condition where there is one.
[[nodiscard]] base::Result<dataset::Carriers> condition_carriers(
    const dataset::DatasetPtr& dataset, const std::optional<script::Expression>& condition);

}  // namespace skjerm::command
