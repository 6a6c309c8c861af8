// Rounding of released numbers. Correct to the last decimal and the same on every machine: no
// logarithms, no scaling by inexact powers.
#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "skjerm/released/result.h"

namespace skjerm::disclosure {

/// `value` to `digits` significant digits.
[[nodiscard]] double round_significant(double value, int digits);
/// `value` to `decimals` decimals.
[[nodiscard]] double round_decimals(double value, int decimals);
/// `value` to a multiple of 10^exponent.
[[nodiscard]] double round_to_power(double value, int exponent);
/// The largest e with 10^e ≤ value; nullopt when value is not above 0.
[[nodiscard]] std::optional<int> power_below(double value);
/// The fewest decimals, up to `most`, that show all Shown numbers as they are.
[[nodiscard]] int decimals_needed(std::span<const released::Number> numbers, int most);
/// Decimals for means, standard deviations and sums: as needed, but no more than 2 when the largest
/// is at least 1, and no more than make three digits of a smaller one.
[[nodiscard]] int moment_decimals(std::span<const released::Number> numbers);

}  // namespace skjerm::disclosure
