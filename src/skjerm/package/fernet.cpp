#include "skjerm/package/fernet.h"

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/rand.h>

#include <algorithm>

#include "skjerm/base/diagnostic_codes.h"
#include "skjerm/package/cancellation.h"

namespace skjerm::package {

namespace {

constexpr std::uint8_t kVersion = 0x80;
constexpr std::size_t kBlockBytes = 16;
constexpr std::size_t kSignatureBytes = 32;
constexpr std::size_t kHeadBytes = 1 + 8 + kBlockBytes;  // version, time, IV
constexpr std::size_t kPieceBytes = std::size_t{48} << 10;

MacPtr signing(const FernetKey& key) {
    struct FreeMac {
        void operator()(EVP_MAC* mac) const { EVP_MAC_free(mac); }
    };
    const std::unique_ptr<EVP_MAC, FreeMac> hmac(EVP_MAC_fetch(nullptr, "HMAC", nullptr));
    SKJERM_CHECK(hmac != nullptr);
    MacPtr mac(EVP_MAC_CTX_new(hmac.get()));
    SKJERM_CHECK(mac != nullptr);
    char digest[] = "SHA256";
    const OSSL_PARAM parameters[] = {
        OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest, 0),
        OSSL_PARAM_construct_end()};
    check_openssl(
        EVP_MAC_init(mac.get(), key.signing_key().data(), key.signing_key().size(), parameters));
    return mac;
}

std::array<std::uint8_t, kSignatureBytes> signature(EVP_MAC_CTX* mac) {
    std::array<std::uint8_t, kSignatureBytes> bytes{};
    std::size_t size = 0;
    check_openssl(EVP_MAC_final(mac, bytes.data(), &size, bytes.size()));
    SKJERM_CHECK(size == bytes.size());
    return bytes;
}

CipherPtr new_cipher() {
    CipherPtr cipher(EVP_CIPHER_CTX_new());
    SKJERM_CHECK(cipher != nullptr);
    return cipher;
}

FernetWriter::Iv random_iv() {
    FernetWriter::Iv iv{};
    check_openssl(RAND_bytes(iv.data(), static_cast<int>(iv.size())));
    return iv;
}

}  // namespace

std::uint64_t fernet_size(std::uint64_t plain_bytes) {
    const std::uint64_t cipher_bytes = (plain_bytes / kBlockBytes + 1) * kBlockBytes;
    return base64url_size(kHeadBytes + cipher_bytes + kSignatureBytes);
}

FernetWriter::FernetWriter(const FernetKey& key, std::uint64_t unix_time, TextSink sink)
    : FernetWriter(key, unix_time, random_iv(), std::move(sink)) {}

FernetWriter::FernetWriter(const FernetKey& key, std::uint64_t unix_time, const Iv& iv,
                           TextSink sink)
    : sink_(std::move(sink)), cipher_(new_cipher()), mac_(signing(key)) {
    check_openssl(EVP_EncryptInit_ex(cipher_.get(), EVP_aes_128_cbc(), nullptr,
                                     key.encryption_key().data(), iv.data()));
    waiting_.push_back(kVersion);
    for (int shift = 56; shift >= 0; shift -= 8)
        waiting_.push_back(static_cast<std::uint8_t>(unix_time >> shift));
    waiting_.insert(waiting_.end(), iv.begin(), iv.end());
    check_openssl(EVP_MAC_update(mac_.get(), waiting_.data(), waiting_.size()));
}

/// Whole groups of three bytes as text; at the end all.
base::Status FernetWriter::put(std::span<const std::uint8_t> bytes, bool last) {
    waiting_.insert(waiting_.end(), bytes.begin(), bytes.end());
    const std::size_t now = last ? waiting_.size() : waiting_.size() / 3 * 3;
    text_.clear();
    append_base64url(text_, std::span(waiting_).first(now));
    waiting_.erase(waiting_.begin(), waiting_.begin() + static_cast<std::ptrdiff_t>(now));
    return sink_(text_);
}

base::Status FernetWriter::write(std::span<const char> plain) {
    while (!plain.empty()) {
        const std::span<const char> piece = plain.first(std::min(plain.size(), kPieceBytes));
        plain = plain.subspan(piece.size());
        encrypted_.resize(piece.size() + kBlockBytes);
        int size = 0;
        check_openssl(EVP_EncryptUpdate(cipher_.get(), encrypted_.data(), &size,
                                        reinterpret_cast<const std::uint8_t*>(piece.data()),
                                        static_cast<int>(piece.size())));
        encrypted_.resize(static_cast<std::size_t>(size));
        check_openssl(EVP_MAC_update(mac_.get(), encrypted_.data(), encrypted_.size()));
        SKJERM_TRY(put(encrypted_, false));
    }
    return base::ok();
}

