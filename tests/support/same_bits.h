// Value statistics that must not differ in a single bit.
#pragma once

#include <bit>
#include <cstdint>
#include <optional>

#include "skjerm/disclosure/raw_values.h"

namespace skjerm::testing {

inline bool same_bits(const std::optional<double>& a, const std::optional<double>& b) {
    return a.has_value() == b.has_value() &&
           (!a || std::bit_cast<std::uint64_t>(*a) == std::bit_cast<std::uint64_t>(*b));
}

inline bool same_bits(const disclosure::RawValue& a, const disclosure::RawValue& b) {
    bool same = a.valid == b.valid && a.high == b.high && same_bits(a.mean, b.mean) &&
                same_bits(a.standard_deviation, b.standard_deviation) &&
                same_bits(a.gini, b.gini) && a.largest_share == b.largest_share;
    for (std::size_t i = 0; i < disclosure::kQuantiles; ++i)
        same = same && same_bits(a.quantiles[i], b.quantiles[i]);
    return same;
}

}  // namespace skjerm::testing
