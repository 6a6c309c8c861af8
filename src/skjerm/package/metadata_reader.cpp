#include <algorithm>
#include <array>
#include <limits>
#include <nlohmann/json.hpp>
#include <span>
#include <utility>

#include "skjerm/base/check.h"
#include "skjerm/base/diagnostic_codes.h"
#include "skjerm/base/utf8.h"
#include "skjerm/package/json_lines.h"
#include "skjerm/package/metadata.h"
#include "skjerm/package/metadata_checks.h"

namespace skjerm::package {

namespace {

using base::Argument;
using base::Code;
using base::LocalizedText;
using nlohmann::json;
using Names = std::span<const std::string_view>;

constexpr LocalizedText kObject{"et objekt", "an object"};
constexpr LocalizedText kList{"en liste", "a list"};
constexpr LocalizedText kString{"en tekst i anførselstegn", "a text in quotes"};
constexpr LocalizedText kCode{"en tekst i anførselstegn eller et heltall",
                              "a text in quotes or an integer"};

constexpr std::string_view kTemporalities[] = {"FIXED", "STATUS", "ACCUMULATED", "EVENT"};
constexpr std::string_view kSensitivities[] = {"PERSON_GENERAL", "PERSON_SPECIAL", "PUBLIC",
                                               "NONPUBLIC"};
constexpr std::string_view kDataTypes[] = {"STRING", "LONG", "DOUBLE", "DATE"};
constexpr std::string_view kLanguages[] = {"no", "nb", "nn", "en"};

/// A value of the document with its path.
struct Node {
    const json& value;
    std::string path;
};

std::string member_path(const std::string& path, std::string_view key) {
    return path.empty() ? std::string(key) : path + "." + std::string(key);
}

/// The date at the front of an ISO 8601 date or date-time, as V4 has it.
std::optional<base::DayNumber> iso_day(std::string_view text) {
    const auto day = base::parse_iso_date(text.substr(0, 10));
    if (!day || text.size() == 10) return day;
    const auto two_digits = [&](std::size_t at, int highest) {
        if (at + 2 > text.size() || text[at] < '0' || text[at] > '9' || text[at + 1] < '0' ||
            text[at + 1] > '9')
            return false;
        return (text[at] - '0') * 10 + (text[at + 1] - '0') <= highest;
    };
    // hh[:mm[:ss[.f…]]] after any one character
    std::size_t at = 11;
    if (!two_digits(at, 23)) return std::nullopt;
    at += 2;
    for (int part = 0; part < 2 && at < text.size() && text[at] == ':'; ++part, at += 3)
        if (!two_digits(at + 1, 59)) return std::nullopt;
    if (at < text.size() && (text[at] == '.' || text[at] == ',')) {
        const std::size_t end = text.find_first_not_of("0123456789", at + 1);
        const std::size_t digits = (end == std::string_view::npos ? text.size() : end) - at - 1;
        if (digits == 0) return std::nullopt;
        at += 1 + digits;
    }
    // Z or ±hh[[:]mm]
    if (at == text.size() || text.substr(at) == "Z") return day;
    if (text[at] != '+' && text[at] != '-') return std::nullopt;
    if (!two_digits(at + 1, 23)) return std::nullopt;
    at += 3;
    if (at == text.size()) return day;
    if (text[at] == ':') ++at;
    return two_digits(at, 59) && at + 2 == text.size() ? day : std::nullopt;
}

class Reader {
public:
    Reader(std::string_view file, Findings& findings) : file_(file), findings_(findings) {}

    Metadata read(const json& document);

private:
    void fail(std::string_view rule, Code code, const std::string& field,
              std::vector<Argument> more = {}) {
        std::vector<Argument> arguments{Argument::name(field)};
        arguments.insert(arguments.end(), more.begin(), more.end());
        Finding finding;
        finding.rule = rule;
        finding.message = base::error(code, {}, std::move(arguments));
        finding.file = file_;
        finding.field = field;
        findings_.push_back(std::move(finding));
    }
    void wrong_type(const std::string& field, LocalizedText expected) {
        fail("M3", Code::MetadataTypeWrong, field, {Argument::fact(expected)});
    }

    /// A member that may be absent or null; null then.
    static const json* optional(const Node& object, const char* key) {
        const auto found = object.value.find(key);
        return found == object.value.end() || found->is_null() ? nullptr : &*found;
    }
    const json* required(const Node& object, const char* key) {
        const auto found = object.value.find(key);
        if (found != object.value.end()) return &*found;
        fail("M1", Code::MetadataFieldMissing, member_path(object.path, key));
        return nullptr;
    }
    bool is_object(const Node& node) {
        if (node.value.is_object()) return true;
        wrong_type(node.path, kObject);
        return false;
    }
    bool is_list(const Node& node) {
        if (node.value.is_array()) return true;
        wrong_type(node.path, kList);
        return false;
    }
    void allow_only(const Node& object, Names keys) {
        for (const auto& member : object.value.items())
            if (std::find(keys.begin(), keys.end(), member.key()) == keys.end())
                fail("M7", Code::MetadataFieldUnknown, member_path(object.path, member.key()));
    }

