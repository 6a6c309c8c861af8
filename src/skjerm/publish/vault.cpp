#include "skjerm/publish/vault.h"

#include <sodium.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstring>
#include <nlohmann/json.hpp>
#include <optional>
#include <span>
#include <utility>

#include "skjerm/base/check.h"
#include "skjerm/base/diagnostic_codes.h"
#include "skjerm/base/keyed_hash.h"
#include "skjerm/base/parallel.h"
#include "skjerm/datastore/catalogue.h"
#include "skjerm/datastore/crc32c.h"
#include "skjerm/datastore/failure.h"
#include "skjerm/datastore/mapped_file.h"
#include "skjerm/publish/atomic_file.h"

namespace skjerm::publish {

namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

constexpr std::size_t kHashBytes = 16;
constexpr std::size_t kPseudonymBytes = 6;
constexpr std::size_t kRecordBytes = kHashBytes + kPseudonymBytes;
constexpr const char* kKeyFile = "key";
constexpr const char* kTableFile = "vault.json";

base::Diagnostic fault(base::Code code, const std::string& file) {
    return base::error(code, {}, {base::Argument::name(file)});
}

/// Ours alone: no right of any kind for anybody else.
base::Status check_private(const fs::path& path, const std::string& name) {
    struct stat facts {};
    if (::lstat(path.c_str(), &facts) != 0) return datastore::unreadable_file(name, errno, {});
    const bool is_plain = S_ISREG(facts.st_mode) || S_ISDIR(facts.st_mode);
    if (!is_plain || facts.st_uid != ::geteuid() || (facts.st_mode & (S_IRWXG | S_IRWXO)) != 0)
        return fault(base::Code::VaultTooOpen, name);
    return base::ok();
}

/// Keys and identifiers are in the memory of a process that uses a vault: no core dump of it.
void forbid_dumps() {
#ifndef __SANITIZE_ADDRESS__  // whose leak check has to look into its own process
    ::prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
#endif
}

std::span<const std::byte> as_bytes(std::string_view text) {
    return std::as_bytes(std::span(text));
}

/// Identifiers by their hash: open addressing, at most three quarters full.
class Table {
public:
    struct Entry {
        std::array<std::uint64_t, 2> hash{};
        std::uint64_t pseudonym = kFree;
    };

    [[nodiscard]] std::optional<std::uint64_t> find(
        const std::array<std::uint64_t, 2>& hash) const {
        if (slots_.empty()) return std::nullopt;
        const Entry& entry = slots_[place(hash)];
        if (entry.pseudonym == kFree) return std::nullopt;
        return entry.pseudonym;
    }

    void insert(const std::array<std::uint64_t, 2>& hash, std::uint64_t pseudonym) {
        if ((count_ + 1) * 4 > slots_.size() * 3) grow();
        slots_[place(hash)] = {hash, pseudonym};
        ++count_;
    }

private:
    static constexpr std::uint64_t kFree = ~std::uint64_t{0};

    [[nodiscard]] std::size_t place(const std::array<std::uint64_t, 2>& hash) const {
        const std::size_t mask = slots_.size() - 1;
        std::size_t at = hash[0] & mask;
        while (slots_[at].pseudonym != kFree && slots_[at].hash != hash) at = (at + 1) & mask;
        return at;
    }

    void grow() {
        std::vector<Entry> old = std::exchange(
            slots_, std::vector<Entry>(std::max<std::size_t>(1024, slots_.size() * 2)));
        for (const Entry& entry : old)
            if (entry.pseudonym != kFree) slots_[place(entry.hash)] = entry;
    }

    std::vector<Entry> slots_;
    std::size_t count_ = 0;
};

/// The pseudonyms given out. They are random, so their low bits serve as a hash.
class Taken {
public:
    /// False when it was there.
    bool insert(std::uint64_t pseudonym) {
        if ((count_ + 1) * 4 > slots_.size() * 3) grow();
        std::uint64_t& slot = slots_[place(pseudonym)];
        if (slot == pseudonym) return false;
        slot = pseudonym;
        ++count_;
        return true;
    }

private:
    static constexpr std::uint64_t kFree = ~std::uint64_t{0};

