// The rows of each group side by side, for groups that are units: of the dataset itself, or those
// that a column refers to (families, firms, mothers).
//
// A unit is a small number, so nothing is hashed: rows are thrown into buckets by the leading bits
// of their unit, block by block, and each bucket is put in order by counting. Where rows already
// lie in the order of their units, nothing is moved. Groups ascend by unit; the rows of a group
// ascend.
// Cost: O(rows) time, 4 bytes a row, and 8 more while it is made.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "skjerm/column/column.h"
#include "skjerm/column/row_units.h"
#include "skjerm/stats/scratch_array.h"

namespace skjerm::stats {

class GroupOrder {
public:
    /// One group for each distinct unit of the rows.
    [[nodiscard]] static GroupOrder by_units(const column::RowUnits& units);
    /// One group for each unit that `references` (Unit32) refers to; missing is in no group.
    [[nodiscard]] static GroupOrder by_references(const column::Column& references);

    [[nodiscard]] std::size_t groups() const { return units_.size(); }
    /// Rows of the dataset, in a group or not.
    [[nodiscard]] std::size_t rows() const { return rows_; }
    /// The unit of each group, ascending.
    [[nodiscard]] std::span<const std::uint32_t> units() const { return units_; }
    [[nodiscard]] std::size_t size(std::size_t group) const {
        return starts_[group + 1] - starts_[group];
    }
    /// The row at `place` of all grouped rows; a group has the places start(group) to
    /// start(group + 1) - 1.
    [[nodiscard]] std::uint32_t row(std::size_t place) const {
        return order_.empty() ? static_cast<std::uint32_t>(place) : order_[place];
    }
    [[nodiscard]] std::size_t start(std::size_t group) const { return starts_[group]; }

    /// Calls work(first group, end of groups) on all cores for stretches of groups of about a block
    /// of rows each.
    void for_each_stretch(const std::function<void(std::size_t, std::size_t)>& work) const;

    /// The group of each row, column::kMissingRow where it is in none.
    [[nodiscard]] ScratchArray<std::uint32_t> group_of_row() const;

private:
    GroupOrder() = default;

    std::size_t rows_ = 0;
    ScratchArray<std::uint32_t> units_;
    ScratchArray<std::uint32_t> starts_;  // groups + 1
    ScratchArray<std::uint32_t> order_;   // rows by group; empty: they lie in order
};

/// Of each group, whether more than `limit` different units of `units` are behind its rows.
[[nodiscard]] std::vector<std::uint8_t> groups_of_many_units(const GroupOrder& order,
                                                             const column::RowUnits& units,
                                                             std::size_t limit);

}  // namespace skjerm::stats
