// Scaled values of a chunk of rows, the choice of the integer type that holds them, and their sums.
// Internal to stats.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <type_traits>

#include "skjerm/column/column.h"
#include "skjerm/stats/chunks.h"
#include "skjerm/stats/clipped_sums.h"
#include "skjerm/stats/rows.h"
#include "skjerm/stats/value_scale.h"
#include "skjerm/stats/visit_numbers.h"

namespace skjerm::stats::detail {

/// Columns whose q fits in 32 bits when narrow.
template <class T>
inline constexpr bool kIsNarrowType = std::is_integral_v<T> && sizeof(T) <= 4;

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
    /// The row counts no more.
    void drop(std::size_t place) {
        q[place] = 0;
        valid[place] = 0;
    }
};

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
    return visit_numbers(column, [&](auto values) {
        using T = std::remove_const_t<typename decltype(values)::element_type>;
        if constexpr (kIsNarrowType<T>)
            if (scale.narrow()) return f(std::type_identity<std::int32_t>{}, values);
        return f(std::type_identity<std::int64_t>{}, values);
    });
}

}  // namespace skjerm::stats::detail
