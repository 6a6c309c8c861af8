// The measures of one set of values, with its keyed weights and its noise, from sums and orders
// that others made over the rows.
#pragma once

#include <cstdint>

#include "skjerm/disclosure/clipping.h"
#include "skjerm/disclosure/raw_values.h"
#include "skjerm/disclosure/value_noise.h"
#include "skjerm/disclosure/value_statistics.h"
#include "skjerm/stats/clipped_sums.h"
#include "skjerm/stats/order_statistics.h"

namespace skjerm::disclosure {

/// How strong the weights of one set are: tau, and how many units (or carriers) have one.
struct Strength {
    double tau;
    std::uint64_t units;
};

/// Moments, quantiles and Gini index of one set under weights of that strength, moved by the noise
/// of this very variable. `order` is null where neither of the last two is asked for.
void fill_value(const Policy& policy, const ValueRequest& request, const Treatment& treatment,
                const stats::SignedSums& sums, const Strength& strength, const ValueNoise& noise,
                const stats::WeightedOrder* order, RawValue& value);

/// The largest share of the summed contributions that one unit has.
[[nodiscard]] double largest_share(stats::Int128 largest, const stats::ClippedSums& all,
                                   const stats::ClippedSums& plus, double tau);

}  // namespace skjerm::disclosure
