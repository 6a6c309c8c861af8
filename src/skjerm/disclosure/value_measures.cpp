#include "skjerm/disclosure/value_measures.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numbers>

#include "skjerm/disclosure/quantile_windows.h"

namespace skjerm::disclosure {

void fill_value(const Policy& policy, const ValueRequest& request, const Treatment& treatment,
                const stats::SignedSums& sums, const Strength& strength, const ValueNoise& noise,
                const stats::WeightedOrder* order, RawValue& value) {
    const double tau = strength.tau;
    const double relative =
        policy.value_noise * tau /
        std::sqrt(static_cast<double>(std::max<std::uint64_t>(1, strength.units)));
    if (request.moments) {
        const stats::WeightedMoments moments = stats::weighted_moments(sums, tau, treatment.scale);
        value.mean = moments.mean;
        if (moments.variance) {
            const double spread = std::sqrt(*moments.variance);
            *value.mean += relative * spread * noise.score(Blurred::Mean);
            // As uncertain as the spread of a normal variable.
            value.standard_deviation =
                std::max(0.0, spread * (1 + relative / std::numbers::sqrt2 *
                                                noise.score(Blurred::StandardDeviation)));
        }
    }
    if (order == nullptr || order->count() == 0) return;
    const bool brought = !request.carriers.empty() && !treatment.few_values;
    const std::uint64_t apart = brought ? policy.quantile_min_values : 0;
    const auto moved = [&](const WindowMean& window, Blurred statistic, std::size_t place = 0) {
        return window.mean +
               policy.window_noise * window.reach * noise.score(statistic, place, window.inside);
    };
    if (request.quantiles)
        for (std::size_t i = 0; i < kQuantiles; ++i)
            value.quantiles[i] =
                moved(windowed_quantile(policy, *order, kQuantileShares[i], tau, apart),
                      Blurred::FirstPercentile, i);
    if (request.extremes) {
        value.lowest = moved(windowed_extreme(policy, *order, tau, apart, false), Blurred::Lowest);
        value.highest = moved(windowed_extreme(policy, *order, tau, apart, true), Blurred::Highest);
    }
    if (request.gini) {
        value.gini = order->gini(treatment.bounds.lowest, treatment.bounds.highest, tau);
        if (value.gini)
            *value.gini =
                std::clamp(*value.gini * (1 + relative * noise.score(Blurred::Gini)), 0.0, 1.0);
    }
}

double largest_share(stats::Int128 largest, const stats::ClippedSums& all,
                     const stats::ClippedSums& plus, double tau) {
    const double total = (1 - tau) * static_cast<double>(all.magnitude) +
                         2 * tau * static_cast<double>(plus.magnitude);
    return total > 0 ? static_cast<double>(largest) / total : 0;
}

}  // namespace skjerm::disclosure
