// Bounds of integer values, carried through expressions so that arithmetic can be done in the
// narrowest type and without overflow checks.
#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>

#include "skjerm/column/types.h"

namespace skjerm::expr {

/// Every value that is not missing lies in [low, high].
struct Interval {
    std::int64_t low = std::numeric_limits<std::int64_t>::min() + 1;
    std::int64_t high = std::numeric_limits<std::int64_t>::max();

    [[nodiscard]] constexpr bool within(Interval outer) const {
        return low >= outer.low && high <= outer.high;
    }
};

/// What fits an integer type beside its missing value.
template <class T>
inline constexpr Interval kValuesOf{.low = std::int64_t{std::numeric_limits<T>::min()} + 1,
                                    .high = std::numeric_limits<T>::max()};

/// Integers that doubles hold exactly.
inline constexpr Interval kExactInDouble{.low = -(std::int64_t{1} << 53),
                                         .high = std::int64_t{1} << 53};

/// Whether integer arithmetic must give way to doubles. Not at the bounds of int64: whether a
/// column is redone in doubles would then be seen in the last digits of every other row, and one
/// unit with a large value would show. Up to 2^53 both kinds of arithmetic give the same numbers.
[[nodiscard]] constexpr bool is_beyond_exact(std::int64_t value) {
    return value < kExactInDouble.low || value > kExactInDouble.high;
}

[[nodiscard]] constexpr Interval negated(Interval a) { return {.low = -a.high, .high = -a.low}; }

[[nodiscard]] constexpr Interval united(Interval a, Interval b) {
    return {.low = std::min(a.low, b.low), .high = std::max(a.high, b.high)};
}

}  // namespace skjerm::expr
