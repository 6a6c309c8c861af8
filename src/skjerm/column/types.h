// Physical types of columns. Missing is part of the value, not a second array: the smallest integer
// of a type, NaN, code 0, unit index 2^32-1.
#pragma once

#include <cmath>
#include <cstdint>
#include <limits>
#include <type_traits>

namespace skjerm::column {

/// How values lie in memory.
enum class Storage : std::uint8_t {
    Int8,
    Int16,
    Int32,
    Int64,
    Float64,
    Code8,
    Code16,
    Code32,
    Unit32
};

/// What the user knows: numbers (two kinds), text by code, and references to units (keys).
enum class Kind : std::uint8_t { Integer, Float, Text, Unit };

/// A row number of a Dictionary; 0 is missing. One wrapper per width so that overloads tell codes,
/// integers and unit references apart.
enum class Code8 : std::uint8_t {};
enum class Code16 : std::uint16_t {};
enum class Code32 : std::uint32_t {};
/// Dense index of a unit within its identifier domain; 2^32-1 is missing.
enum class UnitIndex : std::uint32_t {};

template <class T>
inline constexpr bool kIsCode =
    std::is_same_v<T, Code8> || std::is_same_v<T, Code16> || std::is_same_v<T, Code32>;

/// The reserved value that means missing.
template <class T>
[[nodiscard]] constexpr T missing() {
    if constexpr (std::is_same_v<T, double>)
        return std::numeric_limits<double>::quiet_NaN();
    else if constexpr (kIsCode<T>)
        return T{0};
    else if constexpr (std::is_same_v<T, UnitIndex>)
        return UnitIndex{0xFFFFFFFFU};
    else
        return std::numeric_limits<T>::min();
}

template <class T>
[[nodiscard]] constexpr bool is_missing(T value) {
    if constexpr (std::is_same_v<T, double>)
        return value != value;
    else
        return value == missing<T>();
}

template <class T>
[[nodiscard]] constexpr Storage storage_of() {
    if constexpr (std::is_same_v<T, std::int8_t>)
        return Storage::Int8;
    else if constexpr (std::is_same_v<T, std::int16_t>)
        return Storage::Int16;
    else if constexpr (std::is_same_v<T, std::int32_t>)
        return Storage::Int32;
    else if constexpr (std::is_same_v<T, std::int64_t>)
        return Storage::Int64;
    else if constexpr (std::is_same_v<T, double>)
        return Storage::Float64;
    else if constexpr (std::is_same_v<T, Code8>)
        return Storage::Code8;
    else if constexpr (std::is_same_v<T, Code16>)
        return Storage::Code16;
    else if constexpr (std::is_same_v<T, Code32>)
        return Storage::Code32;
    else {
        static_assert(std::is_same_v<T, UnitIndex>);
        return Storage::Unit32;
    }
}

[[nodiscard]] constexpr std::size_t width_of(Storage storage) {
    switch (storage) {
        case Storage::Int8:
        case Storage::Code8:
            return 1;
        case Storage::Int16:
        case Storage::Code16:
            return 2;
        case Storage::Int32:
        case Storage::Code32:
        case Storage::Unit32:
            return 4;
        case Storage::Int64:
        case Storage::Float64:
            return 8;
    }
    return 0;
}

[[nodiscard]] constexpr Kind kind_of(Storage storage) {
    switch (storage) {
        case Storage::Float64:
            return Kind::Float;
        case Storage::Code8:
        case Storage::Code16:
        case Storage::Code32:
            return Kind::Text;
        case Storage::Unit32:
            return Kind::Unit;
        default:
            return Kind::Integer;
    }
}

/// The narrowest integer storage that holds [lowest, highest] and leaves room for missing.
[[nodiscard]] constexpr Storage narrowest_integer(std::int64_t lowest, std::int64_t highest) {
    const auto fits = [&](auto limit) {
        using T = decltype(limit);
        return lowest > std::numeric_limits<T>::min() && highest <= std::numeric_limits<T>::max();
    };
    if (fits(std::int8_t{})) return Storage::Int8;
    if (fits(std::int16_t{})) return Storage::Int16;
    if (fits(std::int32_t{})) return Storage::Int32;
    return Storage::Int64;
}

/// The narrowest code storage for a dictionary of `entries` codes (missing not counted).
[[nodiscard]] constexpr Storage narrowest_code(std::size_t entries) {
    if (entries < 256) return Storage::Code8;
    if (entries < 65536) return Storage::Code16;
    return Storage::Code32;
}

}  // namespace skjerm::column
