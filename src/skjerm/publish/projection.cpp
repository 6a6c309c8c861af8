#include "skjerm/publish/projection.h"

#include <algorithm>
#include <cerrno>
#include <map>
#include <set>
#include <utility>
#include <vector>

#include "skjerm/datastore/failure.h"
#include "skjerm/publish/atomic_file.h"

namespace skjerm::publish {

namespace {

namespace fs = std::filesystem;
using datastore::Operation;
using datastore::PublishedState;
using datastore::Update;
using datastore::Version;

bool brings_data(const Update& update) {
    return update.operation == Operation::Add || update.operation == Operation::Change;
}

/// Every import of data that the state names, by variable: its number and official name.
using DataNames = std::map<std::string, std::map<std::uint64_t, std::string>>;

DataNames data_names(const PublishedState& state) {
    DataNames names;
    for (const datastore::PublishedVersion& version : state.versions)
        for (const Update& update : version.updates)
            if (brings_data(update))
                names[update.name][update.data_job] =
                    released_name(update.name, {version.version.major, version.version.minor, 0});
    for (const Update& update : state.draft)
        if (brings_data(update)) names[update.name][update.data_job] = draft_name(update.name);
    return names;
}

bool is_there(const fs::path& path) {
    std::error_code ignored;
    return fs::exists(path, ignored);
}

std::vector<std::string> names_in(const fs::path& folder) {
    std::vector<std::string> names;
    std::error_code error;
    for (fs::directory_iterator at(folder, error), end; !error && at != end; at.increment(error))
        names.push_back(at->path().filename().string());
    std::ranges::sort(names);
    return names;
}

class Projection {
public:
    Projection(datastore::FileSystem& files, const fs::path& root, const PublishedState& state)
        : files_(files), root_(root), state_(state) {}

    base::Status run() {
        for (const auto& [name, imports] : data_names(state_)) SKJERM_TRY(name_data(name, imports));
        SKJERM_TRY(remove_old_drafts());
        return write_documents();
    }

    /// Writes nothing: gives the names of documents that would be written.
    base::Result<std::vector<std::string>> compare() {
        only_compares_ = true;
        SKJERM_TRY(write_documents());
        return std::move(differing_);
    }

private:
    base::Status write_documents() {
        for (const datastore::PublishedVersion& version : state_.versions)
            SKJERM_TRY(write_version(version.version));
        SKJERM_TRY(write_draft());
        return put("datastore_versions.json", datastore_versions(state_));
    }

    /// New data first get the name of the draft; on release the draft gets that of the version.
    base::Status name_data(const std::string& name,
                           const std::map<std::uint64_t, std::string>& imports) {
        const fs::path folder = official_folder(root_, state_.databank, name);
        bool is_changed = false;
        for (const auto& [job, official] : imports) {
            for (const char* ending : {".parquet", ""}) {
                const fs::path fresh = folder / (job_name(job) + ending);
                const fs::path draft = folder / (draft_name(name) + ending);
                const fs::path target = folder / (official + ending);
                const bool is_fresh = is_there(fresh);
                // Only what was released last can still have the name of a draft.
                const bool was_draft = !is_fresh && job == imports.rbegin()->first &&
                                       target != draft && !is_there(target) && is_there(draft);
                if (!is_fresh && !was_draft) continue;
                if (is_fresh && is_there(target) && files_.remove_all(target) != 0)
                    return datastore::unwritable_file(target.filename().string(), EIO);
                const int error = files_.rename(is_fresh ? fresh : draft, target);
                if (error != 0)
                    return datastore::unwritable_file(target.filename().string(), error);
                is_changed = true;
            }
        }
        if (!is_changed) return base::ok();
        const int error = files_.sync(folder);
        return error == 0 ? base::ok() : base::Status(datastore::unwritable_file(name, error));
    }

    /// Data of drafts that are no more.
    base::Status remove_old_drafts() {
        const fs::path data = root_ / state_.databank / "data";
        for (const std::string& name : names_in(data)) {
            const Update* draft = state_.find_draft(name);
            if (draft != nullptr && brings_data(*draft)) continue;
            for (const char* ending : {".parquet", ""})
                if (const int error = files_.remove_all(data / name / (draft_name(name) + ending));
                    error != 0)
                    return datastore::unwritable_file(name, error);
        }
        return base::ok();
    }

    base::Result<Json> structure_of(const Update& update) const {
        SKJERM_TRY_ASSIGN(const Record record, read_record(root_, *update.record));
        return record.structure;
    }

    base::Result<Json> structures(const std::map<std::string, datastore::Living>& living) const {
        Json list = Json::array();
        for (const auto& [name, each] : living) {
            SKJERM_TRY_ASSIGN(Json structure, structure_of(each.update));
            list.push_back(std::move(structure));
        }
        return list;
    }

