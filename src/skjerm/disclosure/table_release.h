// Turns a raw table into one that may be shown: counts with noise, percentages and tests from
// released counts, value statistics, order of rows and columns.
#pragma once

#include "skjerm/base/result.h"
#include "skjerm/disclosure/count_noise.h"
#include "skjerm/disclosure/policy.h"
#include "skjerm/disclosure/raw_result.h"
#include "skjerm/released/result.h"

namespace skjerm::disclosure {

/// Refuses a table that is too large or has too many small cells.
[[nodiscard]] base::Result<released::Table> release_table(const RawTable& raw, const Policy& policy,
                                                          const CountNoise& noise);

/// The refusal of tables beyond the limits on levels and cells.
[[nodiscard]] base::Diagnostic too_large(const Policy& policy, base::Span where);

}  // namespace skjerm::disclosure
