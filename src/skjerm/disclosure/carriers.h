// The rule on carriers: what is shown of values that were brought from other units (a family's
// income, a firm's size), or of rows chosen or classified by such values, needs enough of these
// units behind it, and none that has more than half of the rows.
#pragma once

#include <span>
#include <vector>

#include "skjerm/column/column.h"
#include "skjerm/disclosure/gate.h"
#include "skjerm/disclosure/raw_values.h"
#include "skjerm/stats/carrier_spread.h"

namespace skjerm::disclosure {

/// For each group the spread of every carrier column; empty lists without carriers.
[[nodiscard]] std::vector<CarrierSpreads> carrier_spreads(
    const Gate& gate, const stats::GroupedRows& grouped,
    std::span<const column::ColumnPtr> carriers);

/// Judged on the released number of carriers.
[[nodiscard]] bool has_few_carriers(const CarrierSpreads& spreads, const Policy& policy,
                                    const CountNoise& noise);

}  // namespace skjerm::disclosure
