// Steward: from an input package to the draft, and tiers 2 and 3 again from tier 1.
#include <algorithm>
#include <map>
#include <set>
#include <utility>
#include <vector>

#include "skjerm/base/check.h"
#include "skjerm/base/diagnostic_codes.h"
#include "skjerm/base/keyed_hash.h"
#include "skjerm/datastore/failure.h"
#include "skjerm/datastore/segment_writer.h"
#include "skjerm/datastore/stored_files.h"
#include "skjerm/publish/dataset_rows.h"
#include "skjerm/publish/describe_variable.h"
#include "skjerm/publish/native_tier.h"
#include "skjerm/publish/official_parquet.h"
#include "skjerm/publish/projection.h"
#include "skjerm/publish/record.h"
#include "skjerm/publish/steward.h"
#include "skjerm/publish/unit_domain.h"

namespace skjerm::publish {

namespace {

namespace fs = std::filesystem;
using base::Argument;
using base::Code;
using base::LocalizedText;
using datastore::Operation;
using datastore::PublishedState;
using datastore::Update;

constexpr LocalizedText kReading{"Leser og pseudonymiserer", "Reading and pseudonymising"};
constexpr LocalizedText kArchiving{"Skriver arkivfilene", "Writing the archive files"};
constexpr LocalizedText kSorting{"Sorterer etter enhet", "Sorting by unit"};

/// The domains of one dataset, opened.
struct OpenDomains {
    std::unique_ptr<UnitDomain> units;
    std::unique_ptr<UnitDomain> linked;  ///< null without a link, or when it is the units' own

    [[nodiscard]] RowDomains view(bool is_link) const {
        UnitDomain* const other = linked ? linked.get() : units.get();
        return {units.get(), is_link ? other : nullptr};
    }
};

base::Result<OpenDomains> open_domains(const fs::path& root, const PublishedState& state,
                                       std::size_t units, std::optional<std::size_t> linked,
                                       PseudonymBackend* backend) {
    OpenDomains domains;
    SKJERM_TRY_ASSIGN(domains.units,
                      UnitDomain::open(root, state.databank, state.domains[units], backend));
    if (linked && *linked != units) {
        SKJERM_TRY_ASSIGN(domains.linked,
                          UnitDomain::open(root, state.databank, state.domains[*linked], backend));
    }
    return domains;
}

/// The folder for rows on their way; removed at the end.
class WorkingFolder {
public:
    WorkingFolder(datastore::FileSystem& files, const fs::path& root, const PublishedState& state,
                  std::uint64_t job)
        : files_(files), path_(root / (state.databank + "_working") / std::to_string(job)) {}
    ~WorkingFolder() { files_.remove_all(path_); }
    WorkingFolder(const WorkingFolder&) = delete;
    WorkingFolder& operator=(const WorkingFolder&) = delete;

