// Carriers of variables that are made from others: the union of theirs. A carrier is a key column;
// rows with the same carrier got the same value from the same family, firm or municipality.
#pragma once

#include <span>
#include <vector>

#include "skjerm/base/memory_budget.h"
#include "skjerm/base/result.h"
#include "skjerm/column/column.h"

namespace skjerm::dataset {

using Carriers = std::vector<column::ColumnPtr>;

/// So many carrier columns a variable may have; more become one.
inline constexpr std::size_t kMostCarriers = 4;

/// Adds those of `more` that are not in `carriers`.
void unite_carriers(Carriers& carriers, const Carriers& more);

/// `carriers` as they are up to kMostCarriers, otherwise one column of integers that are equal
/// where all carriers are (and else by a chance of 2^-63).
[[nodiscard]] base::Result<Carriers> bounded_carriers(Carriers carriers,
                                                      const base::MemoryBudgetPtr& budget);

}  // namespace skjerm::dataset
