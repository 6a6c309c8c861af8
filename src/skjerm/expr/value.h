// One value of an expression, outside the columns: a constant, an argument of a function, an entry
// of a dictionary. The scalar counterpart of a vector element, with the same missing rules.
#pragma once

#include <cmath>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "skjerm/column/types.h"

namespace skjerm::expr {

/// monostate is missing. A double is always finite, a string never empty (both become missing).
using Value = std::variant<std::monostate, std::int64_t, double, std::string>;

[[nodiscard]] inline bool is_missing(const Value& value) {
    return std::holds_alternative<std::monostate>(value);
}

/// A float result: NaN and infinity are missing.
[[nodiscard]] inline Value float_value(double number) {
    if (!std::isfinite(number)) return std::monostate{};
    return number;
}

/// A text result: the empty string is missing.
[[nodiscard]] inline Value text_value(std::string text) {
    if (text.empty()) return std::monostate{};
    return text;
}

/// The number of an integer or float value; nullopt for missing and text.
[[nodiscard]] std::optional<double> number_of(const Value& value);

/// Integral numbers without a decimal point, others as the shortest decimal that reads back to the
/// same double; no exponent below 1e15 in absolute value.
[[nodiscard]] std::string number_text(double number);

/// -1, 0, 1 as `integer` is less than, equal to or greater than `number`, exactly. `number` is not
/// NaN.
[[nodiscard]] constexpr int compare_exactly(std::int64_t integer, double number) {
    if (number >= 9223372036854775808.0) return -1;
    if (number < -9223372036854775808.0) return 1;
    const auto whole = static_cast<std::int64_t>(number);  // toward zero, exact
    if (integer != whole) return integer < whole ? -1 : 1;
    const double rest = number - static_cast<double>(whole);
    return rest > 0 ? -1 : rest < 0 ? 1 : 0;
}

}  // namespace skjerm::expr
