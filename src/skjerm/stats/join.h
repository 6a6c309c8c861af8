// For each row of one dataset the row of another that has the same key.
//
// Keys that are units are looked up in an array by unit, which is never hashed and often not even
// made: where rows are all units of a domain, the unit is the row. Other keys (codes, numbers) are
// looked up in a table over their range, or by search where the range is wide.
//
// Of several source rows with one key, that of the smallest secret key of its unit is taken: which
// one that is can neither be known nor chosen.
// Cost: O(rows), and sorting where the source's keys are a column.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "skjerm/base/evidence.h"
#include "skjerm/column/column.h"
#include "skjerm/column/row_units.h"
#include "skjerm/stats/rows.h"

namespace skjerm::stats {

/// The keys of one side: the units of its rows, or a column. One of the two is null.
struct JoinKeys {
    const column::RowUnits* units = nullptr;
    const column::Column* column = nullptr;

    [[nodiscard]] column::Kind kind() const {
        return column != nullptr ? column->kind() : column::Kind::Unit;
    }
    [[nodiscard]] std::size_t size() const {
        return column != nullptr ? column->size() : units->size();
    }
};

struct Join {
    /// By target row: source row, or column::kMissingRow. Absent: every row is its own partner.
    std::optional<std::vector<std::uint32_t>> source_rows;
    /// The units of source rows whose key another source row has, and which were left out.
    base::Evidence surplus;
};

/// Both sides have units, text, or numbers (integers and reals may meet). `source_rows`: the rows
/// of the source, for the choice among several; missing keys meet nothing.
[[nodiscard]] Join join_rows(const JoinKeys& target, const JoinKeys& source,
                             const Rows& source_rows);

}  // namespace skjerm::stats
