#include "skjerm/audit/sealing.h"

#include <sodium.h>

#include <cstdio>

#include "skjerm/audit/key_file.h"
#include "skjerm/audit/log.h"
#include "skjerm/audit/private_file.h"
#include "skjerm/base/check.h"
#include "skjerm/base/diagnostic_codes.h"

namespace skjerm::audit {

namespace {

using base::Argument;
using base::Code;

constexpr std::string_view kPublicTitle = "skjerm-audit-public-key/1 ";
constexpr std::string_view kPrivateTitle = "skjerm-audit-private-key/1 ";
constexpr std::string_view kPublicName = "owner.pub";
constexpr std::string_view kPrivateName = "owner.key";
constexpr int kBase64 = sodium_base64_VARIANT_ORIGINAL;

/// What is sealed has a power of two of bytes, at least so many.
constexpr std::size_t kLeastBytes = 256;

const unsigned char* bytes_of(std::string_view text) {
    return reinterpret_cast<const unsigned char*>(text.data());
}

base::Diagnostic fault(Code code, const std::filesystem::path& name) {
    return base::error(code, {}, {Argument::name(name.string())});
}

/// Base 128, least digits first, the high bit on all but the last.
void put(std::string& out, std::uint64_t number) {
    while (number >= 128) {
        out.push_back(static_cast<char>(number % 128 + 128));
        number /= 128;
    }
    out.push_back(static_cast<char>(number));
}

class Reader {
public:
    explicit Reader(std::string_view bytes) : bytes_(bytes) {}

