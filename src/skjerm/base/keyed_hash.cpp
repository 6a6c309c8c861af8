#include "skjerm/base/keyed_hash.h"

#include <sodium.h>

#include <algorithm>
#include <vector>

#include "skjerm/base/aes.h"
#include "skjerm/base/check.h"

namespace skjerm::base {

namespace aes {

const Backend& best() {
    static const Backend& chosen = []() -> const Backend& {
        if (const Backend* wide = vector_aes()) return *wide;
        if (const Backend* narrow = aes_ni()) return *narrow;
        return portable();
    }();
    return chosen;
}

}  // namespace aes

Aes128::Aes128(const Key& key) : round_keys_(aes::expand_key(key)) {}

Aes128::~Aes128() { sodium_memzero(round_keys_.data(), round_keys_.size()); }

Word128 Aes128::encrypt(Word128 block) const {
    Word128 out;
    aes::best().encrypt_many(round_keys_, &block, &out, 1);
    return out;
}

void Aes128::encrypt_counters(std::uint64_t first_low, std::uint64_t high,
                              std::span<Word128> out) const {
    aes::best().encrypt_counters(round_keys_, first_low, high, out.data(), out.size());
}

void Aes128::encrypt_many(std::span<const Word128> blocks, std::span<Word128> out) const {
    SKJERM_CHECK(blocks.size() == out.size());
    aes::best().encrypt_many(round_keys_, blocks.data(), out.data(), out.size());
}

void Aes128::encrypt_bits(std::span<const std::uint32_t> places,
                          std::span<const std::uint64_t> highs, std::span<std::uint8_t> out) const {
    SKJERM_CHECK(places.size() == out.size() && highs.size() == out.size());
    aes::best().encrypt_bits(round_keys_, places.data(), highs.data(), out.data(), out.size());
}

Digest256 sha256(std::span<const std::uint8_t> bytes) {
    static_assert(std::tuple_size_v<Digest256> == crypto_hash_sha256_BYTES);
    Digest256 digest{};
    crypto_hash_sha256(digest.data(), bytes.data(), bytes.size());
    return digest;
}

Digest256 sha256(std::string_view text) {
    return sha256(std::span(reinterpret_cast<const std::uint8_t*>(text.data()), text.size()));
}

std::string to_hex(std::span<const std::uint8_t> bytes) {
    constexpr std::string_view kDigits = "0123456789abcdef";
    std::string hex;
    hex.reserve(2 * bytes.size());
    for (const std::uint8_t byte : bytes) {
        hex += kDigits[byte >> 4];
        hex += kDigits[byte & 15];
    }
    return hex;
}

void hkdf_sha256(std::span<const std::uint8_t> input, std::string_view info,
                 std::span<std::uint8_t> out) {
    SKJERM_CHECK(out.size() <= 255 * crypto_auth_hmacsha256_BYTES);
    const std::array<std::uint8_t, crypto_auth_hmacsha256_KEYBYTES> no_salt{};
    Digest256 extracted{};
    crypto_auth_hmacsha256(extracted.data(), input.data(), input.size(), no_salt.data());

    // T(i) = HMAC(extracted, T(i - 1) | info | i)
    Digest256 piece{};
    std::vector<std::uint8_t> message;
    std::uint8_t number = 0;
    for (std::size_t at = 0; at < out.size(); at += piece.size()) {
        message.assign(piece.begin(), number == 0 ? piece.begin() : piece.end());
        message.insert(message.end(), info.begin(), info.end());
        message.push_back(++number);
        crypto_auth_hmacsha256(piece.data(), message.data(), message.size(), extracted.data());
        std::copy_n(piece.begin(), std::min(piece.size(), out.size() - at),
                    out.begin() + static_cast<std::ptrdiff_t>(at));
    }
    sodium_memzero(extracted.data(), extracted.size());
    sodium_memzero(piece.data(), piece.size());
    sodium_memzero(message.data(), message.size());
}

Aes128::Key derive_key(std::span<const std::uint8_t, 32> master, std::string_view purpose) {
    Aes128::Key key{};
    hkdf_sha256(master, purpose, key);
    return key;
}

}  // namespace skjerm::base
