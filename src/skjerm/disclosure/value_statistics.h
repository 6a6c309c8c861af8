// Value statistics of one numeric variable, made ready for the gate: extremes clipped to bounds
// taken over the whole selection, keyed weights for every group, quantiles averaged over windows of
// ranks. Nothing is released here; the gate decides what of it may be seen and how many digits.
//
// Every group (cell, row total, grand total, …) is a set of its own with weights of its own: no
// statistic is added up from smaller groups. The number of passes over the rows is fixed by the
// request, not by the data.
#pragma once

#include <vector>

#include "skjerm/base/derivation.h"
#include "skjerm/column/column.h"
#include "skjerm/disclosure/gate.h"
#include "skjerm/disclosure/raw_values.h"
#include "skjerm/stats/crosstab.h"
#include "skjerm/stats/rows.h"

namespace skjerm::disclosure {

/// Which statistics a command shows.
struct ValueRequest {
    bool moments = true;  ///< mean, standard deviation, sum
    bool quantiles = false;
    bool gini = false;
    bool extremes = false;  ///< minimum and maximum, windows in the tails; of groups only
    /// False: the share of the largest contributor is found too (businesses, vehicles, …).
    bool unit_is_person = true;
    /// Of the variable and of what chose or classified the rows: their weights are the carriers'.
    std::vector<column::ColumnPtr> carriers{};
    base::Derivation derivation{};  ///< of the values
};

/// The statistics of `column` over all selected rows, as one group. Name and label stay empty.
[[nodiscard]] RawVariable summarize_values(const Gate& gate, const stats::Rows& rows,
                                           const column::Column& column,
                                           const ValueRequest& request);

/// Likewise in every group of a table. `plan.group_of_cell` refers to the cells of `table`;
/// clipping bounds follow from all selected rows, also those that the table leaves out.
[[nodiscard]] RawVariable summarize_groups(const Gate& gate, const stats::Rows& rows,
                                           const column::Column& column,
                                           const ValueRequest& request,
                                           const stats::Crosstab& table, const GroupPlan& plan);

}  // namespace skjerm::disclosure
