#include "skjerm/publish/official_store.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <map>
#include <utility>
#include <vector>

#include "skjerm/base/keyed_hash.h"
#include "skjerm/datastore/calendar.h"
#include "skjerm/datastore/failure.h"
#include "skjerm/datastore/mapped_file.h"
#include "skjerm/datastore/published_state.h"
#include "skjerm/datastore/published_store.h"
#include "skjerm/datastore/segment_writer.h"
#include "skjerm/datastore/version.h"
#include "skjerm/publish/atomic_file.h"
#include "skjerm/publish/native_tier.h"
#include "skjerm/publish/official_description.h"
#include "skjerm/publish/official_parquet.h"
#include "skjerm/publish/record.h"
#include "skjerm/publish/signature.h"
#include "skjerm/publish/unit_domain.h"

namespace skjerm::publish {

namespace {

namespace fs = std::filesystem;
using datastore::Operation;
using datastore::PublishedState;
using datastore::ReleaseStatus;
using datastore::Update;
using datastore::Version;

constexpr const char* kVersionsFile = "datastore_versions.json";

base::Result<Json> read_document(const fs::path& folder, const std::string& name) {
    SKJERM_TRY_ASSIGN(const auto file, datastore::MappedFile::open(folder / name, name, {}));
    const std::string_view text(reinterpret_cast<const char*>(file->bytes().data()),
                                file->bytes().size());
    Json json = Json::parse(text, nullptr, /*allow_exceptions=*/false);
    if (!json.is_object()) return datastore::damaged_file(name, datastore::damage::kEntries, {});
    return json;
}

/// A released version as the official document has it.
struct OfficialVersion {
    Version version;
    std::string description;
    std::int64_t release_time = 0;
};

/// "45.1.2.0": the official services write four numbers. Nothing for a draft, whose major number is
/// 0 and whose last one is its stamp.
std::optional<Version> read_version(std::string_view text) {
    constexpr std::string_view kReleased = ".0";
    if (!text.ends_with(kReleased)) return std::nullopt;
    text.remove_suffix(kReleased.size());
    const auto version = datastore::parse_version(text);
    return version && version->major > 0 ? version : std::nullopt;
}

/// Ascending; drafts left out.
std::vector<OfficialVersion> versions_in(const Json& document) {
    std::vector<OfficialVersion> versions;
    for (const Json& each : document.value("versions", Json::array())) {
        if (!each.is_object() || !each.contains("version") || !each["version"].is_string())
            continue;
        const auto version = read_version(each["version"].get_ref<const std::string&>());
        if (!version) continue;
        OfficialVersion found{*version, "", 0};
        if (each.contains("description") && each["description"].is_string())
            found.description = each["description"];
        if (each.contains("releaseTime") && each["releaseTime"].is_number_unsigned())
            found.release_time = each["releaseTime"].get<std::int64_t>();
        versions.push_back(std::move(found));
    }
    std::ranges::sort(versions, {}, &OfficialVersion::version);
    return versions;
}

std::string underscored(const Version& version, bool with_patch) {
    std::string text = std::to_string(version.major) + "_" + std::to_string(version.minor);
    if (with_patch) text += "_" + std::to_string(version.patch);
    return text;
}

/// A file name of data_versions: nothing that leads out of the variable's folder.
bool is_plain_name(const std::string& name) {
    return !name.empty() && name.front() != '.' && name.find('/') == std::string::npos;
}

/// Brings the cache up to the versions of the directory.
class Mirror {
public:
    Mirror(const fs::path& directory, const fs::path& cache, PublishedState state)
        : directory_(directory), cache_(cache), state_(std::move(state)) {}

