#include "skjerm/package/keys.h"

#include <fcntl.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/rsa.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <utility>

#include "skjerm/base/diagnostic_codes.h"
#include "skjerm/package/base64url.h"
#include "skjerm/package/byte_source.h"
#include "skjerm/package/openssl_handles.h"

namespace skjerm::package {

namespace {

using base::Argument;
using base::Code;
namespace fs = std::filesystem;

constexpr int kLeastBits = 2048;
constexpr int kMostBits = 16384;
constexpr unsigned kGeneratedBits = 3072;

/// Locked memory for secrets, OpenSSL's own ones included. Where the system does not allow locking,
/// OpenSSL uses memory that is at least overwritten.
void prepare_secret_memory() {
    constexpr std::size_t kBytes = std::size_t{1} << 18;
    constexpr std::size_t kLeastBlock = 32;
    static const int kPrepared = CRYPTO_secure_malloc_init(kBytes, kLeastBlock);
    static_cast<void>(kPrepared);
}

/// Keys with a password are refused instead of asked for.
int no_password(char*, int, int, void*) { return -1; }

std::shared_ptr<EVP_PKEY> shared(EVP_PKEY* key) { return {key, EVP_PKEY_free}; }

base::Diagnostic key_fault(Code code, const std::string& file) {
    return base::error(code, {}, {Argument::name(file)});
}

base::Result<BioPtr> open_pem(const fs::path& file) {
    BioPtr bio(BIO_new_file(file.c_str(), "r"));
    if (bio == nullptr) {
        const int error = errno;
        ERR_clear_error();
        return unreadable(file, error);
    }
    return bio;
}

void use_oaep(EVP_PKEY_CTX* context) {
    check_openssl(EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_OAEP_PADDING));
    check_openssl(EVP_PKEY_CTX_set_rsa_oaep_md(context, EVP_sha256()));
    check_openssl(EVP_PKEY_CTX_set_rsa_mgf1_md(context, EVP_sha256()));
}

/// Writes a new file with these rights.
base::Status write_new(const fs::path& file, BIO* content, mode_t mode) {
    char* data = nullptr;
    const long size = BIO_get_mem_data(content, &data);
    const int descriptor = ::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
    if (descriptor < 0)
        return errno == EEXIST ? key_fault(Code::PackageTargetExists, file.string())
                               : unwritable(file, errno);
    const bool written = ::write(descriptor, data, static_cast<std::size_t>(size)) == size &&
                         ::fsync(descriptor) == 0;
    const int error = errno;
    ::close(descriptor);
    if (written) return base::ok();
    ::unlink(file.c_str());
    return unwritable(file, error);
}

}  // namespace

SecretBytes::SecretBytes(std::size_t size) : size_(size) {
    prepare_secret_memory();
    data_ = static_cast<std::uint8_t*>(OPENSSL_secure_zalloc(size));
    SKJERM_CHECK(data_ != nullptr);
}

SecretBytes::SecretBytes(SecretBytes&& other) noexcept
    : data_(std::exchange(other.data_, nullptr)), size_(std::exchange(other.size_, 0)) {}

SecretBytes::~SecretBytes() { OPENSSL_secure_clear_free(data_, size_); }

FernetKey FernetKey::random() {
    FernetKey key;
    check_openssl(RAND_priv_bytes(key.secret_.bytes().data(), static_cast<int>(kBytes)));
    return key;
}

std::optional<FernetKey> FernetKey::from_text(std::string_view text) {
    if (text.size() != kTextBytes) return std::nullopt;
    SecretBytes decoded(kTextBytes);
    Base64UrlDecoder decoder;
    const std::size_t bytes = decoder.decode(text, decoded.bytes().data());
    if (!decoder.is_whole() || bytes != kBytes) return std::nullopt;
    FernetKey key;
    std::copy_n(decoded.bytes().begin(), kBytes, key.secret_.bytes().begin());
    return key;
}

SecretBytes FernetKey::text() const {
    SecretBytes result(kTextBytes);
    std::string characters;
    characters.reserve(kTextBytes);
    append_base64url(characters, secret_.bytes());
    std::copy(characters.begin(), characters.end(), result.bytes().begin());
    OPENSSL_cleanse(characters.data(), characters.size());
    return result;
}

