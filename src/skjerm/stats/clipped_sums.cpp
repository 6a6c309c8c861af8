#include "skjerm/stats/clipped_sums.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <type_traits>
#include <utility>

#include "skjerm/base/check.h"
#include "skjerm/stats/count_cells.h"

namespace skjerm::stats {
namespace {

using column::Column;

constexpr std::int64_t kNarrow = std::int64_t{1} << 26;
constexpr int kWideBits = 47;  // |q| below 2^47: 128 bits hold the squares of 2^32 rows

template <class T>
inline constexpr bool kIsNumber = std::is_integral_v<T> || std::is_same_v<T, double>;
/// Columns whose q fits in 32 bits when narrow.
template <class T>
inline constexpr bool kIsNarrowType = std::is_integral_v<T> && sizeof(T) <= 4;

[[noreturn]] void not_numeric() {
    base::fail_check("sums are of numeric columns", __FILE__, __LINE__);
}

/// q and validity of a chunk.
template <class Q>
struct ChunkValues {
    std::array<Q, kChunkRows> q;
    std::array<std::uint8_t, kChunkRows> valid;

    template <class T>
    void fill(const Rows& rows, const ValueScale& scale, std::span<const T> values,
              std::size_t begin, std::size_t size) {
        scale.fill(values.subspan(begin, size), std::span<Q>(q.data(), size),
                   std::span(valid.data(), size));
        if (rows.selected.empty()) return;
        const std::int8_t* selected = rows.selected.data() + begin;
        for (std::size_t i = 0; i < size; ++i) {
            valid[i] &= static_cast<std::uint8_t>(selected[i] == 1);
            q[i] = valid[i] != 0 ? q[i] : Q{0};
        }
    }
};

/// Adds a chunk of narrow values: 64-bit sums, a multiple of the vector width at a time.
void add_chunk(SignedSums& sums, const ChunkValues<std::int32_t>& chunk,
               const std::array<std::uint8_t, kChunkRows>& plus, std::size_t size) {
    std::int64_t sum = 0;
    std::int64_t magnitude = 0;
    std::int64_t squares = 0;
    std::int64_t plus_sum = 0;
    std::int64_t plus_magnitude = 0;
    std::int64_t plus_squares = 0;
    std::uint32_t count = 0;
    std::uint32_t plus_count = 0;
    for (std::size_t i = 0; i < size; ++i) {
        count += chunk.valid[i];
        plus_count += static_cast<std::uint8_t>(chunk.valid[i] & plus[i]);
    }
    for (std::size_t i = 0; i < size; ++i) {
        const std::int64_t q = chunk.q[i];
        const std::int64_t keep = -std::int64_t{plus[i]};
        const std::int64_t square = q * q;
        const std::int64_t size_of_q = q < 0 ? -q : q;
        sum += q;
        magnitude += size_of_q;
        squares += square;
        plus_sum += q & keep;
        plus_magnitude += size_of_q & keep;
        plus_squares += square & keep;
    }
    sums.all.merge({count, sum, magnitude, squares});
    sums.plus.merge({plus_count, plus_sum, plus_magnitude, plus_squares});
}

void add_chunk(SignedSums& sums, const ChunkValues<std::int64_t>& chunk,
               const std::array<std::uint8_t, kChunkRows>& plus, std::size_t size) {
    for (std::size_t i = 0; i < size; ++i) {
        const std::int64_t q = chunk.q[i];
        const Int128 square = Int128{q} * q;
        const ClippedSums one{chunk.valid[i], q, q < 0 ? -q : q, square};
        sums.all.merge(one);
        if (plus[i] != 0) sums.plus.merge(one);
    }
}

template <class Q, class T>
SignedSums sum_values(const Rows& rows, std::span<const T> values, const ValueScale& scale,
                      const SetSigns& signs) {
    return base::fold_exact<SignedSums>(
        rows.count, [] { return SignedSums{}; },
        [&](SignedSums& sums, const base::Block& block) {
            ChunkValues<Q> chunk;
            std::array<std::uint8_t, kChunkRows> plus;
            for_each_chunk(block, [&](std::size_t begin, std::size_t size) {
                chunk.fill(rows, scale, values, begin, size);
                signs.fill(begin, std::span(plus.data(), size));
                add_chunk(sums, chunk, plus, size);
            });
        },
        [](SignedSums& into, const SignedSums& from) {
            into.all.merge(from.all);
            into.plus.merge(from.plus);
        });
}

/// Sums of one cell; Sum is 64 bits where that cannot overflow.
template <class Sum>
struct Totals {
    std::uint64_t key_sum = 0;
    std::uint64_t key_min = std::numeric_limits<std::uint64_t>::max();
    std::uint64_t rows = 0;
    Sum sum = 0;
    Sum magnitude = 0;
    Int128 squares = 0;

