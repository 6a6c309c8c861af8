#include "skjerm/stats/order_statistics.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <limits>
#include <type_traits>
#include <utility>

#include "skjerm/base/check.h"
#include "skjerm/stats/count_cells.h"
#include "skjerm/stats/order_key.h"
#include "skjerm/stats/selection.h"
#include "skjerm/stats/sign_scatter.h"
#include "skjerm/stats/visit_numbers.h"

namespace skjerm::stats {
namespace {

using base::Evidence;
using detail::visit_numbers;
using Kind = WeightedOrder::Piece::Kind;

// ------------------------------------------------------------------------------------- buckets

// Buckets of wide types: sign, exponent and nine bits of mantissa of the value as a float.
constexpr unsigned kDroppedBits = 14;
constexpr std::uint32_t kFloatBuckets = std::uint32_t{1} << (32 - kDroppedBits);
// Integers below this have a bucket of their own.
constexpr float kExactBelow = 1024;

template <class T>
constexpr std::uint32_t bucket_count() {
    if constexpr (sizeof(T) <= 2)
        return std::uint32_t{1} << (8 * sizeof(T));
    else
        return kFloatBuckets;
}

/// Monotone: a larger value never has a smaller bucket. NaN has some bucket.
template <class T>
std::uint32_t bucket_of(T value) {
    if constexpr (sizeof(T) <= 2) {
        return static_cast<std::uint32_t>(value - std::numeric_limits<T>::min());
    } else {
        const auto bits = std::bit_cast<std::uint32_t>(static_cast<float>(value) + 0.0F);
        const auto negative = static_cast<std::uint32_t>(static_cast<std::int32_t>(bits) >> 31);
        return (bits ^ (negative | 0x80000000U)) >> kDroppedBits;
    }
}

/// The only value of a bucket, if it can hold but one.
template <class T>
std::optional<std::uint64_t> only_key(std::uint32_t bucket) {
    if constexpr (sizeof(T) <= 2) {
        return order_key(static_cast<std::int64_t>(bucket) + std::numeric_limits<T>::min());
    } else if constexpr (std::is_integral_v<T>) {
        const std::uint32_t lowest = bucket << kDroppedBits;
        const bool negative = (lowest & 0x80000000U) == 0;
        const std::uint32_t bits =
            negative ? ~(lowest | ((1U << kDroppedBits) - 1)) : lowest & 0x7FFFFFFFU;
        const float value = std::bit_cast<float>(bits);
        if (!(std::abs(value) < kExactBelow)) return std::nullopt;
        return order_key(static_cast<std::int64_t>(value));
    } else {
        return std::nullopt;
    }
}

/// Bucket of each row of a chunk; `none` where the row does not count.
template <class T>
void fill_buckets(const Rows& rows, std::span<const T> values, std::size_t begin,
                  std::span<std::uint32_t> out) {
    constexpr std::uint32_t kNone = bucket_count<T>();
    const T* const chunk = values.data() + begin;
    // Two loops: the compiler will not convert to float under a condition in vectors.
    for (std::size_t i = 0; i < out.size(); ++i) out[i] = bucket_of(chunk[i]);
    for (std::size_t i = 0; i < out.size(); ++i)
        out[i] = column::is_missing(chunk[i]) ? kNone : out[i];
    detail::drop_unselected(rows, begin, kNone, out);
}

/// Counts by bucket; two replicas, since equal neighbours are common (missing, zero).
class BucketCounts {
public:
    explicit BucketCounts(std::size_t buckets) : stride_(buckets + 1), counts_(2 * stride_) {}

