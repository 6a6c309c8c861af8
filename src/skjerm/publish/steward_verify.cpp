// Steward: whether all files are what was written, and tiers 2 and 3 again from tier 1.
#include <map>
#include <set>
#include <utility>
#include <vector>

#include "skjerm/base/check.h"
#include "skjerm/base/diagnostic_codes.h"
#include "skjerm/datastore/failure.h"
#include "skjerm/datastore/stored_files.h"
#include "skjerm/publish/import_parts.h"
#include "skjerm/publish/native_tier.h"
#include "skjerm/publish/official_parquet.h"
#include "skjerm/publish/projection.h"
#include "skjerm/publish/record.h"
#include "skjerm/publish/signature.h"
#include "skjerm/publish/steward.h"

namespace skjerm::publish {

namespace {

namespace fs = std::filesystem;
using base::Argument;
using base::Code;
using datastore::StoredFile;
using datastore::Update;

ValueKind kind_of(const datastore::Variable& variable) {
    if (variable.link) return ValueKind::Unit;
    switch (variable.data_type) {
        case datastore::DataType::String:
            return ValueKind::Text;
        case datastore::DataType::Double:
            return ValueKind::Number;
        case datastore::DataType::Long:
        case datastore::DataType::Date:
            return ValueKind::Integer;
    }
    base::fail_check("unreachable data type", __FILE__, __LINE__);
}

bool same_files(const datastore::StoredVariable& left, const datastore::StoredVariable& right) {
    const auto sums = [](const datastore::StoredVariable& stored) {
        std::vector<std::pair<std::string, std::string>> list;
        for (const datastore::StoredFile& file : datastore::files_of(stored))
            list.emplace_back(file.file, file.sha256);
        return list;
    };
    return sums(left) == sums(right);
}

/// Every import that a version or the draft has, by its record.
using Imports = std::map<std::string, datastore::Living>;

Imports imports_of(const datastore::PublishedState& state) {
    Imports imports;
    for (const datastore::PublishedVersion& version : state.versions)
        for (const auto& [name, living] : datastore::living_in(state, version.version))
            imports.emplace(living.update.record->file, living);
    for (const Update& update : state.draft)
        if (update.record) imports.emplace(update.record->file, datastore::Living{update, {}});
    return imports;
}

/// Compares files with what was written, and keeps the names of those that differ.
class FileCheck {
public:
    FileCheck(const fs::path& root, const datastore::PublishedState& state)
        : root_(root), state_(state) {}

    [[nodiscard]] const std::vector<std::string>& damaged() const { return damaged_; }

    void dictionaries() {
        for (const datastore::DomainState& domain : state_.domains)
            for (const datastore::Generation& generation : domain.generations)
                if (generation.file) compare(root_, *generation.file, generation.file->file);
    }

    void catalogue(const datastore::PublishedVersion& version) {
        compare(root_, version.catalogue, version.catalogue.file);
    }

    /// The files of one import. True: tiers 2 or 3 are damaged. Data that several records share are
    /// looked at once.
    bool import(const datastore::Living& living) {
        const StoredFile& file = *living.update.record;
        if (!compare(root_, file, file.file)) return false;
        const base::Result<Record> record = read_record(root_, file);
        if (!record) return false;
        if (!seen_.emplace(record->name, record->data_job).second) return false;
        const std::string official = official_name(state_, record->name, record->data_job);
        const fs::path archive = official_folder(root_, state_.databank, record->name);
        for (StoredFile each : record->official) {
            each.file.insert(0, official);
            compare(archive, each, state_.databank + "/data/" + record->name + "/" + each.file);
        }
        const std::size_t before = damaged_.size();
        for (const StoredFile& each : datastore::files_of(record->entry))
            compare(root_, each, each.file);
        return damaged_.size() > before;
    }

private:
    bool compare(const fs::path& folder, const StoredFile& file, const std::string& name) {
        if (datastore::verify_file(folder, file)) return true;
        damaged_.push_back(name);
        return false;
    }