    base::Status add(const OfficialVersion& official) {
        const fs::path documents = directory_ / "datastore";
        const std::string all = "metadata_all__" + underscored(official.version, true) + ".json";
        SKJERM_TRY_ASSIGN(const Json metadata, read_document(documents, all));
        SKJERM_TRY_ASSIGN(
            const Json data,
            read_document(documents,
                          "data_versions__" + underscored(official.version, false) + ".json"));
        PublishedState next = state_;
        auto gone = datastore::living_now(state_);
        datastore::PublishedVersion version;
        for (const Json& structure : metadata.value("dataStructures", Json::array())) {
            SKJERM_TRY_ASSIGN(OfficialDescription described,
                              describe_official(structure, next, all));
            const std::string& name = described.variable.name;
            if (!data.contains(name) || !data[name].is_string()) continue;
            SKJERM_TRY(add_variable(described, structure, data[name], gone, next, version));
            gone.erase(name);
        }
        for (const auto& [name, living] : gone) {
            Update update;
            update.name = name;
            update.operation = Operation::Remove;
            update.status = ReleaseStatus::Deleted;
            version.updates.push_back(std::move(update));
        }
        std::ranges::sort(version.updates, {}, &Update::name);
        version.version = official.version;
        version.description = official.description;
        version.release_time = official.release_time;
        next.versions.push_back(std::move(version));
        return commit(std::move(next));
    }

private:
    base::Status add_variable(OfficialDescription& described, const Json& structure,
                              const std::string& file,
                              const std::map<std::string, datastore::Living>& before,
                              PublishedState& next, datastore::PublishedVersion& version) {
        const std::string name = described.variable.name;
        const auto known = before.find(name);
        Update update;
        update.name = name;
        update.status = ReleaseStatus::Released;
        update.successors = described.successors;
        Record record;
        bool is_new_data = true;
        if (known != before.end()) {
            SKJERM_TRY_ASSIGN(record, read_record(cache_, *known->second.update.record));
            is_new_data = record.metadata != Json(file);
            if (!is_new_data && record.structure == structure) return base::ok();
        }
        record.name = name;
        record.job = next.next_job++;
        record.structure = structure;
        record.metadata = file;  // which data these are
        if (is_new_data) {
            record.data_job = record.job;
            update.operation = known == before.end() ? Operation::Add : Operation::Change;
            SKJERM_TRY(add_data(described, directory_ / "data" / name / file, next, record));
        } else {
            update.operation = Operation::PatchMetadata;
            auto variable = std::make_shared<datastore::Variable>(described.variable);
            variable->calendar = record.entry.variable->calendar;
            record.entry.variable = std::move(variable);
        }
        update.data_job = record.data_job;
        SKJERM_TRY_ASSIGN(update.record, write_record(files_, cache_, next, record));
        version.updates.push_back(std::move(update));
        return base::ok();
    }

    base::Status add_data(OfficialDescription& described, const fs::path& path,
                          PublishedState& next, Record& record) {
        base::Status read = read_data(described, path, next, record);
        if (read) return read;
        if (!datastore::is_file_fault(read.diagnostic())) return read;
        record.entry = unavailable(described, std::to_string(record.job));
        return base::ok();
    }

    base::Status read_data(OfficialDescription& described, const fs::path& path,
                           PublishedState& next, Record& record) {
        std::error_code ignored;
        const std::string shown = path.filename().string();
        if (!is_plain_name(shown) || !fs::exists(path, ignored))
            return datastore::unreadable_file(shown, ENOENT, {});
        const std::size_t units = described.variable.unit_type->domain;
        SKJERM_TRY_ASSIGN(const auto own,
                          UnitDomain::open(cache_, next.databank, next.domains[units], nullptr));
        std::unique_ptr<UnitDomain> other;
        const std::size_t linked =
            described.variable.link ? described.variable.link->domain : units;
        if (linked != units) {
            SKJERM_TRY_ASSIGN(
                other, UnitDomain::open(cache_, next.databank, next.domains[linked], nullptr));
        }
        const RowDomains domains{
            own.get(), described.variable.link ? (other ? other.get() : own.get()) : nullptr};
        const fs::path working = cache_ / "working";
        if (const int error = files_.create_directories(working); error != 0)
            return datastore::unwritable_file(working.string(), error);
        DatasetRows rows(files_, working);
        SKJERM_TRY(collect_official(path, shown, described.shape, domains, rows));
        SKJERM_TRY(own->append(files_));
        next.domains[units] = own->state();
        if (other) {
            SKJERM_TRY(other->append(files_));
            next.domains[linked] = other->state();
        }
        NativeRequest native;
        native.root = cache_;
        native.working = working;
        native.folder = std::to_string(record.job);
        native.write_copies = false;  // the directory itself is the second copy
        native.units = next.domains[units].units();
        native.linked_units = described.variable.link ? next.domains[linked].units() : 0;
        native.layout = choose_layout(described.variable.temporality, rows.dates);
        native.variable = variable_of(described, native.layout.calendar);
        SKJERM_TRY(remove_old(native));
        SKJERM_TRY_ASSIGN(record.entry, write_native(files_, rows, domains, native, {}));
        record.rows = rows.rows;
        return base::ok();
    }

