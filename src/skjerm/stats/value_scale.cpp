#include "skjerm/stats/value_scale.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "skjerm/base/check.h"

namespace skjerm::stats {
namespace {

constexpr std::int64_t kNarrow = std::int64_t{1} << 26;
constexpr std::int64_t kInt32 = std::numeric_limits<std::int32_t>::max();
constexpr int kWideBits = 47;  // |q| below 2^47: 128 bits hold the squares of 2^32 rows

}  // namespace

ValueScale ValueScale::integers(std::int64_t lowest, std::int64_t highest, std::int64_t centre) {
    SKJERM_CHECK(lowest <= highest);
    constexpr std::int64_t kExact = std::int64_t{1} << kWideBits;
    const auto far = [&](std::int64_t bound) {
        return std::abs(static_cast<double>(bound) - static_cast<double>(centre)) >=
               static_cast<double>(kExact);
    };
    if (far(lowest) || far(highest))
        return reals(static_cast<double>(lowest), static_cast<double>(highest),
                     static_cast<double>(centre));
    ValueScale scale;
    scale.exact_ = true;
    scale.exact_lowest_ = lowest;
    scale.exact_highest_ = highest;
    scale.exact_centre_ = centre;
    scale.centre_ = static_cast<double>(centre);
    const auto near = [&](std::int64_t bound) { return std::abs(bound - centre) < kNarrow; };
    scale.narrow_ = near(lowest) && near(highest) && std::abs(lowest) <= kInt32 &&
                    std::abs(highest) <= kInt32 && std::abs(centre) <= kInt32;
    if (scale.narrow_) scale.find_exact_steps();
    return scale;
}

ValueScale ValueScale::reals(double lowest, double highest, double centre) {
    SKJERM_CHECK(lowest <= highest);
    // Differences must stay finite: what is larger counts as this large.
    constexpr double kLargest = std::numeric_limits<double>::max() / 4;
    ValueScale scale;
    scale.lowest_ = std::clamp(lowest, -kLargest, kLargest);
    scale.highest_ = std::clamp(highest, -kLargest, kLargest);
    scale.centre_ = std::clamp(centre, -kLargest, kLargest);
    const double reach =
        std::max(std::abs(scale.lowest_ - scale.centre_), std::abs(scale.highest_ - scale.centre_));
    int exponent = 0;
    std::frexp(reach, &exponent);  // reach < 2^exponent
    if (reach > 0) {
        // A range of denormal numbers is scaled as far as a double can be.
        const int shift = std::clamp(kWideBits - exponent, -1022, 1022);
        scale.per_unit_ = std::ldexp(1.0, shift);
        scale.unit_ = std::ldexp(1.0, -shift);
        scale.find_real_steps(shift - 1);
    }
    return scale;
}

void ValueScale::find_exact_steps() {
    steps_ = {.lowest = static_cast<std::int32_t>(exact_lowest_),
              .highest = static_cast<std::int32_t>(exact_highest_),
              .factor = 1,
              .offset = static_cast<std::int32_t>(exact_centre_),
              .shift = 0,
              .below = exact_lowest_ - exact_centre_,
              .above = exact_highest_ - exact_centre_};
}

void ValueScale::find_real_steps(int shift) {
    // Twice the distance of an integer to the centre is an integer. So the products in fill() are
    // integers as well, and it rounds nothing but the bounds.
    const double doubled = 2 * centre_;
    if (shift < 0 || shift >= kWideBits || std::abs(doubled) > static_cast<double>(kInt32) ||
        doubled != std::floor(doubled))
        return;
    const auto limit = static_cast<double>(kInt32);
    const double lowest = std::max(std::ceil(lowest_), -limit);
    const double highest = std::min(std::floor(highest_), limit);
    const auto near = [&](double bound) {
        return std::abs(2 * bound - doubled) < static_cast<double>(kNarrow);
    };
    if (lowest > highest || !near(lowest) || !near(highest)) return;
    steps_ = {.lowest = static_cast<std::int32_t>(lowest),
              .highest = static_cast<std::int32_t>(highest),
              .factor = 2,
              .offset = static_cast<std::int32_t>(doubled),
              .shift = shift,
              .below = std::llrint((lowest_ - centre_) * per_unit_),
              .above = std::llrint((highest_ - centre_) * per_unit_)};
}

}  // namespace skjerm::stats
