// A variable as analyses see it: codes flagged as missing (recode … missing) are missing values.
#pragma once

#include "skjerm/base/memory_budget.h"
#include "skjerm/base/result.h"
#include "skjerm/dataset/variable.h"

namespace skjerm::command {

/// The variable's own column when it has no such codes.
[[nodiscard]] base::Result<column::ColumnPtr> valid_values(const dataset::Variable& variable,
                                                           const base::MemoryBudgetPtr& budget);

}  // namespace skjerm::command
