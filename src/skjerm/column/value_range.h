// Between what bounds the integers of a column lie: what decides how narrowly they, or what is
// computed from them, can be stored.
#pragma once

#include <algorithm>
#include <limits>
#include <span>
#include <type_traits>

#include "skjerm/base/parallel.h"
#include "skjerm/column/column.h"

namespace skjerm::column {

/// Lowest and highest of the values that are not missing; `highest` is missing when all are.
template <class T>
struct ValueRange {
    T lowest = std::numeric_limits<T>::max();
    T highest = std::numeric_limits<T>::min();
};

/// The range of integers of any storage type. One pass.
template <class T>
[[nodiscard]] ValueRange<T> value_range(std::span<const T> values) {
    static_assert(std::is_integral_v<T>);
    return base::fold_exact<ValueRange<T>>(
        values.size(), [] { return ValueRange<T>{}; },
        [&](ValueRange<T>& range, const base::Block& block) {
            // Missing is the smallest value of the type. Counted from the value after it, it wraps
            // to the largest number and so leaves the minimum alone; it never raises the maximum.
            // Without a comparison for missing, and on plain variables, GCC vectorises the loop.
            using Offset = std::make_unsigned_t<T>;
            constexpr auto kFirst = static_cast<Offset>(static_cast<Offset>(missing<T>()) + 1U);
            const T* value = values.data();
            auto lowest = static_cast<Offset>(static_cast<Offset>(range.lowest) - kFirst);
            T highest = range.highest;
            for (std::size_t row = block.begin; row < block.end; ++row) {
                const auto offset = static_cast<Offset>(static_cast<Offset>(value[row]) - kFirst);
                lowest = offset < lowest ? offset : lowest;
                highest = value[row] > highest ? value[row] : highest;
            }
            range = {static_cast<T>(static_cast<Offset>(lowest + kFirst)), highest};
        },
        [](ValueRange<T>& into, const ValueRange<T>& from) {
            into.lowest = std::min(into.lowest, from.lowest);
            into.highest = std::max(into.highest, from.highest);
        });
}

}  // namespace skjerm::column