    std::uint64_t number() {
        std::uint64_t value = 0;
        for (unsigned shift = 0; shift < 64; shift += 7) {
            if (bytes_.empty()) break;
            const auto byte = static_cast<unsigned char>(bytes_.front());
            bytes_.remove_prefix(1);
            value |= std::uint64_t{byte & 127U} << shift;
            if (byte < 128) return value;
        }
        failed_ = true;
        return 0;
    }
    [[nodiscard]] bool failed() const { return failed_; }
    /// Nothing but padding is left.
    [[nodiscard]] bool at_end() const {
        return bytes_.find_first_not_of('\0') == std::string_view::npos;
    }

private:
    std::string_view bytes_;
    bool failed_ = false;
};

}  // namespace

std::string PublicKey::fingerprint() const { return fingerprint_of(bytes_); }

std::string PublicKey::seal(std::string_view bytes) const {
    std::string padded(bytes);
    std::size_t size = kLeastBytes;
    while (size < padded.size()) size *= 2;
    padded.resize(size);
    std::string sealed(padded.size() + crypto_box_SEALBYTES, '\0');
    SKJERM_CHECK(crypto_box_seal(reinterpret_cast<unsigned char*>(sealed.data()), bytes_of(padded),
                                 padded.size(), bytes_.data()) == 0);
    std::string base64(sodium_base64_encoded_len(sealed.size(), kBase64), '\0');
    sodium_bin2base64(base64.data(), base64.size(), bytes_of(sealed), sealed.size(), kBase64);
    base64.pop_back();  // the zero at the end
    return base64;
}

PrivateKey::~PrivateKey() { sodium_memzero(bytes_.data(), bytes_.size()); }

PublicKey PrivateKey::public_key() const {
    PublicKey::Bytes bytes{};
    crypto_scalarmult_base(bytes.data(), bytes_.data());
    return PublicKey(bytes);
}

std::optional<std::string> PrivateKey::open(std::string_view base64) const {
    std::string sealed(base64.size(), '\0');
    std::size_t size = 0;
    if (sodium_base642bin(reinterpret_cast<unsigned char*>(sealed.data()), sealed.size(),
                          base64.data(), base64.size(), nullptr, &size, nullptr, kBase64) != 0 ||
        size < crypto_box_SEALBYTES)
        return std::nullopt;
    std::string opened(size - crypto_box_SEALBYTES, '\0');
    if (crypto_box_seal_open(reinterpret_cast<unsigned char*>(opened.data()), bytes_of(sealed),
                             size, public_key().bytes().data(), bytes_.data()) != 0)
        return std::nullopt;
    return opened;
}

base::Result<PublicKey> make_owner_keys(const std::filesystem::path& folder) {
    SKJERM_CHECK(sodium_init() >= 0);
    SKJERM_TRY(make_private_folder(folder));
    PublicKey::Bytes open_bytes{};
    PrivateKey::Bytes secret_bytes{};
    crypto_box_keypair(open_bytes.data(), secret_bytes.data());
    const PrivateKey secret(secret_bytes);
    sodium_memzero(secret_bytes.data(), secret_bytes.size());
    // The private one first: a public one without it would seal for nobody.
    std::string text = key_file_text(kPrivateTitle, secret.bytes());
    base::Result<bool> made = make_private_file(folder / kPrivateName, text);
    sodium_memzero(text.data(), text.size());
    SKJERM_TRY(made);
    if (!*made) return fault(Code::AuditKeyExists, folder / kPrivateName);
    SKJERM_TRY_ASSIGN(
        const bool published,
        make_private_file(folder / kPublicName, key_file_text(kPublicTitle, open_bytes)));
    if (!published) return fault(Code::AuditKeyExists, folder / kPublicName);
    return PublicKey(open_bytes);
}

base::Result<std::optional<PublicKey>> read_public_key(const std::filesystem::path& file) {
    SKJERM_TRY_ASSIGN(const std::optional<Hash> bytes, read_key(file, kPublicTitle));
    return bytes ? std::optional<PublicKey>(*bytes) : std::nullopt;
}

base::Result<PrivateKey> read_private_key(const std::filesystem::path& file) {
    SKJERM_TRY_ASSIGN(const std::optional<Hash> bytes, read_key(file, kPrivateTitle));
    if (!bytes) return fault(Code::AuditKeyUnreadable, file);
    return PrivateKey(*bytes);
}

base::Status replace_public_key(const std::filesystem::path& folder, const PublicKey& key) {
    const std::filesystem::path aside = folder / (std::string(kPublicName) + ".new");
    SKJERM_TRY_ASSIGN(const bool made,
                      make_private_file(aside, key_file_text(kPublicTitle, key.bytes())));
    if (!made) return fault(Code::AuditKeyExists, aside);
    const std::filesystem::path file = folder / kPublicName;
    if (std::rename(aside.c_str(), file.c_str()) != 0) return write_fault(file, errno);
    return sync_folder(folder);
}

base::Status announce_owner(Log& log, const PublicKey& key) {
    Json record{{"kind", "owner"}, {"key", key.fingerprint()}, {"public_key", to_hex(key.bytes())}};
    return log.append(std::span(&record, 1));
}

std::string encode(const SealedSets& sets) {
    std::string bytes;
    put(bytes, sets.sets.size());
    put(bytes, sets.beyond);
    for (const SealedSet& set : sets.sets) {
        put(bytes, set.role);
        put(bytes, set.domain);
        put(bytes, set.released);
        put(bytes, set.units);
        put(bytes, set.rows);
        put(bytes, set.key_sum);
        put(bytes, set.key_min);
    }
    return bytes;
}

std::optional<SealedSets> decode(std::string_view bytes) {
    Reader reader(bytes);
    SealedSets result;
    const std::uint64_t count = reader.number();
    result.beyond = reader.number();
    for (std::uint64_t set = 0; set < count && !reader.failed(); ++set) {
        SealedSet& read = result.sets.emplace_back();
        read.role = static_cast<std::uint8_t>(reader.number());
        read.domain = static_cast<std::uint16_t>(reader.number());
        read.released = reader.number();
        read.units = reader.number();
        read.rows = reader.number();
        read.key_sum = reader.number();
        read.key_min = reader.number();
    }
    if (reader.failed() || !reader.at_end()) return std::nullopt;
    return result;
}

}  // namespace skjerm::audit
