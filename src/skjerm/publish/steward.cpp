#include "skjerm/publish/steward.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <iterator>
#include <utility>

#include "skjerm/base/check.h"
#include "skjerm/base/diagnostic_codes.h"
#include "skjerm/base/keyed_hash.h"
#include "skjerm/datastore/failure.h"
#include "skjerm/datastore/segment_writer.h"
#include "skjerm/package/unit_types.h"
#include "skjerm/publish/atomic_file.h"
#include "skjerm/publish/projection.h"
#include "skjerm/publish/record.h"
#include "skjerm/publish/synthetic_pseudonyms.h"
#include "skjerm/publish/vault.h"

namespace skjerm::publish {

namespace {

namespace fs = std::filesystem;
using base::Argument;
using base::Code;
using datastore::BumpLevel;
using datastore::Operation;
using datastore::PublishedState;
using datastore::ReleaseStatus;
using datastore::Update;
using datastore::Version;

bool is_databank_name(std::string_view name) {
    return !name.empty() && name.size() <= 200 && name.front() != '.' && name.back() != '.' &&
           name.find("..") == std::string_view::npos &&
           name.find_first_not_of("abcdefghijklmnopqrstuvwxyz.") == std::string_view::npos;
}

bool is_pending(const Update& update) { return update.status != ReleaseStatus::Draft; }

BumpLevel level_of(const std::vector<Update>& pending) {
    BumpLevel level = BumpLevel::Patch;
    for (const Update& update : pending) {
        if (update.operation == Operation::Change || update.operation == Operation::Remove)
            return BumpLevel::Major;
        if (update.operation == Operation::Add) level = BumpLevel::Minor;
    }
    return level;
}

Version version_after(const PublishedState& state, BumpLevel level) {
    if (state.versions.empty()) return {1, 0, 0};
    const Version& newest = state.versions.back().version;
    switch (level) {
        case BumpLevel::Major:
            return {newest.major + 1, 0, 0};
        case BumpLevel::Minor:
            return {newest.major, newest.minor + 1, 0};
        case BumpLevel::Patch:
            return {newest.major, newest.minor, newest.patch + 1};
    }
    base::fail_check("unreachable level", __FILE__, __LINE__);
}

base::Status write_state_file(datastore::FileSystem& files, const fs::path& root,
                              const PublishedState& state) {
    const std::string text = datastore::write_state(state);
    return replace_file(files, root, datastore::kStateFile, std::as_bytes(std::span(text)));
}

/// A descriptor that holds the lock on a folder, or -1.
int lock_folder(const fs::path& folder) {
    const int descriptor = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor < 0) return -1;
    if (::flock(descriptor, LOCK_EX | LOCK_NB) == 0) return descriptor;
    ::close(descriptor);
    return -1;
}

/// Whether `path` is `folder` or below it; neither need exist.
bool lies_in(const fs::path& path, const fs::path& folder) {
    std::error_code ignored;
    const fs::path inner = fs::weakly_canonical(fs::absolute(path, ignored), ignored);
    const fs::path outer = fs::weakly_canonical(fs::absolute(folder, ignored), ignored);
    const fs::path between = inner.lexically_relative(outer);
    return !between.empty() && *between.begin() != "..";
}

void sort_by_name(std::vector<Update>& updates) { std::ranges::sort(updates, {}, &Update::name); }

}  // namespace

