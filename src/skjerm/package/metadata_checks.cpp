#include "skjerm/package/metadata_checks.h"

#include <algorithm>
#include <limits>
#include <tuple>

#include "skjerm/base/diagnostic_codes.h"

namespace skjerm::package {

namespace {

using base::Argument;
using base::Code;

constexpr std::string_view kDomain = "measureVariables[0].valueDomain.";
constexpr std::size_t kShownCodes = 5;

Finding make_finding(std::string_view rule, base::Diagnostic message, std::string_view file,
                     std::string field) {
    Finding finding;
    finding.rule = rule;
    finding.message = std::move(message);
    finding.file = file;
    finding.field = std::move(field);
    return finding;
}

std::string code_field(std::size_t index) {
    return std::string(kDomain) + "codeList[" + std::to_string(index) + "].code";
}

/// K1. The time axis is cut at every validFrom and after every validUntil; two items of one code
/// share a piece exactly when their periods overlap.
void check_periods(const std::vector<CodeListItem>& items, std::string_view file,
                   Findings& findings) {
    static constexpr auto kForEver = std::numeric_limits<base::DayNumber>::max();
    const auto until = [](const CodeListItem& item) { return item.valid_until.value_or(kForEver); };
    const auto key = [&](std::size_t index) {
        const CodeListItem& item = items[index];
        return std::tie(item.code.is_integer, item.code.text, item.valid_from);
    };
    std::vector<std::size_t> order;
    for (std::size_t index = 0; index < items.size(); ++index)
        if (until(items[index]) >= items[index].valid_from) order.push_back(index);
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return key(a) < key(b); });

    std::vector<std::size_t> repeated;
    for (std::size_t place = 0; place < order.size();) {
        const MeasureCode& code = items[order[place]].code;
        base::DayNumber covered = until(items[order[place]]);
        bool told = false;
        for (++place; place < order.size() && items[order[place]].code == code; ++place) {
            const CodeListItem& next = items[order[place]];
            if (next.valid_from <= covered && !told) {
                repeated.push_back(order[place]);
                told = true;
            }
            covered = std::max(covered, until(next));
        }
    }
    std::sort(repeated.begin(), repeated.end());
    for (const std::size_t index : repeated)
        findings.push_back(make_finding(
            "K1",
            base::error(Code::MetadataCodeTwice, {}, {Argument::name(items[index].code.text)}),
            file, code_field(index)));
}

/// K2 and K3: the codes whose type is not that of the measure.
template <class Items>
void check_types(const Items& items, CellType type, std::string_view rule, Code code,
                 std::string_view list, std::string_view file, Findings& findings) {
    const bool has_codes = type == CellType::String || type == CellType::Long;
    std::vector<std::string> wrong;
    for (const auto& item : items)
        if (!has_codes || item.code.is_integer != (type == CellType::Long))
            if (wrong.size() < kShownCodes) wrong.push_back(item.code.text);
    if (wrong.empty()) return;
    findings.push_back(make_finding(
        rule, base::error(code, {}, {Argument::fact(cell_type_name(type)), Argument::names(wrong)}),
        file, std::string(kDomain) + std::string(list)));
}

bool has_norwegian(const Text& text) {
    return std::any_of(text.begin(), text.end(), [](const LanguageText& entry) {
        return entry.language == "no" || entry.language == "nb";
    });
}

}  // namespace

void check_code_lists(const Metadata& metadata, std::string_view file, Findings& findings) {
    const ValueDomain& domain = metadata.measure.domain;
    const CellType type = metadata.measure.data_type;
    check_periods(domain.code_list, file, findings);
    check_types(domain.code_list, type, "K2", Code::MetadataCodeType, "codeList", file, findings);
    check_types(domain.sentinels, type, "K3", Code::MetadataSentinelType,
                "sentinelAndMissingValues", file, findings);
}

void warn_of_texts(const Metadata& metadata, std::string_view file, Findings& findings) {
    const auto check = [&](const Text& text, std::string field) {
        if (text.empty() || has_norwegian(text)) return;
        base::Diagnostic message =
            base::warning(Code::MetadataNoNorwegian, {}, {Argument::name(field)});
        findings.push_back(make_finding("W1", std::move(message), file, std::move(field)));
    };
    check(metadata.population_description, "populationDescription");
    check(metadata.spatial_coverage_description, "spatialCoverageDescription");
    for (std::size_t index = 0; index < metadata.subject_fields.size(); ++index)
        check(metadata.subject_fields[index], "subjectFields[" + std::to_string(index) + "]");
    check(metadata.data_revision.description, "dataRevision.description");
    if (metadata.data_revision.temporal_end)
        check(metadata.data_revision.temporal_end->description,
              "dataRevision.temporalEnd.description");
    const MeasureVariable& measure = metadata.measure;
    check(measure.name, "measureVariables[0].name");
    check(measure.description, "measureVariables[0].description");
    const std::string domain(kDomain);
    check(measure.domain.description, domain + "description");
    check(measure.domain.measurement_unit, domain + "measurementUnitDescription");
    for (std::size_t index = 0; index < measure.domain.code_list.size(); ++index)
        check(measure.domain.code_list[index].title,
              domain + "codeList[" + std::to_string(index) + "].categoryTitle");
    for (std::size_t index = 0; index < measure.domain.sentinels.size(); ++index)
        check(measure.domain.sentinels[index].title,
              domain + "sentinelAndMissingValues[" + std::to_string(index) + "].categoryTitle");

    if (measure.domain.enumerated() && measure.domain.code_list.front().code.is_integer)
        findings.push_back(make_finding(
            "W2",
            base::warning(Code::MetadataIntegerCodes, {}, {Argument::name(domain + "codeList")}),
            file, domain + "codeList"));
}

}  // namespace skjerm::package
