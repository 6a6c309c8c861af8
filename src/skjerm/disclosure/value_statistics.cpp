#include "skjerm/disclosure/value_statistics.h"

#include <span>
#include <utility>

#include "skjerm/disclosure/clipping.h"
#include "skjerm/disclosure/keyed_weights.h"
#include "skjerm/disclosure/quantile_windows.h"
#include "skjerm/disclosure/rows_per_unit.h"
#include "skjerm/disclosure/value_measures.h"
#include "skjerm/disclosure/value_noise.h"
#include "skjerm/disclosure/yardstick.h"
#include "skjerm/stats/group_sums.h"
#include "skjerm/stats/order_statistics.h"

namespace skjerm::disclosure {
namespace {

using base::Evidence;
using column::Column;
using stats::Crosstab;
using stats::RankRange;
using stats::Rows;
using stats::WeightedOrder;

/// Where carriers take the place of units: all rows as the one group of a table.
RawVariable summarize_by_carrier(const Gate& gate, const Rows& rows, const Column& column,
                                 const ValueRequest& request, bool repeated_units) {
    Crosstab everything = stats::one_cell();
    everything.repeated_units = repeated_units;
    return summarize_groups(gate, rows, column, request, everything,
                            {.group_count = 1, .group_of_cell = {{0}}});
}

}  // namespace

RawVariable summarize_values(const Gate& gate, const Rows& rows, const Column& column,
                             const ValueRequest& request) {
    const Policy& policy = gate.policy();
    RawVariable variable;
    variable.unit_is_person = request.unit_is_person;
    RawValue& value = variable.groups.emplace_back();
    const stats::ColumnOrder values(rows, column);
    value.valid = values.valid();
    const std::uint64_t count = value.valid.rows;
    if (count == 0) return variable;
    const bool repeated_units = count != value.valid.units;
    if (!request.carriers.empty())
        return summarize_by_carrier(gate, rows, column, request, repeated_units);

    gate.note_statistics(value.valid.key_sum, request.derivation);
    const FewValues few = few_values_of(gate, rows, column, values);
    variable.two_values = few.two_values;
    const base::KeyedSigns keyed = gate.keyed_signs();
    const std::vector<std::uint32_t> first{0};
    const Crosstab everything = stats::one_cell();
    stats::GroupedRows grouped{
        .rows = rows, .table = everything, .group_of_cell = first, .groups = 1, .valid = &column};
    const std::uint64_t set_key =
        repeated_units ? stats::row_key_sums(grouped)[0] : value.valid.key_sum;
    const stats::SetSigns signs(rows, keyed, set_key);
    const auto bounds = treatment_ranks(policy, count);
    std::vector<RankRange> ranges(bounds.begin(), bounds.end());
    if (request.quantiles)
        for (const double share : kQuantileShares)
            ranges.push_back(likely_window(policy, count, share));
    if (request.gini) ranges.push_back({0, count - 1});
    WeightedOrder order = values.load(ranges, &signs);

    const Treatment treatment = treatment_of(policy, column, order, few);
    value.number = rows_of_units(gate, grouped, std::span(&value.valid, 1))[0];
    variable.yardstick = yardstick_of(request.derivation, treatment.bounds);
    const stats::SignedSums sums = stats::clipped_sums(rows, column, treatment.scale, signs);
    const double tau = weight_strength(policy, value.valid.units, sums.all);
    if (request.quantiles)
        order = load_windows(policy, values, std::move(order), std::move(ranges), tau, signs);
    fill_value(policy, request, treatment, sums, {tau, value.valid.units},
               ValueNoise(keyed, set_key, sums, request.derivation.family), &order, value);
    if (!request.unit_is_person && request.moments) {
        const stats::SignedSums magnitudes =
            stats::clipped_sums(rows, column, treatment.magnitudes, signs);
        const stats::Int128 largest =
            stats::largest_contributions(grouped, column, treatment.magnitudes)[0];
        value.largest_share = largest_share(largest, magnitudes.all, magnitudes.plus, tau);
    }
    if (few.two_values) {
        grouped.above = midpoint(*few.two_values);
        const Evidence high =
            stats::evidence_above(rows, everything, first, 1, column, grouped.above)[0];
        value.high = rows_of_units(gate, grouped, std::span(&high, 1))[0];
    }
    return variable;
}

}  // namespace skjerm::disclosure