    void add(std::span<const std::uint32_t> bucket) {
        std::size_t i = 0;
        for (; i + 2 <= bucket.size(); i += 2) {
            ++counts_[bucket[i]];
            ++counts_[stride_ + bucket[i + 1]];
        }
        if (i < bucket.size()) ++counts_[bucket[i]];
    }
    void add(std::span<const std::uint32_t> bucket, std::span<const std::uint8_t> plus) {
        for (std::size_t i = 0; i < bucket.size(); ++i)
            counts_[(i & 1) * stride_ + bucket[i]] += plus[i];
    }
    void merge(const BucketCounts& other) {
        for (std::size_t i = 0; i < counts_.size(); ++i) counts_[i] += other.counts_[i];
    }
    [[nodiscard]] std::vector<std::uint32_t> finish() const {
        std::vector<std::uint32_t> sums(stride_ - 1);
        for (std::size_t i = 0; i < sums.size(); ++i) sums[i] = counts_[i] + counts_[stride_ + i];
        return sums;
    }

private:
    std::size_t stride_;
    std::vector<std::uint32_t> counts_;
};

struct FirstPass {
    BucketCounts counts;
    Evidence valid;
    bool repeated = false;
};

template <class T>
FirstPass first_pass(const Rows& rows, std::span<const T> values, bool with_evidence) {
    const detail::UnitRows units(rows);
    return base::fold_exact<FirstPass>(
        rows.count,
        [] {
            return FirstPass{BucketCounts(bucket_count<T>()), {}, false};
        },
        [&](FirstPass& state, const base::Block& block) {
            std::array<std::uint32_t, kChunkRows> bucket;
            std::array<std::uint64_t, kChunkRows> keys;
            for_each_chunk(block, [&](std::size_t begin, std::size_t size) {
                fill_buckets(rows, values, begin, std::span(bucket.data(), size));
                state.counts.add(std::span<const std::uint32_t>(bucket.data(), size));
                if (!with_evidence) return;
                units.fill_keys(begin, std::span(keys.data(), size));
                state.repeated |= units.repeats(begin, size);
                std::uint64_t key_sum = 0;
                std::uint64_t key_min = state.valid.key_min;
                std::uint64_t count = 0;
                std::uint64_t parities = 0;
                for (std::size_t i = 0; i < size; ++i) {
                    const std::uint64_t keep =
                        bucket[i] != bucket_count<T>() ? ~std::uint64_t{0} : 0;
                    count += keep & 1;
                    key_sum += keys[i] & keep;
                    key_min = std::min(key_min, keys[i] | ~keep);
                    parities ^= base::Evidence::parity_bit(keys[i]) & keep;
                }
                state.valid.merge({count, count, key_sum, key_min, parities});
            });
        },
        [](FirstPass& into, const FirstPass& from) {
            into.counts.merge(from.counts);
            into.valid.merge(from.valid);
            into.repeated |= from.repeated;
        });
}

/// Smallest and largest key in each of a few buckets.
struct KeyRange {
    std::uint64_t lowest = std::numeric_limits<std::uint64_t>::max();
    std::uint64_t highest = 0;
};

constexpr std::uint8_t kNoSlot = 0xFF;

template <class T>
std::vector<KeyRange> key_ranges(const Rows& rows, std::span<const T> values,
                                 std::span<const std::uint32_t> buckets) {
    using State = std::vector<KeyRange>;
    std::vector<std::uint8_t> slot(bucket_count<T>() + 1, kNoSlot);
    for (std::size_t i = 0; i < buckets.size(); ++i)
        slot[buckets[i]] = static_cast<std::uint8_t>(i);
    return base::fold_exact<State>(
        rows.count, [&] { return State(buckets.size()); },
        [&](State& state, const base::Block& block) {
            std::array<std::uint32_t, kChunkRows> bucket;
            for_each_chunk(block, [&](std::size_t begin, std::size_t size) {
                fill_buckets(rows, values, begin, std::span(bucket.data(), size));
                for (std::size_t i = 0; i < size; ++i) {
                    const std::uint8_t place = slot[bucket[i]];
                    if (place == kNoSlot) continue;
                    const std::uint64_t key = order_key(values[begin + i]);
                    state[place].lowest = std::min(state[place].lowest, key);
                    state[place].highest = std::max(state[place].highest, key);
                }
            });
        },
        [](State& into, const State& from) {
            for (std::size_t i = 0; i < into.size(); ++i) {
                into[i].lowest = std::min(into[i].lowest, from[i].lowest);
                into[i].highest = std::max(into[i].highest, from[i].highest);
            }
        });
}

constexpr std::uint32_t kNotLoaded = 0xFFFFFFFFU;

/// Counts of sign +1 by bucket, and the keys of the buckets that have a slot.
template <class T>
std::vector<std::uint32_t> load_buckets(const Rows& rows, std::span<const T> values,
                                        const SetSigns* signs,
                                        const std::vector<std::uint32_t>& slot,
                                        detail::SignScatter& scatter) {
    std::vector<std::unique_ptr<detail::SignScatter::Writer>> writers(base::worker_slots());
    BucketCounts plus_counts = base::fold_exact<BucketCounts>(
        rows.count, [] { return BucketCounts(bucket_count<T>()); },
        [&](BucketCounts& counts, const base::Block& block) {
            auto& writer = writers[base::worker_slot()];
            if (writer == nullptr) writer = std::make_unique<detail::SignScatter::Writer>(scatter);
            std::array<std::uint32_t, kChunkRows> bucket;
            std::array<std::uint8_t, kChunkRows> plus{};
            for_each_chunk(block, [&](std::size_t begin, std::size_t size) {
                fill_buckets(rows, values, begin, std::span(bucket.data(), size));
                if (signs != nullptr) {
                    signs->fill(begin, std::span(plus.data(), size));
                    counts.add(std::span<const std::uint32_t>(bucket.data(), size),
                               std::span<const std::uint8_t>(plus.data(), size));
                }
                for (std::size_t i = 0; i < size; ++i) {
                    const std::uint32_t place = slot[bucket[i]];
                    if (place != kNotLoaded) [[unlikely]]
                        writer->add(place, plus[i] != 0, order_key(values[begin + i]));
                }
            });
        },
        [](BucketCounts& into, const BucketCounts& from) { into.merge(from); });
    writers.clear();
    scatter.sort();
    return plus_counts.finish();
}

}  // namespace

// --------------------------------------------------------------------------------- ColumnOrder

class ColumnOrder::Buckets {
public:
    Buckets(const Rows& rows, const column::Column& column, bool with_evidence)
        : rows_(&rows), column_(&column) {
        visit_numbers(column, [&](auto values) {
            FirstPass pass = first_pass(rows, values, with_evidence);
            counts_ = pass.counts.finish();
            if (with_evidence) valid_ = pass.repeated ? valid_evidence(rows, column) : pass.valid;
        });
        for (const std::uint32_t count : counts_) {
            used_ += count > 0 ? 1U : 0U;
            count_ += count;
        }
    }

