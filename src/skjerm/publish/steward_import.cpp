// Steward: from an input package to the draft.
#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "skjerm/base/check.h"
#include "skjerm/base/diagnostic_codes.h"
#include "skjerm/datastore/failure.h"
#include "skjerm/datastore/segment_writer.h"
#include "skjerm/datastore/stored_files.h"
#include "skjerm/publish/dataset_rows.h"
#include "skjerm/publish/describe_variable.h"
#include "skjerm/publish/import_parts.h"
#include "skjerm/publish/import_space.h"
#include "skjerm/publish/native_tier.h"
#include "skjerm/publish/official_parquet.h"
#include "skjerm/publish/projection.h"
#include "skjerm/publish/record.h"
#include "skjerm/publish/steward.h"

namespace skjerm::publish {

namespace {

namespace fs = std::filesystem;
using base::Argument;
using base::Code;
using base::LocalizedText;
using datastore::Operation;
using datastore::PublishedState;
using datastore::Update;

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

/// W9: new data may be of another kind than those released under the same name. Nothing forbids
/// that, for the next version is a MAJOR one, but whoever delivers is hardly aware of it.
void warn_of_other_meaning(const Record& before, package::Report& report) {
    const Json now = data_structure(*report.metadata, report.name, report.coverage);
    const auto at = [](const Json& structure, const char* pointer) {
        const Json::json_pointer place(pointer);
        return structure.contains(place) ? structure.at(place) : Json();
    };
    struct Kept {
        const char* field;
        const char* pointer;
    };
    constexpr Kept kKept[] = {
        {"temporalityType", "/temporality"},
        {"identifierVariables[0].unitType", "/identifierVariables/0/keyType/name"},
        {"measureVariables[0].unitType", "/measureVariable/keyType/name"},
        {"measureVariables[0].dataType", "/measureVariable/dataType"}};
    for (const Kept& kept : kKept) {
        if (at(before.structure, kept.pointer) == at(now, kept.pointer)) continue;
        package::Finding finding;
        finding.rule = "W9";
        finding.message = base::warning(Code::MetadataChangesMeaning, {},
                                        {Argument::name(std::string_view(kept.field))});
        finding.file = report.name + "/" + report.name + ".json";
        finding.field = kept.field;
        report.findings.push_back(std::move(finding));
    }
}

/// Makes the files of an import durable, and the folders up to the root that name them. The file
/// system holds much else, which a sync of everything would wait for.
int sync_written(datastore::FileSystem& files, const fs::path& root, const fs::path& archive,
                 const Record& record) {
    const std::vector<datastore::StoredFile> columns = datastore::files_of(record.entry);
    std::vector<fs::path> written;
    written.reserve(record.official.size() + columns.size());
    for (const datastore::StoredFile& file : record.official)
        written.push_back(archive / (job_name(record.job) + file.file));
    for (const datastore::StoredFile& file : columns) written.push_back(root / file.file);
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
    std::optional<Record> before;
    if (released != living.end()) {
        SKJERM_TRY_ASSIGN(before, read_record(root_, *released->second.update.record));
        checks.previous_rows = before->rows;
    }
    if (!request.metadata_only) {
        if (const std::optional<std::uint64_t> bytes = data_bytes(request))
            SKJERM_TRY(check_space(files_, root_, checks.working_folder, request.name, *bytes));
    }
    SKJERM_TRY_ASSIGN(outcome.report, check_delivery(request, checks));
    if (!outcome.report.accepted()) return outcome;
    if (outcome.operation == Operation::Change) warn_of_other_meaning(*before, outcome.report);

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
        return base::error(state_.pseudonyms == datastore::Pseudonyms::Service
                               ? Code::PseudonymServiceRequired
                               : Code::VaultRequired,
                           {}, {Argument::name(request.name)});

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
    SKJERM_TRY_ASSIGN(auto data, delivered_data(request));
    SKJERM_TRY(collect_package(std::move(data), metadata, domains, stage(kReadingStage), rows));
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
    if (progress) progress(kArchivingStage, 0, rows.rows);
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
    SKJERM_TRY_ASSIGN(record.entry,
                      write_native(files_, rows, domains, native, stage(kSortingStage)));
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

}  // namespace skjerm::publish
