// Groups of a table that hold everybody of a total they are part of, or almost everybody. A group
// that is its total shows the total's numbers, for the same units have the same noise; so other
// numbers would prove that somebody of the total is not in the group. Where those who are missing
// would be released as 0, the group shows the numbers of the total instead: to look at the two says
// no more than the released number of those who are missing.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "skjerm/base/evidence.h"
#include "skjerm/disclosure/count_noise.h"
#include "skjerm/disclosure/table_plan.h"

namespace skjerm::disclosure {

/// For each group the one whose numbers it shows: itself, or a total that it is almost, of which
/// the one with the most units. With more than two variables only the total of all counts. `units`:
/// evidence of each group, in which each unit counts once. `cells`: of the inner cells of which
/// `units` are gathered; empty where cells share units.
[[nodiscard]] std::vector<std::size_t> standing_for(const TablePlan& plan,
                                                    std::span<const base::Evidence> units,
                                                    std::span<const base::Evidence> cells,
                                                    const CountNoise& noise);

/// Whether `part`, which holds none but units of `whole`, is almost all of it. For sets that no
/// table divides.
[[nodiscard]] bool is_almost(const base::Evidence& whole, const base::Evidence& part,
                             const CountNoise& noise);

}  // namespace skjerm::disclosure
