// The ways this build can compute AES-128 (FIPS 197), for keyed_hash.cpp and its tests. All give
// the same bits; none has a branch or an address that depends on the key or on a block.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "skjerm/base/keyed_hash.h"

namespace skjerm::base::aes {

inline constexpr std::size_t kRounds = 10;
/// Round keys 0-10 in the byte order of FIPS 197.
using RoundKeys = std::array<std::uint8_t, 16 * (kRounds + 1)>;

/// One implementation. `count` blocks; `out` may be `blocks`.
struct Backend {
    std::string_view name;
    void (*encrypt_many)(const RoundKeys& keys, const Word128* blocks, Word128* out,
                         std::size_t count);
    /// out[i] = encrypt({first_low + i, high}).
    void (*encrypt_counters)(const RoundKeys& keys, std::uint64_t first_low, std::uint64_t high,
                             Word128* out, std::size_t count);
    /// out[i] = bit (places[i] mod 128) of encrypt({places[i] div 128, highs[i]}).
    void (*encrypt_bits)(const RoundKeys& keys, const std::uint32_t* places,
                         const std::uint64_t* highs, std::uint8_t* out, std::size_t count);
};

/// How many places share a block of encrypt_bits.
inline constexpr std::uint32_t kBitsPerBlock = 128;

/// Bit (place mod 128) of a block.
[[nodiscard]] constexpr std::uint8_t bit_of(Word128 block, std::uint32_t place) {
    const std::uint64_t word = place % kBitsPerBlock < 64 ? block.low : block.high;
    return static_cast<std::uint8_t>(word >> (place % 64) & 1U);
}

/// Any CPU.
[[nodiscard]] const Backend& portable();
/// CPUs with AES instructions; nullptr when this one has none.
[[nodiscard]] const Backend* aes_ni();
/// CPUs with vector AES on 512 bits; nullptr when this one has none.
[[nodiscard]] const Backend* vector_aes();
/// The fastest of them on this CPU.
[[nodiscard]] const Backend& best();

[[nodiscard]] RoundKeys expand_key(const Aes128::Key& key);

}  // namespace skjerm::base::aes
