#include "skjerm/datastore/published_store.h"

#include <algorithm>
#include <map>
#include <mutex>
#include <span>
#include <unordered_map>
#include <utility>

#include "skjerm/base/check.h"
#include "skjerm/base/diagnostic_codes.h"
#include "skjerm/base/keyed_hash.h"
#include "skjerm/datastore/catalogue_store.h"
#include "skjerm/datastore/first_failure.h"
#include "skjerm/datastore/stored_files.h"
#include "skjerm/datastore/version.h"

namespace skjerm::datastore {

namespace {

using base::Argument;
using column::ColumnPtr;

/// The released versions in one text: they never change, so neither does it.
std::string identity_of(const PublishedState& state) {
    std::string text = state.databank;
    for (const PublishedVersion& version : state.versions)
        text += "\n" + version.version.text() + " " + version.catalogue.sha256;
    return base::to_hex(base::sha256(text));
}

class PublishedStore final : public Store {
public:
    PublishedStore(std::filesystem::path directory, PublishedState state, DraftSource draft,
                   VersionCheck check)
        : directory_(std::move(directory)),
          state_(std::move(state)),
          draft_(std::move(draft)),
          check_(std::move(check)),
          identity_(identity_of(state_)),
          unit_counts_(state_.unit_counts()) {
        for (const PublishedVersion& version : state_.versions)
            if (!version.withdrawn) versions_.push_back(version.version);
        if (versions_.empty() && draft_ && !state_.draft.empty()) versions_.push_back(Version{});
    }

    /// Opens the newest version, which every session needs.
    base::Status start() {
        if (versions_.empty())
            return base::error(base::Code::DatastoreWithoutVersion, {},
                               {Argument::name(directory_.string())});
        SKJERM_TRY_ASSIGN(newest_, part(versions_.back()));
        return base::ok();
    }

    const std::string& databank() const override { return state_.databank; }
    const Label& title() const override { return state_.title; }
    bool is_synthetic() const override { return state_.synthetic; }
    const std::string& identity() const override { return identity_; }
    const std::vector<Version>& versions() const override { return versions_; }
    base::Result<Version> resolve(std::string_view version, base::Span where) const override;

    const std::vector<UnitTypePtr>& unit_types() const override { return newest_->unit_types(); }
    const std::vector<VariablePtr>& variables() const override { return newest_->variables(); }
    VariablePtr find(std::string_view name, const Version& version) const override;
    std::optional<Lifetime> lifetime(std::string_view name) const override;

    std::uint32_t unit_count(column::UnitDomain domain) const override {
        SKJERM_CHECK(domain < unit_counts_.size());
        return unit_counts_[domain];
    }

    base::Result<DateCheck> check_date(const Variable& variable, std::optional<base::DayNumber> day,
                                       base::Span where) const override {
        return part_of(variable).check_date(variable, day, where);
    }
    base::Result<ColumnPtr> read_all(const Variable& variable, const At& at,
                                     const base::MemoryBudgetPtr& budget,
                                     base::Span where) const override {
        return part_of(variable).read_all(variable, at, budget, where);
    }
    base::Result<ColumnPtr> read_units(const Variable& variable, const At& at,
                                       std::span<const std::uint32_t> units,
                                       const base::MemoryBudgetPtr& budget,
                                       base::Span where) const override {
        return part_of(variable).read_units(variable, at, units, budget, where);
    }
    base::Result<Spells> read_spells(const Variable& variable, base::DayNumber first,
                                     base::DayNumber last, const base::MemoryBudgetPtr& budget,
                                     base::Span where) const override {
        return part_of(variable).read_spells(variable, first, last, budget, where);
    }
    base::Status verify() const override;

private:
    [[nodiscard]] bool means_draft(std::string_view version) const;
    [[nodiscard]] base::Result<Catalogue> catalogue(const Version& version) const;
    [[nodiscard]] base::Result<StorePtr> part(const Version& version) const;
    [[nodiscard]] const Store& part_of(const Variable& variable) const;

    std::filesystem::path directory_;
    PublishedState state_;
    DraftSource draft_;   // null: the draft is not for this reader
    VersionCheck check_;  // null: nothing beside the checksums
    std::string identity_;
    std::vector<std::uint32_t> unit_counts_;
    std::vector<Version> versions_;  // not withdrawn
    StorePtr newest_;

