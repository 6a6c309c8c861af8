#include "skjerm/disclosure/quantile_windows.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include "skjerm/disclosure/clipping.h"
#include "skjerm/disclosure/raw_values.h"

namespace skjerm::disclosure {
namespace {

using stats::RankRange;
using stats::WeightedOrder;

std::uint64_t half_window(const Policy& policy, std::uint64_t count) {
    const auto share = static_cast<std::uint64_t>(
        std::ceil(policy.quantile_window_share * static_cast<double>(count)));
    return std::max(std::clamp(share, policy.quantile_window_min, policy.quantile_window_max),
                    policy.quantile_min_values / 2);
}

/// Ranks centre - half to centre + half, moved inward so that they lie within 0..count-1 and, where
/// there are ranks enough, not among the `margin` outermost ones at either end.
RankRange inward(std::uint64_t centre, std::uint64_t half, std::uint64_t count,
                 std::uint64_t margin) {
    const std::uint64_t size = std::min(count, 2 * half + 1);
    const std::uint64_t lowest = std::min(margin, (count - size) / 2);
    const std::uint64_t first =
        std::clamp(centre > half ? centre - half : 0, lowest, count - size - lowest);
    return {first, first + size - 1};
}

/// A quantile in the keyed-weighted order: between the means of the windows around the two ranks
/// that enclose it. With windows of one rank and equal weights this is the quantile of type 7.
struct QuantileWindows {
    RankRange below;
    RankRange above;
    double fraction;
};

QuantileWindows quantile_windows(const Policy& policy, const WeightedOrder& order, double share,
                                 double tau) {
    const std::uint64_t count = order.count();
    const std::uint64_t half = half_window(policy, count);
    const WeightedOrder::Place place = order.place_of_weight(share * (order.weight(tau) - 1), tau);
    const std::uint64_t next = std::min(place.rank + 1, count - 1);
    const std::uint64_t margin = policy.winsor_min_tail;  // the extremes belong to single units
    return {inward(place.rank, half, count, margin), inward(next, half, count, margin),
            place.fraction};
}

double place_inside(const WeightedOrder& order, const RankRange& ranks, double mean) {
    const double lowest = order.value_of_key(order.key(ranks.first));
    const double highest = order.value_of_key(order.key(ranks.last));
    return highest > lowest ? std::clamp((mean - lowest) / (highest - lowest), 0.0, 1.0) : 0;
}

double reach_of(const WeightedOrder& order, const RankRange& ranks) {
    const double range =
        order.value_of_key(order.key(ranks.last)) - order.value_of_key(order.key(ranks.first));
    return range / static_cast<double>(ranks.last - ranks.first + 1);
}

WindowMean mean_of_all(const WeightedOrder& order, const RankRange& ranks) {
    const double mean = order.mean(ranks);
    return {mean, reach_of(order, ranks), place_inside(order, ranks, mean)};
}

/// The first and last rank with the value at `rank`.
RankRange run_of(const WeightedOrder& order, std::uint64_t rank) {
    const std::uint64_t key = order.key(rank);
    const auto first_not_below = [&](std::uint64_t sought) {
        std::uint64_t low = 0;
        std::uint64_t high = order.count();
        while (low < high) {
            const std::uint64_t centre = (low + high) / 2;
            if (order.key(centre) < sought)
                low = centre + 1;
            else
                high = centre;
        }
        return low;
    };
    return {first_not_below(key), first_not_below(key + 1) - 1};
}

/// The mean of a window. Where values were brought from other units (`apart` above 0), most of its
/// ranks may be of one of these: then its different values count once each, with the nearest ones
/// outside until there are `apart`. If there are no more at all, several units share them.
WindowMean window_mean(const WeightedOrder& order, RankRange ranks, std::uint64_t apart) {
    if (apart == 0) return mean_of_all(order, ranks);
    std::vector<double> values;
    RankRange reached = ranks;
    for (std::uint64_t rank = ranks.first; rank <= ranks.last;) {
        const RankRange run = run_of(order, rank);
        values.push_back(order.value(rank));
        reached = {std::min(reached.first, run.first), std::max(reached.last, run.last)};
        rank = run.last + 1;
    }
    while (values.size() < apart) {
        const bool below = reached.first > 0;
        const bool above = reached.last + 1 < order.count();
        if (!below && !above) return mean_of_all(order, ranks);
        if (below) {
            reached.first = run_of(order, reached.first - 1).first;
            values.push_back(order.value(reached.first));
        }
        if (above && values.size() < apart) {
            reached.last = run_of(order, reached.last + 1).last;
            values.push_back(order.value(reached.last));
        }
    }
    const auto count = static_cast<double>(values.size());
    const auto [lowest, highest] = std::ranges::minmax(values);
    const double mean = std::accumulate(values.begin(), values.end(), 0.0) / count;
    const double range = highest - lowest;
    return {mean, range / count, range > 0 ? (mean - lowest) / range : 0};
}

}  // namespace

WindowMean windowed_quantile(const Policy& policy, const WeightedOrder& order, double share,
                             double tau, std::uint64_t apart) {
    const QuantileWindows windows = quantile_windows(policy, order, share, tau);
    const WindowMean below = window_mean(order, windows.below, apart);
    const WindowMean above = window_mean(order, windows.above, apart);
    return {below.mean + windows.fraction * (above.mean - below.mean),
            std::max(below.reach, above.reach), below.inside};
}

WindowMean windowed_extreme(const Policy& policy, const WeightedOrder& order, double tau,
                            std::uint64_t apart, bool highest) {
    const std::uint64_t count = order.count();
    const std::uint64_t tail = tail_ranks(policy, count);
    const double share =
        count > 1 ? static_cast<double>(tail) / static_cast<double>(count - 1) : 0.0;
    const std::uint64_t centre =
        order.place_of_weight((highest ? 1 - share : share) * (order.weight(tau) - 1), tau).rank;
    const std::uint64_t near = highest ? count - 1 - std::min(centre, count - 1) : centre;
    const RankRange range = inward(near, half_window(policy, count), 2 * tail + 1, 0);
    if (!highest) return window_mean(order, range, apart);
    return window_mean(order, {count - 1 - range.last, count - 1 - range.first}, apart);
}

RankRange likely_window(const Policy& policy, std::uint64_t count, double share) {
    const auto slack = static_cast<std::uint64_t>(4 * policy.weight_tau_max *
                                                  std::sqrt(static_cast<double>(count))) +
                       2;
    const auto centre = static_cast<std::uint64_t>(share * static_cast<double>(count - 1));
    return inward(centre, half_window(policy, count) + slack, count, 0);
}

WeightedOrder load_windows(const Policy& policy, const stats::ColumnOrder& values,
                           WeightedOrder order, std::vector<RankRange> ranges, double tau,
                           const stats::SetSigns& signs) {
    while (true) {
        bool complete = true;
        for (const double share : kQuantileShares) {
            const QuantileWindows windows = quantile_windows(policy, order, share, tau);
            const RankRange both{windows.below.first, windows.above.last};
            for (std::uint64_t rank = both.first; rank <= both.last; ++rank)
                complete = complete && order.has(rank);
            ranges.push_back(both);
        }
        if (complete) return order;
        order = values.load(ranges, &signs);
    }
}

}  // namespace skjerm::disclosure
