#include "skjerm/package/validate.h"

#include <algorithm>

#include "skjerm/base/check.h"
#include "skjerm/base/diagnostic_codes.h"
#include "skjerm/package/cancellation.h"
#include "skjerm/package/data_reader.h"
#include "skjerm/package/data_rules.h"
#include "skjerm/package/packed.h"
#include "skjerm/package/row_conflicts.h"
#include "skjerm/package/row_reader.h"

namespace skjerm::package {

namespace {

using base::Argument;
using base::Code;
namespace fs = std::filesystem;

std::string metadata_file(const std::string& name) { return name + "/" + name + ".json"; }
std::string data_file(const std::string& name) { return name + "/" + name + ".csv"; }

void refuse(Report& report, std::string_view rule, Code code, const std::string& file) {
    Finding finding;
    finding.rule = rule;
    finding.message = base::error(code, {}, {Argument::name(file)});
    finding.file = file;
    report.findings.push_back(std::move(finding));
}

bool is_file(const fs::path& path) {
    std::error_code ignored;
    return fs::is_regular_file(path, ignored);
}

RowConflicts::Rule conflict_rule(Temporality temporality) {
    if (temporality == Temporality::Fixed) return RowConflicts::Rule::OneRow;
    return temporality == Temporality::Status ? RowConflicts::Rule::OneRowADate
                                              : RowConflicts::Rule::DisjointSpans;
}

fs::path working_folder(const ValidateOptions& options) {
    if (!options.working_folder.empty()) return options.working_folder;
    std::error_code error;
    fs::path folder = fs::temp_directory_path(error);
    return error ? fs::path("/tmp") : folder;
}

std::string span_text(std::int32_t start, std::int32_t stop) {
    const auto day = [](std::int32_t number) {
        return number == kNoDay ? std::string() : base::format_iso_date(number);
    };
    return day(start) + "/" + day(stop);
}

/// D6 and D9 have one message, D12 has one for each pair.
base::Status compare_rows(RowConflicts& rows, Temporality temporality, Report& report) {
    const RowConflicts::Rule rule = conflict_rule(temporality);
    const bool spans = rule == RowConflicts::Rule::DisjointSpans;
    SKJERM_TRY_ASSIGN(const std::vector<RowConflict> conflicts,
                      rows.finish(spans ? kMostDataFindings : 1));
    for (const RowConflict& conflict : conflicts) {
        Finding finding;
        finding.rule = spans ? "D12" : rule == RowConflicts::Rule::OneRow ? "D6" : "D9";
        finding.message =
            base::error(spans                                ? Code::DataSpansOverlap
                        : rule == RowConflicts::Rule::OneRow ? Code::DataIdentifierTwice
                                                             : Code::DataStatusTwice,
                        {});
        finding.file = data_file(report.name);
        finding.line = conflict.second_line;
        finding.related_line = conflict.first_line;
        finding.identifier = conflict.identifier;
        if (spans)
            finding.value = span_text(conflict.first_start, conflict.first_stop) + " " +
                            span_text(conflict.second_start, conflict.second_stop);
        report.findings.push_back(std::move(finding));
    }
    return base::ok();
}

}  // namespace

bool is_dataset_name(std::string_view name) {
    const auto upper = [](char character) { return character >= 'A' && character <= 'Z'; };
    const auto other = [](char character) {
        return (character >= '0' && character <= '9') || character == '_';
    };
    return !name.empty() && upper(name.front()) &&
           std::all_of(name.begin(), name.end(),
                       [&](char character) { return upper(character) || other(character); });
}

void validate_metadata(std::string_view json, const ValidateOptions& options, Report& report) {
    const std::string file = metadata_file(report.name);
    MetadataReading reading = read_metadata(json, file);
    std::move(reading.findings.begin(), reading.findings.end(),
              std::back_inserter(report.findings));
    report.metadata = std::move(reading.metadata);
    if (!report.metadata || !options.strict_official) return;
    const UnitType& unit = *report.metadata->identifier;
    if (unit.type != CellType::Long) return;
    Finding finding;
    finding.rule = "V1";
    finding.message = base::error(Code::DataLongIdentifier, {}, {Argument::name(unit.name)});
    finding.file = file;
    finding.field = "identifierVariables[0].unitType";
    report.findings.push_back(std::move(finding));
}

base::Status validate_data(ByteSource& data, const ValidateOptions& options, Report& report) {
    const Metadata& metadata = *report.metadata;
    DataRules rules(metadata, options);
    RowConflicts conflicts(conflict_rule(metadata.temporality), options.memory_bytes,
                           working_folder(options));
    RowReader reader(data, metadata.identifier_type(), metadata.measure.data_type);
    Row row;
    RowReader::Step step = reader.next(row);
    for (; step == RowReader::Step::Row; step = reader.next(row)) {
        if (rules.rows() % kBatchRows == 0) poll_cancellation();
        rules.add(row);
        if (rules.rows_are_sound())
            SKJERM_TRY(conflicts.add(row.identifier, row.start, row.stop, row.line));
    }
    report.rows = rules.rows();
    if (step == RowReader::Step::Unreadable) return reader.failure();

    Findings findings;
    if (step == RowReader::Step::Invalid)
        findings.push_back(reader.finding());
    else
        findings = rules.errors();
    if (findings.empty()) {
        SKJERM_TRY(compare_rows(conflicts, metadata.temporality, report));
        if (!report.accepted()) return base::ok();
        findings = rules.warnings();
        report.coverage = rules.coverage();
    }
    for (Finding& finding : findings) {
        finding.file = data_file(report.name);
        report.findings.push_back(std::move(finding));
    }
    return base::ok();
}

base::Result<Report> validate(const fs::path& directory, std::string_view name,
                              const ValidateOptions& options) {
    Report report;
    report.name = name;
    if (!is_dataset_name(name)) {
        refuse(report, "N1", Code::PackageNameInvalid, report.name);
        return report;
    }
    std::error_code ignored;
    if (!fs::is_directory(directory / report.name, ignored)) {
        refuse(report, "N2", Code::PackageFolderMissing, (directory / report.name).string());
        return report;
    }
    if (!options.metadata_only && !is_file(directory / data_file(report.name)))
        refuse(report, "N3", Code::PackageDataMissing, data_file(report.name));
    if (!is_file(directory / metadata_file(report.name)))
        refuse(report, "N4", Code::PackageMetadataMissing, metadata_file(report.name));
    if (!report.accepted()) return report;

    SKJERM_TRY_ASSIGN(const std::unique_ptr<ByteSource> metadata,
                      open_file(directory / metadata_file(report.name)));
    SKJERM_TRY_ASSIGN(const std::optional<std::string> json,
                      read_all(*metadata, kMostMetadataBytes));
    // What is too large is as unreadable as what is no JSON.
    validate_metadata(json.value_or(std::string()), options, report);
    if (!report.accepted() || options.metadata_only) return report;
    SKJERM_TRY_ASSIGN(const std::unique_ptr<ByteSource> data,
                      open_file(directory / data_file(report.name)));
    SKJERM_TRY(validate_data(*data, options, report));
    return report;
}

base::Result<Report> validate(const PackedDataset& dataset, const RsaKey* key,
                              const ValidateOptions& options) {
    Report report;
    report.name = dataset.name();
    if (!options.metadata_only && !dataset.has_data())
        refuse(report, "N3", Code::PackageDataMissing, data_file(report.name));
    if (report.accepted()) validate_metadata(dataset.metadata(), options, report);
    if (!report.accepted() || options.metadata_only) return report;
    SKJERM_CHECK(key != nullptr);
    SKJERM_TRY_ASSIGN(const std::unique_ptr<ByteSource> data, dataset.data(*key));
    SKJERM_TRY(validate_data(*data, options, report));
    return report;
}

}  // namespace skjerm::package
