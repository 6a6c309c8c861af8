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

namespace skjerm::stats {

/// Ranks first..last.
struct RankRange {
    std::uint64_t first = 0;
    std::uint64_t last = 0;
};

/// Values in ascending order with signs. Some stretches may be counted only (not loaded).
class WeightedOrder {
public:
    /// A stretch of values: one value, or sorted values, or counted only.
    struct Piece {
        std::uint64_t count = 0;
        std::uint64_t plus_count = 0;  ///< of them with sign +1
        enum class Kind : std::uint8_t { Constant, Sorted, Counted } kind = Kind::Counted;
        std::uint64_t key = 0;                   ///< Constant: the value
        std::span<const std::uint64_t> minus{};  ///< Sorted: keys, ascending
        std::span<const std::uint64_t> plus{};
    };

    WeightedOrder() = default;
    /// `pieces` ascending. `owner` keeps the keys alive.
    WeightedOrder(bool is_real, std::vector<Piece> pieces, std::shared_ptr<const void> owner);

    [[nodiscard]] std::uint64_t count() const { return count_; }
    /// Sum of weights.
    [[nodiscard]] double weight(double tau) const;
    /// The rank is in a stretch whose values are known.
    [[nodiscard]] bool has(std::uint64_t rank) const;
    /// Order key of the value at `rank`, which must be known.
    [[nodiscard]] std::uint64_t key(std::uint64_t rank) const;
    [[nodiscard]] double value(std::uint64_t rank) const { return value_of_key(key(rank)); }
    [[nodiscard]] double value_of_key(std::uint64_t key) const;
    /// Mean of the values at ranks first..last, all known.
    [[nodiscard]] double mean(RankRange ranks) const;

    /// A rank, and how far into the value's own weight the sought weight lies: 0 to 1.
    struct Place {
        std::uint64_t rank = 0;
        double fraction = 0;
    };
    /// The first rank at which the sum of weights up to and including it exceeds `weight`; the last
    /// rank where none does. Where values are only counted, the rank is within that stretch.
    [[nodiscard]] Place place_of_weight(double weight, double tau) const;

    /// Gini index of the values clipped to [lowest, highest], negative ones as 0; all must be
    /// known. Absent where the sum of values is 0. For weight 1: 2·sum(i·x_i) / (n·sum x) - (n + 1)
    /// / n.
    [[nodiscard]] std::optional<double> gini(double lowest, double highest, double tau) const;

private:
    [[nodiscard]] std::size_t piece_of(std::uint64_t rank) const;

    bool is_real_ = false;
    std::vector<Piece> pieces_;
    std::vector<std::uint64_t> first_rank_;  // of each piece
    std::vector<std::uint64_t> plus_before_;
    std::uint64_t count_ = 0;
    std::uint64_t plus_count_ = 0;
    std::shared_ptr<const void> owner_;
};

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
