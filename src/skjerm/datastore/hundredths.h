// Decimals with two places as whole hundredths of four bytes: half of what a float64 takes. Used
// where every value of a block is exactly the float64 nearest to its hundredths.
#pragma once

#include <bit>
#include <cstdint>
#include <span>
#include <vector>

namespace skjerm::datastore {

/// The bits of the float64 nearest to `hundredths` / 100.
[[nodiscard]] inline std::uint64_t bits_of_hundredths(std::int32_t hundredths) {
    return std::bit_cast<std::uint64_t>(static_cast<double>(hundredths) / 100.0);
}

/// The hundredths of `words` (bits of float64); empty when one of them is not exactly so, a NaN
/// among them, or there is none.
[[nodiscard]] inline std::vector<std::int32_t> hundredths_of(std::span<const std::uint64_t> words) {
    constexpr double kMost = 2147483647.0;
    std::vector<std::int32_t> result;
    result.reserve(words.size());
    for (const std::uint64_t word : words) {
        const double scaled = std::bit_cast<double>(word) * 100.0;
        if (!(scaled >= -kMost && scaled <= kMost)) return {};
        const auto hundredths = static_cast<std::int32_t>(scaled < 0 ? scaled - 0.5 : scaled + 0.5);
        if (bits_of_hundredths(hundredths) != word) return {};
        result.push_back(hundredths);
    }
    return result;
}

}  // namespace skjerm::datastore