    /// What an earlier attempt left.
    base::Status remove_old(const NativeRequest& native) {
        const int error =
            files_.remove_all(cache_ / "native" / native.variable->name / native.folder);
        return error == 0 ? base::ok()
                          : base::Status(datastore::unwritable_file(native.variable->name, error));
    }

    static datastore::VariablePtr variable_of(const OfficialDescription& described,
                                              datastore::Calendar calendar) {
        auto variable = std::make_shared<datastore::Variable>(described.variable);
        variable->calendar = calendar;
        if (variable->temporality == datastore::Temporality::Event) {
            variable->valid_from = described.first;
            variable->valid_to = described.last;
        }
        return variable;
    }

    /// An entry whose files are not there, so that whoever reads the variable is told.
    static datastore::StoredVariable unavailable(const OfficialDescription& described,
                                                 const std::string& folder) {
        using datastore::Temporality;
        datastore::StoredVariable entry;
        const Temporality temporality = described.variable.temporality;
        const bool has_dates =
            temporality == Temporality::Status || temporality == Temporality::Accumulated;
        entry.variable =
            variable_of(described, has_dates                           ? datastore::Calendar::Listed
                                   : temporality == Temporality::Event ? datastore::Calendar::Spell
                                                                       : datastore::Calendar::None);
        entry.data_version = datastore::DataVersion{folder, 0, 0, {}, has_dates};
        std::vector<datastore::Period>& periods = entry.data_version->periods;
        if (temporality == Temporality::Status)
            for (const base::DayNumber date : described.status_dates)
                periods.push_back({date, date});
        if (has_dates && periods.empty())
            periods.push_back({described.first.value_or(0),
                               std::max(described.first.value_or(0), described.last.value_or(0))});
        const std::string no_sum(64, '0');
        switch (described.shape.kind) {
            case ValueKind::Integer:
                entry.storage = column::Storage::Int8;
                break;
            case ValueKind::Number:
                entry.storage = column::Storage::Float64;
                break;
            case ValueKind::Unit:
                entry.storage = column::Storage::Unit32;
                break;
            case ValueKind::Text:
                entry.storage = column::Storage::Code8;
                entry.dictionary = datastore::StoredFile{
                    datastore::dictionary_file(*entry.variable, folder), 0, no_sum};
                break;
        }
        entry.segments.push_back(
            {std::nullopt,
             {datastore::native_file(*entry.variable, std::nullopt, folder), 0, no_sum},
             std::nullopt});
        return entry;
    }

    base::Status commit(PublishedState next) {
        const datastore::PublishedVersion& version = next.versions.back();
        SKJERM_TRY_ASSIGN(std::vector<datastore::StoredVariable> entries,
                          entries_of(cache_, datastore::living_now(next)));
        const std::string file = datastore::catalogue_file(version.version);
        SKJERM_TRY(put_file(
            files_, cache_, file,
            datastore::write_catalogue(catalogue_of(next, version.version, std::move(entries)))));
        SKJERM_TRY_ASSIGN(next.versions.back().catalogue, datastore::describe_file(cache_, file));
        if (const int error = files_.sync_all(cache_); error != 0)
            return datastore::unwritable_file(cache_.string(), error);
        SKJERM_TRY(put_file(files_, cache_, datastore::kStateFile, datastore::write_state(next)));
        state_ = std::move(next);
        return base::ok();
    }