base::Result<RsaKey> RsaKey::checked(std::shared_ptr<EVP_PKEY> key, std::string file) {
    ERR_clear_error();
    if (key == nullptr || EVP_PKEY_get_base_id(key.get()) != EVP_PKEY_RSA)
        return key_fault(Code::KeyUnreadable, file);
    const int bits = EVP_PKEY_get_bits(key.get());
    if (bits < kLeastBits || bits > kMostBits) return key_fault(Code::KeyTooShort, file);
    return RsaKey(std::move(key), std::move(file));
}

base::Result<RsaKey> RsaKey::read_public(const fs::path& file) {
    SKJERM_TRY_ASSIGN(const BioPtr bio, open_pem(file));
    return checked(shared(PEM_read_bio_PUBKEY(bio.get(), nullptr, no_password, nullptr)),
                   file.string());
}

base::Result<RsaKey> RsaKey::read_private(const fs::path& file) {
    prepare_secret_memory();
    SKJERM_TRY_ASSIGN(const BioPtr bio, open_pem(file));
    return checked(shared(PEM_read_bio_PrivateKey(bio.get(), nullptr, no_password, nullptr)),
                   file.string());
}

std::vector<std::uint8_t> RsaKey::wrap(const FernetKey& key) const {
    const PkeyContextPtr context(EVP_PKEY_CTX_new(key_.get(), nullptr));
    SKJERM_CHECK(context != nullptr);
    check_openssl(EVP_PKEY_encrypt_init(context.get()));
    use_oaep(context.get());
    const SecretBytes text = key.text();
    std::size_t size = static_cast<std::size_t>(EVP_PKEY_get_size(key_.get()));
    std::vector<std::uint8_t> wrapped(size);
    check_openssl(EVP_PKEY_encrypt(context.get(), wrapped.data(), &size, text.bytes().data(),
                                   text.bytes().size()));
    wrapped.resize(size);
    return wrapped;
}

std::optional<FernetKey> RsaKey::unwrap(std::span<const std::uint8_t> wrapped) const {
    const PkeyContextPtr context(EVP_PKEY_CTX_new(key_.get(), nullptr));
    SKJERM_CHECK(context != nullptr);
    check_openssl(EVP_PKEY_decrypt_init(context.get()));
    use_oaep(context.get());
    std::size_t size = static_cast<std::size_t>(EVP_PKEY_get_size(key_.get()));
    SecretBytes text(size);
    const int done =
        EVP_PKEY_decrypt(context.get(), text.bytes().data(), &size, wrapped.data(), wrapped.size());
    ERR_clear_error();
    if (done != 1) return std::nullopt;
    return FernetKey::from_text(text.text().substr(0, size));
}

base::Status generate_keys(const fs::path& directory) {
    std::error_code error;
    fs::create_directories(directory, error);
    if (error) return unwritable(directory, error.value());
    const fs::path public_file = directory / kPublicKeyFile;
    const fs::path private_file = directory / kPrivateKeyFile;
    for (const fs::path& file : {public_file, private_file})
        if (fs::exists(fs::symlink_status(file, error)))
            return key_fault(Code::PackageTargetExists, file.string());

    prepare_secret_memory();
    const auto key = shared(EVP_RSA_gen(kGeneratedBits));
    SKJERM_CHECK(key != nullptr);
    const BioPtr private_text(BIO_new(BIO_s_secmem()));
    const BioPtr public_text(BIO_new(BIO_s_mem()));
    SKJERM_CHECK(private_text != nullptr && public_text != nullptr);
    check_openssl(PEM_write_bio_PKCS8PrivateKey(private_text.get(), key.get(), nullptr, nullptr, 0,
                                                nullptr, nullptr));
    check_openssl(PEM_write_bio_PUBKEY(public_text.get(), key.get()));
    SKJERM_TRY(write_new(private_file, private_text.get(), 0600));
    return write_new(public_file, public_text.get(), 0644);
}

}  // namespace skjerm::package
