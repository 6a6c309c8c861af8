#include "skjerm/command/data/number_text.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <system_error>

#include "skjerm/base/utf8.h"

namespace skjerm::command {

namespace {

constexpr double kLargestInteger = 9007199254740992.0;  // 2^53

/// Blanks at either end: ASCII white space and the no-break space, a common thousands separator.
constexpr std::array<std::string_view, 7> kBlanks = {" ", "\t", "\n", "\r", "\v", "\f", "\u00A0"};

std::string_view trimmed(std::string_view text) {
    for (bool found = true; found;) {
        found = false;
        for (const std::string_view blank : kBlanks) {
            if (text.starts_with(blank)) {
                text.remove_prefix(blank.size());
                found = true;
            }
            if (text.ends_with(blank)) {
                text.remove_suffix(blank.size());
                found = true;
            }
        }
    }
    return text;
}

std::string without(std::string_view text, std::string_view ignored) {
    std::string kept;
    while (!text.empty()) {
        const std::string_view character = text.substr(0, base::code_point_at(text, 0).bytes);
        if (ignored.find(character) == std::string_view::npos) kept += character;
        text.remove_prefix(character.size());
    }
    return kept;
}

bool is_digit(char character) { return character >= '0' && character <= '9'; }

/// digits[.digits]
bool is_plain_number(std::string_view text) {
    const std::size_t point = text.find('.');
    const auto all_digits = [](std::string_view part) {
        return !part.empty() && std::all_of(part.begin(), part.end(), is_digit);
    };
    if (point == std::string_view::npos) return all_digits(text);
    return all_digits(text.substr(0, point)) && all_digits(text.substr(point + 1));
}

}  // namespace

NumberText read_number(std::string_view text, const NumberReading& reading) {
    std::string kept = without(trimmed(text), reading.ignored);
    if (reading.comma_is_decimal) std::replace(kept.begin(), kept.end(), ',', '.');
    std::string_view digits = trimmed(kept);
    if (digits.empty()) return NoText{};
    const bool negative = digits.front() == '-';
    if (negative || digits.front() == '+') digits.remove_prefix(1);
    if (!is_plain_number(digits)) return NotANumber{};
    double size = 0;
    const auto [end, failure] = std::from_chars(digits.data(), digits.data() + digits.size(), size,
                                                std::chars_format::fixed);
    if (failure != std::errc()) return NotANumber{};  // beyond the range of floats
    const double value = negative ? -size : size;
    if (std::trunc(size) == size && size < kLargestInteger) return static_cast<std::int64_t>(value);
    return value;
}

}  // namespace skjerm::command