    [[nodiscard]] std::uint64_t count() const { return count_; }
    [[nodiscard]] const Evidence& valid() const {
        SKJERM_CHECK(valid_.has_value());
        return *valid_;
    }
    [[nodiscard]] std::size_t used() const { return used_; }

    [[nodiscard]] WeightedOrder load(std::span<const RankRange> ranges,
                                     const SetSigns* signs) const {
        return visit_numbers(*column_, [&](auto values) {
            using T = std::remove_const_t<typename decltype(values)::element_type>;
            return load_as<T>(values, ranges, signs);
        });
    }

private:
    // A bucket this large is asked first whether all its values are equal.
    static constexpr std::uint32_t kLargeBucket = 1U << 17;

    template <class T>
    WeightedOrder load_as(std::span<const T> values, std::span<const RankRange> ranges,
                          const SetSigns* signs) const {
        std::vector<std::uint32_t> wanted = wanted_buckets<T>(ranges);
        const std::vector<std::optional<std::uint64_t>> constant = constant_buckets(values, wanted);

        std::vector<std::uint32_t> slot(bucket_count<T>() + 1, kNotLoaded);
        std::vector<std::uint64_t> sizes;
        for (std::size_t i = 0; i < wanted.size(); ++i) {
            if (constant[i]) continue;
            slot[wanted[i]] = static_cast<std::uint32_t>(sizes.size());
            sizes.push_back(counts_[wanted[i]]);
        }
        auto scatter = std::make_shared<detail::SignScatter>(sizes);
        const std::vector<std::uint32_t> plus_counts =
            load_buckets(*rows_, values, signs, slot, *scatter);

        std::vector<WeightedOrder::Piece> pieces;
        std::size_t next_wanted = 0;
        for (std::uint32_t bucket = 0; bucket < counts_.size(); ++bucket) {
            if (counts_[bucket] == 0) continue;
            WeightedOrder::Piece& piece = pieces.emplace_back();
            piece.count = counts_[bucket];
            piece.plus_count = plus_counts[bucket];
            std::optional<std::uint64_t> key = only_key<T>(bucket);
            if (next_wanted < wanted.size() && wanted[next_wanted] == bucket)
                key = constant[next_wanted++];
            if (key) {
                piece.kind = Kind::Constant;
                piece.key = *key;
            } else if (slot[bucket] != kNotLoaded) {
                piece.kind = Kind::Sorted;
                piece.minus = scatter->minus(slot[bucket]);
                piece.plus = scatter->plus(slot[bucket]);
            }
        }
        return {std::is_same_v<T, double>, std::move(pieces), std::move(scatter)};
    }

