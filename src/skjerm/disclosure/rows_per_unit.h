// Numbers of rows where units have several, made ready for release: a released number of rows is
// the released number of units times their mean number of rows. That is clipped and has keyed
// weights like every statistic of values, since a number of rows is a value of the unit.
#pragma once

#include <span>
#include <vector>

#include "skjerm/base/evidence.h"
#include "skjerm/disclosure/gate.h"
#include "skjerm/disclosure/raw_values.h"
#include "skjerm/stats/carrier_spread.h"
#include "skjerm/stats/unit_rows.h"

namespace skjerm::disclosure {

/// By group; `sets`: evidence of the rows of each group. The mean is 1 where a group is empty, and
/// everywhere when no unit has several rows. The signs are keyed on the rows and not on the units
/// alone, so that a set with one row less has other weights. Clipping bounds are common to the
/// groups of one call.
[[nodiscard]] std::vector<RawRows> rows_of_units(const Gate& gate,
                                                 const stats::GroupedRows& grouped,
                                                 std::span<const base::Evidence> sets);

/// Likewise of the carriers of each group, of which `sets` are the spreads.
[[nodiscard]] std::vector<RawRows> rows_of_carriers(const Gate& gate,
                                                    const stats::GroupedRows& grouped,
                                                    const stats::CarrierIndex& carriers,
                                                    std::span<const stats::CarrierSpread> sets);

}  // namespace skjerm::disclosure
