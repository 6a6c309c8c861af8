#include "skjerm/session/installation.h"

#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <string_view>
#include <system_error>
#include <utility>

#include "skjerm/base/diagnostic_codes.h"
#include "skjerm/base/memory_budget.h"
#include "skjerm/disclosure/gate.h"
#include "skjerm/disclosure/policy.h"
#include "skjerm/disclosure/secret.h"
#include "skjerm/publish/official_store.h"
#include "skjerm/session/ledger_overseer.h"

namespace skjerm::session {

namespace {

using base::Argument;
using base::Code;

/// Where the machine does not tell how much memory it has.
constexpr std::size_t kFallbackMemory = std::size_t{4} << 30;

std::size_t default_memory_limit() {
    const long pages = ::sysconf(_SC_PHYS_PAGES);
    const long page_size = ::sysconf(_SC_PAGE_SIZE);
    if (pages <= 0 || page_size <= 0) return kFallbackMemory;
    return static_cast<std::size_t>(pages) / 4 * 3 * static_cast<std::size_t>(page_size);
}

std::filesystem::path home_directory() {
    if (const char* home = std::getenv("HOME"); home != nullptr && *home != '\0') return home;
    const passwd* entry = ::getpwuid(::getuid());
    return entry != nullptr && entry->pw_dir != nullptr ? entry->pw_dir : "/";
}

/// What the audit log writes beside every command: how many anchors there are.
std::uint64_t anchors_of(const void* source) {
    auto* ledger = static_cast<ledger::Ledger*>(const_cast<void*>(source));
    const base::Result<std::uint64_t> count = ledger->anchor_count();
    return count ? *count : 0;
}

/// Makes the folder of the default secret, for its owner alone.
base::Status make_private_folder(const std::filesystem::path& file) {
    const std::filesystem::path folder = file.parent_path();
    std::error_code fault;
    std::filesystem::create_directories(folder.parent_path(), fault);
    if (::mkdir(folder.c_str(), 0700) != 0 && errno != EEXIST)
        return base::error(Code::SecretNotWritten, {}, {Argument::name(file.string())});
    return base::ok();
}

std::filesystem::path epoch_folder(const std::filesystem::path& state, const std::string& epoch) {
    return state / ("epoch-" + epoch);
}

base::Result<std::unique_ptr<audit::Log>> open_log(const std::filesystem::path& state,
                                                   const std::string& epoch) {
    const std::filesystem::path folder = epoch_folder(state.empty() ? "." : state, epoch);
    SKJERM_TRY(audit::make_private_folder(folder));
    const std::chrono::seconds behind(disclosure::Policy::standard().audit_clock_back);
    return audit::Log::open(folder / "audit", {.epoch = epoch, .clock_back = behind});
}

/// The key that true counts are sealed with; made where the log has none yet.
base::Result<audit::PublicKey> owner_key(audit::Log& log) {
    const std::filesystem::path file = log.folder() / "owner.pub";
    SKJERM_TRY_ASSIGN(std::optional<audit::PublicKey> key, audit::read_public_key(file));
    if (key) return *key;
    // A log that has told of a key must go on with it, or be told of another.
    if (log.count() > 1)
        return base::error(Code::AuditKeyUnreadable, {}, {Argument::name(file.string())});
    SKJERM_TRY_ASSIGN(const audit::PublicKey made, audit::make_owner_keys(log.folder()));
    SKJERM_TRY(audit::announce_owner(log, made));
    return made;
}

class OpenStores : public command::StoreDirectory {
public:
    base::Status add(const std::filesystem::path& directory) {
        SKJERM_TRY_ASSIGN(datastore::StorePtr store, publish::open_store(directory));
        if (find(store->databank()))
            return base::error(
                Code::DatabankTwice, {},
                {Argument::name(store->databank()), Argument::name(directory.string())});
        stores_.push_back(std::move(store));
        return base::ok();
    }

