// The places of the rows of a chunk that count, side by side: what follows then works on these
// alone, without a branch per row. Internal to stats.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>

#include "skjerm/stats/chunks.h"
#include "skjerm/stats/vectors.h"

namespace skjerm::stats::detail {

/// For each byte the places of its bits that are set, ascending.
inline constexpr auto kBitPlaces = [] {
    std::array<std::array<std::uint8_t, 8>, 256> places{};
    for (unsigned byte = 0; byte < 256; ++byte)
        for (unsigned bit = 0, next = 0; bit < 8; ++bit)
            if ((byte >> bit & 1U) != 0) places[byte][next++] = static_cast<std::uint8_t>(bit);
    return places;
}();

/// Room for the places of a chunk: eight are written at a time.
using KeptPlaces = std::array<std::uint16_t, kChunkRows + 8>;

/// Writes first + i to `places` for each bit i that is set, ascending, and tells how many there
/// are. Eight places are written in any case.
inline std::size_t keep_bits(std::uint8_t bits, std::size_t first, std::uint16_t* places) {
    // As vectors: bytes may alias anything, so that of a loop the compiler makes two.
    const auto set = __builtin_convertvector(load<Uint8x8>(kBitPlaces[bits].data()), Uint16x8);
    const Uint16x8 kept = set + static_cast<std::uint16_t>(first);
    std::memcpy(places, &kept, sizeof kept);
    return static_cast<std::size_t>(std::popcount(bits));
}

/// Writes the places of the bytes that are not 0, ascending, and tells how many there are.
inline std::size_t keep_places(std::span<const std::uint8_t> keep, KeptPlaces& places) {
    static_assert(std::endian::native == std::endian::little);
    std::size_t kept = 0;
    std::size_t i = 0;
    for (; i + 8 <= keep.size(); i += 8) {
        std::uint64_t bytes = 0;
        std::memcpy(&bytes, keep.data() + i, sizeof bytes);
        // The top bit of each byte that is not 0, then all of these side by side.
        constexpr std::uint64_t kLow = 0x7F7F7F7F7F7F7F7FU;
        const std::uint64_t set = (((bytes & kLow) + kLow) | bytes) >> 7 & 0x0101010101010101U;
        kept += keep_bits(static_cast<std::uint8_t>(set * 0x0102040810204080U >> 56), i,
                          places.data() + kept);
    }
    for (; i < keep.size(); ++i)
        if (keep[i] != 0) places[kept++] = static_cast<std::uint16_t>(i);
    return kept;
}

}  // namespace skjerm::stats::detail
