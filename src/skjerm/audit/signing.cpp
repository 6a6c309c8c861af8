#include "skjerm/audit/signing.h"

#include <sodium.h>

#include <optional>
#include <span>

#include "skjerm/audit/key_file.h"
#include "skjerm/audit/log.h"
#include "skjerm/audit/private_file.h"
#include "skjerm/base/check.h"
#include "skjerm/base/diagnostic_codes.h"
#include "skjerm/base/keyed_hash.h"

namespace skjerm::audit {

namespace {

constexpr std::string_view kTitle = "skjerm-audit-signing-key/1 ";

/// Both halves of the pair that follows from a seed.
struct Pair {
    std::array<std::uint8_t, crypto_sign_PUBLICKEYBYTES> open{};
    std::array<std::uint8_t, crypto_sign_SECRETKEYBYTES> secret{};

    explicit Pair(const Hash& seed) {
        static_assert(sizeof(Hash) == crypto_sign_SEEDBYTES);
        crypto_sign_seed_keypair(open.data(), secret.data(), seed.data());
    }
    Pair(const Pair&) = delete;
    Pair& operator=(const Pair&) = delete;
    ~Pair() { sodium_memzero(secret.data(), secret.size()); }
};

const unsigned char* bytes_of(std::string_view text) {
    return reinterpret_cast<const unsigned char*>(text.data());
}

}  // namespace

SigningKey::~SigningKey() { sodium_memzero(seed_.data(), seed_.size()); }

std::string SigningKey::signer() const { return base::to_hex(Pair(seed_).open); }

std::string SigningKey::sign(std::string_view text) const {
    std::array<std::uint8_t, crypto_sign_BYTES> signature{};
    crypto_sign_detached(signature.data(), nullptr, bytes_of(text), text.size(),
                         Pair(seed_).secret.data());
    return base::to_hex(signature);
}

base::Result<SigningKey> signing_key(const std::filesystem::path& folder) {
    SKJERM_CHECK(sodium_init() >= 0);
    const std::filesystem::path file = folder / "checkpoint.key";
    SKJERM_TRY_ASSIGN(std::optional<Hash> seed, read_key(file, kTitle));
    if (!seed) {
        seed.emplace();
        randombytes_buf(seed->data(), seed->size());
        std::string text = key_file_text(kTitle, *seed);
        const base::Result<bool> made = make_private_file(file, text);
        sodium_memzero(text.data(), text.size());
        SKJERM_TRY(made);
        // Another process may have been quicker.
        if (!*made) return signing_key(folder);
    }
    const SigningKey key(*seed);
    sodium_memzero(seed->data(), seed->size());
    return key;
}

bool is_signature(std::string_view signature, std::string_view text, std::string_view signer) {
    constexpr std::size_t kHalf = 2 * sizeof(Hash);
    if (signature.size() != 2 * kHalf) return false;
    const std::optional<Hash> first = hash_from_hex(signature.substr(0, kHalf));
    const std::optional<Hash> second = hash_from_hex(signature.substr(kHalf));
    const std::optional<Hash> key = hash_from_hex(signer);
    if (!first || !second || !key) return false;
    std::array<std::uint8_t, crypto_sign_BYTES> bytes{};
    std::copy(first->begin(), first->end(), bytes.begin());
    std::copy(second->begin(), second->end(), bytes.begin() + sizeof(Hash));
    return crypto_sign_verify_detached(bytes.data(), bytes_of(text), text.size(), key->data()) == 0;
}

base::Status announce_signer(Log& log, const SigningKey& key) {
    Json record{{"kind", "signer"}, {"public_key", key.signer()}};
    return log.append(std::span(&record, 1));
}

}  // namespace skjerm::audit
