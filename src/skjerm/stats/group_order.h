// The rows of each group side by side, for groups that are units: of the dataset itself, or those
// that a column refers to (families, firms, mothers).
//
// A unit is a small number, so nothing is hashed: rows are thrown into buckets by the leading bits
// of their unit, block by block, and counted there; what is thrown of a row are the other bits.
// Values can follow them into the buckets and be put together within each, where they are near;
// the last column that was is kept, for the next statistic of the same one.
// Only whoever asks for the rows themselves has them put in order. Where rows already lie in the
// order of their units, nothing is moved. Groups ascend by unit; the rows of a group ascend.
// Cost: O(rows) time, 2 bytes a row, 4 more for the order of rows, and the values that are kept.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <vector>

#include "skjerm/base/parallel.h"
#include "skjerm/column/column.h"
#include "skjerm/column/row_units.h"
#include "skjerm/stats/scratch_array.h"

namespace skjerm::stats {

class GroupOrder {
public:
    /// One group for each distinct unit of the rows.
    [[nodiscard]] static GroupOrder by_units(const column::RowUnits& units);
    /// One group for each unit that `references` (Unit32) refers to; missing is in no group.
    [[nodiscard]] static GroupOrder by_references(const column::Column& references);

    [[nodiscard]] std::size_t groups() const { return units_.size(); }
    /// Rows of the dataset, in a group or not.
    [[nodiscard]] std::size_t rows() const { return rows_; }
    /// The unit of each group, ascending.
    [[nodiscard]] std::span<const std::uint32_t> units() const {
        return {units_.data(), units_.size()};
    }
    [[nodiscard]] std::size_t size(std::size_t group) const {
        return starts_[group + 1] - starts_[group];
    }
    /// The row at `place` of all grouped rows; a group has the places start(group) to
    /// start(group + 1) - 1. The first call puts the rows in order.
    [[nodiscard]] std::uint32_t row(std::size_t place) const {
        return buckets_ == nullptr ? static_cast<std::uint32_t>(place) : rows_in_order()[place];
    }
    [[nodiscard]] std::size_t start(std::size_t group) const { return starts_[group]; }

    /// Calls work(first group, end of groups) on all cores for stretches of groups of about a block
    /// of rows each.
    void for_each_stretch(const std::function<void(std::size_t, std::size_t)>& work) const;
    /// Calls work(first group, end of groups, their values) likewise: those of a group lie from
    /// start(group) - start(first group) on, in row order. `values` are of type T.
    template <class T, class Work>
    void for_each_stretch_of(const column::Column& values, Work work) const;
    /// Calls add(group, value) for every grouped row; for one group from one thread, in row order.
    /// Quicker than the above for a column of which this is all that is asked.
    template <class T, class Add>
    void for_each_value(const column::Column& values, Add add) const;

    /// The group of each row, column::kMissingRow where it is in none.
    [[nodiscard]] ScratchArray<std::uint32_t> group_of_row() const;
    /// A column with an entry a group as one with an entry a row: that of its group, or missing.
    [[nodiscard]] base::Result<column::ColumnPtr> for_rows(
        const column::Column& by_group, const base::MemoryBudgetPtr& budget) const;

private:
    /// The grouped rows by bucket, in their order within each. Bucket b has the places begin[b] to
    /// begin[b + 1] - 1 and the groups first_group[b] to first_group[b + 1] - 1. A bucket is of at
    /// most 2^16 units.
    struct Buckets {
        explicit Buckets(const column::Column& by) : references(by) {}
        column::Column references;
        unsigned shift = 0;
        std::vector<std::size_t> begin;
        std::vector<std::uint32_t> first_group;
        std::vector<std::uint32_t> first_place;  // of each block's rows in each bucket
        ScratchArray<std::uint16_t> group;       // by place, counted from the first of its bucket

        [[nodiscard]] std::size_t count() const { return begin.size() - 1; }
        [[nodiscard]] std::span<const column::UnitIndex> units() const {
            return references.values<column::UnitIndex>();
        }
        /// Calls visit(row, place) for the grouped rows of a block.
        template <class Visit>
        void for_each_place(const base::Block& block, Visit visit) const;

        std::mutex mutex;  // of what is made when it is first asked for: rows and values by group
        ScratchArray<std::uint32_t> order;
        std::atomic<const std::uint32_t*> rows{nullptr};
        std::optional<column::Column> kept;  // held, so that no other can lie where it does
        std::shared_ptr<const void> kept_by_group;
    };

    GroupOrder() = default;
    [[nodiscard]] const std::uint32_t* rows_in_order() const {
        const std::uint32_t* rows = buckets_->rows.load(std::memory_order_acquire);
        return rows != nullptr ? rows : put_in_order();
    }
    const std::uint32_t* put_in_order() const;
    /// The values of the grouped rows by place.
    template <class T>
    [[nodiscard]] ScratchArray<T> thrown_into_buckets(std::span<const T> values) const;
    /// The values of the column that is kept, by group; null where it is another.
    template <class T>
    [[nodiscard]] std::shared_ptr<const T> kept_by_group(const column::Column& column) const;
    /// Likewise, made if need be.
    template <class T>
    [[nodiscard]] std::shared_ptr<const T> by_group(const column::Column& column) const;