    [[nodiscard]] base::Status make() {
        int error = files_.create_directories(path_);
        if (error == 0) error = files_.restrict_to_owner(path_);
        return error == 0 ? base::ok()
                          : base::Status(datastore::unwritable_file(path_.string(), error));
    }
    [[nodiscard]] const fs::path& path() const { return path_; }

private:
    datastore::FileSystem& files_;
    fs::path path_;
};

std::string description_of(const package::Metadata& metadata) {
    return metadata.data_revision.description.front().value;
}

Update draft_of(const package::Metadata& metadata, const Record& record, Operation operation,
                datastore::StoredFile file) {
    Update update;
    update.name = record.name;
    update.description = description_of(metadata);
    update.operation = operation;
    update.data_job = record.data_job;
    update.record = std::move(file);
    if (const auto& end = metadata.data_revision.temporal_end) update.successors = end->successors;
    return update;
}

void add_draft(PublishedState& state, Update update, std::int64_t now) {
    state.draft.push_back(std::move(update));
    std::ranges::sort(state.draft, {}, &Update::name);
    state.draft_time = now;
}

bool is_partitioned(datastore::Temporality temporality) {
    return temporality == datastore::Temporality::Status ||
           temporality == datastore::Temporality::Accumulated;
}

/// The names that the state knows an import's data by: a draft, or the version that brought it.
std::string official_name(const PublishedState& state, const std::string& name,
                          std::uint64_t data_job) {
    for (const datastore::PublishedVersion& version : state.versions)
        for (const Update& update : version.updates)
            if (update.name == name && update.data_job == data_job &&
                update.operation != Operation::PatchMetadata)
                return released_name(name, {version.version.major, version.version.minor, 0});
    return draft_name(name);
}

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

/// SHA-256 over the files of a delivery; empty when one cannot be read, which the check will tell.
std::string delivery_digest(const ImportRequest& request) {
    std::string text;
    for (const char* ending : {".json", ".csv"}) {
        if (request.metadata_only && std::string_view(ending) == ".csv") continue;
        const auto file =
            datastore::describe_file(request.input, request.name + "/" + request.name + ending);
        if (!file) return {};
        text += file->sha256;
    }
    return base::to_hex(base::sha256(text));
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

/// Makes the files of an import durable, and the folders up to the root that name them. The file
/// system holds much else, which a sync of everything would wait for.
int sync_written(datastore::FileSystem& files, const fs::path& root, const fs::path& archive,
                 const Record& record) {
    std::vector<fs::path> written;
    for (const datastore::StoredFile& file : record.official)
        written.push_back(archive / (job_name(record.job) + file.file));
    for (const datastore::StoredFile& file : datastore::files_of(record.entry))
        written.push_back(root / file.file);
    std::set<fs::path> folders = {root};
    for (const fs::path& file : written) {
        if (const int error = files.sync(file); error != 0) return error;
        for (fs::path folder = file.parent_path(); folders.insert(folder).second;)
            folder = folder.parent_path();
    }
    for (const fs::path& folder : folders)
        if (const int error = files.sync(folder); error != 0) return error;
    return 0;
}

}  // namespace

base::Result<ImportOutcome> Steward::import(const ImportRequest& request, std::int64_t now,
                                            const StageProgress& progress) {
    const auto living = datastore::living_now(state_);
    const auto released = living.find(request.name);
    if (request.metadata_only && released == living.end())
        return base::error(Code::VariableNotReleased, {}, {Argument::name(request.name)});

    ImportOutcome outcome;
    outcome.operation = request.metadata_only      ? Operation::PatchMetadata
                        : released == living.end() ? Operation::Add
                                                   : Operation::Change;
    const std::string delivery = delivery_digest(request);
    SKJERM_TRY_ASSIGN(outcome.was_there, has_in_draft(request.name, outcome.operation, delivery));
    outcome.accepted = outcome.was_there;
    if (outcome.was_there) return outcome;
    SKJERM_TRY(check_free(request.name));
    package::ValidateOptions checks = request.checks;
    checks.metadata_only = request.metadata_only;
    checks.working_folder = root_ / (state_.databank + "_working");
    if (released != living.end()) {
        SKJERM_TRY_ASSIGN(const Record record, read_record(root_, *released->second.update.record));
        checks.previous_rows = record.rows;
    }
    SKJERM_TRY_ASSIGN(outcome.report, package::validate(request.input, request.name, checks));
    if (!outcome.report.accepted()) return outcome;

    base::Status done = request.metadata_only ? patch(request, outcome, delivery, now)
                                              : ingest(request, outcome, delivery, now, progress);
    if (!done) {
        static_cast<void>(remove_unknown(files_, root_, state_));  // else the next steward does
        return done.diagnostic();
    }
    outcome.accepted = true;
    return outcome;
}

base::Result<bool> Steward::has_in_draft(const std::string& name, Operation operation,
                                         const std::string& delivery) const {
    const Update* const draft = state_.find_draft(name);
    if (draft == nullptr || draft->operation != operation || !draft->record) return false;
    SKJERM_TRY_ASSIGN(const Record record, read_record(root_, *draft->record));
    return record.delivery == delivery && !delivery.empty();
}

base::Status Steward::ingest(const ImportRequest& request, ImportOutcome& outcome,
                             const std::string& delivery, std::int64_t now,
                             const StageProgress& progress) {
    const package::Metadata& metadata = *outcome.report.metadata;
    PublishedState next = state_;
    Record record;
    record.name = request.name;
    record.job = record.data_job = next.next_job++;
    record.delivery = delivery;
    record.coverage = outcome.report.coverage;
    add_domains(metadata, next);
    const bool is_link = value_kind(metadata) == ValueKind::Unit;
    const std::size_t units = domain_place(next, domain_id(*metadata.identifier));
    std::optional<std::size_t> linked;
    if (is_link) linked = domain_place(next, domain_id(*metadata.measure.unit_type));
    const auto needs_vault = [&](std::size_t domain) {
        return next.domains[domain].kind == datastore::DomainKind::Pseudonym;
    };
    if (backend_ == nullptr && (needs_vault(units) || (linked && needs_vault(*linked))))
        return base::error(Code::VaultRequired, {}, {Argument::name(request.name)});

    WorkingFolder working(files_, root_, next, record.job);
    SKJERM_TRY(working.make());
    SKJERM_TRY_ASSIGN(const OpenDomains opened,
                      open_domains(root_, next, units, linked, backend_.get()));
    const RowDomains domains = opened.view(is_link);
    const auto stage = [&](LocalizedText name) -> RowProgress {
        if (!progress) return {};
        return [&progress, name, of = outcome.report.rows](std::uint64_t done) {
            progress(name, done, of);
        };
    };

    DatasetRows rows(files_, working.path());
    SKJERM_TRY(collect_package(request.input / request.name / (request.name + ".csv"), metadata,
                               domains, stage(kReading), rows));
    if (rows.rows != outcome.report.rows)
        return base::error(Code::PackageChanged, {}, {Argument::name(request.name)});
    record.rows = rows.rows;
    for (UnitDomain* domain : {opened.units.get(), opened.linked.get()})
        if (domain != nullptr) SKJERM_TRY(domain->append(files_));
    next.domains[units] = opened.units->state();
    if (opened.linked) next.domains[*linked] = opened.linked->state();

    const datastore::Temporality temporality = temporality_of(metadata.temporality);
    record.partitioned = is_partitioned(temporality);
    const fs::path archive = official_folder(root_, next.databank, request.name);
    if (const int error = files_.create_directories(archive); error != 0)
        return datastore::unwritable_file(request.name, error);
    if (progress) progress(kArchiving, 0, rows.rows);
    SKJERM_TRY_ASSIGN(record.official, write_official(rows, domains, record.partitioned, archive,
                                                      job_name(record.job)));
    for (datastore::StoredFile& file : record.official)
        file.file.erase(0, job_name(record.job).size());

    NativeRequest native;
    native.root = root_;
    native.working = working.path();
    native.layout = choose_layout(temporality, rows.dates);
    native.variable =
        describe_variable(metadata, request.name, record.coverage, native.layout, next);
    native.folder = std::to_string(record.job);
    native.units = next.domains[units].units();
    if (linked) native.linked_units = next.domains[*linked].units();
    SKJERM_TRY_ASSIGN(record.entry, write_native(files_, rows, domains, native, stage(kSorting)));
    if (const int error = sync_written(files_, root_, archive, record); error != 0)
        return datastore::unwritable_file(request.name, error);

    record.structure = data_structure(metadata, request.name, record.coverage);
    record.metadata =
        Json::parse(package::enriched_metadata(metadata, request.name, record.coverage));
    SKJERM_TRY_ASSIGN(datastore::StoredFile file, write_record(files_, root_, next, record));
    if (backend_) SKJERM_TRY(backend_->commit());
    add_draft(next, draft_of(metadata, record, outcome.operation, std::move(file)), now);
    return commit(std::move(next));
}

base::Status Steward::patch(const ImportRequest& request, ImportOutcome& outcome,
                            const std::string& delivery, std::int64_t now) {
    const package::Metadata& metadata = *outcome.report.metadata;
    const datastore::Living living = datastore::living_now(state_).at(request.name);
    SKJERM_TRY_ASSIGN(Record record, read_record(root_, *living.update.record));
    const Json structure = data_structure(metadata, request.name, record.coverage);
    if (const auto field = forbidden_change(record.structure, structure))
        return base::error(Code::PatchNotAllowed, {},
                           {Argument::name(request.name), Argument::name(*field)});
    PublishedState next = state_;
    record.job = next.next_job++;
    record.delivery = delivery;
    record.structure = structure;
    record.metadata =
        Json::parse(package::enriched_metadata(metadata, request.name, record.coverage));
    Layout layout;
    layout.calendar = record.entry.variable->calendar;
    record.entry.variable =
        describe_variable(metadata, request.name, record.coverage, layout, next);
    SKJERM_TRY_ASSIGN(datastore::StoredFile file, write_record(files_, root_, next, record));
    add_draft(next, draft_of(metadata, record, Operation::PatchMetadata, std::move(file)), now);
    return commit(std::move(next));
}

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

base::Result<std::vector<std::string>> Steward::verify(bool repair) {
    std::vector<std::string> damaged;
    const auto check = [&](const fs::path& folder, const datastore::StoredFile& file,
                           const std::string& name) {
        if (datastore::verify_file(folder, file)) return true;
        damaged.push_back(name);
        return false;
    };
    for (const datastore::DomainState& domain : state_.domains)
        for (const datastore::Generation& generation : domain.generations)
            if (generation.file) check(root_, *generation.file, generation.file->file);

    std::map<std::pair<std::string, std::uint64_t>, datastore::Living> imports;
    for (const datastore::PublishedVersion& version : state_.versions) {
        check(root_, version.catalogue, version.catalogue.file);
        for (const auto& [name, living] : datastore::living_in(state_, version.version))
            imports.emplace(std::pair(name, living.update.data_job), living);
    }
    for (const Update& update : state_.draft)
        if (update.record)
            imports.emplace(std::pair(update.name, update.data_job), datastore::Living{update, {}});

    for (const auto& [key, living] : imports) {
        const datastore::StoredFile& file = *living.update.record;
        if (!check(root_, file, file.file)) continue;
        SKJERM_TRY_ASSIGN(const Record record, read_record(root_, file));
        const std::string official = official_name(state_, record.name, record.data_job);
        const fs::path archive = official_folder(root_, state_.databank, record.name);
        for (datastore::StoredFile each : record.official) {
            each.file.insert(0, official);
            check(archive, each, state_.databank + "/data/" + record.name + "/" + each.file);
        }
        const std::size_t before = damaged.size();
        for (const datastore::StoredFile& each : datastore::files_of(record.entry))
            check(root_, each, each.file);
        if (repair && damaged.size() > before) SKJERM_TRY(rebuild(living));
    }
    return damaged;
}

}  // namespace skjerm::publish
