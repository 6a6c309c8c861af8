// Evidence of the units of a dataset: of all of them, and of those that a condition selects and
// leaves.
//
// A unit with several rows counts once in `rows`' list of units; it is selected when one of its
// rows is, and left when one of its rows is not. A row that is a category counts as the units
// behind it.
#pragma once

#include "skjerm/base/evidence.h"
#include "skjerm/stats/rows.h"

namespace skjerm::stats {

struct SelectionEvidence {
    base::Evidence selected;
    base::Evidence rest;
};

/// Evidence of the selected rows and of the others, in one pass.
[[nodiscard]] SelectionEvidence selection_evidence(const Rows& rows);

/// Evidence of all rows, whatever is selected.
[[nodiscard]] base::Evidence population_evidence(const Rows& rows);

/// Evidence of the selected rows with a valid value in `column`.
[[nodiscard]] base::Evidence valid_evidence(const Rows& rows, const column::Column& column);

}  // namespace skjerm::stats
