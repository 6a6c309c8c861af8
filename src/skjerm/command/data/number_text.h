// Reading numbers from codes and texts: what destring does with one value.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>

namespace skjerm::command {

struct NumberReading {
    std::string ignored;            ///< characters (UTF-8) removed wherever they stand
    bool comma_is_decimal = false;  ///< dpcomma
};

/// A text without anything left of it; is read as missing.
struct NoText {
    friend bool operator==(NoText, NoText) = default;
};
/// A text that is not a number.
struct NotANumber {
    friend bool operator==(NotANumber, NotANumber) = default;
};

using NumberText = std::variant<NoText, NotANumber, std::int64_t, double>;

/// Reads [+-]digits[.digits], with blanks around it, after removing `reading.ignored`. No exponent,
/// no other spelling. Whole numbers below 2^53 in size are integers, all others are floats.
[[nodiscard]] NumberText read_number(std::string_view text, const NumberReading& reading);

}  // namespace skjerm::command
