// Values as bits that are equal where the values are: for hashing and sorting values of any type.
#pragma once

#include <bit>
#include <cstdint>
#include <type_traits>

namespace skjerm::column {

/// 0 and -0 are equal; missing has one pattern in each type (column/types.h).
template <class T>
[[nodiscard]] std::uint64_t value_bits(T value) {
    if constexpr (std::is_same_v<T, double>)
        return std::bit_cast<std::uint64_t>(value + 0.0);
    else
        return static_cast<std::uint64_t>(value);
}

}  // namespace skjerm::column
