// Sums of clipped values by group, for all rows of each group and for those with keyed sign +1, and
// for several ways of grouping the cells of one table at once (cells, row totals, grand total, …).
//
// What is hard is speed: signs are of the rows within one set, so each row needs a PRF block of its
// own in every way of grouping, and the sums are scattered over as many places as there are groups.
// One pass finds cell and value of a row once; the sign chooses the place to add to, instead of a
// branch or a second addition (the sums over all rows are those of both signs together).
//
// Sums are exact integers, so the bits depend neither on threads nor on row order.
// Cost: one pass; O(groups) memory per thread; bench/side_by_side, P3.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "skjerm/base/evidence.h"
#include "skjerm/column/column.h"
#include "skjerm/stats/clipped_sums.h"
#include "skjerm/stats/crosstab.h"
#include "skjerm/stats/rows.h"

namespace skjerm::stats {

/// A way of gathering cells into groups, each of which is a set with a key of its own.
struct Grouping {
    std::span<const std::uint32_t> group_of_cell;  ///< of each cell; Factor::kNone: in no group
    std::span<const std::uint64_t> set_keys;       ///< key sum of each group
};

/// Sums of the selected rows with a valid value, by grouping and group.
[[nodiscard]] std::vector<std::vector<SignedSums>> group_sums(
    const Rows& rows, const Crosstab& table, std::span<const Grouping> groupings,
    const base::KeyedSigns& signs, const column::Column& column, const ValueScale& scale);

}  // namespace skjerm::stats
