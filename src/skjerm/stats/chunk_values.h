// Scaled values of a chunk of rows, the choice of the integer type that holds them, and their sums.
// Internal to stats.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <type_traits>

#include "skjerm/base/check.h"
#include "skjerm/column/column.h"
#include "skjerm/stats/chunks.h"
#include "skjerm/stats/clipped_sums.h"
#include "skjerm/stats/rows.h"
#include "skjerm/stats/value_scale.h"

namespace skjerm::stats::detail {

template <class T>
inline constexpr bool kIsNumber = std::is_integral_v<T> || std::is_same_v<T, double>;
/// Columns whose q fits in 32 bits when narrow.
template <class T>
inline constexpr bool kIsNarrowType = std::is_integral_v<T> && sizeof(T) <= 4;

[[noreturn]] inline void not_numeric() {
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
inline void add_chunk(SignedSums& sums, const ChunkValues<std::int32_t>& chunk,
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

inline void add_chunk(SignedSums& sums, const ChunkValues<std::int64_t>& chunk,
                      const std::array<std::uint8_t, kChunkRows>& plus, std::size_t size) {
    for (std::size_t i = 0; i < size; ++i) {
        const std::int64_t q = chunk.q[i];
        const Int128 square = Int128{q} * q;
        const ClippedSums one{chunk.valid[i], q, q < 0 ? -q : q, square};
        sums.all.merge(one);
        if (plus[i] != 0) sums.plus.merge(one);
    }
}

/// Calls f<Q>(values) with the type of q that suits column and scale.
template <class F>
auto with_values(const column::Column& column, const ValueScale& scale, F f) {
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

}  // namespace skjerm::stats::detail
