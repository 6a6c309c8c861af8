// Which values of a variable are clipped, and to what: bounds taken over all selected rows. A bound
// is no single unit's value, and which values are few enough to be kept as they are is decided on
// released counts. (docs/disclosure-policy.md, "Statistics of values")
#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "skjerm/column/column.h"
#include "skjerm/disclosure/gate.h"
#include "skjerm/stats/clipped_sums.h"
#include "skjerm/stats/order_statistics.h"
#include "skjerm/stats/rows.h"

namespace skjerm::disclosure {

/// Bounds to which values are clipped.
struct Bounds {
    double lowest = 0;
    double highest = 0;
    bool is_whole = false;            ///< they are values of the column
    std::int64_t lowest_integer = 0;  ///< of whole bounds of integer columns, exact
    std::int64_t highest_integer = 0;
};

/// What few distinct values change: a variable with two values is a count in disguise, and an
/// integer variable with few values keeps all that enough units have.
struct FewValues {
    std::optional<std::array<double, 2>> two_values;
    std::optional<Bounds> bounds;
};

[[nodiscard]] FewValues few_values_of(const Gate& gate, const stats::Rows& rows,
                                      const column::Column& column,
                                      const stats::ColumnOrder& values);

/// What parts the lower of two values from the higher.
[[nodiscard]] double midpoint(const std::array<double, 2>& two);

/// Rank of the lowest value that is not clipped: enough units lie below it, on either side.
[[nodiscard]] std::uint64_t tail_ranks(const Policy& policy, std::uint64_t count);

/// Clipping bounds and centre of one variable over the selection.
struct Treatment {
    Bounds bounds;
    std::optional<std::array<double, 2>> two_values;
    bool few_values = false;                                      ///< all of them of many units
    stats::ValueScale scale = stats::ValueScale::reals(0, 0, 0);  ///< relative to the median
    stats::ValueScale magnitudes = stats::ValueScale::reals(0, 0, 0);  ///< relative to 0
};

/// The ranks whose values `treatment_of` reads: those of which either bound is the mean, and the
/// median. A bound is the mean of as many values as are clipped, next to them: a single one would
/// belong to one unit, which would enter the statistics as often as values are clipped to its own.
[[nodiscard]] std::array<stats::RankRange, 3> treatment_ranks(const Policy& policy,
                                                              std::uint64_t count);

/// The values in order, these ranks known, and whether they are few.
struct ClippingOrder {
    stats::WeightedOrder order;
    FewValues few;
};
/// Of the selected rows, in as few passes as can be. Without values the order is empty.
[[nodiscard]] ClippingOrder clipping_order(const Gate& gate, const stats::Rows& rows,
                                           const column::Column& column);

/// `order` holds these ranks.
[[nodiscard]] Treatment treatment_of(const Policy& policy, const column::Column& column,
                                     const stats::WeightedOrder& order, const FewValues& few);

}  // namespace skjerm::disclosure