    [[nodiscard]] std::size_t place(std::uint64_t pseudonym) const {
        const std::size_t mask = slots_.size() - 1;
        std::size_t at = pseudonym & mask;
        while (slots_[at] != kFree && slots_[at] != pseudonym) at = (at + 1) & mask;
        return at;
    }

    void grow() {
        std::vector<std::uint64_t> old = std::exchange(
            slots_,
            std::vector<std::uint64_t>(std::max<std::size_t>(1024, slots_.size() * 2), kFree));
        for (const std::uint64_t pseudonym : old)
            if (pseudonym != kFree) slots_[place(pseudonym)] = pseudonym;
    }

    std::vector<std::uint64_t> slots_;
    std::size_t count_ = 0;
};

}  // namespace

/// The identifiers of one unit id type.
class Vault::Domain {
public:
    struct Batch {
        std::uint64_t bytes = 0;
        std::uint32_t crc = 0;
    };

    Domain(fs::path folder, std::string name, std::span<const std::uint8_t, 32> master)
        : folder_(std::move(folder)), name_(std::move(name)) {
        base::hkdf_sha256(master, "identifiers of " + name_, key_);
    }
    ~Domain() { sodium_memzero(key_.data(), key_.size()); }
    Domain(const Domain&) = delete;
    Domain& operator=(const Domain&) = delete;

    [[nodiscard]] std::string log_name() const { return name_ + ".log"; }
    [[nodiscard]] const std::vector<Batch>& batches() const { return batches_; }

    base::Status load(std::vector<Batch> batches) {
        batches_ = std::move(batches);
        if (batches_.empty()) return base::ok();
        SKJERM_TRY(check_private(folder_ / log_name(), log_name()));
        SKJERM_TRY_ASSIGN(const auto file,
                          datastore::MappedFile::open(folder_ / log_name(), log_name(), {}));
        std::span<const std::byte> bytes = file->bytes();
        for (const Batch& batch : batches_) {
            const bool is_whole = batch.bytes % kRecordBytes == 0 && batch.bytes <= bytes.size() &&
                                  datastore::crc32c(bytes.first(batch.bytes)) == batch.crc;
            if (!is_whole) return fault(base::Code::VaultDamaged, log_name());
            for (std::size_t at = 0; at < batch.bytes; at += kRecordBytes)
                keep(bytes.subspan(at, kRecordBytes));
            bytes = bytes.subspan(batch.bytes);
            end_ += batch.bytes;
        }
        return base::ok();
    }

    std::vector<std::uint64_t> map(std::span<const std::string_view> identifiers) {
        std::vector<std::array<std::uint64_t, 2>> hashes(identifiers.size());
        std::vector<std::uint64_t> pseudonyms(identifiers.size());
        constexpr std::size_t kPiece = 4096;
        base::parallel_for((identifiers.size() + kPiece - 1) / kPiece, [&](std::size_t piece) {
            const std::size_t end = std::min(identifiers.size(), (piece + 1) * kPiece);
            for (std::size_t at = piece * kPiece; at < end; ++at) {
                hashes[at] = hash(identifiers[at]);
                pseudonyms[at] = table_.find(hashes[at]).value_or(kPseudonymLimit);
            }
        });
        for (std::size_t at = 0; at < identifiers.size(); ++at)
            if (pseudonyms[at] == kPseudonymLimit) pseudonyms[at] = find_or_draw(hashes[at]);
        return pseudonyms;
    }

