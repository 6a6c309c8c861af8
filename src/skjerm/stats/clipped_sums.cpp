#include "skjerm/stats/clipped_sums.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <type_traits>
#include <utility>

#include "skjerm/base/check.h"
#include "skjerm/stats/chunk_values.h"
#include "skjerm/stats/stepped_sums.h"

namespace skjerm::stats {
namespace {

using column::Column;
using detail::ChunkValues;

/// On a scale of equal steps.
template <class T>
SignedSums sum_steps(const Rows& rows, std::span<const T> values, const IntegerSteps& steps,
                     const SetSigns& signs) {
    return base::fold_exact<detail::SignedSteps>(
               rows.count, [] { return detail::SignedSteps{}; },
               [&](detail::SignedSteps& sums, const base::Block& block) {
                   detail::SteppedChunk chunk;
                   std::array<std::uint8_t, kChunkRows> plus{};
                   for_each_chunk(block, [&](std::size_t begin, std::size_t size) {
                       chunk.fill(rows, steps, values, begin, size);
                       signs.fill(begin, std::span(plus.data(), size));
                       sums.add(chunk, plus);
                   });
               },
               [](detail::SignedSteps& into, const detail::SignedSteps& from) { into.merge(from); })
        .in_q(steps);
}

template <class T>
SignedSums sum_values(const Rows& rows, std::span<const T> values, const ValueScale& scale,
                      const SetSigns& signs) {
    return base::fold_exact<SignedSums>(
        rows.count, [] { return SignedSums{}; },
        [&](SignedSums& sums, const base::Block& block) {
            ChunkValues<std::int64_t> chunk;
            std::array<std::uint8_t, kChunkRows> plus;
            for_each_chunk(block, [&](std::size_t begin, std::size_t size) {
                chunk.fill(rows, scale, values, begin, size);
                signs.fill(begin, std::span(plus.data(), size));
                detail::add_chunk(sums, chunk, plus, size);
            });
        },
        [](SignedSums& into, const SignedSums& from) {
            into.all.merge(from.all);
            into.plus.merge(from.plus);
        });
}

/// The integer nearest to sum / count.
Int128 nearest_mean(std::uint64_t count, Int128 sum) {
    const auto n = static_cast<Int128>(count);
    Int128 nearest = sum / n;
    const Int128 rest = sum - nearest * n;
    if (2 * rest > n) ++nearest;
    if (2 * rest < -n) --nearest;
    return nearest;
}

/// Count, mean and sum of squared deviations of q - origin, nearly correctly rounded.
struct PartMoments {
    double count = 0;
    double mean = 0;
    double deviations = 0;
};

PartMoments part_moments(const ClippedSums& part, Int128 origin) {
    if (part.count == 0) return {};
    // Relative to the nearest integer to the mean, what cancels is small.
    const auto n = static_cast<Int128>(part.count);
    const Int128 nearest = nearest_mean(part.count, part.sum);
    const auto count = static_cast<double>(part.count);
    const auto sum = static_cast<double>(part.sum - nearest * n);
    const auto squares =
        static_cast<double>(part.squares - 2 * nearest * part.sum + n * nearest * nearest);
    return {count, static_cast<double>(nearest - origin) + sum / count,
            squares - sum * sum / count};
}

}  // namespace

SignedSums clipped_sums(const Rows& rows, const Column& column, const ValueScale& scale,
                        const SetSigns& signs) {
    return detail::visit_numbers(column, [&](auto values) {
        using T = std::remove_const_t<typename decltype(values)::element_type>;
        if constexpr (detail::kIsNarrowType<T>)
            if (scale.steps()) return sum_steps(rows, values, *scale.steps(), signs);
        return sum_values(rows, values, scale, signs);
    });
}

Crosstab one_cell() { return {{}, std::vector<base::Evidence>(1), {}, false}; }

WeightedMoments weighted_moments(const SignedSums& sums, double tau, const ValueScale& scale) {
    if (sums.all.count == 0) return {};
    const ClippedSums minus_sums{sums.all.count - sums.plus.count, sums.all.sum - sums.plus.sum, 0,
                                 sums.all.squares - sums.plus.squares};
    const Int128 origin = nearest_mean(sums.all.count, sums.all.sum);
    const PartMoments plus = part_moments(sums.plus, origin);
    const PartMoments minus = part_moments(minus_sums, origin);
    const double plus_weight = (1 + tau) * plus.count;
    const double minus_weight = (1 - tau) * minus.count;
    WeightedMoments moments;
    moments.weight = plus_weight + minus_weight;
    moments.mean =
        scale.value(static_cast<double>(origin) +
                    (plus_weight * plus.mean + minus_weight * minus.mean) / moments.weight);
    if (sums.all.count < 2) return moments;
    const double apart = plus.mean - minus.mean;
    const double deviations = (1 + tau) * plus.deviations + (1 - tau) * minus.deviations +
                              plus_weight * minus_weight / moments.weight * apart * apart;
    moments.variance = deviations * scale.unit() * scale.unit() / (moments.weight - 1);
    return moments;
}

}  // namespace skjerm::stats
