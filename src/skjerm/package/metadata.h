// The metadata of one dataset as a data steward delivers them (`<NAME>.json`), read strictly: all
// errors of the document are collected, each with its field and line. All languages are kept.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "skjerm/base/date.h"
#include "skjerm/package/cell_type.h"
#include "skjerm/package/finding.h"
#include "skjerm/package/unit_types.h"

namespace skjerm::package {

enum class Temporality : std::uint8_t { Fixed, Status, Accumulated, Event };
enum class Sensitivity : std::uint8_t { PersonGeneral, PersonSpecial, Public, Nonpublic };

/// As metadata spell them: "FIXED", "PERSON_GENERAL".
[[nodiscard]] std::string_view temporality_name(Temporality temporality);
[[nodiscard]] std::string_view sensitivity_name(Sensitivity sensitivity);

/// A text in one language: `no`, `nb`, `nn` or `en`.
struct LanguageText {
    std::string language;
    std::string value;
    friend bool operator==(const LanguageText&, const LanguageText&) = default;
};
/// In the order of the document; never empty where the document has the text.
using Text = std::vector<LanguageText>;

/// What a reader of that language sees: Norwegian no, nb, nn, en, any; English en, no, nb, nn, any.
[[nodiscard]] std::string_view text_in(const Text& text, base::Language language);

/// A code is a text or an integer, and the two are never equal.
struct MeasureCode {
    bool is_integer = false;
    std::string text;         ///< also of an integer, in decimal
    std::int64_t number = 0;  ///< of an integer
    friend bool operator==(const MeasureCode&, const MeasureCode&) = default;
};

struct CodeListItem {
    MeasureCode code;
    Text title;
    base::DayNumber valid_from = 0;
    std::optional<base::DayNumber> valid_until;  ///< inclusive; none: still valid
};

struct SentinelItem {
    MeasureCode code;
    Text title;
};

/// Enumerated when it has a code list, else described.
struct ValueDomain {
    Text description;
    std::optional<std::string> measurement_type;
    Text measurement_unit;  ///< empty when not given
    std::vector<std::string> uri_definition;
    std::vector<CodeListItem> code_list;
    std::vector<SentinelItem> sentinels;

    [[nodiscard]] bool enumerated() const { return !code_list.empty(); }
};

/// Either `unit_type` is given, and the values are units, or `data_type` and `domain` are.
struct MeasureVariable {
    Text name;
    Text description;
    const UnitType* unit_type = nullptr;
    CellType data_type = CellType::String;  ///< with a unit type: that of its identifiers
    ValueDomain domain;
    std::vector<std::string> uri_definition;
    std::optional<std::string> format;
};

struct TemporalEnd {
    Text description;
    std::vector<std::string> successors;
};

struct DataRevision {
    Text description;  ///< its first entry becomes the description of the change
    std::optional<TemporalEnd> temporal_end;
};

struct Metadata {
    Temporality temporality = Temporality::Fixed;
    Sensitivity sensitivity = Sensitivity::PersonGeneral;
    Text population_description;
    Text spatial_coverage_description;  ///< empty when not given
    std::vector<Text> subject_fields;
    DataRevision data_revision;
    const UnitType* identifier = nullptr;  ///< never null in metadata without errors
    MeasureVariable measure;
    std::string attribute_variables = "[]";  ///< JSON as delivered; not used further

    [[nodiscard]] CellType identifier_type() const { return identifier->type; }
};

/// Metadata of a whole classification take a few megabytes.
inline constexpr std::uint64_t kMostMetadataBytes = std::uint64_t{256} << 20;

struct MetadataReading {
    std::optional<Metadata> metadata;  ///< only when no finding is an error
    Findings findings;                 ///< rules N5, M1-M13, then K1-K3, then W1, W2
};

/// Reads the text of the file that is called `file` in findings.
[[nodiscard]] MetadataReading read_metadata(std::string_view json, std::string_view file);

/// What the data say about time; empty where there are none of the kind.
struct Coverage {
    std::optional<base::DayNumber> start;
    std::optional<base::DayNumber> latest;
    std::vector<base::DayNumber> status_dates;  ///< STATUS alone: sorted, distinct
};

/// The document with what the store knows centrally filled in, as JSON: short names, the definition
/// of unit types, START and STOP, and the coverage of the data. Fields that were not given are left
/// out.
[[nodiscard]] std::string enriched_metadata(const Metadata& metadata, std::string_view name,
                                            const Coverage& coverage);

}  // namespace skjerm::package