    [[nodiscard]] base::Result<datastore::StorePtr> find(std::string_view databank,
                                                         base::Span where) override {
        if (datastore::StorePtr store = find(databank)) return store;
        std::vector<std::string> names;
        names.reserve(stores_.size());
        for (const datastore::StorePtr& store : stores_) names.push_back(store->databank());
        return base::error(Code::UnknownDatabank, where,
                           {Argument::name(databank), Argument::names(names)});
    }

    [[nodiscard]] const std::vector<datastore::StorePtr>& all() const { return stores_; }

private:
    [[nodiscard]] datastore::StorePtr find(std::string_view databank) const {
        const auto found = std::find_if(stores_.begin(), stores_.end(), [&](const auto& store) {
            return store->databank() == databank;
        });
        return found == stores_.end() ? nullptr : *found;
    }

    std::vector<datastore::StorePtr> stores_;
};

}  // namespace

struct Installation::Parts {
    OpenStores stores;
    disclosure::Gate gate;
    std::size_t memory_limit_bytes;
    AuditFacts facts;
    std::unique_ptr<audit::Log> log;
    audit::PublicKey owner;
    std::unique_ptr<ledger::Ledger> ledger;
    std::filesystem::path secret_file;
};

Installation::Installation(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
Installation::~Installation() = default;

base::Result<std::unique_ptr<Installation>> Installation::open(const InstallationOptions& options) {
    OpenStores stores;
    for (const std::filesystem::path& directory : options.datastores)
        SKJERM_TRY(stores.add(directory));

    std::filesystem::path secret_file = options.secret_file;
    if (secret_file.empty()) {
        secret_file = default_secret_file();
        SKJERM_TRY(make_private_folder(secret_file));
    }
    SKJERM_TRY_ASSIGN(disclosure::Secret secret, disclosure::Secret::load_or_create(secret_file));
    AuditFacts facts{.account = Account::local(),
                     .epoch = secret.epoch_name(),
                     .engine_version = options.engine_version,
                     .policy_version = policy_version(),
                     .policy_hash = disclosure::Policy::standard_digest()};
    SKJERM_TRY_ASSIGN(std::unique_ptr<audit::Log> log,
                      open_log(secret_file.parent_path(), facts.epoch));
    SKJERM_TRY_ASSIGN(const audit::PublicKey owner, owner_key(*log));
    const disclosure::Policy& policy = disclosure::Policy::standard();
    SKJERM_TRY(disclosure::Gate::check_policy(policy));
    SKJERM_TRY_ASSIGN(std::unique_ptr<ledger::Ledger> ledger,
                      open_ledger(secret_file, secret, policy));
    facts.sequence = &anchors_of;
    facts.sequence_source = ledger.get();
    return std::unique_ptr<Installation>(new Installation(std::make_unique<Parts>(
        Parts{.stores = std::move(stores),
              .gate = disclosure::Gate(policy, std::move(secret)),
              .memory_limit_bytes = options.memory_limit_bytes == 0 ? default_memory_limit()
                                                                    : options.memory_limit_bytes,
              .facts = std::move(facts),
              .log = std::move(log),
              .owner = owner,
              .ledger = std::move(ledger),
              .secret_file = secret_file})));
}

base::Result<std::unique_ptr<command::StoreDirectory>> open_stores(
    const std::vector<std::filesystem::path>& datastores) {
    auto stores = std::make_unique<OpenStores>();
    for (const std::filesystem::path& directory : datastores) SKJERM_TRY(stores->add(directory));
    return std::unique_ptr<command::StoreDirectory>(std::move(stores));
}

command::Environment Installation::environment() const {
    command::Environment environment;
    environment.stores = &parts_->stores;
    environment.gate = &parts_->gate;
    environment.budget = std::make_shared<base::MemoryBudget>(parts_->memory_limit_bytes);
    environment.engine_version = parts_->facts.engine_version;
    return environment;
}

Session Installation::open_session(Reuse reuse) const {
    command::Environment watched = environment();
    const Account& account = parts_->facts.account;
    auto overseer = std::make_unique<LedgerOverseer>(
        *parts_->ledger, account.id + " " + account.name, account.institution);
    watched.ledger = &overseer->desk();
    Overseers overseers;
    overseers.push_back(std::move(overseer));
    overseers.push_back(
        std::make_unique<AuditOverseer>(*parts_->log, parts_->owner, parts_->facts));
    return Session(std::move(watched), reuse, std::move(overseers));
}

base::Result<Session> Installation::open_replay(std::unique_ptr<Overseer> overseer,
                                                command::StoreDirectory& stores,
                                                std::uint64_t anchors) const {
    command::Environment replayed = environment();
    replayed.stores = &stores;
    SKJERM_TRY_ASSIGN(disclosure::Secret secret, disclosure::Secret::load(parts_->secret_file));
    SKJERM_TRY_ASSIGN(std::unique_ptr<ledger::Ledger> ledger,
                      open_ledger(parts_->secret_file, secret, parts_->gate.policy()));
    ledger->replay_as_of(anchors);
    auto then = std::make_unique<LedgerAsItWas>(std::move(ledger));
    replayed.ledger = &then->desk();
    Overseers overseers;
    overseers.push_back(std::move(then));
    overseers.push_back(std::move(overseer));
    return Session(std::move(replayed), Reuse::No, std::move(overseers));
}

ledger::Ledger& Installation::ledger() const { return *parts_->ledger; }
const AuditFacts& Installation::facts() const { return parts_->facts; }
audit::Log& Installation::log() const { return *parts_->log; }
command::StoreDirectory& Installation::store_directory() const { return parts_->stores; }

const std::vector<datastore::StorePtr>& Installation::stores() const {
    return parts_->stores.all();
}

std::filesystem::path default_secret_file() {
    const char* state = std::getenv("XDG_STATE_HOME");
    const bool has_state = state != nullptr && *state == '/';
    const std::filesystem::path base =
        has_state ? std::filesystem::path(state) : home_directory() / ".local" / "state";
    return base / "skjerm" / "secret.key";
}

base::Result<std::filesystem::path> audit_folder(const std::filesystem::path& secret_file) {
    const std::filesystem::path file = secret_file.empty() ? default_secret_file() : secret_file;
    SKJERM_TRY_ASSIGN(const disclosure::Secret secret, disclosure::Secret::load(file));
    const std::filesystem::path state = file.has_parent_path() ? file.parent_path() : ".";
    return epoch_folder(state, secret.epoch_name()) / "audit";
}

base::Result<std::unique_ptr<ledger::Ledger>> ledger_of(const std::filesystem::path& secret_file) {
    const std::filesystem::path file = secret_file.empty() ? default_secret_file() : secret_file;
    SKJERM_TRY_ASSIGN(const disclosure::Secret secret, disclosure::Secret::load(file));
    return open_ledger(file, secret, disclosure::Policy::standard());
}

base::Status reinstate(const std::filesystem::path& secret_file, const std::string& account,
                       const std::string& institution, const std::string& by,
                       const std::string& second) {
    SKJERM_TRY_ASSIGN(const std::unique_ptr<ledger::Ledger> ledger, ledger_of(secret_file));
    SKJERM_TRY_ASSIGN(const std::filesystem::path folder, audit_folder(secret_file));
    SKJERM_TRY(audit::check_private_folder(folder));
    SKJERM_TRY_ASSIGN(const std::unique_ptr<audit::Log> log, audit::Log::open(folder, {}));
    // Asked for before it is done: nobody is let in again without a record of it.
    const auto enter = [&](const char* outcome) {
        audit::Json record{{"kind", "reinstate"},        {"account", account},
                           {"institution", institution}, {"by", by},
                           {"second", second},           {"outcome", outcome}};
        return log->append(std::span(&record, 1));
    };
    SKJERM_TRY(enter("asked"));
    base::Status done = ledger->reinstate(account, institution, by, second);
    SKJERM_TRY(enter(done ? "done" : "refused"));
    return done;
}

const std::string& policy_version() { return disclosure::Policy::standard().version; }

}  // namespace skjerm::session
