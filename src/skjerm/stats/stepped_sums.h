// Sums of integers of at most 32 bits on a scale of equal steps (IntegerSteps): the d of a row fits
// in 32 bits and a few thousand of its squares in 64, and rows that are clipped are only counted.
// The sums of q that follow are the exact ones, the same as those of ValueScale::fill. Internal to
// stats.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>

#include "skjerm/stats/chunks.h"
#include "skjerm/stats/clipped_sums.h"
#include "skjerm/stats/kept_places.h"
#include "skjerm/stats/rows.h"
#include "skjerm/stats/value_scale.h"
#include "skjerm/stats/vectors.h"
#include "skjerm/stats/wide_integer.h"

namespace skjerm::stats::detail {

/// What a row is to a sum.
enum class RowKind : std::uint8_t { NotCounted, Inside, Below, Above };

/// Sums of d over the rows inside the bounds, and how many rows are of each kind.
struct SteppedSums {
    std::uint64_t inside = 0;
    std::uint64_t below = 0;
    std::uint64_t above = 0;
    Int128 sum = 0;
    Int128 magnitude = 0;
    Int128 squares = 0;

    void merge(const SteppedSums& other) {
        inside += other.inside;
        below += other.below;
        above += other.above;
        sum += other.sum;
        magnitude += other.magnitude;
        squares += other.squares;
    }
    /// The same in units of q.
    [[nodiscard]] ClippedSums in_q(const IntegerSteps& steps) const {
        const Int128 step = Int128{1} << steps.shift;
        const auto size = [](std::int64_t q) { return q < 0 ? -Int128{q} : Int128{q}; };
        const auto clipped = [&](Int128 of_below, Int128 of_above) {
            return static_cast<Int128>(below) * of_below + static_cast<Int128>(above) * of_above;
        };
        return {inside + below + above, sum * step + clipped(steps.below, steps.above),
                magnitude * step + clipped(size(steps.below), size(steps.above)),
                squares * step * step +
                    clipped(Int128{steps.below} * steps.below, Int128{steps.above} * steps.above)};
    }
};

/// d and kind of a row in one number: 4 d + kind.
[[nodiscard]] constexpr std::int32_t d_of_code(std::int32_t code) { return code >> 2; }
[[nodiscard]] constexpr std::uint32_t kind_of_code(std::int32_t code) {
    return static_cast<std::uint32_t>(code) & 3U;
}

/// Room for the codes of a chunk: eight are written at a time.
using KeptCodes = std::array<std::int32_t, kChunkRows + 8>;

/// The rows of a chunk. Up to the next multiple of kStride rows that do not count follow, so that
/// loops need no remainder.
struct SteppedChunk {
    static constexpr std::size_t kStride = 128;
    static_assert(kChunkRows % kStride == 0);

    std::size_t padded = 0;
    std::array<std::int32_t, kChunkRows> code;
    std::array<RowKind, kChunkRows> kind;

    template <class T>
    void fill(const Rows& rows, const IntegerSteps& steps, std::span<const T> values,
              std::size_t begin, std::size_t size) {
        const T* const value = values.data() + begin;
        // On plain variables, so that the compiler sees they do not change.
        const std::int32_t lowest = steps.lowest;
        const std::int32_t highest = steps.highest;
        const auto factor = static_cast<std::uint32_t>(4 * steps.factor);
        const auto offset = static_cast<std::uint32_t>(steps.offset) * 4U - 1U;
        for (std::size_t i = 0; i < size; ++i) {
            const std::int32_t wide = value[i];
            // |d| is below 2^26 inside the bounds; what overflows outside is not used.
            const auto inside =
                static_cast<std::int32_t>(factor * static_cast<std::uint32_t>(wide) - offset);
            std::int32_t one = wide < lowest ? static_cast<std::int32_t>(RowKind::Below) : inside;
            one = wide > highest ? static_cast<std::int32_t>(RowKind::Above) : one;
            code[i] = column::is_missing(value[i]) ? 0 : one;
        }
        if (!rows.selected.empty()) {
            const std::int8_t* const selected = rows.selected.data() + begin;
            for (std::size_t i = 0; i < size; ++i) code[i] = selected[i] == 1 ? code[i] : 0;
        }
        for (std::size_t i = 0; i < size; ++i)
            kind[i] = static_cast<RowKind>(static_cast<std::uint8_t>(kind_of_code(code[i])));
        padded = (size + kStride - 1) / kStride * kStride;
        std::fill(code.begin() + size, code.begin() + padded, 0);
        std::fill(kind.begin() + size, kind.begin() + padded, RowKind::NotCounted);
    }
    /// A byte a row that is not 0 where it counts.
    [[nodiscard]] std::span<const std::uint8_t> counted(std::size_t size) const {
        return {reinterpret_cast<const std::uint8_t*>(kind.data()), size};
    }
    /// Writes places and codes of the rows that count, and tells how many there are.
    std::size_t keep(KeptPlaces& places, KeptCodes& codes) const {
        std::size_t kept = 0;
        for (std::size_t i = 0; i < padded; i += 8) {
            const auto codes_here = load<Int32x8>(code.data() + i);
            const std::uint8_t bits = sign_bits(codes_here != 0);
            const Int32x8 front = permuted(codes_here, load<Uint8x8>(kBitPlaces[bits].data()));
            std::memcpy(codes.data() + kept, &front, sizeof front);
            kept += keep_bits(bits, i, places.data() + kept);
        }
        return kept;
    }
    /// The row counts no more.
    void drop(std::size_t place) {
        code[place] = 0;
        kind[place] = RowKind::NotCounted;
    }
};

/// Sums of one set over all rows and over those with sign +1.
struct SignedSteps {
    SteppedSums all;
    SteppedSums plus;

