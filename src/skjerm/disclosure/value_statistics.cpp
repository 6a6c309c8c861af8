#include "skjerm/disclosure/value_statistics.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <numbers>
#include <numeric>
#include <optional>
#include <span>
#include <utility>

#include "skjerm/base/check.h"
#include "skjerm/disclosure/carriers.h"
#include "skjerm/disclosure/keyed_weights.h"
#include "skjerm/disclosure/rows_per_unit.h"
#include "skjerm/disclosure/value_noise.h"
#include "skjerm/stats/clipped_sums.h"
#include "skjerm/stats/group_sums.h"
#include "skjerm/stats/order_key.h"
#include "skjerm/stats/order_statistics.h"

namespace skjerm::disclosure {
namespace {

using base::Evidence;
using column::Column;
using stats::Crosstab;
using stats::RankRange;
using stats::Rows;
using stats::ValueScale;
using stats::WeightedOrder;

/// Bounds to which values are clipped.
struct Bounds {
    double lowest = 0;
    double highest = 0;
    bool is_whole = false;            ///< they are values of the column
    std::int64_t lowest_integer = 0;  ///< of whole bounds of integer columns, exact
    std::int64_t highest_integer = 0;
};

/// What few distinct values change: a variable with two values is a count in disguise, and an
/// integer variable with few values keeps all that enough units have.
struct FewValues {
    std::optional<std::array<double, 2>> two_values;
    std::optional<Bounds> bounds;
};

double number(const stats::LevelValue& value) {
    if (const auto* integer = std::get_if<std::int64_t>(&value))
        return static_cast<double>(*integer);
    return std::get<double>(value);
}

Bounds bounds_between(const stats::LevelValue& lowest, const stats::LevelValue& highest) {
    Bounds bounds{number(lowest), number(highest), true};
    if (const auto* integer = std::get_if<std::int64_t>(&lowest)) {
        bounds.lowest_integer = *integer;
        bounds.highest_integer = std::get<std::int64_t>(highest);
    }
    return bounds;
}

/// Fewer released units than this may lie outside the values that occur often enough, for a
/// variable to count as one with few values.
std::uint64_t stray_limit(const Policy& policy) {
    return std::max<std::uint64_t>(1, policy.min_affected);
}

/// Whether a value, from its released count, is one of those that decide how all are clipped. The
/// limit is that of labels which only the data know: a released count of 5 or 6 may stand for a
/// single unit, whose value would then escape clipping, or be one value too many to be few.
bool decides(const Policy& policy, std::uint64_t released) {
    return released > 0 && released >= policy.label_min;
}

/// How many values to count before a variable is taken to have many. Sharp enough that this limit
/// on the true number decides nothing, so one value more or less cannot be found out: a variable
/// with few values has at most the policy's number of them, and besides these at most as many as
/// there are stray units, of which a released count below the limit allows that many more.
std::size_t countable_values(const Policy& policy) {
    return std::max<std::size_t>(2, policy.winsor_few_values) + stray_limit(policy) + kNoiseBound;
}

/// Decided on released counts of each value among the selected rows.
FewValues few_values(const Gate& gate, const Rows& rows, const Column& column) {
    const Policy& policy = gate.policy();
    // The column is borrowed for the time of the call.
    const stats::FactorSpec spec{column::ColumnPtr(column::ColumnPtr{}, &column)};
    const auto counted =
        stats::count_crosstab(rows, std::span(&spec, 1), {.max_levels = countable_values(policy)});
    const auto* table = std::get_if<Crosstab>(&counted);
    if (table == nullptr) return {};

    std::vector<std::size_t> kept;
    Evidence strays;
    for (std::size_t level = 0; level < table->cells.size(); ++level) {
        if (decides(policy, gate.count_noise().release(table->cells[level])))
            kept.push_back(level);
        else
            strays.merge(table->cells[level]);
    }
    if (kept.size() > std::max<std::size_t>(2, policy.winsor_few_values)) return {};
    // A small selection of scattered values has hardly any that enough units share: not these.
    if (gate.count_noise().release(strays) >= stray_limit(policy)) return {};
    const stats::Factor& values = table->factors[0];
    FewValues few;
    if (kept.size() == 2) {
        const stats::LevelValue low = values.value(kept.front());
        const stats::LevelValue high = values.value(kept.back());
        few.two_values = {number(low), number(high)};
        few.bounds = bounds_between(low, high);
    } else if (column.kind() == column::Kind::Integer && !kept.empty()) {
        few.bounds = bounds_between(values.value(kept.front()), values.value(kept.back()));
    }
    return few;
}

/// Rank of the lowest value that is not clipped: enough units lie below it, on either side.
std::uint64_t tail_ranks(const Policy& policy, std::uint64_t count) {
    const auto share =
        static_cast<std::uint64_t>(std::ceil(policy.winsor_share * static_cast<double>(count)));
    return std::min(std::max(share, policy.winsor_min_tail), (count - 1) / 2);
}

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

/// A mean over neighbouring ranks, how far one of the values there can move it, and where it lies
/// between the lowest (0) and the highest (1) of them.
struct WindowMean {
    double mean;
    double reach;
    double inside;
};

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

WindowMean windowed_quantile(const Policy& policy, const WeightedOrder& order, double share,
                             double tau, std::uint64_t apart) {
    const QuantileWindows windows = quantile_windows(policy, order, share, tau);
    const WindowMean below = window_mean(order, windows.below, apart);
    const WindowMean above = window_mean(order, windows.above, apart);
    return {below.mean + windows.fraction * (above.mean - below.mean),
            std::max(below.reach, above.reach), below.inside};
}

/// What parts the lower of two values from the higher.
double middle(const std::array<double, 2>& two) { return two[0] + (two[1] - two[0]) / 2; }

/// Minimum or maximum: the mean of a window around the rank from which values are clipped, which
/// lies within the tail and as many ranks on the other side of its border.
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

/// The largest share of the summed contributions that one unit has.
double largest_share(stats::Int128 largest, const stats::ClippedSums& all,
                     const stats::ClippedSums& plus, double tau) {
    const double total = (1 - tau) * static_cast<double>(all.magnitude) +
                         2 * tau * static_cast<double>(plus.magnitude);
    return total > 0 ? static_cast<double>(largest) / total : 0;
}

/// Clipping bounds and centre of one variable over the selection.
struct Treatment {
    Bounds bounds;
    std::optional<std::array<double, 2>> two_values;
    bool few_values = false;                             ///< all of them of many units
    ValueScale scale = ValueScale::reals(0, 0, 0);       ///< relative to the median
    ValueScale magnitudes = ValueScale::reals(0, 0, 0);  ///< relative to 0
};

/// The ranks whose values `treatment_of` reads: those of which either bound is the mean, and the
/// median. A bound is the mean of as many values as are clipped, next to them: a single one would
/// belong to one unit, which would enter the statistics as often as values are clipped to its own.
std::array<RankRange, 3> treatment_ranks(const Policy& policy, std::uint64_t count) {
    const std::uint64_t tail = tail_ranks(policy, count);
    const std::uint64_t inner = std::clamp(2 * tail, tail + 1, (count + 1) / 2) - 1;
    return {{{tail, inner}, {count - 1 - inner, count - 1 - tail}, {(count - 1) / 2, count / 2}}};
}

/// Means of neighbouring values, but no farther from the median than some times as far as the
/// innermost of them: where hardly anybody deviates, those who do are not enough to hide in.
Bounds clipping_bounds(const Policy& policy, const WeightedOrder& order,
                       const std::array<RankRange, 3>& ranks) {
    const auto [low, high, middle] = ranks;
    const double median = order.mean(middle);
    Bounds bounds;
    bounds.lowest =
        std::max(order.mean(low), median - policy.winsor_reach * (median - order.value(low.last)));
    bounds.highest = std::min(order.mean(high),
                              median + policy.winsor_reach * (order.value(high.first) - median));
    // A bound between two integers is none, for rounding would not go through a change of unit.
    bounds.is_whole = low.first == low.last && high.first == high.last;
    if (bounds.is_whole) {
        bounds.lowest_integer = stats::integer_of_key(order.key(low.first));
        bounds.highest_integer = stats::integer_of_key(order.key(high.first));
    }
    return bounds;
}

Treatment treatment_of(const Policy& policy, const Column& column, const WeightedOrder& order,
                       const FewValues& few) {
    const auto ranks = treatment_ranks(policy, order.count());
    Treatment treatment;
    treatment.two_values = few.two_values;
    Bounds& bounds = treatment.bounds;
    treatment.few_values = few.bounds.has_value();
    bounds = few.bounds ? *few.bounds : clipping_bounds(policy, order, ranks);
    if (column.kind() == column::Kind::Integer && bounds.is_whole) {
        // Without overflow, and rounded the same way for every pair.
        const std::int64_t below = stats::integer_of_key(order.key(ranks[2].first));
        const std::int64_t above = stats::integer_of_key(order.key(ranks[2].last));
        const std::int64_t median = (below & above) + ((below ^ above) >> 1);
        treatment.scale =
            ValueScale::integers(bounds.lowest_integer, bounds.highest_integer, median);
        treatment.magnitudes =
            ValueScale::integers(bounds.lowest_integer, bounds.highest_integer, 0);
    } else {
        treatment.scale = ValueScale::reals(bounds.lowest, bounds.highest, order.mean(ranks[2]));
        treatment.magnitudes = ValueScale::reals(bounds.lowest, bounds.highest, 0);
    }
    return treatment;
}

/// How strong the weights of one set are: tau, and how many units (or carriers) have one.
struct Strength {
    double tau;
    std::uint64_t units;
};

/// Moments, quantiles and Gini index of one set under weights of that strength, moved by the noise
/// of this very variable. `order` is null where neither of the last two is asked for.
void fill_value(const Policy& policy, const ValueRequest& request, const Treatment& treatment,
                const stats::SignedSums& sums, const Strength& strength, const ValueNoise& noise,
                const WeightedOrder* order, RawValue& value) {
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

/// Ranks that quantile windows may reach, whatever the signs turn out to be: eight standard
/// deviations of the shift at the strongest weights, and the window.
RankRange likely_window(const Policy& policy, std::uint64_t count, double share) {
    const auto slack = static_cast<std::uint64_t>(4 * policy.weight_tau_max *
                                                  std::sqrt(static_cast<double>(count))) +
                       2;
    const auto centre = static_cast<std::uint64_t>(share * static_cast<double>(count - 1));
    return inward(centre, half_window(policy, count) + slack, count, 0);
}

/// An order in which all quantile windows are known; loads more where the likely ranks of `ranges`
/// were not enough.
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

/// One variable by the groups of all layers.
class GroupSummary {
public:
    GroupSummary(const Gate& gate, const Rows& rows, const Column& column,
                 const ValueRequest& request, const Crosstab& table, const GroupPlan& plan,
                 const Treatment& treatment)
        : gate_(gate),
          rows_(rows),
          column_(column),
          request_(request),
          table_(table),
          treatment_(treatment),
          signs_(gate.keyed_signs()) {
        if (!request.carriers.empty()) {
            carriers_.emplace(gate, rows, request.carriers);
            weighted_rows_ = carriers_->weighted_rows();
        }
        const std::vector<Evidence> cells = valid_cells();
        for (const std::vector<std::uint32_t>& group_of_cell : plan.group_of_cell)
            layers_.push_back(make_layer(group_of_cell, plan.group_count, cells));
    }

    void fill(std::vector<RawValue>& values) const {
        const auto sums = group_sums(treatment_.scale);
        std::vector<std::vector<double>> strengths;
        for (std::size_t at = 0; at < layers_.size(); ++at) {
            const Layer& layer = layers_[at];
            strengths.push_back(strengths_of(layer, sums[at]));
            std::vector<WeightedOrder> orders;
            if (request_.quantiles || request_.gini || request_.extremes) orders = orders_of(layer);
            for (std::size_t group = 0; group < layer.groups.size(); ++group) {
                RawValue& value = values[layer.groups[group]];
                value.valid = layer.valid[group];
                fill_value(gate_.policy(), request_, treatment_, sums[at][group],
                           {strengths[at][group], bearers(layer, group)},
                           ValueNoise(signs_, layer.set_keys[group], sums[at][group]),
                           orders.empty() ? nullptr : &orders[group], value);
            }
            fill_numbers(layer, values);
            if (treatment_.two_values) fill_high(layer, values);
        }
        if (!request_.unit_is_person && request_.moments) fill_largest_shares(strengths, values);
    }

private:
    /// Cells of one way in which cells count, under group numbers of their own.
    struct Layer {
        std::vector<std::uint32_t> group_of_cell;
        std::vector<std::uint32_t> groups;    ///< own number → number in the plan
        std::vector<Evidence> valid;          ///< of each group
        std::vector<CarrierSpreads> spreads;  ///< of each group, where there are carriers
        std::vector<std::uint64_t> set_keys;
    };
    using Sums = std::vector<std::vector<stats::SignedSums>>;

    /// Evidence of the valid values in each cell.
    std::vector<Evidence> valid_cells() const {
        // A table that counts rows with a valid value of this column alone has it already.
        const bool counted =
            table_.valid_in_any.size() == 1 && table_.valid_in_any[0].get() == &column_;
        if (counted) return table_.cells;
        std::vector<std::uint32_t> itself(table_.cells.size());
        std::iota(itself.begin(), itself.end(), 0U);
        return evidence_of_valid(itself, itself.size());
    }

    /// How many units, or carriers in their place, have a weight in a group.
    std::uint64_t bearers(const Layer& layer, std::size_t group) const {
        return carriers_ ? layer.spreads[group][carriers_->coarsest()].carriers.units
                         : layer.valid[group].units;
    }

    /// How strong the weights of each group are.
    std::vector<double> strengths_of(const Layer& layer,
                                     const std::vector<stats::SignedSums>& sums) const {
        std::vector<double> strengths;
        if (!carriers_) {
            for (std::size_t group = 0; group < sums.size(); ++group)
                strengths.push_back(
                    weight_strength(gate_.policy(), layer.valid[group].units, sums[group].all));
            return strengths;
        }
        std::vector<stats::Int128> magnitudes;
        for (const stats::SignedSums& one : sums) magnitudes.push_back(one.all.magnitude);
        const std::vector<double> effective =
            stats::effective_carriers(grouped_rows(layer), carriers_->coarsest_index(), column_,
                                      treatment_.scale, magnitudes);
        for (std::size_t group = 0; group < sums.size(); ++group)
            strengths.push_back(weight_strength(
                gate_.policy(), layer.spreads[group][carriers_->coarsest()].carriers.units,
                effective[group]));
        return strengths;
    }

    void fill_numbers(const Layer& layer, std::vector<RawValue>& values) const {
        const stats::GroupedRows grouped = grouped_rows(layer);
        const std::vector<RawRows> numbers = numbers_of(grouped, layer.valid, layer.spreads);
        for (std::size_t group = 0; group < numbers.size(); ++group) {
            RawValue& value = values[layer.groups[group]];
            value.number = numbers[group];
            if (carriers_) value.carriers = layer.spreads[group];
        }
    }

    std::vector<RawRows> numbers_of(const stats::GroupedRows& grouped,
                                    std::span<const Evidence> sets,
                                    std::span<const CarrierSpreads> spreads) const {
        if (carriers_) return carriers_->rows_of_carriers(grouped, spreads);
        const std::vector<double> means = rows_per_unit(gate_, grouped, sets);
        std::vector<RawRows> numbers;
        for (std::size_t group = 0; group < means.size(); ++group)
            numbers.push_back({sets[group], means[group]});
        return numbers;
    }

    stats::GroupedRows grouped_rows(const Layer& layer) const {
        return {.rows = rows_,
                .table = table_,
                .group_of_cell = layer.group_of_cell,
                .groups = layer.groups.size(),
                .valid = &column_};
    }

    std::vector<Evidence> evidence_of_valid(std::span<const std::uint32_t> group_of_cell,
                                            std::size_t groups) const {
        return stats::evidence_above(rows_, table_, group_of_cell, groups, column_,
                                     -std::numeric_limits<double>::infinity());
    }

    Layer make_layer(std::span<const std::uint32_t> group_of_cell, std::size_t group_count,
                     std::span<const Evidence> cells) const {
        Layer layer;
        std::vector<std::uint32_t> own(group_count, GroupPlan::kNone);
        for (const std::uint32_t group : group_of_cell) {
            std::uint32_t number = GroupPlan::kNone;
            if (group != GroupPlan::kNone) {
                if (own[group] == GroupPlan::kNone) {
                    own[group] = static_cast<std::uint32_t>(layer.groups.size());
                    layer.groups.push_back(group);
                }
                number = own[group];
            }
            layer.group_of_cell.push_back(number);
        }
        if (table_.repeated_units) {
            layer.valid = evidence_of_valid(layer.group_of_cell, layer.groups.size());
        } else {
            layer.valid.resize(layer.groups.size());
            for (std::size_t cell = 0; cell < cells.size(); ++cell)
                if (layer.group_of_cell[cell] != GroupPlan::kNone)
                    layer.valid[layer.group_of_cell[cell]].merge(cells[cell]);
        }
        if (carriers_) {
            layer.spreads = carriers_->spreads(grouped_rows(layer));
            for (const CarrierSpreads& spreads : layer.spreads)
                layer.set_keys.push_back(spreads[carriers_->coarsest()].row_key_sum);
        } else if (table_.repeated_units) {
            layer.set_keys = stats::row_key_sums(grouped_rows(layer));
        } else {
            for (const Evidence& one : layer.valid) layer.set_keys.push_back(one.key_sum);
        }
        return layer;
    }

    Sums group_sums(const ValueScale& scale) const {
        std::vector<stats::Grouping> groupings;
        for (const Layer& layer : layers_)
            groupings.push_back({layer.group_of_cell, layer.set_keys});
        return stats::group_sums(weighted_rows_, table_, groupings, signs_, column_, scale);
    }

    std::vector<WeightedOrder> orders_of(const Layer& layer) const {
        std::vector<std::uint64_t> sizes;
        for (const Evidence& one : layer.valid) sizes.push_back(one.rows);
        return stats::order_groups(weighted_rows_, table_, layer.group_of_cell, sizes,
                                   layer.set_keys, signs_, column_);
    }

    void fill_largest_shares(const std::vector<std::vector<double>>& strengths,
                             std::vector<RawValue>& values) const {
        const Sums magnitudes = group_sums(treatment_.magnitudes);
        for (std::size_t at = 0; at < layers_.size(); ++at) {
            const Layer& layer = layers_[at];
            const std::vector<stats::Int128> largest = largest_of(layer);
            for (std::size_t group = 0; group < layer.groups.size(); ++group) {
                RawValue& value = values[layer.groups[group]];
                const stats::SignedSums& sums = magnitudes[at][group];
                value.largest_share =
                    largest_share(largest[group], sums.all, sums.plus, strengths[at][group]);
            }
        }
    }

    /// By group, the largest contribution of one unit.
    std::vector<stats::Int128> largest_of(const Layer& layer) const {
        return stats::largest_contributions(grouped_rows(layer), column_, treatment_.magnitudes);
    }

    void fill_high(const Layer& layer, std::vector<RawValue>& values) const {
        const double between = middle(*treatment_.two_values);
        const std::vector<Evidence> high = stats::evidence_above(
            rows_, table_, layer.group_of_cell, layer.groups.size(), column_, between);
        stats::GroupedRows grouped = grouped_rows(layer);
        grouped.above = between;
        const std::vector<CarrierSpreads> spreads =
            carriers_ ? carriers_->spreads(grouped) : std::vector<CarrierSpreads>();
        const std::vector<RawRows> numbers = numbers_of(grouped, high, spreads);
        for (std::size_t group = 0; group < layer.groups.size(); ++group)
            values[layer.groups[group]].high = numbers[group];
    }

    const Gate& gate_;
    const Rows& rows_;
    const Column& column_;
    const ValueRequest& request_;
    const Crosstab& table_;
    const Treatment& treatment_;
    base::KeyedSigns signs_;
    std::optional<CarrierSet> carriers_;
    Rows weighted_rows_ = rows_;  ///< with signs by carrier, where there are any
    std::vector<Layer> layers_;
};

FewValues few_values_of(const Gate& gate, const Rows& rows, const Column& column,
                        const stats::ColumnOrder& values) {
    const std::size_t limit = countable_values(gate.policy());
    return values.may_have_few_values(limit) ? few_values(gate, rows, column) : FewValues{};
}

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
    const stats::SignedSums sums = stats::clipped_sums(rows, column, treatment.scale, signs);
    const double tau = weight_strength(policy, value.valid.units, sums.all);
    if (request.quantiles)
        order = load_windows(policy, values, std::move(order), std::move(ranges), tau, signs);
    fill_value(policy, request, treatment, sums, {tau, value.valid.units},
               ValueNoise(keyed, set_key, sums), &order, value);
    if (!request.unit_is_person && request.moments) {
        const stats::SignedSums magnitudes =
            stats::clipped_sums(rows, column, treatment.magnitudes, signs);
        const stats::Int128 largest =
            stats::largest_contributions(grouped, column, treatment.magnitudes)[0];
        value.largest_share = largest_share(largest, magnitudes.all, magnitudes.plus, tau);
    }
    value.number = {value.valid, rows_per_unit(gate, grouped, std::span(&value.valid, 1))[0]};
    if (few.two_values) {
        grouped.above = middle(*few.two_values);
        const Evidence high =
            stats::evidence_above(rows, everything, first, 1, column, grouped.above)[0];
        value.high = {high, rows_per_unit(gate, grouped, std::span(&high, 1))[0]};
    }
    return variable;
}

RawVariable summarize_groups(const Gate& gate, const Rows& rows, const Column& column,
                             const ValueRequest& request, const Crosstab& table,
                             const GroupPlan& plan) {
    RawVariable variable;
    variable.unit_is_person = request.unit_is_person;
    variable.groups.resize(plan.group_count);
    const stats::ColumnOrder values(rows, column, stats::ColumnOrder::UnitEvidence::Skipped);
    const std::uint64_t count = values.count();
    if (count == 0) return variable;

    const FewValues few = few_values_of(gate, rows, column, values);
    variable.two_values = few.two_values;
    const WeightedOrder order = values.load(treatment_ranks(gate.policy(), count), nullptr);
    const Treatment treatment = treatment_of(gate.policy(), column, order, few);
    for (const std::vector<std::uint32_t>& group_of_cell : plan.group_of_cell)
        SKJERM_CHECK(group_of_cell.size() == table.cells.size());
    GroupSummary(gate, rows, column, request, table, plan, treatment).fill(variable.groups);
    return variable;
}

}  // namespace skjerm::disclosure
