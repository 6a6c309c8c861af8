// Values in ascending order with keyed signs, and what follows from their weights 1 + tau·eps: sums
// of weights, the rank at which they reach a share, means of ranks, the Gini index.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

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
    /// All ranks first..last are in one such stretch.
    [[nodiscard]] bool has(RankRange ranks) const;
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
    /// Calls f(order key) for the ranks first..last in their order; all must be known.
    template <class F>
    void for_each_key(RankRange ranks, F f) const;

    bool is_real_ = false;
    std::vector<Piece> pieces_;
    std::vector<std::uint64_t> first_rank_;  // of each piece
    std::vector<std::uint64_t> plus_before_;
    std::uint64_t count_ = 0;
    std::uint64_t plus_count_ = 0;
    std::shared_ptr<const void> owner_;
};

}  // namespace skjerm::stats
