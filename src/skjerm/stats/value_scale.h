// How values of a column become integers for exact sums: value = centre + unit·q, clipped to
// bounds.
//
// For integer columns q is exact; other values are rounded to a 2^47th of the range, which is finer
// than a sum of doubles over as many rows.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <span>
#include <type_traits>

#include "skjerm/column/column.h"

namespace skjerm::stats {

/// How values become integers: clipped to [lowest, highest], relative to a centre.
class ValueScale {
public:
    /// For an integer column. The centre need not lie within the bounds.
    static ValueScale integers(std::int64_t lowest, std::int64_t highest, std::int64_t centre);
    /// For any numeric column.
    static ValueScale reals(double lowest, double highest, double centre);

    /// The value (or mean of values) at q.
    [[nodiscard]] double value(double q) const { return centre_ + unit_ * q; }
    /// The size of one q.
    [[nodiscard]] double unit() const { return unit_; }
    /// |q| stays below 2^26, so that a thousand squares fit in 64 bits.
    [[nodiscard]] bool narrow() const { return narrow_; }
    /// The largest |q| there can be of an integer column. Only for narrow scales.
    [[nodiscard]] std::uint64_t largest_magnitude() const {
        return static_cast<std::uint64_t>(std::max(
            {exact_highest_ - exact_centre_, exact_centre_ - exact_lowest_, std::int64_t{1}}));
    }

    /// q and validity of values; q is 0 where missing.
    template <class T, class Q>
    void fill(std::span<const T> values, std::span<Q> q, std::span<std::uint8_t> valid) const;

private:
    bool exact_ = false;  // integers, with the bounds below
    bool narrow_ = false;
    std::int64_t exact_lowest_ = 0;
    std::int64_t exact_highest_ = 0;
    std::int64_t exact_centre_ = 0;
    double lowest_ = 0;
    double highest_ = 0;
    double centre_ = 0;
    double unit_ = 1;
    double per_unit_ = 1;
};

template <class T, class Q>
void ValueScale::fill(std::span<const T> values, std::span<Q> q,
                      std::span<std::uint8_t> valid) const {
    for (std::size_t i = 0; i < values.size(); ++i)
        valid[i] = column::is_missing(values[i]) ? std::uint8_t{0} : std::uint8_t{1};
    if constexpr (sizeof(Q) == 4) {
        const auto lowest = static_cast<std::int32_t>(exact_lowest_);
        const auto highest = static_cast<std::int32_t>(exact_highest_);
        const auto centre = static_cast<std::int32_t>(exact_centre_);
        for (std::size_t i = 0; i < values.size(); ++i) {
            const std::int32_t value = values[i];
            const std::int32_t one = std::min(std::max(value, lowest), highest) - centre;
            q[i] = column::is_missing(values[i]) ? 0 : one;
        }
    } else {
        if (exact_) {
            if constexpr (std::is_integral_v<T>)
                for (std::size_t i = 0; i < values.size(); ++i) {
                    const std::int64_t one =
                        std::clamp<std::int64_t>(values[i], exact_lowest_, exact_highest_);
                    q[i] = column::is_missing(values[i]) ? 0 : one - exact_centre_;
                }
            return;
        }
        for (std::size_t i = 0; i < values.size(); ++i) {
            if (valid[i] == 0) {
                q[i] = 0;
                continue;
            }
            const double one = std::clamp(static_cast<double>(values[i]), lowest_, highest_);
            q[i] = std::llrint((one - centre_) * per_unit_);
        }
    }
}

}  // namespace skjerm::stats
