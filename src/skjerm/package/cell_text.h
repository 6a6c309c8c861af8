// What the text of one cell means, by the rules of the CSV reader that the official tools use.
//
// Numbers and dates: a cell that is, untrimmed, one of the spellings of null is null; else blanks
// and tabs around it do not count. Text is never null, and loses the blanks around it.
#pragma once

#include <cstdint>
#include <string_view>

#include "skjerm/base/date.h"

namespace skjerm::package {

enum class CellState : std::uint8_t { Value, Null, Invalid, NotFinite };

/// Empty, `NA`, `null`, `#N/A` …
[[nodiscard]] bool is_null_spelling(std::string_view cell);

/// Without the blanks (U+0020 alone) at both ends.
[[nodiscard]] std::string_view trim_blanks(std::string_view cell);

/// Decimal digits with an optional `-`, or hexadecimal after `0x` as two's complement.
[[nodiscard]] CellState read_long(std::string_view cell, std::int64_t& value);

/// Decimal with `.` and exponent. NaN and infinities that are no spelling of null: NotFinite.
[[nodiscard]] CellState read_double(std::string_view cell, double& value);

/// `YYYY-MM-DD`, years 0000-9999, as a day number.
[[nodiscard]] CellState read_date(std::string_view cell, base::DayNumber& value);

/// Whether every byte belongs to valid UTF-8; quick for ASCII.
[[nodiscard]] bool is_utf8(std::string_view cell);

}  // namespace skjerm::package