    /// Writes the new records behind those that count.
    base::Status write(datastore::FileSystem& files) {
        if (new_records_.empty()) return base::ok();
        int descriptor = -1;
        if (const int error = files.open(folder_ / log_name(), descriptor); error != 0)
            return datastore::unwritable_file(log_name(), error);
        int error = files.restrict_to_owner(folder_ / log_name());
        if (error == 0) error = files.write_at(descriptor, end_, new_records_);
        const int close_error = files.close(descriptor);
        if (error == 0) error = close_error;
        if (error == 0) error = files.sync(folder_ / log_name());
        if (error != 0) return datastore::unwritable_file(log_name(), error);
        return base::ok();
    }

    [[nodiscard]] std::optional<Batch> new_batch() const {
        if (new_records_.empty()) return std::nullopt;
        return Batch{new_records_.size(), datastore::crc32c(new_records_)};
    }

    void written() {
        if (const auto batch = new_batch()) {
            batches_.push_back(*batch);
            end_ += batch->bytes;
        }
        new_records_.clear();
    }

private:
    std::array<std::uint64_t, 2> hash(std::string_view identifier) const {
        std::array<std::uint8_t, crypto_auth_hmacsha256_BYTES> digest;
        crypto_auth_hmacsha256(digest.data(),
                               reinterpret_cast<const unsigned char*>(identifier.data()),
                               identifier.size(), key_.data());
        std::array<std::uint64_t, 2> hash;
        std::memcpy(hash.data(), digest.data(), kHashBytes);
        return hash;
    }

    std::uint64_t find_or_draw(const std::array<std::uint64_t, 2>& hash) {
        if (const auto known = table_.find(hash)) return *known;
        std::uint64_t pseudonym = 0;
        do {
            randombytes_buf(&pseudonym, kPseudonymBytes);
        } while (!taken_.insert(pseudonym));
        table_.insert(hash, pseudonym);
        const auto append = [&](const void* from, std::size_t count) {
            const auto* bytes = static_cast<const std::byte*>(from);
            new_records_.insert(new_records_.end(), bytes, bytes + count);
        };
        append(hash.data(), kHashBytes);
        append(&pseudonym, kPseudonymBytes);
        return pseudonym;
    }

    void keep(std::span<const std::byte> record) {
        std::array<std::uint64_t, 2> hash;
        std::uint64_t pseudonym = 0;
        std::memcpy(hash.data(), record.data(), kHashBytes);
        std::memcpy(&pseudonym, record.data() + kHashBytes, kPseudonymBytes);
        taken_.insert(pseudonym);
        table_.insert(hash, pseudonym);
    }

    fs::path folder_;
    std::string name_;
    std::array<std::uint8_t, crypto_auth_hmacsha256_KEYBYTES> key_{};
    Table table_;
    Taken taken_;
    std::vector<Batch> batches_;
    std::uint64_t end_ = 0;  // of the records that count
    std::vector<std::byte> new_records_;
};

Vault::Vault(fs::path folder, datastore::FileSystem& files)
    : folder_(std::move(folder)), files_(files) {
    SKJERM_CHECK(sodium_init() >= 0);
    forbid_dumps();
    sodium_mlock(key_.data(), key_.size());
}

Vault::~Vault() { sodium_munlock(key_.data(), key_.size()); }

base::Result<std::unique_ptr<Vault>> Vault::open(const fs::path& folder, bool may_create,
                                                 datastore::FileSystem& files) {
    std::unique_ptr<Vault> vault(new Vault(folder, files));
    std::error_code ignored;
    if (may_create && !fs::exists(folder / kTableFile, ignored)) SKJERM_TRY(vault->create());
    SKJERM_TRY(vault->load());
    return vault;
}

base::Status Vault::create() {
    if (const int error = files_.create_directories(folder_); error != 0)
        return datastore::unwritable_file(folder_.string(), error);
    if (const int error = files_.restrict_to_owner(folder_); error != 0)
        return datastore::unwritable_file(folder_.string(), error);
    std::error_code ignored;
    if (!fs::exists(folder_ / kKeyFile, ignored)) {
        randombytes_buf(key_.data(), key_.size());
        SKJERM_TRY(replace_file(files_, folder_, kKeyFile, std::as_bytes(std::span(key_)),
                                FileAccess::OwnerOnly));
    }
    const std::string text = Json{{"skjerm_vault", 1}, {"domains", Json::object()}}.dump(1) + "\n";
    return replace_file(files_, folder_, kTableFile, as_bytes(text), FileAccess::OwnerOnly);
}

