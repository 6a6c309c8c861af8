#include "skjerm/stats/weighted_order.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "skjerm/base/check.h"
#include "skjerm/stats/order_key.h"
#include "skjerm/stats/wide_integer.h"

namespace skjerm::stats {
namespace {

using Kind = WeightedOrder::Piece::Kind;

/// Sum of weights of `count` values of which `plus` have sign +1. One expression everywhere, so
/// that comparisons of such sums agree.
double weight_of(std::uint64_t count, std::uint64_t plus, double tau) {
    const std::int64_t signs =
        2 * static_cast<std::int64_t>(plus) - static_cast<std::int64_t>(count);
    return static_cast<double>(count) + tau * static_cast<double>(signs);
}

/// How many of the first `rank` values of a sorted piece have sign -1.
std::size_t minus_among(const WeightedOrder::Piece& piece, std::size_t rank) {
    std::size_t low = rank > piece.plus.size() ? rank - piece.plus.size() : 0;
    std::size_t high = std::min(rank, piece.minus.size());
    while (low < high) {
        const std::size_t middle = (low + high) / 2;
        // Of equal keys the one with sign -1 comes first.
        if (piece.plus[rank - middle - 1] >= piece.minus[middle])
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/// How many of the first `rank` values of a piece have sign +1.
std::uint64_t plus_among(const WeightedOrder::Piece& piece, std::uint64_t rank) {
    if (piece.kind == Kind::Sorted) return rank - minus_among(piece, rank);
    const std::uint64_t minus = piece.count - piece.plus_count;
    return rank > minus ? rank - minus : 0;
}

}  // namespace

WeightedOrder::WeightedOrder(bool is_real, std::vector<Piece> pieces,
                             std::shared_ptr<const void> owner)
    : is_real_(is_real), pieces_(std::move(pieces)), owner_(std::move(owner)) {
    for (const Piece& piece : pieces_) {
        first_rank_.push_back(count_);
        plus_before_.push_back(plus_count_);
        count_ += piece.count;
        plus_count_ += piece.plus_count;
    }
}

double WeightedOrder::weight(double tau) const { return weight_of(count_, plus_count_, tau); }

std::size_t WeightedOrder::piece_of(std::uint64_t rank) const {
    SKJERM_CHECK(rank < count_);
    const auto after = std::upper_bound(first_rank_.begin(), first_rank_.end(), rank);
    return static_cast<std::size_t>(after - first_rank_.begin()) - 1;
}

bool WeightedOrder::has(std::uint64_t rank) const {
    return pieces_[piece_of(rank)].kind != Kind::Counted;
}

bool WeightedOrder::has(RankRange ranks) const {
    return has(ranks.first) && piece_of(ranks.first) == piece_of(ranks.last);
}

template <class F>
void WeightedOrder::for_each_key(RankRange ranks, F f) const {
    for (std::uint64_t rank = ranks.first; rank <= ranks.last;) {
        const std::size_t at = piece_of(rank);
        const Piece& piece = pieces_[at];
        SKJERM_CHECK(piece.kind != Kind::Counted);
        const std::uint64_t end = std::min(ranks.last + 1, first_rank_[at] + piece.count);
        if (piece.kind == Kind::Constant) {
            for (; rank < end; ++rank) f(piece.key);
            continue;
        }
        std::size_t minus = minus_among(piece, rank - first_rank_[at]);
        std::size_t plus = rank - first_rank_[at] - minus;
        for (; rank < end; ++rank) {
            const bool is_minus =
                plus == piece.plus.size() ||
                (minus < piece.minus.size() && piece.minus[minus] <= piece.plus[plus]);
            f(is_minus ? piece.minus[minus++] : piece.plus[plus++]);
        }
    }
}

std::uint64_t WeightedOrder::key(std::uint64_t rank) const {
    const std::size_t at = piece_of(rank);
    const Piece& piece = pieces_[at];
    SKJERM_CHECK(piece.kind != Kind::Counted);
    if (piece.kind == Kind::Constant) return piece.key;
    const std::size_t within = rank - first_rank_[at];
    const std::size_t minus = minus_among(piece, within);
    const std::size_t plus = within - minus;
    if (minus == piece.minus.size()) return piece.plus[plus];
    if (plus == piece.plus.size()) return piece.minus[minus];
    return std::min(piece.minus[minus], piece.plus[plus]);
}

double WeightedOrder::value_of_key(std::uint64_t key) const {
    return is_real_ ? real_of_key(key) : static_cast<double>(integer_of_key(key));
}

double WeightedOrder::mean(RankRange ranks) const {
    SKJERM_CHECK(ranks.first <= ranks.last);
    const std::uint64_t size = ranks.last - ranks.first + 1;
    if (!is_real_) {
        Int128 sum = 0;
        for_each_key(ranks, [&](std::uint64_t key) { sum += integer_of_key(key); });
        return static_cast<double>(sum) / static_cast<double>(size);
    }
    // Relative to the first value: a constant window gives exactly that value.
    const double first = value(ranks.first);
    double sum = 0;
    for_each_key(ranks, [&](std::uint64_t key) { sum += real_of_key(key) - first; });
    return first + sum / static_cast<double>(size);
}

WeightedOrder::Place WeightedOrder::place_of_weight(double weight, double tau) const {
    SKJERM_CHECK(count_ > 0);
    std::size_t low = 0;
    std::size_t high = pieces_.size() - 1;
    while (low < high) {
        const std::size_t middle = (low + high) / 2;
        if (weight_of(first_rank_[middle + 1], plus_before_[middle + 1], tau) > weight)
            high = middle;
        else
            low = middle + 1;
    }
    const Piece& piece = pieces_[low];
    const auto weight_before = [&](std::uint64_t within) {
        return weight_of(first_rank_[low] + within, plus_before_[low] + plus_among(piece, within),
                         tau);
    };
    std::uint64_t first = 0;
    std::uint64_t last = piece.count - 1;
    while (first < last) {
        const std::uint64_t middle = (first + last) / 2;
        if (weight_before(middle + 1) > weight)
            last = middle;
        else
            first = middle + 1;
    }
    const double start = weight_before(first);
    const double fraction = (weight - start) / (weight_before(first + 1) - start);
    return {first_rank_[low] + first, std::clamp(fraction, 0.0, 1.0)};
}

std::optional<double> WeightedOrder::gini(double lowest, double highest, double tau) const {
    std::uint64_t count = 0;
    std::uint64_t plus = 0;
    double before = 0;
    double total = 0;    // sum of w x
    double doubled = 0;  // sum of w x times twice the weight up to the middle of the value
    const auto add_run = [&](std::uint64_t key, std::uint64_t run, std::uint64_t run_plus) {
        count += run;
        plus += run_plus;
        const double after = weight_of(count, plus, tau);
        const double value = std::max(0.0, std::clamp(value_of_key(key), lowest, highest));
        total += value * (after - before);
        doubled += value * (after - before) * (after + before);
        before = after;
    };
    for (const Piece& piece : pieces_) {
        SKJERM_CHECK(piece.kind != Kind::Counted);
        if (piece.kind == Kind::Constant) {
            add_run(piece.key, piece.count, piece.plus_count);
            continue;
        }
        std::size_t minus_at = 0;
        std::size_t plus_at = 0;
        while (minus_at < piece.minus.size() || plus_at < piece.plus.size()) {
            std::uint64_t key = std::numeric_limits<std::uint64_t>::max();
            if (minus_at < piece.minus.size()) key = piece.minus[minus_at];
            if (plus_at < piece.plus.size()) key = std::min(key, piece.plus[plus_at]);
            const std::size_t minus_begin = minus_at;
            const std::size_t plus_begin = plus_at;
            while (minus_at < piece.minus.size() && piece.minus[minus_at] == key) ++minus_at;
            while (plus_at < piece.plus.size() && piece.plus[plus_at] == key) ++plus_at;
            add_run(key, minus_at - minus_begin + plus_at - plus_begin, plus_at - plus_begin);
        }
    }
    if (!(total > 0)) return std::nullopt;
    return doubled / (weight(tau) * total) - 1;
}

}  // namespace skjerm::stats
