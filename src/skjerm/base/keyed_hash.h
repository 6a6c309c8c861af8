// Keyed pseudo-random functions for disclosure control and sampling: AES-128 as a PRF, HKDF-SHA-256
// to derive keys. Constant time on CPUs with AES instructions; the portable fallback gives the same
// bits.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace skjerm::base {

/// 128 bits as two little-endian words.
struct Word128 {
    std::uint64_t low = 0;
    std::uint64_t high = 0;
    friend bool operator==(Word128, Word128) = default;
};

/// AES-128 with an expanded key. Cheap to copy; wiped on destruction.
class Aes128 {
public:
    using Key = std::array<std::uint8_t, 16>;

    explicit Aes128(const Key& key);
    ~Aes128();
    Aes128(const Aes128&) = default;
    Aes128& operator=(const Aes128&) = default;

    [[nodiscard]] Word128 encrypt(Word128 block) const;

    /// out[i] = encrypt({first_low + i, high}) for i in [0, out.size()): a counter stream, several
    /// blocks in flight at a time. Cost about one nanosecond a block with AES-NI.
    void encrypt_counters(std::uint64_t first_low, std::uint64_t high,
                          std::span<Word128> out) const;

    /// out[i] = encrypt(blocks[i]); `out` may be `blocks`.
    void encrypt_many(std::span<const Word128> blocks, std::span<Word128> out) const;

    /// out[i] = bit (places[i] mod 128) of encrypt({places[i] div 128, highs[i]}), 0 or 1.
    void encrypt_bits(std::span<const std::uint32_t> places, std::span<const std::uint64_t> highs,
                      std::span<std::uint8_t> out) const;

private:
    alignas(64) std::array<std::uint8_t, 176> round_keys_{};
};

using Digest256 = std::array<std::uint8_t, 32>;
[[nodiscard]] Digest256 sha256(std::span<const std::uint8_t> bytes);
[[nodiscard]] Digest256 sha256(std::string_view text);
[[nodiscard]] std::string to_hex(std::span<const std::uint8_t> bytes);

/// HKDF-SHA-256 (RFC 5869) with an empty salt: fills `out`, at most 255 x 32 bytes.
void hkdf_sha256(std::span<const std::uint8_t> input, std::string_view info,
                 std::span<std::uint8_t> out);
/// The first 16 bytes of HKDF-SHA-256 of `master` with `purpose` as info.
[[nodiscard]] Aes128::Key derive_key(std::span<const std::uint8_t, 32> master,
                                     std::string_view purpose);

}  // namespace skjerm::base