    void add(std::uint64_t key, Sum q) {
        ++rows;
        key_sum += key;
        key_min = std::min(key_min, key);
        sum += q;
        magnitude += q < 0 ? -q : q;
        squares += Int128{q} * q;
    }
    void merge(const Totals& other) {
        rows += other.rows;
        key_sum += other.key_sum;
        key_min = std::min(key_min, other.key_min);
        sum += other.sum;
        magnitude += other.magnitude;
        squares += other.squares;
    }
};

template <class State>
void merge_each(std::vector<State>& into, const std::vector<State>& from) {
    for (std::size_t i = 0; i < into.size(); ++i) into[i].merge(from[i]);
}

template <class Q, class T>
std::vector<CellSums> sum_cells(const Rows& rows, const CellIndex& index, std::span<const T> values,
                                const ValueScale& scale) {
    // Below 2^32 rows of |q| below 2^26 the sums of q stay within 64 bits.
    using Sum = std::conditional_t<sizeof(Q) == 4, std::int64_t, Int128>;
    using State = std::vector<Totals<Sum>>;
    const detail::UnitRows units(rows);
    const State totals = base::fold_exact<State>(
        rows.count, [&] { return State(index.cells() + 1); },
        [&](State& state, const base::Block& block) {
            ChunkValues<Q> chunk;
            std::array<std::uint32_t, kChunkRows> cell;
            std::array<std::uint64_t, kChunkRows> keys;
            const auto none = static_cast<std::uint32_t>(index.cells());
            for_each_chunk(block, [&](std::size_t begin, std::size_t size) {
                index.fill(begin, std::span(cell.data(), size));
                chunk.fill(rows, scale, values, begin, size);
                units.fill_keys(begin, std::span(keys.data(), size));
                for (std::size_t i = 0; i < size; ++i)
                    state[chunk.valid[i] != 0 ? cell[i] : none].add(keys[i], chunk.q[i]);
            });
        },
        [](State& into, const State& from) { merge_each(into, from); });

    std::vector<CellSums> result(index.cells());
    for (std::size_t i = 0; i < result.size(); ++i) {
        const Totals<Sum>& cell = totals[i];
        result[i] = {{cell.rows, cell.rows, cell.key_sum, cell.key_min},
                     {cell.rows, cell.sum, cell.magnitude, cell.squares}};
    }
    return result;
}

/// Sums over rows with sign +1.
template <class Sum>
struct PlusTotals {
    std::uint64_t rows = 0;
    Sum sum = 0;
    Sum magnitude = 0;
    Int128 squares = 0;

