// The rows of each group side by side, for groups that are units: of the dataset itself, or those
// that a column refers to (families, firms, mothers).
//
// A unit is a small number, so nothing is hashed: rows are thrown into buckets by the leading bits
// of their unit, block by block, and counted there. Values can follow them into the buckets and be
// put together within each, where they are near. Only whoever asks for the rows themselves has them
// put in order. Where rows already lie in the order of their units, nothing is moved. Groups ascend
// by unit; the rows of a group ascend.
// Cost: O(rows) time, 8 bytes a row, and 4 more for the order of rows.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
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
    /// start(group) - start(first group) on, in row order.
    template <class T, class Work>
    void for_each_stretch_of(std::span<const T> values, Work work) const;
    /// Calls add(group, value) for every grouped row; for one group from one thread, in row order.
    template <class T, class Add>
    void for_each_value(std::span<const T> values, Add add) const;

    /// The group of each row, column::kMissingRow where it is in none.
    [[nodiscard]] ScratchArray<std::uint32_t> group_of_row() const;
    /// A column with an entry a group as one with an entry a row: that of its group, or missing.
    [[nodiscard]] base::Result<column::ColumnPtr> for_rows(
        const column::Column& by_group, const base::MemoryBudgetPtr& budget) const;

private:
    struct Member {
        std::uint32_t group;  ///< counted from the first of its bucket
        std::uint32_t row;
    };
    /// The grouped rows by bucket, in their order within each. Bucket b has the places begin[b] to
    /// begin[b + 1] - 1 and the groups first_group[b] to first_group[b + 1] - 1.
    struct Buckets {
        explicit Buckets(const column::Column& by) : references(by) {}
        column::Column references;
        unsigned shift = 0;
        std::vector<std::size_t> begin;
        std::vector<std::uint32_t> first_group;
        std::vector<std::uint32_t> first_place;  // of each block's rows in each bucket
        ScratchArray<Member> members;

        [[nodiscard]] std::size_t count() const { return begin.size() - 1; }
        [[nodiscard]] std::span<const column::UnitIndex> units() const {
            return references.values<column::UnitIndex>();
        }

        std::mutex mutex;  // of the rows by group, made when they are first asked for
        ScratchArray<std::uint32_t> order;
        std::atomic<const std::uint32_t*> rows{nullptr};
    };

    GroupOrder() = default;
    [[nodiscard]] const std::uint32_t* rows_in_order() const {
        const std::uint32_t* rows = buckets_->rows.load(std::memory_order_acquire);
        return rows != nullptr ? rows : put_in_order();
    }
    const std::uint32_t* put_in_order() const;
    /// The values of the grouped rows, in the order of Buckets::members.
    template <class T>
    [[nodiscard]] ScratchArray<T> thrown_into_buckets(std::span<const T> values) const;

    std::size_t rows_ = 0;
    ScratchArray<std::uint32_t> units_;
    ScratchArray<std::uint32_t> starts_;  // groups + 1
    std::shared_ptr<Buckets> buckets_;    // null: rows lie in order
};

template <class T>
ScratchArray<T> GroupOrder::thrown_into_buckets(std::span<const T> values) const {
    const std::span<const column::UnitIndex> units = buckets_->units();
    ScratchArray<T> thrown(starts_.back());
    base::for_each_block(rows_, [&](const base::Block& block) {
        const auto first = buckets_->first_place.begin() +
                           static_cast<std::ptrdiff_t>(block.index * buckets_->count());
        std::vector<std::uint32_t> next(first,
                                        first + static_cast<std::ptrdiff_t>(buckets_->count()));
        for (std::size_t row = block.begin; row < block.end; ++row)
            if (!column::is_missing(units[row]))
                thrown[next[static_cast<std::uint32_t>(units[row]) >> buckets_->shift]++] =
                    values[row];
    });
    return thrown;
}

template <class T, class Work>
void GroupOrder::for_each_stretch_of(std::span<const T> values, Work work) const {
    if (buckets_ == nullptr) {
        for_each_stretch([&](std::size_t first, std::size_t last) {
            work(first, last, values.subspan(starts_[first], starts_[last] - starts_[first]));
        });
        return;
    }
    const ScratchArray<T> thrown = thrown_into_buckets(values);
    struct Local {
        std::vector<T> values;
        std::vector<std::uint32_t> next;
    };
    std::vector<Local> locals(base::worker_slots());
    base::parallel_for(buckets_->count(), [&](std::size_t bucket) {
        const std::size_t first = buckets_->first_group[bucket];
        const std::size_t last = buckets_->first_group[bucket + 1];
        if (first == last) return;
        const std::size_t begin = buckets_->begin[bucket];
        const std::size_t size = buckets_->begin[bucket + 1] - begin;
        Local& local = locals[base::worker_slot()];
        local.values.resize(size);
        local.next.clear();
        for (std::size_t group = first; group < last; ++group)
            local.next.push_back(starts_[group] - static_cast<std::uint32_t>(begin));
        for (std::size_t i = 0; i < size; ++i)
            local.values[local.next[buckets_->members[begin + i].group]++] = thrown[begin + i];
        work(first, last, std::span<const T>(local.values));
    });
}

template <class T, class Add>
void GroupOrder::for_each_value(std::span<const T> values, Add add) const {
    if (buckets_ == nullptr) {
        for_each_stretch([&](std::size_t first, std::size_t last) {
            for (std::size_t group = first; group < last; ++group)
                for (std::size_t place = starts_[group]; place < starts_[group + 1]; ++place)
                    add(group, values[place]);
        });
        return;
    }
    const ScratchArray<T> thrown = thrown_into_buckets(values);
    base::parallel_for(buckets_->count(), [&](std::size_t bucket) {
        const std::size_t first = buckets_->first_group[bucket];
        for (std::size_t i = buckets_->begin[bucket]; i < buckets_->begin[bucket + 1]; ++i)
            add(first + buckets_->members[i].group, thrown[i]);
    });
}

/// Of each group, whether more than `limit` different units of `units` are behind its rows.
[[nodiscard]] std::vector<std::uint8_t> groups_of_many_units(const GroupOrder& order,
                                                             const column::RowUnits& units,
                                                             std::size_t limit);

}  // namespace skjerm::stats