base::Status Vault::load() {
    SKJERM_TRY(check_private(folder_, folder_.string()));
    for (const char* name : {kKeyFile, kTableFile}) SKJERM_TRY(check_private(folder_ / name, name));
    SKJERM_TRY_ASSIGN(const auto key,
                      datastore::MappedFile::open(folder_ / kKeyFile, kKeyFile, {}));
    if (key->bytes().size() != key_.size()) return fault(base::Code::VaultDamaged, kKeyFile);
    std::memcpy(key_.data(), key->bytes().data(), key_.size());

    SKJERM_TRY_ASSIGN(const auto table,
                      datastore::MappedFile::open(folder_ / kTableFile, kTableFile, {}));
    const std::string_view text(reinterpret_cast<const char*>(table->bytes().data()),
                                table->bytes().size());
    const Json json = Json::parse(text, nullptr, /*allow_exceptions=*/false);
    if (!json.is_object() || !json.contains("skjerm_vault") || json["skjerm_vault"] != 1 ||
        !json.contains("domains") || !json["domains"].is_object())
        return fault(base::Code::VaultDamaged, kTableFile);
    for (const auto& [name, batches] : json["domains"].items()) {
        if (!datastore::is_variable_name(name)) return fault(base::Code::VaultDamaged, kTableFile);
        auto loaded = std::make_unique<Domain>(folder_, name, key_);
        std::vector<Domain::Batch> list;
        for (const Json& batch : batches) {
            if (!batch.is_array() || batch.size() != 2 || !batch[0].is_number_unsigned() ||
                !batch[1].is_number_unsigned())
                return fault(base::Code::VaultDamaged, kTableFile);
            list.push_back({batch[0].get<std::uint64_t>(), batch[1].get<std::uint32_t>()});
        }
        SKJERM_TRY(loaded->load(std::move(list)));
        domains_.emplace(name, std::move(loaded));
    }
    return base::ok();
}

std::string Vault::fingerprint() const {
    std::array<std::uint8_t, 16> print{};
    base::hkdf_sha256(key_, "fingerprint", print);
    return base::to_hex(print);
}

base::Result<Vault::Domain*> Vault::domain(std::string_view name) {
    const auto found = domains_.find(name);
    if (found != domains_.end()) return found->second.get();
    auto made = std::make_unique<Domain>(folder_, std::string(name), key_);
    return domains_.emplace(std::string(name), std::move(made)).first->second.get();
}

base::Result<std::vector<std::uint64_t>> Vault::map(std::string_view domain_name,
                                                    std::span<const std::string_view> identifiers) {
    SKJERM_TRY_ASSIGN(Domain * of, domain(domain_name));
    return of->map(identifiers);
}

base::Status Vault::commit() {
    Json domains = Json::object();
    bool is_changed = false;
    for (const auto& [name, each] : domains_) {
        SKJERM_TRY(each->write(files_));
        Json batches = Json::array();
        for (const Domain::Batch& batch : each->batches())
            batches.push_back({batch.bytes, batch.crc});
        if (const auto batch = each->new_batch()) {
            batches.push_back({batch->bytes, batch->crc});
            is_changed = true;
        }
        domains[name] = std::move(batches);
    }
    if (!is_changed) return base::ok();
    const std::string text =
        Json{{"skjerm_vault", 1}, {"domains", std::move(domains)}}.dump(1) + "\n";
    SKJERM_TRY(replace_file(files_, folder_, kTableFile, as_bytes(text), FileAccess::OwnerOnly));
    for (const auto& [name, each] : domains_) each->written();
    return base::ok();
}

}  // namespace skjerm::publish
