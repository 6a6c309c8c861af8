// The official unit types: the kinds of statistical units that a dataset can be about, with what
// the store knows centrally of each. The list is closed; a package that names another is refused.
//
// Unit types of one identifier domain share pseudonyms: the number of a family, a household or a
// group of siblings is the pseudonym of a person.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "skjerm/base/date.h"
#include "skjerm/base/language.h"
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

/// All 24, in the order of the official list.
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

}  // namespace skjerm::package
