// The official unit types: the kinds of statistical units that a dataset can be about, with what
// the store knows centrally of each. The official list cannot be altered, but the administrator of
// an installation may add to it; a package that names any other type is refused.
//
// Unit types of one identifier domain share pseudonyms: the number of a family, a household or a
// group of siblings is the pseudonym of a person.
#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "skjerm/base/date.h"
#include "skjerm/base/language.h"
#include "skjerm/base/result.h"
#include "skjerm/package/cell_type.h"

namespace skjerm::package {

struct UnitType {
    std::string_view name;  ///< "PERSON"
    base::LocalizedText label;
    std::string_view identifier;  ///< short name of the identifier variable: "PERSONID_1"
    std::string_view domain;      ///< unit id type, the scope of pseudonyms: "FNR"; empty for none
    CellType type;                ///< of the identifier in a data file: String or Long
    bool pseudonymised;           ///< its identifiers must be replaced before they are stored
};

/// The 24 official ones in the order of their list, then those that were added.
[[nodiscard]] std::span<const UnitType> unit_types();
/// Null when there is none of that name.
[[nodiscard]] const UnitType* find_unit_type(std::string_view name);

/// A code of the central list of municipalities.
struct MunicipalityCode {
    std::string_view code;
    std::string_view title;
    std::optional<base::DayNumber> valid_from;   ///< none: always
    std::optional<base::DayNumber> valid_until;  ///< inclusive; none: still
};

/// The values that a measure of unit type KOMMUNE can have, ordered by code.
[[nodiscard]] std::span<const MunicipalityCode> municipality_codes();

/// Adds the unit types and the codes of municipalities in an administrator's file
/// (docs/format/packages.md) for the rest of the process; for its start, while nothing is being
/// validated. What was added before in the same words is passed over. UnitTypesUnusable when the
/// file cannot be understood or would alter what is known; nothing is added then.
[[nodiscard]] base::Status add_unit_types(const std::filesystem::path& file);

}  // namespace skjerm::package
