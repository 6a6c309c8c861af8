// Numbers as unsigned 64-bit keys in the same order, so that one sort and one search serve all
// types.
#pragma once

#include <bit>
#include <cstdint>
#include <type_traits>

namespace skjerm::stats {

inline constexpr std::uint64_t kSignBit = std::uint64_t{1} << 63;

/// The key of a value that is not missing; both zeros have one key.
template <class T>
[[nodiscard]] constexpr std::uint64_t order_key(T value) {
    if constexpr (std::is_same_v<T, double>) {
        const auto bits = std::bit_cast<std::uint64_t>(value + 0.0);
        return (bits & kSignBit) != 0 ? ~bits : bits | kSignBit;
    } else {
        static_assert(std::is_integral_v<T>);
        return static_cast<std::uint64_t>(static_cast<std::int64_t>(value)) ^ kSignBit;
    }
}

[[nodiscard]] constexpr std::int64_t integer_of_key(std::uint64_t key) {
    return static_cast<std::int64_t>(key ^ kSignBit);
}
[[nodiscard]] constexpr double real_of_key(std::uint64_t key) {
    return std::bit_cast<double>((key & kSignBit) != 0 ? key ^ kSignBit : ~key);
}
/// The value of a key of type T.
template <class T>
[[nodiscard]] constexpr T value_of_key(std::uint64_t key) {
    if constexpr (std::is_same_v<T, double>)
        return real_of_key(key);
    else
        return static_cast<T>(integer_of_key(key));
}

}  // namespace skjerm::stats