    const fs::path& directory_;
    const fs::path& cache_;
    PublishedState state_;
    datastore::FileSystem& files_ = datastore::posix_file_system();
};

/// The lock on the cache: one process fills it, others wait.
class CacheLock {
public:
    explicit CacheLock(const fs::path& cache)
        : descriptor_(::open(cache.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)) {
        if (descriptor_ >= 0) static_cast<void>(::flock(descriptor_, LOCK_EX));
    }
    ~CacheLock() {
        if (descriptor_ >= 0) ::close(descriptor_);
    }
    CacheLock(const CacheLock&) = delete;
    CacheLock& operator=(const CacheLock&) = delete;

private:
    int descriptor_;
};

/// Whether the versions of the cache are the first of the directory's.
bool goes_on_from(const PublishedState& state, const std::vector<OfficialVersion>& versions) {
    if (state.versions.size() > versions.size()) return false;
    for (std::size_t at = 0; at < state.versions.size(); ++at)
        if (state.versions[at].version != versions[at].version ||
            state.versions[at].release_time != versions[at].release_time)
            return false;
    return true;
}

std::string environment(const char* name) {
    const char* const value = std::getenv(name);
    return value == nullptr ? "" : value;
}

}  // namespace

bool is_official_directory(const fs::path& directory) {
    std::error_code ignored;
    return fs::is_regular_file(directory / "datastore" / kVersionsFile, ignored);
}

base::Result<datastore::StorePtr> open_official(const fs::path& directory, const fs::path& cache) {
    datastore::FileSystem& files = datastore::posix_file_system();
    SKJERM_TRY_ASSIGN(const Json document, read_document(directory / "datastore", kVersionsFile));
    int error = files.create_directories(cache);
    if (error == 0) error = files.restrict_to_owner(cache);
    if (error != 0) return datastore::unwritable_file(cache.string(), error);
    const CacheLock lock(cache);

    const std::vector<OfficialVersion> versions = versions_in(document);
    PublishedState state;
    if (auto kept = datastore::load_state(cache); kept && goes_on_from(*kept, versions)) {
        state = std::move(kept).value();
    } else {
        for (const char* part : {"native", "catalogues", "records", "dictionaries"})
            if (error = files.remove_all(cache / part); error != 0)
                return datastore::unwritable_file(cache.string(), error);
    }
    if (document.contains("name") && document["name"].is_string())
        state.databank = document["name"];
    if (document.contains("label") && document["label"].is_string())
        state.title = {document["label"], document["label"]};
    Mirror mirror(directory, cache, state);
    for (std::size_t at = state.versions.size(); at < versions.size(); ++at)
        SKJERM_TRY(mirror.add(versions[at]));
    return datastore::open_published_store(cache);
}

fs::path official_cache(const fs::path& directory) {
    std::string folder = environment("XDG_CACHE_HOME");
    if (folder.empty()) folder = environment("HOME") + "/.cache";
    const std::string path = fs::absolute(directory).lexically_normal().string();
    return fs::path(folder) / "skjerm" / "official" /
           base::to_hex(base::sha256(path)).substr(0, 32);
}

base::Result<datastore::StorePtr> open_store(const fs::path& directory) {
    if (is_official_directory(directory))
        return open_official(directory, official_cache(directory));
    if (!datastore::is_published_store(directory)) return datastore::Store::open(directory);
    const fs::path root = fs::absolute(directory);
    datastore::DraftSource draft;
    if (::access((root / datastore::kStateFile).c_str(), W_OK) == 0)
        draft = [root](const PublishedState& state) { return draft_catalogue(root, state); };
    return datastore::open_published_store(
        directory, std::move(draft), [root](const PublishedState& state, const Version& version) {
            return check_signatures_of(root, state, version);
        });
}

}  // namespace skjerm::publish
