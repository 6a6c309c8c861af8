// True counts, sealed for the data owner: whoever runs the program can seal and cannot open. The
// public key lies beside the log; the private one is made with it and can be moved to where the
// data owner keeps it.
//
// Sealed is with libsodium's crypto_box_seal (X25519, XSalsa20-Poly1305). What is sealed is padded,
// so that the length of a record tells little about how many sets a command counted.
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "skjerm/audit/chain.h"
#include "skjerm/base/result.h"

namespace skjerm::audit {

/// Seals, does not open.
class PublicKey {
public:
    using Bytes = std::array<std::uint8_t, 32>;
    explicit PublicKey(const Bytes& bytes) : bytes_(bytes) {}

    /// Names the key: 16 hexadecimal digits of its hash.
    [[nodiscard]] std::string fingerprint() const;
    /// The sealed bytes in Base64.
    [[nodiscard]] std::string seal(std::string_view bytes) const;
    [[nodiscard]] const Bytes& bytes() const { return bytes_; }

private:
    Bytes bytes_;
};

/// Opens. Wiped on destruction.
class PrivateKey {
public:
    using Bytes = std::array<std::uint8_t, 32>;
    explicit PrivateKey(const Bytes& bytes) : bytes_(bytes) {}
    PrivateKey(const PrivateKey&) = default;
    PrivateKey& operator=(const PrivateKey&) = default;
    ~PrivateKey();

    [[nodiscard]] PublicKey public_key() const;
    /// nullopt for what is not sealed with its public key, or damaged.
    [[nodiscard]] std::optional<std::string> open(std::string_view base64) const;
    [[nodiscard]] const Bytes& bytes() const { return bytes_; }

private:
    Bytes bytes_;
};

/// Makes a pair: `owner.key` and `owner.pub` in a folder that only this user can use. Refuses to
/// write over either.
[[nodiscard]] base::Result<PublicKey> make_owner_keys(const std::filesystem::path& folder);
/// Keys are files of one line, readable by their owner alone. nullopt: there is no such file.
[[nodiscard]] base::Result<std::optional<PublicKey>> read_public_key(
    const std::filesystem::path& file);
[[nodiscard]] base::Result<PrivateKey> read_private_key(const std::filesystem::path& file);
/// Puts another public key in the place of `owner.pub` in `folder`.
[[nodiscard]] base::Status replace_public_key(const std::filesystem::path& folder,
                                              const PublicKey& key);

class Log;
/// Enters in the log which key true counts are sealed with from now on.
[[nodiscard]] base::Status announce_owner(Log& log, const PublicKey& key);

/// One set of units that a command counted, as it is sealed.
struct SealedSet {
    std::uint8_t role = 0;  ///< disclosure::TracedRole
    std::uint16_t domain = 0;
    std::uint64_t released = 0;
    std::uint64_t units = 0;
    std::uint64_t rows = 0;
    std::uint64_t key_sum = 0;
    std::uint64_t key_min = 0;
    friend bool operator==(const SealedSet&, const SealedSet&) = default;
};
struct SealedSets {
    std::vector<SealedSet> sets;
    std::uint64_t beyond = 0;  ///< sets that were too many to list
    friend bool operator==(const SealedSets&, const SealedSets&) = default;
};

[[nodiscard]] std::string encode(const SealedSets& sets);
/// nullopt for bytes that encode() did not make.
[[nodiscard]] std::optional<SealedSets> decode(std::string_view bytes);

}  // namespace skjerm::audit
