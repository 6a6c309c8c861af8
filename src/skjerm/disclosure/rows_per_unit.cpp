#include "skjerm/disclosure/rows_per_unit.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "skjerm/disclosure/keyed_weights.h"

namespace skjerm::disclosure {

namespace {

/// The value at `rank` (from 0) of a distribution.
std::uint32_t value_at(const std::vector<std::uint64_t>& distribution, std::uint64_t rank) {
    std::uint64_t below = 0;
    std::uint32_t value = 0;
    while (below + distribution[value] <= rank) below += distribution[value++];
    return value;
}

}  // namespace

std::vector<double> rows_per_unit(const Gate& gate, const stats::GroupedRows& grouped,
                                  std::span<const base::Evidence> sets) {
    std::vector<double> means(grouped.groups, 1);
    const auto repeats = [](const base::Evidence& set) { return set.rows != set.units; };
    if (std::none_of(sets.begin(), sets.end(), repeats)) return means;

    const Policy& policy = gate.policy();
    const std::vector<std::uint64_t> distribution = stats::unit_row_distribution(grouped);
    const std::uint64_t count =
        std::accumulate(distribution.begin(), distribution.end(), std::uint64_t{0});
    const auto share =
        static_cast<std::uint64_t>(std::ceil(policy.winsor_share * static_cast<double>(count)));
    const std::uint64_t tail = std::min(std::max(share, policy.winsor_min_tail), (count - 1) / 2);
    const std::uint32_t highest = value_at(distribution, count - 1 - tail);
    const std::uint32_t centre = value_at(distribution, (count - 1) / 2);

    std::vector<std::uint64_t> set_keys;
    set_keys.reserve(sets.size());
    for (const base::Evidence& set : sets) set_keys.push_back(set.key_sum);
    const std::vector<stats::SignedSums> sums =
        stats::unit_row_sums(grouped, highest, centre, set_keys, gate.keyed_signs());
    const auto scale = stats::ValueScale::integers(1, highest, centre);
    for (std::size_t group = 0; group < means.size(); ++group) {
        const double tau = weight_strength(policy, sets[group].units, sums[group].all);
        if (const auto mean = stats::weighted_moments(sums[group], tau, scale).mean)
            means[group] = *mean;
    }
    return means;
}

}  // namespace skjerm::disclosure
