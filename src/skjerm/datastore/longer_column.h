// Columns written when their domain had fewer units than now: the new units have no value.
#pragma once

#include <cstddef>

#include "skjerm/base/memory_budget.h"
#include "skjerm/base/result.h"
#include "skjerm/column/column.h"

namespace skjerm::datastore {

/// `column` with missing values behind it up to `rows`; itself when it has that many. Never
/// shorter.
[[nodiscard]] base::Result<column::ColumnPtr> longer_column(column::ColumnPtr column,
                                                            std::size_t rows,
                                                            const base::MemoryBudgetPtr& budget);

}  // namespace skjerm::datastore
