// Exact statistics of the values of each group, as they stand: nothing clipped, weighted or
// rounded. Whether they may be so is for disclosure control to say.
//
// Sums of integers are exact integers; sums of other numbers are the doubles nearest to the true
// sums (exact_sum.h). So the bits depend neither on threads nor on the order of rows.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "skjerm/base/memory_budget.h"
#include "skjerm/base/result.h"
#include "skjerm/column/column.h"
#include "skjerm/stats/group_order.h"

namespace skjerm::stats {

/// Of the valid values x_1..x_n of a group. Without values: 0 for Count, Percent and Sum, otherwise
/// missing.
enum class GroupStatistic : std::uint8_t {
    Count,               ///< n
    Percent,             ///< 100 n / number of valid values of the column
    Sum,                 ///< integer of integers, as long as all sums fit
    Mean,                ///< sum / n
    Minimum,             ///< integer of integers
    Maximum,             ///< likewise
    Median,              ///< quantile of type 7
    InterquartileRange,  ///< distance of the quartiles, type 7
    StandardDeviation,   ///< divisor n - 1; missing for n = 1
    StandardError,       ///< of the mean: standard deviation / sqrt(n)
    BinomialError,       ///< sqrt(p (1 - p) / n), p = mean; missing where p is not in [0, 1]
    Gini                 ///< 2 sum(i x_(i)) / (n sum x) - (n + 1) / n; missing where sum x = 0
};

/// Count and Percent are of values of any type but references, the others of numbers.
[[nodiscard]] constexpr bool needs_numbers(GroupStatistic statistic) {
    return statistic != GroupStatistic::Count && statistic != GroupStatistic::Percent;
}
/// The type of the result over values of type `values`.
[[nodiscard]] column::Kind result_kind(GroupStatistic statistic, column::Kind values);

/// `statistic` of `column` in every group: one entry a group, in the narrowest storage.
[[nodiscard]] base::Result<column::ColumnPtr> group_statistic(const GroupOrder& order,
                                                              const column::Column& column,
                                                              GroupStatistic statistic,
                                                              const base::MemoryBudgetPtr& budget);

}  // namespace skjerm::stats