    std::string string(const Node& node) {
        if (node.value.is_string()) return node.value.get<std::string>();
        wrong_type(node.path, kString);
        return {};
    }
    std::string non_empty(const Node& node) {
        std::string text = string(node);
        if (node.value.is_string() && text.empty()) fail("M5", Code::MetadataTextEmpty, node.path);
        return text;
    }
    /// One of `names` as its index; 0 with a finding when it is none.
    std::size_t choice(const Node& node, Names names) {
        if (!node.value.is_string()) {
            wrong_type(node.path, kString);
            return 0;
        }
        const auto& text = node.value.get_ref<const std::string&>();
        const auto found = std::find(names.begin(), names.end(), text);
        if (found != names.end()) return static_cast<std::size_t>(found - names.begin());
        std::string allowed;
        for (const std::string_view name : names)
            allowed += (allowed.empty() ? "" : ", ") + std::string(name);
        fail("M2", Code::MetadataValueUnknown, node.path, {Argument::fact(allowed)});
        return 0;
    }
    std::size_t required_choice(const Node& object, const char* key, Names names) {
        const json* value = required(object, key);
        return value == nullptr ? 0 : choice({*value, member_path(object.path, key)}, names);
    }
    const UnitType* unit_type(const Node& node);
    std::optional<base::DayNumber> date(const Node& node);
    std::optional<MeasureCode> code(const Node& node);

    /// Calls read(element) for a list of at least `least` elements.
    template <class F>
    void for_each(const Node& list, std::size_t least, F read) {
        if (!is_list(list)) return;
        if (list.value.size() < least) fail("M4", Code::MetadataListShort, list.path);
        for (std::size_t index = 0; index < list.value.size(); ++index)
            read(Node{list.value[index], list.path + "[" + std::to_string(index) + "]"});
    }

    Text text(const Node& node);
    Text required_text(const Node& object, const char* key) {
        const json* value = required(object, key);
        return value == nullptr ? Text{} : text({*value, member_path(object.path, key)});
    }
    Text optional_text(const Node& object, const char* key) {
        const json* value = optional(object, key);
        return value == nullptr ? Text{} : text({*value, member_path(object.path, key)});
    }
    std::vector<std::string> optional_strings(const Node& object, const char* key,
                                              std::size_t least);
    std::optional<std::string> optional_string(const Node& object, const char* key) {
        const json* value = optional(object, key);
        if (value == nullptr) return std::nullopt;
        return string({*value, member_path(object.path, key)});
    }

    DataRevision data_revision(const Node& node);
    const UnitType* identifier(const Node& list);
    MeasureVariable measure(const Node& node);
    ValueDomain value_domain(const Node& node);
    void code_list(const Node& list, ValueDomain& domain);
    void sentinels(const Node& list, ValueDomain& domain);