    void merge(const PlusTotals& other) {
        rows += other.rows;
        sum += other.sum;
        magnitude += other.magnitude;
        squares += other.squares;
    }
};

template <class Q, class T>
std::vector<ClippedSums> sum_plus(const Rows& rows, const CellIndex& index,
                                  std::span<const std::uint32_t> group_of_cell,
                                  std::span<const std::uint64_t> set_keys,
                                  const base::KeyedSigns& keyed, std::span<const T> values,
                                  const ValueScale& scale) {
    using Sum = std::conditional_t<sizeof(Q) == 4, std::int64_t, Int128>;
    using State = std::vector<PlusTotals<Sum>>;
    const auto none = static_cast<std::uint32_t>(set_keys.size());
    std::vector<std::uint64_t> keys(set_keys.begin(), set_keys.end());
    keys.push_back(0);  // of rows in no group
    const std::vector<std::uint32_t> group_of = group_lookup(group_of_cell, set_keys.size());
    const GroupSigns signs(rows, keyed, keys);

    const State totals = base::fold_exact<State>(
        rows.count, [&] { return State(keys.size()); },
        [&](State& state, const base::Block& block) {
            ChunkValues<Q> chunk;
            std::array<std::uint32_t, kChunkRows> group;
            std::array<std::uint8_t, kChunkRows> plus;
            for_each_chunk(block, [&](std::size_t begin, std::size_t size) {
                index.fill(begin, std::span(group.data(), size));
                chunk.fill(rows, scale, values, begin, size);
                for (std::size_t i = 0; i < size; ++i)
                    group[i] = chunk.valid[i] != 0 ? group_of[group[i]] : none;
                signs.fill(begin, std::span(group.data(), size), std::span(plus.data(), size));
                for (std::size_t i = 0; i < size; ++i) {
                    PlusTotals<Sum>& total = state[group[i]];
                    // A mask, not a branch: signs are random, and every other guess would be wrong.
                    const Sum q = chunk.q[i] & static_cast<Q>(-static_cast<Q>(plus[i]));
                    total.rows += plus[i];
                    total.sum += q;
                    total.magnitude += q < 0 ? -q : q;
                    total.squares += Int128{q} * q;
                }
            });
        },
        [](State& into, const State& from) { merge_each(into, from); });

    std::vector<ClippedSums> result(set_keys.size());
    for (std::size_t i = 0; i < result.size(); ++i)
        result[i] = {totals[i].rows, totals[i].sum, totals[i].magnitude, totals[i].squares};
    return result;
}

/// Calls f<Q>(values) with the type of q that suits column and scale.
template <class F>
auto with_values(const Column& column, const ValueScale& scale, F f) {
    return column::visit(column, [&](auto values) {
        using T = std::remove_const_t<typename decltype(values)::element_type>;
        if constexpr (kIsNarrowType<T>) {
            if (scale.narrow()) return f(std::type_identity<std::int32_t>{}, values);
        }
        if constexpr (kIsNumber<T>) {
            return f(std::type_identity<std::int64_t>{}, values);
        } else {
            not_numeric();
            return decltype(f(std::type_identity<std::int64_t>{}, std::span<const double>{})){};
        }
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

ValueScale ValueScale::integers(std::int64_t lowest, std::int64_t highest, std::int64_t centre) {
    SKJERM_CHECK(lowest <= highest);
    constexpr std::int64_t kExact = std::int64_t{1} << kWideBits;
    const auto far = [&](std::int64_t bound) {
        return std::abs(static_cast<double>(bound) - static_cast<double>(centre)) >=
               static_cast<double>(kExact);
    };
    if (far(lowest) || far(highest))
        return reals(static_cast<double>(lowest), static_cast<double>(highest),
                     static_cast<double>(centre));
    ValueScale scale;
    scale.exact_ = true;
    scale.exact_lowest_ = lowest;
    scale.exact_highest_ = highest;
    scale.exact_centre_ = centre;
    scale.centre_ = static_cast<double>(centre);
    const auto near = [&](std::int64_t bound) { return std::abs(bound - centre) < kNarrow; };
    constexpr std::int64_t kInt32 = std::numeric_limits<std::int32_t>::max();
    scale.narrow_ = near(lowest) && near(highest) && std::abs(lowest) <= kInt32 &&
                    std::abs(highest) <= kInt32 && std::abs(centre) <= kInt32;
    return scale;
}

ValueScale ValueScale::reals(double lowest, double highest, double centre) {
    SKJERM_CHECK(lowest <= highest);
    // Differences must stay finite: what is larger counts as this large.
    constexpr double kLargest = std::numeric_limits<double>::max() / 4;
    ValueScale scale;
    scale.lowest_ = std::clamp(lowest, -kLargest, kLargest);
    scale.highest_ = std::clamp(highest, -kLargest, kLargest);
    scale.centre_ = std::clamp(centre, -kLargest, kLargest);
    const double reach =
        std::max(std::abs(scale.lowest_ - scale.centre_), std::abs(scale.highest_ - scale.centre_));
    int exponent = 0;
    std::frexp(reach, &exponent);  // reach < 2^exponent
    if (reach > 0) {
        // A range of denormal numbers is scaled as far as a double can be.
        const int shift = std::clamp(kWideBits - exponent, -1022, 1022);
        scale.per_unit_ = std::ldexp(1.0, shift);
        scale.unit_ = std::ldexp(1.0, -shift);
    }
    return scale;
}

template <class T, class Q>
void ValueScale::fill(std::span<const T> values, std::span<Q> q,
                      std::span<std::uint8_t> valid) const {
    for (std::size_t i = 0; i < values.size(); ++i)
        valid[i] = column::is_missing(values[i]) ? std::uint8_t{0} : std::uint8_t{1};
    if constexpr (sizeof(Q) == 4) {
        const auto lowest = static_cast<std::int32_t>(exact_lowest_);
        const auto highest = static_cast<std::int32_t>(exact_highest_);
        const auto centre = static_cast<std::int32_t>(exact_centre_);
        for (std::size_t i = 0; i < values.size(); ++i) {
            const std::int32_t value = values[i];
            const std::int32_t one = std::min(std::max(value, lowest), highest) - centre;
            q[i] = column::is_missing(values[i]) ? 0 : one;
        }
    } else {
        if (exact_) {
            if constexpr (std::is_integral_v<T>)
                for (std::size_t i = 0; i < values.size(); ++i) {
                    const std::int64_t one =
                        std::clamp<std::int64_t>(values[i], exact_lowest_, exact_highest_);
                    q[i] = column::is_missing(values[i]) ? 0 : one - exact_centre_;
                }
            return;
        }
        for (std::size_t i = 0; i < values.size(); ++i) {
            if (valid[i] == 0) {
                q[i] = 0;
                continue;
            }
            const double one = std::clamp(static_cast<double>(values[i]), lowest_, highest_);
            q[i] = std::llrint((one - centre_) * per_unit_);
        }
    }
}

SignedSums clipped_sums(const Rows& rows, const Column& column, const ValueScale& scale,
                        const SetSigns& signs) {
    return with_values(column, scale, [&]<class Q>(std::type_identity<Q>, auto values) {
        return sum_values<Q>(rows, values, scale, signs);
    });
}

std::vector<CellSums> cell_sums(const Rows& rows, const Crosstab& table, const Column& column,
                                const ValueScale& scale) {
    const CellIndex index(rows, table);
    return with_values(column, scale, [&]<class Q>(std::type_identity<Q>, auto values) {
        return sum_cells<Q>(rows, index, values, scale);
    });
}

std::vector<ClippedSums> plus_sums(const Rows& rows, const Crosstab& table,
                                   std::span<const std::uint32_t> group_of_cell,
                                   std::span<const std::uint64_t> set_keys,
                                   const base::KeyedSigns& signs, const Column& column,
                                   const ValueScale& scale) {
    SKJERM_CHECK(group_of_cell.size() == table.cells.size());
    const CellIndex index(rows, table);
    return with_values(column, scale, [&]<class Q>(std::type_identity<Q>, auto values) {
        return sum_plus<Q>(rows, index, group_of_cell, set_keys, signs, values, scale);
    });
}

std::vector<std::uint64_t> largest_magnitudes(const Rows& rows, const Crosstab& table,
                                              const Column& column, const ValueScale& scale) {
    using State = std::vector<std::uint64_t>;
    const CellIndex index(rows, table);
    return with_values(column, scale, [&]<class Q>(std::type_identity<Q>, auto values) {
        State largest = base::fold_exact<State>(
            rows.count, [&] { return State(index.cells() + 1); },
            [&](State& state, const base::Block& block) {
                ChunkValues<Q> chunk;
                std::array<std::uint32_t, kChunkRows> cell;
                for_each_chunk(block, [&](std::size_t begin, std::size_t size) {
                    index.fill(begin, std::span(cell.data(), size));
                    chunk.fill(rows, scale, values, begin, size);
                    for (std::size_t i = 0; i < size; ++i) {
                        const auto q = static_cast<std::uint64_t>(std::abs(chunk.q[i]));
                        state[cell[i]] = std::max(state[cell[i]], q);
                    }
                });
            },
            [](State& into, const State& from) {
                for (std::size_t i = 0; i < into.size(); ++i) into[i] = std::max(into[i], from[i]);
            });
        largest.pop_back();
        return largest;
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
