// Numbers as the language spells them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace skjerm::script {

/// The value of `digits` (leading zeros allowed), or nullopt outside int64.
[[nodiscard]] std::optional<std::int64_t> parse_integer(std::string_view digits, bool negative);

/// The nearest double of a number token; too small becomes 0, too large nullopt.
[[nodiscard]] std::optional<double> parse_float(std::string_view text);

/// Shortest spelling that parse_float reads back to the same bits; `value` is finite.
[[nodiscard]] std::string format_number(double value);

/// As format_number(), but never a spelling that the lexer would take for an integer.
[[nodiscard]] std::string format_float(double value);

}  // namespace skjerm::script