    std::string_view file_;
    Findings& findings_;
};

const UnitType* Reader::unit_type(const Node& node) {
    static const std::vector<std::string_view> kNames = [] {
        std::vector<std::string_view> all;
        for (const UnitType& type : unit_types()) all.push_back(type.name);
        return all;
    }();
    return &unit_types()[choice(node, kNames)];
}

std::optional<base::DayNumber> Reader::date(const Node& node) {
    if (!node.value.is_string()) {
        wrong_type(node.path, kString);
        return std::nullopt;
    }
    const auto day = iso_day(node.value.get_ref<const std::string&>());
    if (!day) fail("M13", Code::MetadataDateInvalid, node.path);
    return day;
}

std::optional<MeasureCode> Reader::code(const Node& node) {
    if (node.value.is_string())
        return MeasureCode{.is_integer = false, .text = non_empty(node), .number = 0};
    const bool fits = node.value.is_number_integer() &&
                      (!node.value.is_number_unsigned() ||
                       node.value.get<std::uint64_t>() <=
                           static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max()));
    if (fits) {
        const auto number = node.value.get<std::int64_t>();
        return MeasureCode{.is_integer = true, .text = std::to_string(number), .number = number};
    }
    wrong_type(node.path, kCode);
    return std::nullopt;
}

Text Reader::text(const Node& node) {
    Text result;
    for_each(node, 1, [&](const Node& entry) {
        if (!is_object(entry)) return;
        LanguageText language_text;
        language_text.language = kLanguages[required_choice(entry, "languageCode", kLanguages)];
        if (const json* value = required(entry, "value"))
            language_text.value = non_empty({*value, member_path(entry.path, "value")});
        result.push_back(std::move(language_text));
    });
    return result;
}

std::vector<std::string> Reader::optional_strings(const Node& object, const char* key,
                                                  std::size_t least) {
    std::vector<std::string> result;
    if (const json* value = optional(object, key))
        for_each({*value, member_path(object.path, key)}, least,
                 [&](const Node& entry) { result.push_back(string(entry)); });
    return result;
}

DataRevision Reader::data_revision(const Node& node) {
    static constexpr std::string_view kKeys[] = {"description", "temporalEnd"};
    DataRevision revision;
    if (!is_object(node)) return revision;
    allow_only(node, kKeys);
    revision.description = required_text(node, "description");
    if (const json* end = optional(node, "temporalEnd")) {
        const Node end_node{*end, member_path(node.path, "temporalEnd")};
        if (!is_object(end_node)) return revision;
        revision.temporal_end =
            TemporalEnd{.description = required_text(end_node, "description"),
                        .successors = optional_strings(end_node, "successors", 1)};
    }
    return revision;
}

const UnitType* Reader::identifier(const Node& list) {
    static constexpr std::string_view kKeys[] = {"unitType"};
    if (!is_list(list)) return nullptr;
    if (list.value.size() != 1) {
        fail("M6", Code::MetadataListLength, list.path);
        return nullptr;
    }
    const Node node{list.value[0], list.path + "[0]"};
    if (!is_object(node)) return nullptr;
    allow_only(node, kKeys);
    const json* type = required(node, "unitType");
    return type == nullptr ? nullptr : unit_type({*type, member_path(node.path, "unitType")});
}

MeasureVariable Reader::measure(const Node& node) {
    MeasureVariable measure;
    if (!is_object(node)) return measure;
    measure.name = required_text(node, "name");
    measure.description = required_text(node, "description");
    measure.uri_definition = optional_strings(node, "uriDefinition", 0);
    measure.format = optional_string(node, "format");
    const json* type = optional(node, "unitType");
    const json* data_type = optional(node, "dataType");
    const json* domain = optional(node, "valueDomain");
    const std::pair<const char*, const json*> own[] = {{"dataType", data_type},
                                                       {"valueDomain", domain}};
    if (type != nullptr) {
        measure.unit_type = unit_type({*type, member_path(node.path, "unitType")});
        measure.data_type = measure.unit_type->type;
        for (const auto& [key, value] : own)
            if (value != nullptr)
                fail("M8", Code::MetadataWithUnitType, member_path(node.path, key));
        return measure;
    }
    for (const auto& [key, value] : own)
        if (value == nullptr) fail("M9", Code::MetadataFieldMissing, member_path(node.path, key));
    if (data_type != nullptr)
        measure.data_type = static_cast<CellType>(
            choice({*data_type, member_path(node.path, "dataType")}, kDataTypes));
    if (domain != nullptr)
        measure.domain = value_domain({*domain, member_path(node.path, "valueDomain")});
    return measure;
}

ValueDomain Reader::value_domain(const Node& node) {
    static constexpr std::string_view kKeys[] = {
        "description",   "measurementType", "measurementUnitDescription",
        "uriDefinition", "codeList",        "sentinelAndMissingValues"};
    ValueDomain domain;
    if (!is_object(node)) return domain;
    allow_only(node, kKeys);
    domain.description = optional_text(node, "description");
    domain.measurement_type = optional_string(node, "measurementType");
    domain.measurement_unit = optional_text(node, "measurementUnitDescription");
    domain.uri_definition = optional_strings(node, "uriDefinition", 0);
    const json* codes = optional(node, "codeList");
    const json* missing = optional(node, "sentinelAndMissingValues");
    const bool described = optional(node, "description") != nullptr;
    if (codes != nullptr) {
        code_list({*codes, member_path(node.path, "codeList")}, domain);
        for (const char* key : {"description", "measurementType", "measurementUnitDescription"})
            if (optional(node, key) != nullptr)
                fail("M10", Code::MetadataWithCodeList, member_path(node.path, key));
    } else if (!described) {
        fail("M12", Code::MetadataNoDomain, node.path);
    }
    if (missing != nullptr) {
        const Node list{*missing, member_path(node.path, "sentinelAndMissingValues")};
        sentinels(list, domain);
        if (described) fail("M11", Code::MetadataSentinelsAlone, list.path);
    }
    return domain;
}

void Reader::code_list(const Node& list, ValueDomain& domain) {
    static constexpr std::string_view kKeys[] = {"code", "categoryTitle", "validFrom",
                                                 "validUntil"};
    for_each(list, 1, [&](const Node& item) {
        if (!is_object(item)) return;
        allow_only(item, kKeys);
        CodeListItem result;
        if (const json* value = required(item, "code"))
            result.code = code({*value, member_path(item.path, "code")}).value_or(MeasureCode{});
        result.title = required_text(item, "categoryTitle");
        if (const json* from = required(item, "validFrom"))
            result.valid_from = date({*from, member_path(item.path, "validFrom")}).value_or(0);
        if (const json* until = optional(item, "validUntil"))
            result.valid_until = date({*until, member_path(item.path, "validUntil")});
        domain.code_list.push_back(std::move(result));
    });
}

void Reader::sentinels(const Node& list, ValueDomain& domain) {
    static constexpr std::string_view kKeys[] = {"code", "categoryTitle"};
    for_each(list, 0, [&](const Node& item) {
        if (!is_object(item)) return;
        allow_only(item, kKeys);
        SentinelItem result;
        if (const json* value = required(item, "code"))
            result.code = code({*value, member_path(item.path, "code")}).value_or(MeasureCode{});
        result.title = required_text(item, "categoryTitle");
        domain.sentinels.push_back(std::move(result));
    });
}

Metadata Reader::read(const json& document) {
    const Node root{document, ""};
    Metadata metadata;
    metadata.temporality =
        static_cast<Temporality>(required_choice(root, "temporalityType", kTemporalities));
    metadata.sensitivity =
        static_cast<Sensitivity>(required_choice(root, "sensitivityLevel", kSensitivities));
    metadata.population_description = required_text(root, "populationDescription");
    metadata.spatial_coverage_description = optional_text(root, "spatialCoverageDescription");
    if (const json* fields = required(root, "subjectFields"))
        for_each({*fields, "subjectFields"}, 1,
                 [&](const Node& field) { metadata.subject_fields.push_back(text(field)); });
    if (const json* revision = required(root, "dataRevision"))
        metadata.data_revision = data_revision({*revision, "dataRevision"});
    if (const json* identifiers = required(root, "identifierVariables"))
        metadata.identifier = identifier({*identifiers, "identifierVariables"});
    if (const json* measures = required(root, "measureVariables")) {
        const Node list{*measures, "measureVariables"};
        if (is_list(list)) {
            if (list.value.size() == 1)
                metadata.measure = measure({list.value[0], "measureVariables[0]"});
            else
                fail("M6", Code::MetadataListLength, list.path);
        }
    }
    if (const json* attributes = optional(root, "attributeVariables"))
        if (is_list({*attributes, "attributeVariables"}))
            metadata.attribute_variables = attributes->dump();
    return metadata;
}

}  // namespace

