// Row-wise choice between two columns, and what a change would touch.
#pragma once

#include <cstdint>
#include <span>

#include "skjerm/base/memory_budget.h"
#include "skjerm/base/result.h"
#include "skjerm/column/column.h"

namespace skjerm::command {

/// out[i] = mask[i] == 1 ? yes[i] : no[i]. Both of one type class; integers are widened, an integer
/// meeting a float becomes float, dictionaries are united.
[[nodiscard]] base::Result<column::ColumnPtr> choose(std::span<const std::int8_t> mask,
                                                     const column::ColumnPtr& yes,
                                                     const column::ColumnPtr& no,
                                                     const base::MemoryBudgetPtr& budget);

/// 1 where the two columns differ (a missing value equals a missing value), else 0. Type classes
/// may differ: then every row with a value on either side differs.
[[nodiscard]] base::Result<column::ColumnPtr> differences(const column::Column& a,
                                                          const column::Column& b,
                                                          const base::MemoryBudgetPtr& budget);

}  // namespace skjerm::command