    /// A released version never changes, so what is there stays.
    base::Status write_version(const Version& version) {
        const std::string number =
            std::to_string(version.major) + "_" + std::to_string(version.minor);
        const std::string all =
            "metadata_all__" + number + "_" + std::to_string(version.patch) + ".json";
        const auto living = datastore::living_in(state_, version);
        if (only_compares_ || !is_there(document(all))) {
            SKJERM_TRY_ASSIGN(Json list, structures(living));
            SKJERM_TRY(put(all, metadata_all(state_, std::move(list))));
        }
        const std::string data = "data_versions__" + number + ".json";
        if (!only_compares_ && is_there(document(data))) return base::ok();
        Json files = Json::object();
        for (const auto& [name, each] : living) {
            SKJERM_TRY_ASSIGN(const Record record, read_record(root_, *each.update.record));
            files[name] =
                released_name(name, each.data_version) + (record.partitioned ? "" : ".parquet");
        }
        return put(data, files);
    }

    base::Status write_draft() {
        SKJERM_TRY_ASSIGN(Json list, structures(datastore::living_in_draft(state_)));
        SKJERM_TRY(put("metadata_all__DRAFT.json", metadata_all(state_, std::move(list))));
        return put("draft_version.json", draft_version(state_));
    }

    [[nodiscard]] fs::path document(const std::string& name) const {
        return root_ / state_.databank / "datastore" / name;
    }

    base::Status put(const std::string& name, const Json& json) {
        const std::string file = state_.databank + "/datastore/" + name;
        const std::string text = json.dump(1) + "\n";
        if (!only_compares_) return put_file(files_, root_, file, text);
        if (!holds(root_ / file, text)) differing_.push_back(file);
        return base::ok();
    }

    datastore::FileSystem& files_;
    const fs::path& root_;
    const PublishedState& state_;
    bool only_compares_ = false;
    std::vector<std::string> differing_;
};

/// The numbers of the imports that the state names, for data and for records.
struct KnownJobs {
    std::map<std::string, std::set<std::string>> data;
    std::map<std::string, std::set<std::string>> records;
};

KnownJobs known_jobs(const PublishedState& state) {
    KnownJobs known;
    const auto add = [&](const Update& update) {
        if (!update.record) return;
        known.data[update.name].insert(std::to_string(update.data_job));
        known.records[update.name].insert(fs::path(update.record->file).filename().string());
    };
    for (const datastore::PublishedVersion& version : state.versions)
        for (const Update& update : version.updates) add(update);
    for (const Update& update : state.draft) add(update);
    return known;
}

base::Status remove_others(datastore::FileSystem& files, const fs::path& folder,
                           const std::set<std::string>& known) {
    for (const std::string& name : names_in(folder))
        if (!known.contains(name))
            if (const int error = files.remove_all(folder / name); error != 0)
                return datastore::unwritable_file(name, error);
    return base::ok();
}

}  // namespace

fs::path official_folder(const fs::path& root, const std::string& databank,
                         const std::string& name) {
    return root / databank / "data" / name;
}

std::string job_name(std::uint64_t job) { return ".job" + std::to_string(job); }

std::string draft_name(const std::string& name) { return name + "__DRAFT"; }

std::string released_name(const std::string& name, const Version& data_version) {
    return name + "__" + std::to_string(data_version.major) + "_" +
           std::to_string(data_version.minor);
}

base::Status project(datastore::FileSystem& files, const fs::path& root,
                     const PublishedState& state) {
    return Projection(files, root, state).run();
}

base::Result<std::vector<std::string>> differing_documents(const fs::path& root,
                                                           const PublishedState& state) {
    return Projection(datastore::posix_file_system(), root, state).compare();
}

base::Status remove_unknown(datastore::FileSystem& files, const fs::path& root,
                            const PublishedState& state) {
    const KnownJobs known = known_jobs(state);
    const auto of = [](const std::map<std::string, std::set<std::string>>& all,
                       const std::string& name) {
        const auto found = all.find(name);
        return found == all.end() ? std::set<std::string>() : found->second;
    };
    for (const char* tier : {"native", "indexed"})
        for (const std::string& name : names_in(root / tier))
            SKJERM_TRY(remove_others(files, root / tier / name, of(known.data, name)));
    for (const std::string& name : names_in(root / "records"))
        SKJERM_TRY(remove_others(files, root / "records" / name, of(known.records, name)));
    const fs::path data = root / state.databank / "data";
    for (const std::string& name : names_in(data))
        for (const std::string& entry : names_in(data / name)) {
            if (!entry.starts_with(".job")) continue;
            const std::string job = fs::path(entry.substr(4)).stem().string();
            if (of(known.data, name).contains(job)) continue;
            if (const int error = files.remove_all(data / name / entry); error != 0)
                return datastore::unwritable_file(entry, error);
        }
    std::set<std::string> versions;
    for (const datastore::PublishedVersion& version : state.versions)
        versions.insert(fs::path(version.catalogue.file).filename().string());
    SKJERM_TRY(remove_others(files, root / "catalogues", versions));
    return remove_others(files, root / (state.databank + "_working"), {});
}

}  // namespace skjerm::publish