base::Status Steward::init(const InitOptions& options, datastore::FileSystem& files) {
    if (!is_databank_name(options.databank))
        return base::error(Code::DatabankNameInvalid, {}, {Argument::name(options.databank)});
    std::error_code ignored;
    if (fs::exists(options.root, ignored) &&
        !(fs::is_directory(options.root, ignored) && fs::is_empty(options.root, ignored)))
        return base::error(Code::DatastoreTargetExists, {},
                           {Argument::name(options.root.string())});
    if (!options.synthetic && !options.vault && !options.service)
        return base::error(Code::VaultRequired, {}, {Argument::name(options.databank)});
    PublishedState state;
    state.databank = options.databank;
    state.title = options.title;
    state.description = options.description;
    state.synthetic = options.synthetic;
    if (options.vault) {
        if (lies_in(*options.vault, options.root))
            return base::error(
                Code::VaultInDatastore, {},
                {Argument::name(options.vault->string()), Argument::name(options.root.string())});
        SKJERM_TRY_ASSIGN(const auto vault, Vault::open(*options.vault, true, files));
        state.vault = vault->fingerprint();
    } else if (options.service) {
        state.pseudonyms = datastore::Pseudonyms::Service;
    } else {
        state.pseudonyms = datastore::Pseudonyms::Synthetic;
    }
    const std::string& name = options.databank;
    for (const std::string& folder :
         {std::string("catalogues"), std::string("records"), std::string("dictionaries"),
          std::string("native"), std::string("indexed"), name + "/data", name + "/datastore",
          name + "/archive", name + "/vault", name + "_input/archive", name + "_working"})
        if (const int error = files.create_directories(options.root / folder); error != 0)
            return datastore::unwritable_file(options.root.string(), error);
    SKJERM_TRY(project(files, options.root, state));
    return write_state_file(files, options.root, state);
}

Steward::Steward(fs::path root, datastore::FileSystem& files)
    : root_(std::move(root)), files_(files) {}

Steward::~Steward() {
    if (lock_ >= 0) ::close(lock_);
}

base::Result<std::unique_ptr<Steward>> Steward::open(const fs::path& root,
                                                     datastore::FileSystem& files) {
    std::unique_ptr<Steward> steward(new Steward(fs::absolute(root), files));
    SKJERM_TRY(steward->start());
    return steward;
}

base::Status Steward::start() {
    std::error_code ignored;
    if (!fs::is_regular_file(root_ / datastore::kStateFile, ignored))
        return base::error(Code::NotAStewardStore, {}, {Argument::name(root_.string())});
    lock_ = lock_folder(root_);
    if (lock_ < 0) return base::error(Code::StewardAtWork, {}, {Argument::name(root_.string())});
    SKJERM_TRY_ASSIGN(state_, datastore::load_state(root_));
    if (const fs::path added = root_ / kUnitTypesFile; fs::exists(added, ignored))
        SKJERM_TRY(package::add_unit_types(added));
    if (state_.pseudonyms == datastore::Pseudonyms::Synthetic)
        backend_ = std::make_unique<SyntheticPseudonyms>(state_.databank);
    SKJERM_TRY(remove_unknown(files_, root_, state_));
    return project(files_, root_, state_);
}

base::Status Steward::use_vault(const fs::path& folder) {
    SKJERM_TRY_ASSIGN(auto vault, Vault::open(folder, false, files_));
    if (vault->fingerprint() != state_.vault)
        return base::error(Code::VaultOfAnother, {},
                           {Argument::name(folder.string()), Argument::name(root_.string())});
    backend_ = std::move(vault);
    return base::ok();
}

base::Status Steward::use_service(PseudonymServiceOptions options) {
    if (state_.pseudonyms != datastore::Pseudonyms::Service)
        return base::error(Code::VaultRequired, {}, {Argument::name(state_.databank)});
    if (options.job.empty()) options.job = std::to_string(state_.next_job);
    SKJERM_TRY_ASSIGN(backend_, PseudonymService::open(options));
    return base::ok();
}

/// The moment at which a change happens. What follows it can be done again at any time.
base::Status Steward::commit(PublishedState next) {
    if (base::Status written = write_state_file(files_, root_, next); !written) {
        // The new state may be there although it could not be made durable: what is there counts.
        if (auto there = datastore::load_state(root_)) state_ = std::move(there).value();
        return written;
    }
    state_ = std::move(next);
    return project(files_, root_, state_);
}

base::Status Steward::check_free(const std::string& name) const {
    if (state_.find_draft(name) == nullptr) return base::ok();
    return base::error(Code::DraftExists, {}, {Argument::name(name), Argument::fact(name)});
}

