#include "skjerm/expr/value.h"

#include <array>
#include <charconv>

namespace skjerm::expr {
namespace {

constexpr double kNoExponentBelow = 1e15;

}  // namespace

std::optional<double> number_of(const Value& value) {
    if (const auto* integer = std::get_if<std::int64_t>(&value))
        return static_cast<double>(*integer);
    if (const auto* number = std::get_if<double>(&value)) return *number;
    return std::nullopt;
}

std::string number_text(double number) {
    // Sum of the longest fixed forms: 309 digits before the point, 325 behind it, sign and point.
    std::array<char, 800> buffer{};
    char* const begin = buffer.data();
    char* const end = begin + buffer.size();
    const bool small = std::abs(number) < kNoExponentBelow;
    const auto written = small ? std::to_chars(begin, end, number, std::chars_format::fixed)
                               : std::to_chars(begin, end, number);
    std::string text(begin, written.ptr);
    return text == "-0" ? "0" : text;
}

}  // namespace skjerm::expr
