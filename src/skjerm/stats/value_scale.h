// How values of a column become integers for exact sums: value = centre + unit·q, clipped to
// bounds.
//
// For integer columns q is exact; other values are rounded to a 2^47th of the range, which is finer
// than a sum of doubles over as many rows.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <optional>
#include <span>
#include <type_traits>

#include "skjerm/column/column.h"

namespace skjerm::stats {

/// A scale as it acts on integers of at most 32 bits: in equal steps within the bounds, with one q
/// for all values below and one for all above. What is summed of most rows is then small.
struct IntegerSteps {
    std::int32_t lowest = 0;   ///< the smallest value that is not clipped
    std::int32_t highest = 0;  ///< the largest
    std::int32_t factor = 1;   ///< d = factor * value - offset, for these
    std::int32_t offset = 0;
    int shift = 0;           ///< q = d * 2^shift
    std::int64_t below = 0;  ///< q of values below `lowest`
    std::int64_t above = 0;

    /// The largest |d| there can be, at least 1.
    [[nodiscard]] std::uint64_t largest() const {
        const std::int64_t up = std::int64_t{factor} * highest - offset;
        const std::int64_t down = offset - std::int64_t{factor} * lowest;
        return static_cast<std::uint64_t>(std::max({up, down, std::int64_t{1}}));
    }
};

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
    /// The same scale on integers of at most 32 bits, where |d| stays below 2^26. Nothing where it
    /// does not, where the centre is no half of an integer, or where bounds enclose no integer.
    [[nodiscard]] const std::optional<IntegerSteps>& steps() const { return steps_; }

    /// q and validity of values; q is 0 where missing.
    template <class T, class Q>
    void fill(std::span<const T> values, std::span<Q> q, std::span<std::uint8_t> valid) const;

private:
    void find_exact_steps();
    void find_real_steps(int shift);

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
    std::optional<IntegerSteps> steps_;
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