    const fs::path& root_;
    const datastore::PublishedState& state_;
    std::set<std::pair<std::string, std::uint64_t>> seen_;
    std::vector<std::string> damaged_;
};

}  // namespace

base::Status Steward::rebuild(const datastore::Living& living) {
    SKJERM_TRY_ASSIGN(const Record record, read_record(root_, *living.update.record));
    const datastore::Variable& variable = *record.entry.variable;
    const datastore::DataVersion& written = *record.entry.data_version;
    const fs::path archive = official_folder(root_, state_.databank, record.name);
    const std::string official = official_name(state_, record.name, record.data_job);
    const base::Diagnostic unavailable =
        base::error(Code::DataUnavailable, {},
                    {Argument::name(record.name), Argument::fact(living.data_version.text())});
    for (datastore::StoredFile file : record.official) {
        file.file.insert(0, official);
        if (!datastore::verify_file(archive, file)) return unavailable;
    }

    std::optional<std::size_t> linked;
    if (variable.link) linked = variable.link->domain;
    SKJERM_TRY_ASSIGN(const OpenDomains opened,
                      open_domains(root_, state_, variable.unit_type->domain, linked, nullptr));
    const RowDomains domains = opened.view(linked.has_value());
    WorkingFolder working(files_, root_, state_, record.data_job);
    SKJERM_TRY(working.make());
    DatasetRows rows(files_, working.path());
    const OfficialShape shape{kind_of(variable), variable.temporality,
                              opened.units->state().kind == datastore::DomainKind::Text};
    SKJERM_TRY(collect_official(archive / (official + (record.partitioned ? "" : ".parquet")),
                                record.name, shape, domains, rows));
    NativeRequest native;
    native.root = native.working = working.path();
    native.variable = record.entry.variable;
    native.folder = written.folder;
    native.units = written.units;
    native.linked_units = written.linked_units;
    native.layout = choose_layout(variable.temporality, rows.dates);
    SKJERM_TRY_ASSIGN(const datastore::StoredVariable again,
                      write_native(files_, rows, domains, native, {}));
    if (!same_files(again, record.entry)) return unavailable;
    if (const int error = files_.sync_all(root_); error != 0)
        return datastore::unwritable_file(record.name, error);
    // Files that are whole stay: somebody may be reading them.
    for (const datastore::StoredFile& file : datastore::files_of(record.entry)) {
        if (datastore::verify_file(root_, file)) continue;
        int error = files_.create_directories((root_ / file.file).parent_path());
        if (error == 0) error = files_.rename(working.path() / file.file, root_ / file.file);
        if (error == 0) error = files_.sync((root_ / file.file).parent_path());
        if (error != 0) return datastore::unwritable_file(file.file, error);
    }
    return base::ok();
}

base::Result<std::vector<std::string>> Steward::verify(const VerifyOptions& options) {
    SKJERM_CHECK(options.part < options.parts);
    FileCheck check(root_, state_);
    check.dictionaries();
    for (const datastore::PublishedVersion& version : state_.versions) check.catalogue(version);
    base::Status repaired = base::ok();
    std::uint32_t place = 0;
    for (const auto& [file, living] : imports_of(state_)) {
        if (place++ % options.parts != options.part) continue;
        const bool can_be_made_again = check.import(living);
        if (!options.repair || !can_be_made_again) continue;
        // One that cannot be repaired keeps none of the others from it.
        if (base::Status made = rebuild(living); !made && repaired) repaired = std::move(made);
    }
    SKJERM_TRY_ASSIGN(const std::vector<std::string> documents, differing_documents(root_, state_));
    if (options.repair && !documents.empty()) {
        for (const std::string& file : documents)
            if (const int error = files_.remove_all(root_ / file); error != 0)
                return datastore::unwritable_file(file, error);
        SKJERM_TRY(project(files_, root_, state_));
    }
    SKJERM_TRY(repaired);
    std::vector<std::string> damaged = check.damaged();
    damaged.insert(damaged.end(), documents.begin(), documents.end());
    return damaged;
}

base::Status Steward::sign(const datastore::Version& version, const fs::path& key_file) {
    const datastore::PublishedVersion* const released = state_.find_version(version);
    if (released == nullptr)
        return base::error(Code::VersionNotThere, {}, {Argument::fact(version.text())});
    if (released->withdrawn)
        return base::error(Code::VersionWithdrawnBefore, {}, {Argument::fact(version.text())});
    // Whoever signs vouches for what is there, so it is looked at first.
    FileCheck check(root_, state_);
    check.dictionaries();
    check.catalogue(*released);
    for (const auto& [name, living] : datastore::living_in(state_, version)) check.import(living);
    if (!check.damaged().empty())
        return datastore::damaged_file(check.damaged().front(), datastore::damage::kChecksum, {});
    return write_signature(files_, root_, state_, version, key_file);
}

}  // namespace skjerm::publish
