// A draw of units: those with the smallest scores, with all their rows. Linear in rows: a histogram
// of the scores' first bits finds the bucket of the last unit drawn, and only that is sorted.
#pragma once

#include <cstdint>
#include <functional>
#include <span>

#include "skjerm/base/memory_budget.h"
#include "skjerm/base/result.h"
#include "skjerm/column/column.h"
#include "skjerm/stats/rows.h"

namespace skjerm::stats {

/// out[i] = score of the unit with key unit_keys[i].
using FillScores =
    std::function<void(std::span<const std::uint64_t> unit_keys, std::span<std::uint64_t> out)>;

/// 1 for the rows of the `units` units with the smallest scores, else 0 (Int8); all rows when there
/// are no more units. Rows of a unit stand together. Units with equal scores are drawn together.
/// `rows.selected` is not read.
[[nodiscard]] base::Result<column::ColumnPtr> draw_units(const Rows& rows, std::uint64_t units,
                                                         const FillScores& scores,
                                                         const base::MemoryBudgetPtr& budget);

}  // namespace skjerm::stats