base::Status Steward::remove(const std::string& name, const std::string& description,
                             std::int64_t now) {
    SKJERM_TRY(check_free(name));
    if (!datastore::living_now(state_).contains(name))
        return base::error(Code::VariableNotReleased, {}, {Argument::name(name)});
    PublishedState next = state_;
    Update update;
    update.name = name;
    update.description = description;
    update.operation = Operation::Remove;
    update.status = ReleaseStatus::PendingDelete;
    next.draft.push_back(std::move(update));
    sort_by_name(next.draft);
    next.draft_time = now;
    return commit(std::move(next));
}

base::Status Steward::set_ready(const std::string& name, bool ready, std::int64_t now) {
    PublishedState next = state_;
    const auto draft = std::ranges::find(next.draft, name, &Update::name);
    if (draft == next.draft.end())
        return base::error(Code::DraftMissing, {}, {Argument::name(name)});
    if (draft->operation == Operation::Remove)
        return base::error(Code::RemovalIsReady, {}, {Argument::name(name), Argument::fact(name)});
    draft->status = ready ? ReleaseStatus::PendingRelease : ReleaseStatus::Draft;
    next.draft_time = now;
    return commit(std::move(next));
}

base::Status Steward::delete_draft(const std::string& name, std::int64_t now) {
    PublishedState next = state_;
    if (std::erase_if(next.draft, [&](const Update& each) { return each.name == name; }) == 0)
        return base::error(Code::DraftMissing, {}, {Argument::name(name)});
    next.draft_time = now;
    SKJERM_TRY(commit(std::move(next)));
    return remove_unknown(files_, root_, state_);
}

std::string Steward::manifest() const {
    std::string text;
    for (const Update& update : state_.draft) {
        if (!is_pending(update)) continue;
        text += update.name + " " + std::string(datastore::name_of(update.operation)) + " " +
                (update.record ? update.record->sha256 : "") + "\n";
    }
    return base::to_hex(base::sha256(text));
}

base::Result<Version> Steward::next_version() const {
    std::vector<Update> pending;
    std::ranges::copy_if(state_.draft, std::back_inserter(pending), is_pending);
    if (pending.empty()) return base::error(Code::NothingPending, {});
    return version_after(state_, level_of(pending));
}

base::Result<Version> Steward::bump(const std::string& description,
                                    const std::optional<std::string>& seen, std::int64_t now) {
    if (seen && *seen != manifest()) return base::error(Code::DraftChanged, {});
    PublishedState next = state_;
    datastore::PublishedVersion released;
    for (Update& update : next.draft)
        if (is_pending(update)) released.updates.push_back(update);
    if (released.updates.empty()) return base::error(Code::NothingPending, {});
    std::erase_if(next.draft, is_pending);
    released.level = level_of(released.updates);
    released.version = version_after(state_, released.level);
    released.description = description;
    released.release_time = now;
    for (Update& update : released.updates)
        update.status = update.operation == Operation::Remove ? ReleaseStatus::Deleted
                                                              : ReleaseStatus::Released;
    const Version version = released.version;
    next.versions.push_back(std::move(released));
    next.draft_time = now;

    SKJERM_TRY_ASSIGN(std::vector<datastore::StoredVariable> entries,
                      entries_of(root_, datastore::living_in(next, version)));
    const std::string file = datastore::catalogue_file(version);
    const std::string text =
        datastore::write_catalogue(catalogue_of(next, version, std::move(entries)));
    SKJERM_TRY(put_file(files_, root_, file, text));
    SKJERM_TRY_ASSIGN(next.versions.back().catalogue, datastore::describe_file(root_, file));
    SKJERM_TRY(commit(std::move(next)));
    return version;
}

base::Status Steward::withdraw(const Version& version, const std::string& reason) {
    PublishedState next = state_;
    const auto found =
        std::ranges::find(next.versions, version, &datastore::PublishedVersion::version);
    if (found == next.versions.end())
        return base::error(Code::VersionNotThere, {}, {Argument::fact(version.text())});
    if (found->withdrawn)
        return base::error(Code::VersionWithdrawnBefore, {}, {Argument::fact(version.text())});
    found->withdrawn = reason;
    return commit(std::move(next));
}

}  // namespace skjerm::publish