base::Status FernetWriter::finish() {
    std::array<std::uint8_t, kBlockBytes> padded{};
    int size = 0;
    check_openssl(EVP_EncryptFinal_ex(cipher_.get(), padded.data(), &size));
    check_openssl(EVP_MAC_update(mac_.get(), padded.data(), static_cast<std::size_t>(size)));
    SKJERM_TRY(put(std::span(padded).first(static_cast<std::size_t>(size)), false));
    return put(signature(mac_.get()), true);
}

FernetReader::FernetReader(ByteSource& token, const FernetKey& key, std::string name)
    : token_(token),
      key_(key),
      name_(std::move(name)),
      cipher_(new_cipher()),
      mac_(signing(key)),
      text_(kPieceBytes),
      decoded_(kSignatureBytes + kPieceBytes) {}

base::Diagnostic FernetReader::invalid() const {
    return base::error(base::Code::PackageTokenInvalid, {}, {base::Argument::name(name_)});
}

base::Result<FernetReader::Bytes> FernetReader::next_signed() {
    for (;;) {
        std::copy(decoded_.begin() + static_cast<std::ptrdiff_t>(given_bytes_),
                  decoded_.begin() + static_cast<std::ptrdiff_t>(decoded_bytes_), decoded_.begin());
        decoded_bytes_ -= given_bytes_;
        given_bytes_ = 0;
        poll_cancellation();
        SKJERM_TRY_ASSIGN(const std::size_t got, token_.read(text_));
        if (got == 0) {
            if (!decoder_.is_whole() || decoded_bytes_ != kSignatureBytes) return invalid();
            const auto expected = signature(mac_.get());
            if (CRYPTO_memcmp(expected.data(), decoded_.data(), kSignatureBytes) != 0)
                return invalid();
            return Bytes();
        }
        decoded_bytes_ +=
            decoder_.decode(std::span(text_).first(got), decoded_.data() + decoded_bytes_);
        if (decoder_.failed()) return invalid();
        if (decoded_bytes_ <= kSignatureBytes) continue;
        given_bytes_ = decoded_bytes_ - kSignatureBytes;
        check_openssl(EVP_MAC_update(mac_.get(), decoded_.data(), given_bytes_));
        return Bytes(decoded_).first(given_bytes_);
    }
}

bool FernetReader::take_head(Bytes& bytes) {
    if (head_.size() == kHeadBytes) return true;
    const std::size_t taken = std::min(bytes.size(), kHeadBytes - head_.size());
    head_.insert(head_.end(), bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(taken));
    bytes = bytes.subspan(taken);
    if (head_.front() != kVersion) return false;
    if (head_.size() == kHeadBytes)
        check_openssl(EVP_DecryptInit_ex(cipher_.get(), EVP_aes_128_cbc(), nullptr,
                                         key_.encryption_key().data(),
                                         head_.data() + kHeadBytes - kBlockBytes));
    return true;
}

base::Status FernetReader::decrypt_more() {
    SKJERM_TRY_ASSIGN(Bytes bytes, next_signed());
    int size = 0;
    plain_at_ = 0;
    if (bytes.empty()) {
        ended_ = true;
        const bool whole = cipher_bytes_ > 0 && cipher_bytes_ % kBlockBytes == 0;
        if (head_.size() != kHeadBytes || !whole) return invalid();
        plain_.resize(kBlockBytes);
        const int done = EVP_DecryptFinal_ex(cipher_.get(), plain_.data(), &size);
        ERR_clear_error();
        if (done != 1) return invalid();
    } else {
        if (!take_head(bytes)) return invalid();
        cipher_bytes_ += bytes.size();
        plain_.resize(bytes.size() + kBlockBytes);
        if (!bytes.empty())
            check_openssl(EVP_DecryptUpdate(cipher_.get(), plain_.data(), &size, bytes.data(),
                                            static_cast<int>(bytes.size())));
    }
    plain_end_ = static_cast<std::size_t>(size);
    return base::ok();
}

base::Result<std::size_t> FernetReader::read(std::span<char> into) {
    while (plain_at_ == plain_end_) {
        if (ended_) return std::size_t{0};
        SKJERM_TRY(decrypt_more());
    }
    const std::size_t size = std::min(into.size(), plain_end_ - plain_at_);
    std::copy_n(plain_.data() + plain_at_, size, into.data());
    plain_at_ += size;
    return size;
}

base::Status FernetReader::verify() {
    for (;;) {
        SKJERM_TRY_ASSIGN(Bytes bytes, next_signed());
        if (bytes.empty()) break;
        if (!take_head(bytes)) return invalid();
        cipher_bytes_ += bytes.size();
    }
    if (head_.size() != kHeadBytes || cipher_bytes_ == 0 || cipher_bytes_ % kBlockBytes != 0)
        return invalid();
    return base::ok();
}

}  // namespace skjerm::package
