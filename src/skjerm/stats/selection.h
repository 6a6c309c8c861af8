// Evidence of the units of a dataset: of all of them, and of those that a condition selects and
// leaves.
//
// A unit with several rows counts once on a side: it is selected when one of its rows is, and left
// when one of its rows is not. So decisions about the units of a panel are those about the same
// units in a cross-section. A row that is a category counts as the units behind it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "skjerm/base/evidence.h"
#include "skjerm/stats/rows.h"

namespace skjerm::stats {

struct SelectionEvidence {
    base::Evidence selected;
    base::Evidence rest;
};

/// Evidence of the selected rows and of the others, in one pass.
[[nodiscard]] SelectionEvidence selection_evidence(const Rows& rows);

/// Writes the class of the rows from `begin` on: 0 … classes - 1, or `classes` for none.
using FillClasses = std::function<void(std::size_t begin, std::span<std::uint32_t> out)>;

/// For each of `classes` disjoint classes: evidence of its rows and of all others, in one pass (one
/// more for each class where units have several rows). `rows.selected` is not read.
[[nodiscard]] std::vector<SelectionEvidence> class_evidence(const Rows& rows, std::size_t classes,
                                                            const FillClasses& fill);

/// Evidence of all rows, whatever is selected.
[[nodiscard]] base::Evidence population_evidence(const Rows& rows);

/// Evidence of the selected rows with a valid value in
/// `column`.
[[nodiscard]] base::Evidence valid_evidence(const Rows& rows, const column::Column& column);

}  // namespace skjerm::stats
