// The field of 2^64 elements, GF(2)[x] / (x^64 + x^4 + x^3 + x + 1), in which sketches of sets are
// decoded. Addition is exclusive or. Constant tables of nobody's data: speed matters, timing does
// not, since only sums over whole sets are multiplied.
#pragma once

#include <array>
#include <cstdint>

namespace skjerm::ledger {

/// `high` x^64 + `low`, reduced; `high` has at most 60 bits.
[[nodiscard]] constexpr std::uint64_t reduced(std::uint64_t high, std::uint64_t low) {
    return low ^ high ^ (high << 1U) ^ (high << 3U) ^ (high << 4U);
}

/// a times a small element of at most 11 bits.
[[nodiscard]] constexpr std::uint64_t times_small(std::uint64_t a, std::uint32_t small) {
    std::uint64_t low = (small & 1U) != 0 ? a : 0;
    std::uint64_t high = 0;
    for (std::uint32_t bit = 1; bit < 11; ++bit) {
        const std::uint64_t mask = 0 - static_cast<std::uint64_t>((small >> bit) & 1U);
        low ^= (a << bit) & mask;
        high ^= (a >> (64U - bit)) & mask;
    }
    return reduced(high, low);
}

[[nodiscard]] constexpr std::uint64_t times(std::uint64_t a, std::uint64_t b) {
    // Four bits of b at a time, the highest first.
    std::array<std::uint64_t, 16> multiples{};
    multiples[1] = a;
    for (std::uint32_t small = 2; small < multiples.size(); small += 2) {
        const std::uint64_t half = multiples[small / 2];
        multiples[small] = reduced(half >> 63U, half << 1U);
        multiples[small + 1] = multiples[small] ^ a;
    }
    std::uint64_t product = 0;
    for (std::uint32_t shift = 64; shift > 0;) {
        shift -= 4;
        product = reduced(product >> 60U, product << 4U) ^ multiples[(b >> shift) & 15U];
    }
    return product;
}

/// 1 / a, of a != 0: a to the power of 2^64 - 2.
[[nodiscard]] constexpr std::uint64_t inverse(std::uint64_t a) {
    std::uint64_t result = 1;
    std::uint64_t square = a;
    for (int bit = 1; bit < 64; ++bit) {
        square = times(square, square);
        result = times(result, square);
    }
    return result;
}

}  // namespace skjerm::ledger
