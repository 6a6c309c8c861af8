#include "skjerm/publish/signature.h"

#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <optional>
#include <span>
#include <string_view>

#include "skjerm/base/check.h"
#include "skjerm/base/diagnostic_codes.h"
#include "skjerm/base/keyed_hash.h"
#include "skjerm/datastore/failure.h"
#include "skjerm/datastore/mapped_file.h"
#include "skjerm/publish/atomic_file.h"

namespace skjerm::publish {

namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;
using base::Argument;
using base::Code;
using base::LocalizedText;
using datastore::PublishedState;
using datastore::Version;

constexpr std::string_view kPrivateTitle = "skjerm-signing-private-key/1 ";
constexpr std::string_view kPublicTitle = "skjerm-signing-public-key/1 ";
constexpr int kFormat = 1;
constexpr const char* kFolder = "signatures";

constexpr LocalizedText kUnreadable{"filen finnes ikke eller kan ikke leses",
                                    "the file does not exist or cannot be read"};
constexpr LocalizedText kOpen{"andre enn eieren har tilgang til den",
                              "others than its owner have access to it"};
constexpr LocalizedText kOther{"filen er noe annet", "the file is something else"};
constexpr LocalizedText kThere{"det er en nøkkel der fra før", "there is a key already"};

using PublicKey = std::array<unsigned char, crypto_sign_PUBLICKEYBYTES>;
using Signature = std::array<unsigned char, crypto_sign_BYTES>;
using Seed = std::array<unsigned char, crypto_sign_SEEDBYTES>;

/// The private key; overwritten at the end.
class SecretKey {
public:
    explicit SecretKey(const Seed& seed) {
        crypto_sign_seed_keypair(public_.data(), bytes_.data(), seed.data());
    }
    ~SecretKey() { sodium_memzero(bytes_.data(), bytes_.size()); }
    SecretKey(const SecretKey&) = delete;
    SecretKey& operator=(const SecretKey&) = delete;

    [[nodiscard]] const PublicKey& public_key() const { return public_; }
    [[nodiscard]] Signature sign(std::string_view text) const {
        Signature signature{};
        crypto_sign_detached(signature.data(), nullptr,
                             reinterpret_cast<const unsigned char*>(text.data()), text.size(),
                             bytes_.data());
        return signature;
    }

private:
    std::array<unsigned char, crypto_sign_SECRETKEYBYTES> bytes_{};
    PublicKey public_{};
};

base::Diagnostic unusable(const fs::path& file, LocalizedText reason) {
    return base::error(Code::SigningKeyUnusable, {},
                       {Argument::name(file.string()), Argument::fact(reason)});
}

template <std::size_t N>
std::optional<std::array<unsigned char, N>> from_hex(std::string_view text) {
    std::array<unsigned char, N> bytes{};
    std::size_t size = 0;
    if (text.size() != 2 * N ||
        sodium_hex2bin(bytes.data(), N, text.data(), text.size(), nullptr, &size, nullptr) != 0)
        return std::nullopt;
    return bytes;
}

/// The bytes of a key file: its title, hexadecimal digits and the end of the line.
template <std::size_t N>
base::Result<std::array<unsigned char, N>> read_key(const fs::path& file, std::string_view title) {
    const auto mapped = datastore::MappedFile::open(file, file.string(), {});
    if (!mapped) return unusable(file, kUnreadable);
    std::string_view text(reinterpret_cast<const char*>((*mapped)->bytes().data()),
                          (*mapped)->bytes().size());
    if (!text.starts_with(title) || !text.ends_with('\n')) return unusable(file, kOther);
    text.remove_prefix(title.size());
    text.remove_suffix(1);
    const auto bytes = from_hex<N>(text);
    if (!bytes) return unusable(file, kOther);
    return *bytes;
}

base::Status check_private(const fs::path& file) {
    struct stat facts {};
    if (::stat(file.c_str(), &facts) != 0) return unusable(file, kUnreadable);
    if (facts.st_uid != ::geteuid() || (facts.st_mode & (S_IRWXG | S_IRWXO)) != 0)
        return unusable(file, kOpen);
    return base::ok();
}

std::string fingerprint_of(const PublicKey& key) {
    return base::to_hex(base::sha256(std::span(key))).substr(0, 16);
}

bool holds(const Signature& signature, const PublicKey& key, std::string_view statement) {
    return crypto_sign_verify_detached(signature.data(),
                                       reinterpret_cast<const unsigned char*>(statement.data()),
                                       statement.size(), key.data()) == 0;
}

/// The key that a signature file is by, when it holds for `statement`.
std::optional<PublicKey> signer_of(const fs::path& file, std::string_view statement) {
    const auto mapped = datastore::MappedFile::open(file, file.string(), {});
    if (!mapped) return std::nullopt;
    const auto bytes = (*mapped)->bytes();
    const auto json = Json::parse(reinterpret_cast<const char*>(bytes.data()),
                                  reinterpret_cast<const char*>(bytes.data()) + bytes.size(),
                                  nullptr, /*allow_exceptions=*/false);
    const auto text = [&](const char* member) {
        return json.is_object() && json.contains(member) && json[member].is_string()
                   ? json[member].get<std::string>()
                   : std::string();
    };
    const auto key = from_hex<crypto_sign_PUBLICKEYBYTES>(text("key"));
    const auto signature = from_hex<crypto_sign_BYTES>(text("signature"));
    if (!key || !signature || !holds(*signature, *key, statement)) return std::nullopt;
    return key;
}

std::vector<fs::path> signatures_of(const fs::path& root, const Version& version) {
    std::vector<fs::path> found;
    std::error_code error;
    for (fs::directory_iterator at(root / kFolder / version.text(), error), end;
         !error && at != end; at.increment(error))
        if (at->path().extension() == ".json") found.push_back(at->path());
    std::ranges::sort(found);
    return found;
}

/// The keys that a version is signed with; refuses when one of its signatures is wrong.
base::Result<std::vector<PublicKey>> signers_of(const fs::path& root, const PublishedState& state,
                                                const Version& version) {
    std::vector<PublicKey> signers;
    const std::vector<fs::path> files = signatures_of(root, version);
    if (files.empty()) return signers;
    SKJERM_CHECK(sodium_init() >= 0);
    const std::string statement = signed_statement(state, version);
    for (const fs::path& file : files) {
        const std::optional<PublicKey> signer = signer_of(file, statement);
        if (!signer)
            return base::error(Code::SignatureWrong, {},
                               {Argument::name(fs::relative(file, root).string()),
                                Argument::fact(version.text())});
        signers.push_back(*signer);
    }
    return signers;
}

}  // namespace

