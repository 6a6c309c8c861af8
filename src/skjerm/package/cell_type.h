// The data types of the columns of an input package.
#pragma once

#include <cstdint>
#include <limits>
#include <string_view>

namespace skjerm::package {

enum class CellType : std::uint8_t { String, Long, Double, Date };

/// As metadata spell it: "STRING".
[[nodiscard]] constexpr std::string_view cell_type_name(CellType type) {
    constexpr std::string_view kNames[] = {"STRING", "LONG", "DOUBLE", "DATE"};
    return kNames[static_cast<std::size_t>(type)];
}

/// The day number of an empty START or STOP; no date of a file has it.
inline constexpr std::int32_t kNoDay = std::numeric_limits<std::int32_t>::min();

}  // namespace skjerm::package
