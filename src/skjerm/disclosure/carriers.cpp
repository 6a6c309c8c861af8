#include "skjerm/disclosure/carriers.h"

#include <algorithm>

namespace skjerm::disclosure {

namespace {

/// Domain of carriers that are values and not units. Stores number their domains from 0.
constexpr column::UnitDomain kValueDomain = 0xFFFE;

}  // namespace

std::vector<CarrierSpreads> carrier_spreads(const Gate& gate, const stats::GroupedRows& grouped,
                                            std::span<const column::ColumnPtr> carriers) {
    std::vector<CarrierSpreads> result(grouped.groups);
    for (const column::ColumnPtr& carrier : carriers) {
        const bool is_unit = carrier->kind() == column::Kind::Unit;
        const std::vector<stats::CarrierSpread> spreads = stats::carrier_spreads(
            grouped, *carrier, gate.unit_keys(is_unit ? carrier->domain() : kValueDomain));
        for (std::size_t group = 0; group < result.size(); ++group)
            result[group].push_back(spreads[group]);
    }
    return result;
}

bool has_few_carriers(const CarrierSpreads& spreads, const Policy& policy,
                      const CountNoise& noise) {
    return std::any_of(spreads.begin(), spreads.end(), [&](const stats::CarrierSpread& spread) {
        return noise.release(spread.carriers) < policy.carrier_min ||
               (policy.carrier_min > 0 && 2 * spread.largest > spread.rows);
    });
}

}  // namespace skjerm::disclosure