    void merge(const SignedSteps& other) {
        all.merge(other.all);
        plus.merge(other.plus);
    }
    [[nodiscard]] SignedSums in_q(const IntegerSteps& steps) const {
        return {all.in_q(steps), plus.in_q(steps)};
    }
    void add(const SteppedChunk& chunk, const std::array<std::uint8_t, kChunkRows>& plus_signs);
    /// Those with sign +1 alone, where the others are known from elsewhere.
    void add_plus(const SteppedChunk& chunk,
                  const std::array<std::uint8_t, kChunkRows>& plus_signs);
};

/// How many rows of each kind there are among `size`, a multiple of SteppedChunk::kStride.
inline void count_kinds(const std::uint8_t* kind, std::size_t size, SteppedSums& sums) {
    constexpr std::size_t kLanes = 32;
    static_assert(kChunkRows / kLanes < 256, "each lane counts in a byte");
    const auto count = [&](RowKind sought) {
        Uint8x32 lanes{};
        const Uint8x32 one = lanes + static_cast<std::uint8_t>(sought);
        for (std::size_t i = 0; i < size; i += kLanes)
            lanes -= reinterpret_cast<Uint8x32>(load<Uint8x32>(kind + i) == one);
        return static_cast<std::uint64_t>(total(lanes));
    };
    sums.inside += count(RowKind::Inside);
    sums.below += count(RowKind::Below);
    sums.above += count(RowKind::Above);
}

/// Sums of d over the rows of a chunk that count, `d_of(i)` of eight rows from i on.
template <class DOf>
void add_steps(std::size_t size, DOf d_of, SteppedSums& sums) {
    // |d| < 2^26: sixteen of them are added in 32 bits, and a chunk of squares fits in 63.
    constexpr std::size_t kLanes = 8;
    static_assert(SteppedChunk::kStride / kLanes <= 16);
    std::int64_t sum = 0;
    std::int64_t magnitude = 0;
    Int64x4 squares{};
    for (std::size_t first = 0; first < size; first += SteppedChunk::kStride) {
        Int32x8 lane_sum{};
        Int32x8 lane_magnitude{};
        for (std::size_t i = first; i < first + SteppedChunk::kStride; i += kLanes) {
            const Int32x8 d = d_of(i);
            lane_sum += d;
            lane_magnitude += absolute(d);
            squares += paired_products(d, d);
        }
        sum += total(lane_sum);
        magnitude += total(lane_magnitude);
    }
    sums.merge({0, 0, 0, sum, magnitude, total(squares)});
}

inline void SignedSteps::add(const SteppedChunk& chunk,
                             const std::array<std::uint8_t, kChunkRows>& plus_signs) {
    add_steps(
        chunk.padded, [&](std::size_t i) { return load<Int32x8>(chunk.code.data() + i) >> 2; },
        all);
    count_kinds(chunk.counted(chunk.padded).data(), chunk.padded, all);
    add_plus(chunk, plus_signs);
}

inline void SignedSteps::add_plus(const SteppedChunk& chunk,
                                  const std::array<std::uint8_t, kChunkRows>& plus_signs) {
    add_steps(
        chunk.padded,
        [&](std::size_t i) {
            const Int32x8 plus_sign = widened(load<Uint8x8>(plus_signs.data() + i));
            return (load<Int32x8>(chunk.code.data() + i) >> 2) & -plus_sign;
        },
        plus);
    const std::span<const std::uint8_t> kind = chunk.counted(chunk.padded);
    std::array<std::uint8_t, kChunkRows> plus_kind;
    for (std::size_t i = 0; i < kind.size(); ++i)
        plus_kind[i] = static_cast<std::uint8_t>(kind[i] & -plus_signs[i]);
    count_kinds(plus_kind.data(), kind.size(), plus);
}

}  // namespace skjerm::stats::detail
