// Exact order statistics of one numeric column, plain or with keyed weights 1 + tau·eps.
//
// Without groups: a histogram over coarse buckets that follow the order of values (a pass over the
// rows), then the values of the few buckets that hold wanted ranks (another pass), sorted. With
// groups: values scattered by group and sign, each part sorted by radix.
//
// Ranks are 0-based among the valid selected values in ascending order; of equal values those with
// sign -1 come first. Everything is exact, so the bits depend neither on threads nor on row order.
// Cost: two passes, O(rows in wanted buckets) memory; grouped O(rows) memory.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "skjerm/base/evidence.h"
#include "skjerm/column/column.h"
#include "skjerm/stats/crosstab.h"
#include "skjerm/stats/row_signs.h"
#include "skjerm/stats/rows.h"
#include "skjerm/stats/weighted_order.h"

namespace skjerm::stats {

/// The valid selected values of one column, without groups.
class ColumnOrder {
public:
    enum class UnitEvidence : std::uint8_t { Kept, Skipped };
    /// The first pass. `rows` and `column` must outlive it.
    ColumnOrder(const Rows& rows, const column::Column& column,
                UnitEvidence evidence = UnitEvidence::Kept);
    ColumnOrder(ColumnOrder&&) noexcept;
    ColumnOrder& operator=(ColumnOrder&&) noexcept;
    ~ColumnOrder();

    /// Rows with a valid value.
    [[nodiscard]] std::uint64_t count() const;
    /// Evidence of these rows; not to be asked for when it was skipped.
    [[nodiscard]] const base::Evidence& valid() const;
    /// False: there are certainly more than `limit` distinct values.
    [[nodiscard]] bool may_have_few_values(std::size_t limit) const;
    /// The second pass: an order in which at least the ranks of `ranges` are known. `signs` may be
    /// null: then all weights are 1.
    [[nodiscard]] WeightedOrder load(std::span<const RankRange> ranges,
                                     const SetSigns* signs) const;

    class Buckets;

private:
    std::unique_ptr<const Buckets> buckets_;
};

/// The values of every group in order: cells of `table` form groups, `sizes` valid values each.
[[nodiscard]] std::vector<WeightedOrder> order_groups(const Rows& rows, const Crosstab& table,
                                                      std::span<const std::uint32_t> group_of_cell,
                                                      std::span<const std::uint64_t> sizes,
                                                      std::span<const std::uint64_t> set_keys,
                                                      const base::KeyedSigns& signs,
                                                      const column::Column& column);

/// Quantile of type 7 (linear interpolation at (n - 1)·share); absent without values. The two ranks
/// around it must be known.
[[nodiscard]] std::optional<double> quantile_type7(const WeightedOrder& order, double share);
/// The ranks that quantile_type7 reads.
[[nodiscard]] RankRange type7_ranks(std::uint64_t count, double share);

}  // namespace skjerm::stats