    /// Buckets that can hold several values and hold a wanted rank, ascending.
    template <class T>
    std::vector<std::uint32_t> wanted_buckets(std::span<const RankRange> ranges) const {
        std::vector<std::uint32_t> wanted;
        std::uint64_t first = 0;
        for (std::uint32_t bucket = 0; bucket < counts_.size(); ++bucket) {
            if (counts_[bucket] == 0) continue;
            const std::uint64_t last = first + counts_[bucket] - 1;
            const bool overlaps = std::any_of(
                ranges.begin(), ranges.end(),
                [&](const RankRange& range) { return range.first <= last && range.last >= first; });
            if (overlaps && !only_key<T>(bucket)) wanted.push_back(bucket);
            first = last + 1;
        }
        return wanted;
    }

    /// For each wanted bucket its only value, where it is large and has but one.
    template <class T>
    std::vector<std::optional<std::uint64_t>> constant_buckets(
        std::span<const T> values, std::span<const std::uint32_t> wanted) const {
        std::vector<std::optional<std::uint64_t>> constant(wanted.size());
        std::vector<std::uint32_t> large;
        for (const std::uint32_t bucket : wanted)
            if (counts_[bucket] >= kLargeBucket && large.size() < kNoSlot) large.push_back(bucket);
        if (large.empty()) return constant;
        const std::vector<KeyRange> found = key_ranges<T>(*rows_, values, large);
        for (std::size_t i = 0, next = 0; i < wanted.size() && next < large.size(); ++i) {
            if (wanted[i] != large[next]) continue;
            if (found[next].lowest == found[next].highest) constant[i] = found[next].lowest;
            ++next;
        }
        return constant;
    }