    std::size_t rows_ = 0;
    ScratchArray<std::uint32_t> units_;
    ScratchArray<std::uint32_t> starts_;  // groups + 1
    std::shared_ptr<Buckets> buckets_;    // null: rows lie in order
};

template <class Visit>
void GroupOrder::Buckets::for_each_place(const base::Block& block, Visit visit) const {
    const auto first = first_place.begin() + static_cast<std::ptrdiff_t>(block.index * count());
    std::vector<std::uint32_t> next(first, first + static_cast<std::ptrdiff_t>(count()));
    const std::span<const column::UnitIndex> unit = units();
    for (std::size_t row = block.begin; row < block.end; ++row)
        if (!column::is_missing(unit[row]))
            visit(row, next[static_cast<std::uint32_t>(unit[row]) >> shift]++);
}

template <class T>
ScratchArray<T> GroupOrder::thrown_into_buckets(std::span<const T> values) const {
    ScratchArray<T> thrown(starts_.back());
    base::for_each_block(rows_, [&](const base::Block& block) {
        buckets_->for_each_place(
            block, [&](std::size_t row, std::uint32_t place) { thrown[place] = values[row]; });
    });
    return thrown;
}

template <class T>
std::shared_ptr<const T> GroupOrder::kept_by_group(const column::Column& column) const {
    const std::optional<column::Column>& kept = buckets_->kept;
    if (!kept || kept->storage() != column.storage() ||
        kept->values<T>().data() != column.values<T>().data())
        return nullptr;
    return std::static_pointer_cast<const T>(buckets_->kept_by_group);
}

template <class T>
std::shared_ptr<const T> GroupOrder::by_group(const column::Column& column) const {
    const std::lock_guard lock(buckets_->mutex);
    if (auto kept = kept_by_group<T>(column)) return kept;
    buckets_->kept.reset();
    buckets_->kept_by_group.reset();
    auto thrown = std::make_shared<ScratchArray<T>>(thrown_into_buckets(column.values<T>()));
    struct Local {
        std::vector<T> values;
        std::vector<std::uint32_t> next;
    };
    std::vector<Local> locals(base::worker_slots());
    base::parallel_for(buckets_->count(), [&](std::size_t bucket) {
        const std::size_t begin = buckets_->begin[bucket];
        const std::size_t size = buckets_->begin[bucket + 1] - begin;
        T* const in_bucket = thrown->data() + begin;
        const std::uint16_t* const group = buckets_->group.data() + begin;
        Local& local = locals[base::worker_slot()];
        local.values.assign(in_bucket, in_bucket + size);
        local.next.assign(starts_.begin() + buckets_->first_group[bucket],
                          starts_.begin() + buckets_->first_group[bucket + 1]);
        for (std::uint32_t& next : local.next) next -= static_cast<std::uint32_t>(begin);
        for (std::size_t i = 0; i < size; ++i) in_bucket[local.next[group[i]]++] = local.values[i];
    });
    const std::shared_ptr<const T> values(thrown, thrown->data());
    buckets_->kept = column;
    buckets_->kept_by_group = values;
    return values;
}

template <class T, class Work>
void GroupOrder::for_each_stretch_of(const column::Column& values, Work work) const {
    const std::shared_ptr<const T> made = buckets_ == nullptr ? nullptr : by_group<T>(values);
    const T* const by_place = made ? made.get() : values.values<T>().data();
    for_each_stretch([&](std::size_t first, std::size_t last) {
        work(first, last, std::span(by_place + starts_[first], starts_[last] - starts_[first]));
    });
}

template <class T, class Add>
void GroupOrder::for_each_value(const column::Column& values, Add add) const {
    std::shared_ptr<const T> kept;
    if (buckets_ != nullptr) {
        const std::lock_guard lock(buckets_->mutex);
        kept = kept_by_group<T>(values);
    }
    if (buckets_ == nullptr || kept) {
        const T* const by_place = kept ? kept.get() : values.values<T>().data();
        for_each_stretch([&](std::size_t first, std::size_t last) {
            for (std::size_t group = first; group < last; ++group)
                for (std::size_t place = starts_[group]; place < starts_[group + 1]; ++place)
                    add(group, by_place[place]);
        });
        return;
    }
    const ScratchArray<T> thrown = thrown_into_buckets(values.values<T>());
    base::parallel_for(buckets_->count(), [&](std::size_t bucket) {
        const std::size_t first = buckets_->first_group[bucket];
        for (std::size_t i = buckets_->begin[bucket]; i < buckets_->begin[bucket + 1]; ++i)
            add(first + buckets_->group[i], thrown[i]);
    });
}

/// Of each group, whether more than `limit` different units of `units` are behind its rows.
[[nodiscard]] std::vector<std::uint8_t> groups_of_many_units(const GroupOrder& order,
                                                             const column::RowUnits& units,
                                                             std::size_t limit);

}  // namespace skjerm::stats
