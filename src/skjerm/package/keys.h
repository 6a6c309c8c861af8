// Keys of packages: the pair of RSA keys of a datastore, and the symmetric key of one package,
// which travels encrypted with the public one.
//
// Secrets stand in memory that is locked and overwritten when it is freed.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "skjerm/base/result.h"

struct evp_pkey_st;

namespace skjerm::package {

inline constexpr std::string_view kPublicKeyFile = "microdata_public_key.pem";
inline constexpr std::string_view kPrivateKeyFile = "microdata_private_key.pem";

/// Bytes that are locked in memory and overwritten at the end.
class SecretBytes {
public:
    explicit SecretBytes(std::size_t size);
    ~SecretBytes();
    SecretBytes(SecretBytes&& other) noexcept;
    SecretBytes(const SecretBytes&) = delete;
    SecretBytes& operator=(const SecretBytes&) = delete;
    SecretBytes& operator=(SecretBytes&&) = delete;

    [[nodiscard]] std::span<std::uint8_t> bytes() { return {data_, size_}; }
    [[nodiscard]] std::span<const std::uint8_t> bytes() const { return {data_, size_}; }
    [[nodiscard]] std::string_view text() const {
        return {reinterpret_cast<const char*>(data_), size_};
    }

private:
    std::uint8_t* data_;
    std::size_t size_;
};

/// A Fernet key: 16 bytes for HMAC-SHA-256, then 16 for AES-128.
class FernetKey {
public:
    static constexpr std::size_t kBytes = 32;
    static constexpr std::size_t kTextBytes = 44;  ///< as base64url with padding

    [[nodiscard]] static FernetKey random();
    /// nullopt when the text is not 32 bytes in base64url.
    [[nodiscard]] static std::optional<FernetKey> from_text(std::string_view text);

    [[nodiscard]] SecretBytes text() const;
    [[nodiscard]] std::span<const std::uint8_t> signing_key() const {
        return secret_.bytes().first(kBytes / 2);
    }
    [[nodiscard]] std::span<const std::uint8_t> encryption_key() const {
        return secret_.bytes().last(kBytes / 2);
    }

private:
    FernetKey() : secret_(kBytes) {}
    SecretBytes secret_;
};

/// An RSA key of 2048 bits or more.
class RsaKey {
public:
    /// SubjectPublicKeyInfo or PKCS#8 without password, in PEM.
    [[nodiscard]] static base::Result<RsaKey> read_public(const std::filesystem::path& file);
    [[nodiscard]] static base::Result<RsaKey> read_private(const std::filesystem::path& file);

    /// RSA-OAEP with SHA-256 over the 44 characters of the key.
    [[nodiscard]] std::vector<std::uint8_t> wrap(const FernetKey& key) const;
    /// nullopt when this is not the private key that belongs to it, or the bytes are damaged.
    [[nodiscard]] std::optional<FernetKey> unwrap(std::span<const std::uint8_t> wrapped) const;

    /// The file it was read from, for messages.
    [[nodiscard]] const std::string& file() const { return file_; }

private:
    RsaKey(std::shared_ptr<evp_pkey_st> key, std::string file)
        : key_(std::move(key)), file_(std::move(file)) {}
    static base::Result<RsaKey> checked(std::shared_ptr<evp_pkey_st> key, std::string file);

    std::shared_ptr<evp_pkey_st> key_;
    std::string file_;
};

/// Makes a pair of keys of 3072 bits in `directory`, which is made when absent: kPublicKeyFile and
/// kPrivateKeyFile, the latter for the owner alone. Never overwrites.
[[nodiscard]] base::Status generate_keys(const std::filesystem::path& directory);

}  // namespace skjerm::package