    const Rows* rows_;
    const column::Column* column_;
    std::vector<std::uint32_t> counts_;
    std::size_t used_ = 0;
    std::uint64_t count_ = 0;
    std::optional<Evidence> valid_;
};

ColumnOrder::ColumnOrder(const Rows& rows, const column::Column& column, UnitEvidence evidence)
    : buckets_(std::make_unique<const Buckets>(rows, column, evidence == UnitEvidence::Kept)) {}
ColumnOrder::ColumnOrder(ColumnOrder&&) noexcept = default;
ColumnOrder& ColumnOrder::operator=(ColumnOrder&&) noexcept = default;
ColumnOrder::~ColumnOrder() = default;

std::uint64_t ColumnOrder::count() const { return buckets_->count(); }

const base::Evidence& ColumnOrder::valid() const { return buckets_->valid(); }

bool ColumnOrder::may_have_few_values(std::size_t limit) const { return buckets_->used() <= limit; }

WeightedOrder ColumnOrder::load(std::span<const RankRange> ranges, const SetSigns* signs) const {
    return buckets_->load(ranges, signs);
}

// -------------------------------------------------------------------------------------- groups

std::vector<WeightedOrder> order_groups(const Rows& rows, const Crosstab& table,
                                        std::span<const std::uint32_t> group_of_cell,
                                        std::span<const std::uint64_t> sizes,
                                        std::span<const std::uint64_t> set_keys,
                                        const base::KeyedSigns& signs,
                                        const column::Column& column) {
    SKJERM_CHECK(sizes.size() == set_keys.size());
    const CellIndex index(rows, table);
    const auto none = static_cast<std::uint32_t>(sizes.size());
    const std::vector<std::uint32_t> group_of = group_lookup(group_of_cell, sizes.size());
    std::vector<std::uint64_t> keys(set_keys.begin(), set_keys.end());
    keys.push_back(0);  // of rows in no group
    const GroupSigns group_signs(rows, signs, keys);
    auto scatter = std::make_shared<detail::SignScatter>(sizes);
    visit_numbers(column, [&](auto values) {
        std::vector<std::unique_ptr<detail::SignScatter::Writer>> writers(base::worker_slots());
        base::for_each_block(rows.count, [&](const base::Block& block) {
            auto& writer = writers[base::worker_slot()];
            if (writer == nullptr) writer = std::make_unique<detail::SignScatter::Writer>(*scatter);
            std::array<std::uint32_t, kChunkRows> group;
            std::array<std::uint8_t, kChunkRows> plus;
            for_each_chunk(block, [&](std::size_t begin, std::size_t size) {
                index.fill(begin, std::span(group.data(), size));
                for (std::size_t i = 0; i < size; ++i)
                    group[i] = column::is_missing(values[begin + i]) ? none : group_of[group[i]];
                group_signs.fill(begin, std::span(group.data(), size),
                                 std::span(plus.data(), size));
                for (std::size_t i = 0; i < size; ++i)
                    if (group[i] != none)
                        writer->add(group[i], plus[i] != 0, order_key(values[begin + i]));
            });
        });
    });
    scatter->sort();

    std::vector<WeightedOrder> orders;
    for (std::size_t group = 0; group < sizes.size(); ++group) {
        std::vector<WeightedOrder::Piece> pieces;
        if (sizes[group] > 0) {
            WeightedOrder::Piece& piece = pieces.emplace_back();
            piece.count = sizes[group];
            piece.kind = Kind::Sorted;
            piece.minus = scatter->minus(group);
            piece.plus = scatter->plus(group);
            piece.plus_count = piece.plus.size();
        }
        orders.emplace_back(column.kind() == column::Kind::Float, std::move(pieces), scatter);
    }
    return orders;
}

RankRange type7_ranks(std::uint64_t count, double share) {
    SKJERM_CHECK(count > 0);
    const double position = static_cast<double>(count - 1) * share;
    const auto below = static_cast<std::uint64_t>(position);
    return {below, std::min(below + 1, count - 1)};
}

std::optional<double> quantile_type7(const WeightedOrder& order, double share) {
    if (order.count() == 0) return std::nullopt;
    const RankRange ranks = type7_ranks(order.count(), share);
    const double position = static_cast<double>(order.count() - 1) * share;
    const double low = order.value(ranks.first);
    const double high = order.value(ranks.last);
    return low + (position - static_cast<double>(ranks.first)) * (high - low);
}

}  // namespace skjerm::stats
