// How strong the keyed weights of a set are. (disclosure policy, "keyed weights")
#pragma once

#include <cstdint>

#include "skjerm/disclosure/policy.h"
#include "skjerm/stats/clipped_sums.h"

namespace skjerm::disclosure {

/// tau of a set of `units` whose deviations from the median are `deviations`: from the effective
/// number of units that deviate, of which only a power of two enters.
[[nodiscard]] double weight_strength(const Policy& policy, std::uint64_t units,
                                     const stats::ClippedSums& deviations);

/// Likewise of a set of which the effective number of deviating units (or carriers) is known; 0
/// where nothing deviates.
[[nodiscard]] double weight_strength(const Policy& policy, std::uint64_t units, double effective);

}  // namespace skjerm::disclosure
