#include "skjerm/stats/group_order.h"

#include <algorithm>
#include <bit>
#include <type_traits>
#include <utility>

#include "skjerm/base/check.h"
#include "skjerm/base/parallel.h"

namespace skjerm::stats {

namespace {

using column::UnitIndex;

constexpr unsigned kBucketBits = 10;
constexpr unsigned kMostUnitBits = 16;  // of the units of one bucket
constexpr std::uint32_t kNoUnit = 0xFFFFFFFFU;

/// Units of rows that ascend: where one ends and the next begins.
struct Borders {
    ScratchArray<std::uint32_t> units;
    ScratchArray<std::uint32_t> starts;
};

template <class UnitOf>
Borders borders_of(std::size_t rows, UnitOf unit_of) {
    const auto begins = [&](std::size_t row) {
        return row == 0 || unit_of(row) != unit_of(row - 1);
    };
    std::vector<std::size_t> before(base::block_count(rows) + 1, 0);
    base::for_each_block(rows, [&](const base::Block& block) {
        std::size_t found = 0;
        for (std::size_t row = block.begin; row < block.end; ++row) found += begins(row) ? 1U : 0U;
        before[block.index + 1] = found;
    });
    for (std::size_t block = 1; block < before.size(); ++block) before[block] += before[block - 1];
    Borders borders{ScratchArray<std::uint32_t>(before.back()),
                    ScratchArray<std::uint32_t>(before.back() + 1)};
    borders.starts.back() = static_cast<std::uint32_t>(rows);
    base::for_each_block(rows, [&](const base::Block& block) {
        std::size_t next = before[block.index];
        for (std::size_t row = block.begin; row < block.end; ++row) {
            if (!begins(row)) continue;
            borders.units[next] = unit_of(row);
            borders.starts[next++] = static_cast<std::uint32_t>(row);
        }
    });
    return borders;
}

/// One more than the largest unit; 0 without any.
std::uint32_t end_of(std::span<const UnitIndex> units) {
    return base::fold_exact<std::uint32_t>(
        units.size(), [] { return std::uint32_t{0}; },
        [&](std::uint32_t& most, const base::Block& block) {
            std::uint32_t found = 0;
            for (std::size_t row = block.begin; row < block.end; ++row) {
                // Missing, the largest, wraps to 0.
                const std::uint32_t one_more = static_cast<std::uint32_t>(units[row]) + 1;
                found = one_more > found ? one_more : found;
            }
            most = std::max(most, found);
        },
        [](std::uint32_t& into, const std::uint32_t& from) { into = std::max(into, from); });
}

}  // namespace

GroupOrder GroupOrder::by_units(const column::RowUnits& units) {
    GroupOrder result;
    result.rows_ = units.size();
    Borders borders = borders_of(units.size(), [&](std::size_t row) { return units.unit(row); });
    result.units_ = std::move(borders.units);
    result.starts_ = std::move(borders.starts);
    return result;
}

GroupOrder GroupOrder::by_references(const column::Column& references) {
    GroupOrder result;
    result.rows_ = references.size();
    result.buckets_ = std::make_shared<Buckets>(references);
    Buckets& buckets = *result.buckets_;
    const std::span<const UnitIndex> units = buckets.units();
    const std::uint32_t end = end_of(units);
    const auto bits = static_cast<unsigned>(std::bit_width(end));
    buckets.shift = bits > kBucketBits ? std::min(bits - kBucketBits, kMostUnitBits) : 0;
    const std::size_t count = (std::size_t{end} >> buckets.shift) + 1;

    // How many rows of each block are in each bucket, then where they begin.
    const std::size_t blocks = base::block_count(units.size());
    buckets.first_place.resize(blocks * count);
    base::for_each_block(units.size(), [&](const base::Block& block) {
        std::uint32_t* const counts = buckets.first_place.data() + block.index * count;
        for (std::size_t row = block.begin; row < block.end; ++row) {
            const auto unit = static_cast<std::uint32_t>(units[row]);
            if (unit != kNoUnit) ++counts[unit >> buckets.shift];
        }
    });
    buckets.begin.resize(count + 1);
    std::uint32_t sum = 0;
    for (std::size_t bucket = 0; bucket < count; ++bucket) {
        buckets.begin[bucket] = sum;
        for (std::size_t block = 0; block < blocks; ++block)
            sum += std::exchange(buckets.first_place[block * count + bucket], sum);
    }
    buckets.begin[count] = sum;

    // The unit within its bucket, until groups have numbers.
    buckets.group = ScratchArray<std::uint16_t>(sum);
    const std::uint32_t in_bucket = (std::uint32_t{1} << buckets.shift) - 1;
    base::for_each_block(units.size(), [&](const base::Block& block) {
        buckets.for_each_place(block, [&](std::size_t row, std::uint32_t place) {
            buckets.group[place] =
                static_cast<std::uint16_t>(static_cast<std::uint32_t>(units[row]) & in_bucket);
        });
    });

    // Within a bucket: the units there are, how many rows each has, and their numbers.
    struct InBucket {
        std::vector<std::uint32_t> units;
        std::vector<std::uint32_t> starts;
    };
    std::vector<InBucket> found(count);
    std::vector<std::vector<std::uint32_t>> scratch(base::worker_slots());
    base::parallel_for(count, [&](std::size_t bucket) {
        const std::span<std::uint16_t> in(buckets.group.data() + buckets.begin[bucket],
                                          buckets.begin[bucket + 1] - buckets.begin[bucket]);
        const auto lowest = static_cast<std::uint32_t>(bucket << buckets.shift);
        std::vector<std::uint32_t>& of_unit = scratch[base::worker_slot()];
        of_unit.assign(std::size_t{1} << buckets.shift, 0);
        for (const std::uint16_t unit : in) ++of_unit[unit];
        auto place = static_cast<std::uint32_t>(buckets.begin[bucket]);
        InBucket& here = found[bucket];
        for (std::size_t i = 0; i < of_unit.size(); ++i) {
            const std::uint32_t size = of_unit[i];
            if (size == 0) continue;
            of_unit[i] = static_cast<std::uint32_t>(here.units.size());
            here.units.push_back(lowest + static_cast<std::uint32_t>(i));
            here.starts.push_back(place);
            place += size;
        }
        for (std::uint16_t& one : in) one = static_cast<std::uint16_t>(of_unit[one]);
    });
    buckets.first_group.resize(count + 1);
    for (std::size_t bucket = 0; bucket < count; ++bucket)
        buckets.first_group[bucket + 1] =
            buckets.first_group[bucket] + static_cast<std::uint32_t>(found[bucket].units.size());
    result.units_ = ScratchArray<std::uint32_t>(buckets.first_group.back());
    result.starts_ = ScratchArray<std::uint32_t>(std::size_t{buckets.first_group.back()} + 1);
    result.starts_.back() = sum;
    base::parallel_for(count, [&](std::size_t bucket) {
        const std::size_t first = buckets.first_group[bucket];
        std::copy(found[bucket].units.begin(), found[bucket].units.end(),
                  result.units_.begin() + first);
        std::copy(found[bucket].starts.begin(), found[bucket].starts.end(),
                  result.starts_.begin() + first);
    });
    return result;
}

const std::uint32_t* GroupOrder::put_in_order() const {
    Buckets& buckets = *buckets_;
    const std::lock_guard lock(buckets.mutex);
    if (const std::uint32_t* rows = buckets.rows.load(std::memory_order_acquire)) return rows;
    ScratchArray<std::uint32_t> thrown(starts_.back());
    base::for_each_block(rows_, [&](const base::Block& block) {
        buckets.for_each_place(block, [&](std::size_t row, std::uint32_t place) {
            thrown[place] = static_cast<std::uint32_t>(row);
        });
    });
    buckets.order = ScratchArray<std::uint32_t>(starts_.back());
    std::vector<std::vector<std::uint32_t>> scratch(base::worker_slots());
    base::parallel_for(buckets.count(), [&](std::size_t bucket) {
        std::vector<std::uint32_t>& next = scratch[base::worker_slot()];
        next.assign(starts_.begin() + buckets.first_group[bucket],
                    starts_.begin() + buckets.first_group[bucket + 1]);
        for (std::size_t i = buckets.begin[bucket]; i < buckets.begin[bucket + 1]; ++i)
            buckets.order[next[buckets.group[i]]++] = thrown[i];
    });
    buckets.rows.store(buckets.order.data(), std::memory_order_release);
    return buckets.order.data();
}

void GroupOrder::for_each_stretch(const std::function<void(std::size_t, std::size_t)>& work) const {
    const std::size_t grouped = starts_.back();
    const auto first_from = [&](std::size_t place) {
        return static_cast<std::size_t>(
            std::lower_bound(starts_.begin(), starts_.end() - 1, place) - starts_.begin());
    };
    base::for_each_block(grouped, [&](const base::Block& block) {
        const std::size_t first = first_from(block.begin);
        const std::size_t last = first_from(block.end);
        if (first < last) work(first, last);
    });
}

ScratchArray<std::uint32_t> GroupOrder::group_of_row() const {
    ScratchArray<std::uint32_t> result(rows_);
    if (buckets_ == nullptr) {
        for_each_stretch([&](std::size_t first, std::size_t last) {
            for (std::size_t group = first; group < last; ++group)
                std::fill(result.begin() + starts_[group], result.begin() + starts_[group + 1],
                          static_cast<std::uint32_t>(group));
        });
        return result;
    }
    base::for_each_block(rows_, [&](const base::Block& block) {
        std::fill(result.begin() + block.begin, result.begin() + block.end, column::kMissingRow);
        buckets_->for_each_place(block, [&](std::size_t row, std::uint32_t place) {
            const std::size_t bucket =
                static_cast<std::uint32_t>(buckets_->units()[row]) >> buckets_->shift;
            result[row] = buckets_->first_group[bucket] + buckets_->group[place];
        });
    });
    return result;
}

base::Result<column::ColumnPtr> GroupOrder::for_rows(const column::Column& by_group,
                                                     const base::MemoryBudgetPtr& budget) const {
    SKJERM_CHECK(by_group.size() == groups());
    const std::size_t end = groups() == 0 ? 0 : std::size_t{units_.back()} + 1;
    // A table over all units, of which far more than there are rows would be in vain.
    constexpr std::size_t kMostPerRow = 4;
    if (buckets_ == nullptr || end > kMostPerRow * rows_) {
        const ScratchArray<std::uint32_t> group = group_of_row();
        return column::gather(by_group, {group.data(), group.size()}, budget);
    }
    return column::visit(by_group, [&](auto values) -> base::Result<column::ColumnPtr> {
        using T = std::remove_const_t<typename decltype(values)::element_type>;
        SKJERM_TRY_ASSIGN(auto builder, column::ColumnBuilder<T>::make(rows_, budget));
        const std::span<T> out = builder.values();
        ScratchArray<T> of_unit(end);  // only of units that occur
        base::for_each_block(groups(), [&](const base::Block& block) {
            for (std::size_t group = block.begin; group < block.end; ++group)
                of_unit[units_[group]] = values[group];
        });
        const std::span<const UnitIndex> units = buckets_->units();
        base::for_each_block(rows_, [&](const base::Block& block) {
            for (std::size_t row = block.begin; row < block.end; ++row)
                out[row] = column::is_missing(units[row])
                               ? column::missing<T>()
                               : of_unit[static_cast<std::uint32_t>(units[row])];
        });
        return std::move(builder).freeze(by_group.dictionary(), by_group.domain());
    });
}

std::vector<std::uint8_t> groups_of_many_units(const GroupOrder& order,
                                               const column::RowUnits& units, std::size_t limit) {
    std::vector<std::uint8_t> many(order.groups(), 0);
    // Few units need no look at the rows, which costs an order of all of them.
    bool any_large = false;
    for (std::size_t group = 0; group < order.groups(); ++group)
        any_large = any_large || order.size(group) > limit;
    if (!any_large) return many;
    order.for_each_stretch([&](std::size_t first, std::size_t last) {
        for (std::size_t group = first; group < last; ++group) {
            if (order.size(group) <= limit) continue;
            // Rows ascend, and units with them.
            std::size_t different = 0;
            std::uint32_t before = kNoUnit;
            const std::size_t end = order.start(group + 1);
            for (std::size_t place = order.start(group); place < end && different <= limit;
                 ++place) {
                const std::uint32_t unit = units.unit(order.row(place));
                different += unit != before ? 1U : 0U;
                before = unit;
            }
            many[group] = different > limit ? 1 : 0;
        }
    });
    return many;
}

}  // namespace skjerm::stats