    mutable std::mutex mutex_;
    mutable std::map<Version, StorePtr> parts_;  // opened when first asked for
    mutable std::unordered_map<const Variable*, const Store*> owners_;
};

/// "DRAFT", and as the official services write it: 0.0.0.0, or with the stamp of its last change.
bool PublishedStore::means_draft(std::string_view version) const {
    if (!draft_) return false;
    if (version == "DRAFT") return true;
    const auto parts = version_parts(version);
    if (!parts || parts->size() < 3) return false;
    const auto numbers = std::span(*parts).first(3);
    if (std::ranges::any_of(numbers, [](std::uint32_t number) { return number != 0; }))
        return false;
    return parts->size() < 4 || parts->back() == 0 || parts->back() == state_.draft_time;
}

base::Result<Catalogue> PublishedStore::catalogue(const Version& version) const {
    if (version.is_draft()) return draft_(state_);
    const PublishedVersion* published = state_.find_version(version);
    SKJERM_CHECK(published != nullptr);
    if (check_) SKJERM_TRY(check_(state_, version));
    return load_version_catalogue(directory_, *published);
}

/// The store of one version.
base::Result<StorePtr> PublishedStore::part(const Version& version) const {
    const std::scoped_lock lock(mutex_);
    if (const auto known = parts_.find(version); known != parts_.end()) return known->second;
    SKJERM_TRY_ASSIGN(Catalogue catalogue, this->catalogue(version));
    StorePtr opened = store_of(directory_, std::move(catalogue), unit_counts_);
    for (const VariablePtr& variable : opened->variables())
        owners_.emplace(variable.get(), opened.get());
    return parts_.emplace(version, std::move(opened)).first->second;
}

/// The version that a variable was found in.
const Store& PublishedStore::part_of(const Variable& variable) const {
    const std::scoped_lock lock(mutex_);
    const auto found = owners_.find(&variable);
    SKJERM_CHECK(found != owners_.end());
    return *found->second;
}

base::Result<Version> PublishedStore::resolve(std::string_view version, base::Span where) const {
    if (means_draft(version)) {
        SKJERM_TRY(part(Version{}));
        return Version{};
    }
    base::Result<Version> found = resolve_version(versions_, state_.databank, version, where);
    if (!found) {
        // It may be a version that there was.
        std::vector<Version> all;
        all.reserve(state_.versions.size());
        for (const PublishedVersion& each : state_.versions) all.push_back(each.version);
        if (all.empty()) return found;
        const base::Result<Version> once = resolve_version(all, state_.databank, version, where);
        if (!once) return found;
        const PublishedVersion& withdrawn = *state_.find_version(*once);
        return base::error(
            base::Code::VersionWithdrawn, where,
            {Argument::fact(state_.databank + ":" + once->text()),
             Argument::fact(*withdrawn.withdrawn), Argument::fact(versions_.back().text())});
    }
    SKJERM_TRY(part(*found));
    return found;
}

VariablePtr PublishedStore::find(std::string_view name, const Version& version) const {
    const bool is_known =
        version.is_draft() ? draft_ != nullptr : std::ranges::binary_search(versions_, version);
    if (!is_known) return nullptr;
    const base::Result<StorePtr> opened = part(version);
    return opened ? (*opened)->find(name, version) : nullptr;
}

std::optional<Store::Lifetime> PublishedStore::lifetime(std::string_view name) const {
    std::optional<Lifetime> life;
    bool is_alive = false;
    for (const PublishedVersion& version : state_.versions) {
        for (const Update& update : version.updates) {
            if (update.name != name) continue;
            is_alive = update.operation != Operation::Remove;
            if (!life) life = Lifetime{version.version, version.version, false, {}};
            if (is_alive) life->successors = update.successors;
        }
        if (is_alive) life->last = version.version;
    }
    if (life) life->goes_on = is_alive;
    return life;
}

base::Status PublishedStore::verify() const {
    std::map<std::string, StoredFile> files;  // versions share most of them
    for (const DomainState& domain : state_.domains)
        for (const Generation& generation : domain.generations)
            if (generation.file) files.emplace(generation.file->file, *generation.file);
    for (const PublishedVersion& version : state_.versions) {
        if (version.withdrawn) continue;
        SKJERM_TRY_ASSIGN(const Catalogue catalogue, load_version_catalogue(directory_, version));
        for (const StoredFile& file : files_of(catalogue)) files.emplace(file.file, file);
    }
    std::vector<StoredFile> listed;
    listed.reserve(files.size());
    for (const auto& [name, file] : files) listed.push_back(file);
    return parallel_tasks(listed.size(),
                          [&](std::size_t file) { return verify_file(directory_, listed[file]); });
}

}  // namespace

bool is_published_store(const std::filesystem::path& directory) {
    std::error_code ignored;
    return std::filesystem::is_regular_file(directory / kStateFile, ignored);
}

base::Result<StorePtr> open_published_store(const std::filesystem::path& directory,
                                            DraftSource draft, VersionCheck check) {
    SKJERM_TRY_ASSIGN(PublishedState state, load_state(directory));
    auto store = std::make_shared<PublishedStore>(
        std::filesystem::absolute(directory), std::move(state), std::move(draft), std::move(check));
    SKJERM_TRY(store->start());
    return StorePtr(std::move(store));
}

}  // namespace skjerm::datastore
