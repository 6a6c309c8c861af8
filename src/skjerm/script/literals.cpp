#include "skjerm/script/literals.h"

#include <array>
#include <charconv>
#include <cmath>
#include <limits>

namespace skjerm::script {

namespace {

/// Whether a decimal number outside the range of double is too large, not too small: the place of
/// its first non-zero digit, relative to the decimal point, says so.
bool is_large(std::string_view text) {
    const std::size_t exponent_mark = text.find_first_of("eE");
    const std::string_view digits = text.substr(0, exponent_mark);
    const std::size_t first = digits.find_first_of("123456789");
    if (first == std::string_view::npos) return false;
    const std::size_t point = std::min(digits.find('.'), digits.size());
    const auto place = static_cast<std::int64_t>(point) - static_cast<std::int64_t>(first);
    std::int64_t exponent = 0;
    if (exponent_mark != std::string_view::npos) {
        std::string_view written = text.substr(exponent_mark + 1);
        if (written.starts_with('+')) written.remove_prefix(1);
        const auto result =
            std::from_chars(written.data(), written.data() + written.size(), exponent);
        if (result.ec == std::errc::result_out_of_range) return !written.starts_with('-');
    }
    return place + exponent > 0;
}

}  // namespace

std::optional<std::int64_t> parse_integer(std::string_view digits, bool negative) {
    constexpr std::uint64_t kLargest = std::numeric_limits<std::int64_t>::max();
    std::uint64_t value = 0;
    const auto result = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    if (result.ec != std::errc{} || value > kLargest + (negative ? 1U : 0U)) return std::nullopt;
    return static_cast<std::int64_t>(negative ? std::uint64_t{0} - value : value);
}

std::optional<double> parse_float(std::string_view text) {
    double value = 0.0;
    const auto result = std::from_chars(text.data(), text.data() + text.size(), value);
    if (result.ec == std::errc::result_out_of_range) {
        if (is_large(text)) return std::nullopt;
        return 0.0;
    }
    return value;
}

std::string format_number(double value) {
    // As a user writes them: 300000 and 0.0001, not 3e+05 and 1e-04.
    constexpr double kLargest = 1e15;
    constexpr double kSmallest = 1e-6;
    const double size = std::abs(value);
    const bool is_plain = size == 0.0 || (size >= kSmallest && size < kLargest);
    std::array<char, 64> buffer{};
    char* const end = buffer.data() + buffer.size();
    const auto result = is_plain
                            ? std::to_chars(buffer.data(), end, value, std::chars_format::fixed)
                            : std::to_chars(buffer.data(), end, value);
    return {buffer.data(), result.ptr};
}

std::string format_float(double value) {
    std::string text = format_number(value);
    if (text.find_first_of(".e") == std::string::npos) text += ".0";
    return text;
}

}  // namespace skjerm::script
