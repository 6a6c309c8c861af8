// Sums of clipped values and of their squares, for all rows of a set and for those with keyed sign
// +1, from which mean and standard deviation follow for any strength of the keyed weights:
//   sum of w·x with w = 1 + tau·eps   =   (1 + tau)·(sum over +1) + (1 - tau)·(sum over -1).
//
// Values enter as integers: value = centre + unit·q. For integer columns q is exact; other values
// are rounded to a 2^47th of the range, which is finer than a sum of doubles over as many rows.
// Sums of q are 128-bit integers, hence exact: the bits depend neither on threads nor on row order,
// and no digit cancels in the variance.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "skjerm/base/evidence.h"
#include "skjerm/column/column.h"
#include "skjerm/stats/crosstab.h"
#include "skjerm/stats/row_signs.h"
#include "skjerm/stats/rows.h"
#include "skjerm/stats/value_scale.h"
#include "skjerm/stats/wide_integer.h"

namespace skjerm::stats {

struct ClippedSums {
    std::uint64_t count = 0;
    Int128 sum = 0;        ///< of q
    Int128 magnitude = 0;  ///< of |q|
    Int128 squares = 0;    ///< of q²

    void merge(const ClippedSums& other) {
        count += other.count;
        sum += other.sum;
        magnitude += other.magnitude;
        squares += other.squares;
    }
    friend bool operator==(const ClippedSums&, const ClippedSums&) = default;
};

/// Sums over a set and over its rows with sign +1.
struct SignedSums {
    ClippedSums all;
    ClippedSums plus;
    friend bool operator==(const SignedSums&, const SignedSums&) = default;
};

/// Sums over the selected rows with a valid value.
[[nodiscard]] SignedSums clipped_sums(const Rows& rows, const column::Column& column,
                                      const ValueScale& scale, const SetSigns& signs);

/// A table without classification: one cell that holds all selected rows.
[[nodiscard]] Crosstab one_cell();

/// Mean and variance under weights 1 + tau·eps.
struct WeightedMoments {
    double weight = 0;               ///< sum of weights
    std::optional<double> mean;      ///< absent without values
    std::optional<double> variance;  ///< divisor weight - 1; absent with fewer than two values
};
[[nodiscard]] WeightedMoments weighted_moments(const SignedSums& sums, double tau,
                                               const ValueScale& scale);

}  // namespace skjerm::stats
