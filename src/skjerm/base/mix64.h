// One 64-bit hash of two, for tables in memory and keys of records. Not for secrets: whoever knows
// it can find two pairs that it takes to one (keyed_hash.h is for those).
#pragma once

#include <cstdint>

namespace skjerm::base {

/// Depends on the order of the two. A multiplicative hash (Knuth, The Art of Computer Programming
/// 3, 6.4) by 2^64 over the golden ratio, with the upper half folded in.
[[nodiscard]] constexpr std::uint64_t mix64(std::uint64_t a, std::uint64_t b) {
    constexpr std::uint64_t kOdd = 0x9E3779B97F4A7C15U;
    std::uint64_t hash = (a ^ (b + kOdd)) * kOdd;
    hash ^= hash >> 32U;
    return hash * kOdd;
}

}  // namespace skjerm::base
