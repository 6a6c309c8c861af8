#include "skjerm/disclosure/keyed_weights.h"

#include <algorithm>
#include <cmath>

namespace skjerm::disclosure {

double weight_strength(const Policy& policy, std::uint64_t units,
                       const stats::ClippedSums& deviations) {
    double effective = 0;
    if (deviations.squares > 0) {
        const auto magnitude = static_cast<double>(deviations.magnitude);
        effective = magnitude * magnitude / static_cast<double>(deviations.squares);
    }
    return weight_strength(policy, units, effective);
}

double weight_strength(const Policy& policy, std::uint64_t units, double effective) {
    const auto all = static_cast<double>(units);
    const double deviating = effective > 0 ? std::min(all, effective) : all;
    // At least one unit deviates; rounding must not make it less.
    const double power = std::exp2(std::floor(std::log2(std::max(1.0, deviating))));
    return std::clamp(policy.weight_inflation / std::sqrt(2 * power), policy.weight_tau_min,
                      policy.weight_tau_max);
}

}  // namespace skjerm::disclosure
