// The lists behind unit_types.h: what is built in, and what an administrator added.
#pragma once

#include <deque>
#include <string>
#include <vector>

#include "skjerm/package/unit_types.h"

namespace skjerm::package {

struct UnitTypeLists {
    static constexpr std::size_t kMostTypes = 1000;

    UnitTypeLists();

    std::vector<UnitType> types;  ///< never more than kMostTypes
    std::vector<MunicipalityCode> municipalities;
    std::deque<std::string> texts;  ///< what the added ones point at
};

/// The lists of this process.
[[nodiscard]] UnitTypeLists& unit_type_lists();

}  // namespace skjerm::package