std::string_view temporality_name(Temporality temporality) {
    return kTemporalities[static_cast<std::size_t>(temporality)];
}

std::string_view sensitivity_name(Sensitivity sensitivity) {
    return kSensitivities[static_cast<std::size_t>(sensitivity)];
}

std::string_view text_in(const Text& text, base::Language language) {
    constexpr std::array<std::string_view, 4> kNorwegian{"no", "nb", "nn", "en"};
    constexpr std::array<std::string_view, 4> kEnglish{"en", "no", "nb", "nn"};
    for (const std::string_view wanted :
         language == base::Language::Bokmaal ? kNorwegian : kEnglish)
        for (const LanguageText& entry : text)
            if (entry.language == wanted) return entry.value;
    return {};
}

MetadataReading read_metadata(std::string_view text, std::string_view file) {
    MetadataReading reading;
    const bool has_bom = text.starts_with("\xEF\xBB\xBF");  // the parser would skip it
    const json document =
        has_bom ? json(json::value_t::discarded) : json::parse(text, nullptr, false);
    if (!document.is_object()) {
        Finding finding;
        finding.rule = "N5";
        finding.message = base::error(Code::PackageMetadataUnreadable, {}, {Argument::name(file)});
        finding.file = file;
        finding.line = has_bom ? 1 : json_fault_line(text);
        reading.findings.push_back(std::move(finding));
        return reading;
    }
    Metadata metadata = Reader(file, reading.findings).read(document);
    if (!has_errors(reading.findings)) check_code_lists(metadata, file, reading.findings);
    if (!has_errors(reading.findings)) {
        warn_of_texts(metadata, file, reading.findings);
        reading.metadata = std::move(metadata);
    }
    if (!reading.findings.empty()) {
        const JsonLines lines(text);
        for (Finding& finding : reading.findings) finding.line = lines.line_of(finding.field);
    }
    return reading;
}

}  // namespace skjerm::package
