#include "skjerm/disclosure/clipping.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <span>
#include <utility>
#include <variant>
#include <vector>

#include "skjerm/stats/crosstab.h"
#include "skjerm/stats/order_key.h"
#include "skjerm/stats/sampled_order.h"

namespace skjerm::disclosure {
namespace {

using base::Evidence;
using column::Column;
using stats::Crosstab;
using stats::RankRange;
using stats::Rows;
using stats::ValueScale;
using stats::WeightedOrder;

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

/// By the values that count and not by the kind of the column: one row with a fraction, or beyond
/// the integers, would else turn the clipping of all others on or off.
bool are_whole(const stats::Factor& values, const std::vector<std::size_t>& kept) {
    return std::all_of(kept.begin(), kept.end(), [&](std::size_t level) {
        const stats::LevelValue value = values.value(level);
        const auto* real = std::get_if<double>(&value);
        return real == nullptr || std::trunc(*real) == *real;
    });
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
    } else if (!kept.empty() && are_whole(values, kept)) {
        few.bounds = bounds_between(values.value(kept.front()), values.value(kept.back()));
    }
    return few;
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

}  // namespace

FewValues few_values_of(const Gate& gate, const Rows& rows, const Column& column,
                        const stats::ColumnOrder& values) {
    const std::size_t limit = countable_values(gate.policy());
    return values.may_have_few_values(limit) ? few_values(gate, rows, column) : FewValues{};
}

double midpoint(const std::array<double, 2>& two) { return two[0] + (two[1] - two[0]) / 2; }

std::uint64_t tail_ranks(const Policy& policy, std::uint64_t count) {
    const auto share =
        static_cast<std::uint64_t>(std::ceil(policy.winsor_share * static_cast<double>(count)));
    return std::min(std::max(share, policy.winsor_min_tail), (count - 1) / 2);
}

std::array<RankRange, 3> treatment_ranks(const Policy& policy, std::uint64_t count) {
    const std::uint64_t tail = tail_ranks(policy, count);
    const std::uint64_t inner = std::clamp(2 * tail, tail + 1, (count + 1) / 2) - 1;
    return {{{tail, inner}, {count - 1 - inner, count - 1 - tail}, {(count - 1) / 2, count / 2}}};
}

ClippingOrder clipping_order(const Gate& gate, const Rows& rows, const Column& column) {
    const auto ranks_of = [&](std::uint64_t count) {
        const auto ranks = treatment_ranks(gate.policy(), count);
        return std::vector<RankRange>(ranks.begin(), ranks.end());
    };
    // So many values are not few, whatever the rest is.
    auto sampled = stats::sampled_order(rows, column, ranks_of, countable_values(gate.policy()));
    if (sampled) return {*std::move(sampled), {}};
    const stats::ColumnOrder values(rows, column, stats::ColumnOrder::UnitEvidence::Skipped);
    if (values.count() == 0) return {};
    return {values.load(ranks_of(values.count()), nullptr),
            few_values_of(gate, rows, column, values)};
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

}  // namespace skjerm::disclosure
