// Percentiles, minimum and maximum as means of windows of neighbouring ranks, in an order with
// keyed weights: none of them is the value of one unit, and the outermost ranks are left out.
// (docs/disclosure-policy.md, "Statistics of values")
#pragma once

#include <cstdint>
#include <vector>

#include "skjerm/disclosure/policy.h"
#include "skjerm/stats/order_statistics.h"

namespace skjerm::disclosure {

/// A mean over neighbouring ranks, how far one of the values there can move it, and where it lies
/// between the lowest (0) and the highest (1) of them.
struct WindowMean {
    double mean;
    double reach;
    double inside;
};

/// `apart`: so many different values at least make up a window, where values were brought from
/// other units and several rows may have the same one of them; 0 elsewhere.
[[nodiscard]] WindowMean windowed_quantile(const Policy& policy, const stats::WeightedOrder& order,
                                           double share, double tau, std::uint64_t apart);

/// Minimum or maximum: the mean of a window around the rank from which values are clipped, which
/// lies within the tail and as many ranks on the other side of its border.
[[nodiscard]] WindowMean windowed_extreme(const Policy& policy, const stats::WeightedOrder& order,
                                          double tau, std::uint64_t apart, bool highest);

/// Ranks that quantile windows may reach, whatever the signs turn out to be: eight standard
/// deviations of the shift at the strongest weights, and the window.
[[nodiscard]] stats::RankRange likely_window(const Policy& policy, std::uint64_t count,
                                             double share);

/// An order in which all quantile windows are known; loads more where the likely ranks of `ranges`
/// were not enough.
[[nodiscard]] stats::WeightedOrder load_windows(const Policy& policy,
                                                const stats::ColumnOrder& values,
                                                stats::WeightedOrder order,
                                                std::vector<stats::RankRange> ranges, double tau,
                                                const stats::SetSigns& signs);

}  // namespace skjerm::disclosure
