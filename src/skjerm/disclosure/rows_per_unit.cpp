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

/// Ranks (from 0) of the largest number that is not clipped, and of the median.
struct Ranks {
    std::uint64_t highest;
    std::uint64_t centre;
};
Ranks ranks_of(const Policy& policy, std::uint64_t count) {
    const auto share =
        static_cast<std::uint64_t>(std::ceil(policy.winsor_share * static_cast<double>(count)));
    const std::uint64_t tail = std::min(std::max(share, policy.winsor_min_tail), (count - 1) / 2);
    return {count - 1 - tail, (count - 1) / 2};
}

/// The number at `rank` of `numbers`, which are put in another order.
std::uint32_t number_at(std::vector<std::uint32_t>& numbers, std::uint64_t rank) {
    const auto place = numbers.begin() + static_cast<std::ptrdiff_t>(rank);
    std::nth_element(numbers.begin(), place, numbers.end());
    return *place;
}

/// Weighted means of numbers of rows; 1 where a group is empty.
std::vector<double> means_of(const Policy& policy, const std::vector<stats::SignedSums>& sums,
                             std::uint32_t highest, std::uint32_t centre) {
    const auto scale = stats::ValueScale::integers(1, highest, centre);
    std::vector<double> means;
    for (const stats::SignedSums& one : sums) {
        const double tau = weight_strength(policy, one.all.count, one.all);
        means.push_back(stats::weighted_moments(one, tau, scale).mean.value_or(1));
    }
    return means;
}

/// `with_rows` may be empty.
std::vector<RawRows> numbers_of(const std::vector<base::Evidence>& units,
                                const std::vector<double>& means,
                                const std::vector<base::Evidence>& with_rows) {
    std::vector<RawRows> numbers;
    for (std::size_t group = 0; group < units.size(); ++group)
        numbers.push_back({.units = units[group],
                           .rows_per_unit = means[group],
                           .with_rows = with_rows.empty() ? base::Evidence{} : with_rows[group]});
    return numbers;
}

std::vector<double> means_by_unit(const Gate& gate, const stats::GroupedRows& grouped,
                                  std::span<const base::Evidence> sets) {
    const auto repeats = [](const base::Evidence& set) { return set.rows != set.units; };
    if (std::none_of(sets.begin(), sets.end(), repeats))
        return std::vector<double>(grouped.groups, 1);

    const std::vector<std::uint64_t> distribution = stats::unit_row_distribution(grouped);
    const Ranks ranks = ranks_of(
        gate.policy(), std::accumulate(distribution.begin(), distribution.end(), std::uint64_t{0}));
    const std::uint32_t highest = value_at(distribution, ranks.highest);
    const std::uint32_t centre = value_at(distribution, ranks.centre);
    return means_of(gate.policy(),
                    stats::unit_row_sums(grouped, highest, centre, stats::row_key_sums(grouped),
                                         gate.keyed_signs()),
                    highest, centre);
}

std::vector<double> means_by_carrier(const Gate& gate, const stats::GroupedRows& grouped,
                                     const stats::CarrierIndex& carriers,
                                     std::span<const stats::CarrierSpread> sets) {
    std::vector<std::uint32_t> counts = stats::carrier_row_counts(grouped, carriers);
    if (counts.empty()) return std::vector<double>(grouped.groups, 1);
    const Ranks ranks = ranks_of(gate.policy(), counts.size());
    const std::uint32_t highest = number_at(counts, ranks.highest);
    const std::uint32_t centre = number_at(counts, ranks.centre);
    std::vector<std::uint64_t> set_keys;
    for (const stats::CarrierSpread& set : sets) set_keys.push_back(set.row_key_sum);
    return means_of(
        gate.policy(),
        stats::carrier_row_sums(grouped, carriers, highest, centre, set_keys, gate.keyed_signs()),
        highest, centre);
}

}  // namespace

std::vector<RawRows> rows_of_units(const Gate& gate, const stats::GroupedRows& grouped,
                                   std::span<const base::Evidence> sets) {
    // Also where each unit has one row: another set, nearly the same, may hold a unit with two.
    const bool several = grouped.rows.times != nullptr;
    return numbers_of({sets.begin(), sets.end()}, means_by_unit(gate, grouped, sets),
                      several ? stats::evidence_with_rows(grouped) : std::vector<base::Evidence>());
}

std::vector<RawRows> rows_of_carriers(const Gate& gate, const stats::GroupedRows& grouped,
                                      const stats::CarrierIndex& carriers,
                                      std::span<const stats::CarrierSpread> sets) {
    std::vector<base::Evidence> units;
    for (const stats::CarrierSpread& set : sets) units.push_back(set.carriers);
    return numbers_of(units, means_by_carrier(gate, grouped, carriers, sets),
                      stats::evidence_with_rows(grouped, carriers));
}

}  // namespace skjerm::disclosure
