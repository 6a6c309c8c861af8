#include "skjerm/disclosure/rounding.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <string>

#include "skjerm/base/check.h"

namespace skjerm::disclosure {

namespace {

constexpr int kMostDecimals = 12;

double parse(const fmt::memory_buffer& text) {
    double value = 0;
    const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), value);
    SKJERM_CHECK(fault == std::errc{} && end == text.data() + text.size());
    return value == 0 ? 0 : value;  // no negative zero
}

}  // namespace

double round_significant(double value, int digits) {
    SKJERM_CHECK(std::isfinite(value) && digits >= 1);
    fmt::memory_buffer text;
    fmt::format_to(std::back_inserter(text), "{:.{}e}", value, digits - 1);
    return parse(text);
}

double round_decimals(double value, int decimals) {
    SKJERM_CHECK(std::isfinite(value) && decimals >= 0);
    fmt::memory_buffer text;
    fmt::format_to(std::back_inserter(text), "{:.{}f}", value, decimals);
    return parse(text);
}

double round_to_power(double value, int exponent) {
    const auto leading = power_below(std::fabs(value));
    // The digits before the place of 10^exponent; below half of it nothing is left.
    const int digits = leading ? *leading - exponent + 1 : 0;
    if (digits >= 1) return round_significant(value, digits);
    const double unit = std::strtod(fmt::format("1e{}", exponent).c_str(), nullptr);
    if (std::fabs(value) * 2 < unit) return 0;
    return value < 0 ? -unit : unit;
}

std::optional<int> power_below(double value) {
    if (!(value > 0) || !std::isfinite(value)) return std::nullopt;
    // The exponent of the shortest digits that give `value`.
    const std::string text = fmt::format("{:.16e}", value);
    return std::stoi(text.substr(text.find('e') + 1));
}

int decimals_needed(std::span<const released::Number> numbers, int most) {
    int decimals = 0;
    for (const released::Number& number : numbers) {
        if (number.state != released::CellState::Shown) continue;
        while (decimals < most && round_decimals(number.value, decimals) != number.value)
            ++decimals;
    }
    return decimals;
}

int moment_decimals(std::span<const released::Number> numbers) {
    double largest = 0;
    for (const released::Number& number : numbers)
        if (number.state == released::CellState::Shown)
            largest = std::max(largest, std::fabs(number.value));
    const int leading = power_below(largest).value_or(0);
    return decimals_needed(numbers, leading >= 0 ? 2 : std::min(2 - leading, kMostDecimals));
}

}  // namespace skjerm::disclosure
