// Count, mean and sample variance of one numeric column, plain: no clipping, no weights.
//
// - Units:    mean in the column's unit, variance in its square.
// - Missing:  skipped; NaN and infinity never arrive (expr makes them missing).
// - Order:    blocks of 65 536 rows merged in a fixed tree, so the bits do not depend on threads.
// - Source:   Chan, Golub & LeVeque (1983), The American Statistician 37(3), 242-247.
// - Verified: tests/reference/moments/, R's mean() and var(), relative error below 1e-12.
#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "skjerm/column/column.h"
#include "skjerm/stats/rows.h"

namespace skjerm::stats {

struct Moments {
    std::uint64_t count = 0;         ///< valid values
    std::optional<double> mean;      ///< absent when count == 0
    std::optional<double> variance;  ///< divisor count - 1; absent when count < 2
};

/// Accumulates Moments. Not thread-safe: one per task, then merge.
class MomentsAccumulator {
public:
    /// Adds values, none of them missing: their own mean first, then their deviations from it.
    void add(std::span<const double> values);
    /// Absorbs `other`, as if its values had come after the ones already added here.
    void merge(const MomentsAccumulator& other);
    /// The moments of everything added so far.
    [[nodiscard]] Moments finish() const;

private:
    std::uint64_t count_ = 0;
    double mean_ = 0;
    double squared_deviations_ = 0;  // sum of (x - mean_)²
};

/// Moments of the selected rows with a valid value.
[[nodiscard]] Moments moments(const Rows& rows, const column::Column& column);

}  // namespace skjerm::stats
