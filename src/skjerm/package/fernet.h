// Fernet tokens of any size in a stream: version, time, IV, AES-128-CBC, and HMAC-SHA-256 over all
// of it, as base64url. Format: https://github.com/fernet/spec/blob/master/Spec.md. Age is no ground
// for refusal.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "skjerm/base/result.h"
#include "skjerm/package/base64url.h"
#include "skjerm/package/byte_source.h"
#include "skjerm/package/keys.h"
#include "skjerm/package/openssl_handles.h"

namespace skjerm::package {

/// Characters of the token of so many bytes of plain text.
[[nodiscard]] std::uint64_t fernet_size(std::uint64_t plain_bytes);

using TextSink = std::function<base::Status(std::string_view)>;

/// Writes one token.
class FernetWriter {
public:
    using Iv = std::array<std::uint8_t, 16>;

    /// With a random IV.
    FernetWriter(const FernetKey& key, std::uint64_t unix_time, TextSink sink);
    /// With a given IV, for tests alone.
    FernetWriter(const FernetKey& key, std::uint64_t unix_time, const Iv& iv, TextSink sink);

    [[nodiscard]] base::Status write(std::span<const char> plain);
    /// To be called once, at the end.
    [[nodiscard]] base::Status finish();

private:
    base::Status put(std::span<const std::uint8_t> bytes, bool last);

    TextSink sink_;
    CipherPtr cipher_;
    MacPtr mac_;
    std::vector<std::uint8_t> waiting_;  // signed, and not written yet: less than three bytes
    std::vector<std::uint8_t> encrypted_;
    std::string text_;
};

/// Reads one token. Plain text comes out before the signature at the end is checked: what must not
/// happen with a forged token is to be done after finding verify() to succeed on another reading.
class FernetReader final : public ByteSource {
public:
    /// `name` stands for the token in messages; `token` and `key` outlive this.
    FernetReader(ByteSource& token, const FernetKey& key, std::string name);

    /// Plain text; a diagnostic when the token is damaged or signed with another key.
    [[nodiscard]] base::Result<std::size_t> read(std::span<char> into) override;
    /// Reads to the end and checks the signature; nothing is decrypted.
    [[nodiscard]] base::Status verify();

private:
    using Bytes = std::span<const std::uint8_t>;

    [[nodiscard]] base::Diagnostic invalid() const;
    /// More of what the signature covers; empty at the end, when the signature is right.
    [[nodiscard]] base::Result<Bytes> next_signed();
    /// Takes the head of the token off the front of `bytes`; false when it is none.
    bool take_head(Bytes& bytes);
    [[nodiscard]] base::Status decrypt_more();

    ByteSource& token_;
    const FernetKey& key_;
    std::string name_;
    CipherPtr cipher_;
    MacPtr mac_;
    Base64UrlDecoder decoder_;
    std::vector<char> text_;
    std::vector<std::uint8_t> decoded_;
    std::size_t decoded_bytes_ = 0;
    std::size_t given_bytes_ = 0;  // of decoded_; behind them is what may be the signature
    std::vector<std::uint8_t> head_;
    std::uint64_t cipher_bytes_ = 0;
    bool ended_ = false;
    std::vector<std::uint8_t> plain_;
    std::size_t plain_at_ = 0;
    std::size_t plain_end_ = 0;
};

}  // namespace skjerm::package
