#include "skjerm/disclosure/carriers.h"

#include <algorithm>
#include <cstdint>

#include "skjerm/base/check.h"
#include "skjerm/disclosure/rows_per_unit.h"

namespace skjerm::disclosure {

namespace {

/// Domain of carriers that are values and not units. Stores number their domains from 0.
constexpr column::UnitDomain kValueDomain = 0xFFFE;

}  // namespace

CarrierSet::CarrierSet(const Gate& gate, const stats::Rows& rows,
                       std::span<const column::ColumnPtr> carriers)
    : gate_(gate), rows_(rows) {
    SKJERM_CHECK(!carriers.empty());
    for (const column::ColumnPtr& carrier : carriers) {
        const bool is_unit = carrier->kind() == column::Kind::Unit;
        indexes_.emplace_back(rows, *carrier,
                              gate.unit_keys(is_unit ? carrier->domain() : kValueDomain));
    }
    if (indexes_.size() == 1) return;
    const stats::Crosstab everything = stats::one_cell();
    const std::vector<std::uint32_t> first{0};
    const CarrierSpreads all =
        spreads({.rows = rows, .table = everything, .group_of_cell = first, .groups = 1})[0];
    const auto fewest =
        std::min_element(all.begin(), all.end(),
                         [&](const stats::CarrierSpread& left, const stats::CarrierSpread& right) {
                             return gate.count_noise().release(left.carriers) <
                                    gate.count_noise().release(right.carriers);
                         });
    coarsest_ = static_cast<std::size_t>(fewest - all.begin());
}

std::vector<CarrierSpreads> CarrierSet::spreads(const stats::GroupedRows& grouped) const {
    std::vector<CarrierSpreads> result(grouped.groups);
    for (const stats::CarrierIndex& index : indexes_) {
        const std::vector<stats::CarrierSpread> spreads = stats::carrier_spreads(grouped, index);
        for (std::size_t group = 0; group < result.size(); ++group)
            result[group].push_back(spreads[group]);
    }
    return result;
}

stats::Rows CarrierSet::weighted_rows() const {
    stats::Rows rows = rows_;
    rows.sign_places = coarsest_index().sign_places();
    return rows;
}

std::vector<RawRows> CarrierSet::rows_of_carriers(const stats::GroupedRows& grouped,
                                                  std::span<const CarrierSpreads> spreads) const {
    SKJERM_CHECK(spreads.size() == grouped.groups);
    std::vector<stats::CarrierSpread> sets;
    for (const CarrierSpreads& spread : spreads) sets.push_back(spread[coarsest_]);
    return disclosure::rows_of_carriers(gate_, grouped, coarsest_index(), sets);
}

bool has_few_carriers(const CarrierSpreads& spreads, const Policy& policy,
                      const CountNoise& noise) {
    return std::any_of(spreads.begin(), spreads.end(), [&](const stats::CarrierSpread& spread) {
        return noise.release(spread.carriers) < policy.carrier_min ||
               (policy.carrier_min > 0 && 2 * spread.largest > spread.rows);
    });
}

}  // namespace skjerm::disclosure
