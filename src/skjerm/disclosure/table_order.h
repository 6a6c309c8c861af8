// Sorting and cutting of a released table. Works on released numbers only, so the order of rows
// tells nothing that the numbers do not.
#pragma once

#include "skjerm/base/result.h"
#include "skjerm/disclosure/raw_result.h"
#include "skjerm/released/result.h"

namespace skjerm::disclosure {

/// Sorts ascending by the first measure in the column (row) of the codes, then cuts. Ties keep code
/// order; the grand total stays last; subtotals of nested rows (columns) go, since sorting takes
/// the nest apart. Hidden numbers come last, and first when the last rows are asked for, so that a
/// cut takes shown ones before them. Refuses a code that the table does not show.
[[nodiscard]] base::Status order_table(const RawTable& raw, released::Table& table);

}  // namespace skjerm::disclosure