base::Status make_signing_keys(const fs::path& folder, datastore::FileSystem& files) {
    SKJERM_CHECK(sodium_init() >= 0);
    if (const int error = files.create_directories(folder); error != 0)
        return datastore::unwritable_file(folder.string(), error);
    std::error_code ignored;
    for (const char* name : {kSigningKeyFile, kSigningPublicFile})
        if (fs::exists(fs::symlink_status(folder / name, ignored)))
            return unusable(folder / name, kThere);
    Seed seed{};
    randombytes_buf(seed.data(), seed.size());
    const SecretKey key(seed);
    std::string text = std::string(kPrivateTitle) + base::to_hex(seed) + "\n";
    const base::Status written = replace_file(
        files, folder, kSigningKeyFile, std::as_bytes(std::span(text)), FileAccess::OwnerOnly);
    sodium_memzero(text.data(), text.size());
    sodium_memzero(seed.data(), seed.size());
    SKJERM_TRY(written);
    text = std::string(kPublicTitle) + base::to_hex(key.public_key()) + "\n";
    return replace_file(files, folder, kSigningPublicFile, std::as_bytes(std::span(text)));
}

std::string signed_statement(const PublishedState& state, const Version& version) {
    const datastore::PublishedVersion* released = state.find_version(version);
    SKJERM_CHECK(released != nullptr);
    std::string text = "skjerm datastore version/1\ndatabank " + state.databank + "\nversion " +
                       version.text() + "\ncatalogue " + released->catalogue.sha256 + "\n";
    for (const auto& [name, living] : datastore::living_in(state, version))
        text += "record " + name + " " + living.update.record->sha256 + "\n";
    return text;
}

base::Status write_signature(datastore::FileSystem& files, const fs::path& root,
                             const PublishedState& state, const Version& version,
                             const fs::path& key_file) {
    SKJERM_CHECK(sodium_init() >= 0);
    SKJERM_TRY(check_private(key_file));
    SKJERM_TRY_ASSIGN(Seed seed, read_key<crypto_sign_SEEDBYTES>(key_file, kPrivateTitle));
    const SecretKey key(seed);
    sodium_memzero(seed.data(), seed.size());
    const Json json = {{"skjerm_signature", kFormat},
                       {"databank", state.databank},
                       {"version", version.text()},
                       {"key", base::to_hex(key.public_key())},
                       {"signature", base::to_hex(key.sign(signed_statement(state, version)))}};
    return put_file(files, root,
                    std::string(kFolder) + "/" + version.text() + "/" +
                        fingerprint_of(key.public_key()) + ".json",
                    json.dump(1) + "\n");
}

base::Status check_signatures_of(const fs::path& root, const PublishedState& state,
                                 const Version& version) {
    SKJERM_TRY(signers_of(root, state, version));
    return base::ok();
}

base::Status check_signatures(const fs::path& root, const PublishedState& state,
                              const std::vector<fs::path>& trusted) {
    std::vector<PublicKey> keys;
    for (const fs::path& file : trusted) {
        SKJERM_TRY_ASSIGN(const PublicKey key,
                          read_key<crypto_sign_PUBLICKEYBYTES>(file, kPublicTitle));
        keys.push_back(key);
    }
    for (const datastore::PublishedVersion& version : state.versions) {
        if (version.withdrawn) continue;
        SKJERM_TRY_ASSIGN(const std::vector<PublicKey> signers,
                          signers_of(root, state, version.version));
        const bool is_trusted =
            keys.empty() || std::ranges::find_first_of(signers, keys) != signers.end();
        if (!is_trusted)
            return base::error(Code::VersionNotSigned, {},
                               {Argument::fact(version.version.text())});
    }
    return base::ok();
}

}  // namespace skjerm::publish
