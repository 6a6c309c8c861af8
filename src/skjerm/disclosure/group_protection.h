// Statistics of groups that a command stores in the workspace instead of showing them (collapse,
// aggregate): what is computed from a group and attached to rows is a release, so it is protected
// here exactly as if it were shown. Clipped, keyed-weighted, from released counts, missing where
// too few units are behind it. Means, spreads, sums and Gini indexes keep their digits; percentiles
// and extremes are as coarse as shown ones, since their coarseness is their protection.
//
// What is returned may be stored and computed with like any data; it is still shown to nobody
// except through the gate.
#pragma once

#include <span>
#include <vector>

#include "skjerm/base/derivation.h"
#include "skjerm/column/column.h"
#include "skjerm/disclosure/gate.h"
#include "skjerm/stats/crosstab.h"
#include "skjerm/stats/group_statistics.h"
#include "skjerm/stats/rows.h"

namespace skjerm::disclosure {

struct GroupItem {
    column::ColumnPtr column;
    stats::GroupStatistic statistic = stats::GroupStatistic::Count;
    std::vector<column::ColumnPtr> carriers{};  ///< of the variable and of what groups it
    base::Derivation derivation{};              ///< of the variable
};

/// One number for each item and each cell of `groups`; NaN where it is missing. Clipping bounds
/// follow from all of `rows`. `unit_is_person`: false turns the rule on largest contributors on.
[[nodiscard]] std::vector<std::vector<double>> protect_groups(const Gate& gate,
                                                              const stats::Rows& rows,
                                                              const stats::Crosstab& groups,
                                                              std::span<const GroupItem> items,
                                                              bool unit_is_person);

}  // namespace skjerm::disclosure
