// How many rows the units of a group have, where units have several (spells, panels): the released
// number of rows is made from the number of units and this mean, so that a unit with many rows is
// hidden as well as one with a single row.
//
// A unit lies in consecutive rows, so a pass over the rows sees each of them whole; blocks are
// moved to the borders between units. Everything is integers: the bits depend neither on threads
// nor on the order of rows.
#pragma once

#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "skjerm/base/evidence.h"
#include "skjerm/column/column.h"
#include "skjerm/stats/clipped_sums.h"
#include "skjerm/stats/crosstab.h"
#include "skjerm/stats/rows.h"

namespace skjerm::stats {

/// Which rows count, and in which group: cells of `table` form the groups `group_of_cell`
/// (Factor::kNone: in none); with `valid`, only rows with a value of that column that exceeds
/// `above`.
struct GroupedRows {
    const Rows& rows;
    const Crosstab& table;
    std::span<const std::uint32_t> group_of_cell;
    std::size_t groups;
    const column::Column* valid = nullptr;
    double above = -std::numeric_limits<double>::infinity();
};

/// Numbers of rows above this are counted as this.
inline constexpr std::uint32_t kMostUnitRows = 4095;

/// Entry c: how many pairs of a unit and a group have c rows. Entry 0 is 0.
[[nodiscard]] std::vector<std::uint64_t> unit_row_distribution(const GroupedRows& grouped);

/// By group, sums of q = min(rows of the unit, `highest`) - `centre` over its units; those with
/// keyed sign +1 in the set of their group apart.
[[nodiscard]] std::vector<SignedSums> unit_row_sums(const GroupedRows& grouped,
                                                    std::uint32_t highest, std::uint32_t centre,
                                                    std::span<const std::uint64_t> set_keys,
                                                    const base::KeyedSigns& signs);

/// By group, the largest sum of |q| over the rows of one unit; 0 where there are none. `column` is
/// that of `grouped.valid`.
[[nodiscard]] std::vector<Int128> largest_contributions(const GroupedRows& grouped,
                                                        const column::Column& column,
                                                        const ValueScale& scale);

/// Evidence of one unit (or carrier) together with `rows` rows that it has in a group; `row_keys`:
/// the sum of their keys. The smallest key stays that of the unit, whichever rows it has.
[[nodiscard]] base::Evidence evidence_with_rows(std::uint64_t unit_key, std::uint64_t rows,
                                                std::uint64_t row_keys);

/// By group, evidence of its units, each together with the rows that it has there. Groups of the
/// same units but other rows have nothing to do with each other then, and those that differ by the
/// rows of d units differ in at most 2 d parities.
[[nodiscard]] std::vector<base::Evidence> evidence_with_rows(const GroupedRows& grouped);

/// The key of every row: that of its unit, multiplied by a number that stands for the row's time
/// (Rows::times; 1 without).
[[nodiscard]] std::vector<std::uint64_t> keys_of_rows(const Rows& rows);

/// By group, the sum of the keys of its rows: it tells apart sets of rows that are of the same
/// units.
[[nodiscard]] std::vector<std::uint64_t> row_key_sums(const GroupedRows& grouped);

}  // namespace skjerm::stats
