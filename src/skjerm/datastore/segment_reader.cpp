#include "skjerm/datastore/segment_reader.h"

#include <algorithm>
#include <vector>

#include "skjerm/base/check.h"
#include "skjerm/datastore/change_codec.h"
#include "skjerm/datastore/first_failure.h"
#include "skjerm/datastore/spell_codec.h"

namespace skjerm::datastore {

namespace {

using column::ColumnPtr;

base::Status check_all_blocks(const Segment& segment, base::Span where) {
    return parallel_tasks(segment.blocks(), [&](std::size_t block) -> base::Status {
        SKJERM_TRY(segment.block(static_cast<std::uint32_t>(block), where));
        return base::ok();
    });
}

/// The place of `day` among the dates of a segment of changes.
std::size_t date_place(const Segment& segment, base::DayNumber day) {
    const auto found = std::lower_bound(segment.dates().begin(), segment.dates().end(), day);
    SKJERM_CHECK(found != segment.dates().end() && *found == day);
    return static_cast<std::size_t>(found - segment.dates().begin());
}

void decode(const Segment& segment, const BlockView& block, std::optional<base::DayNumber> day,
            std::byte* out) {
    if (segment.has_spells())
        decode_spells_at(block, segment.storage(), *day, out);
    else if (!segment.dates().empty())
        decode_changes_at(block, segment.storage(), date_place(segment, *day), out);
    else
        decode_values(block, segment.storage(), out);
}

/// Rows [begin, end) of `units`, gathered block by block.
base::Status gather_rows(const Segment& segment, std::optional<base::DayNumber> day,
                         std::span<const std::uint32_t> units, std::byte* out, base::Span where) {
    const std::size_t width = column::width_of(segment.storage());
    std::vector<std::uint32_t> positions;
    positions.reserve(units.size());
    for (std::size_t row = 0; row < units.size();) {
        const std::uint32_t index = units[row] / static_cast<std::uint32_t>(base::kBlockRows);
        const auto first_unit = static_cast<std::uint32_t>(index * base::kBlockRows);
        positions.clear();
        std::size_t end = row;
        for (; end < units.size() && units[end] - first_unit < base::kBlockRows; ++end)
            positions.push_back(units[end] - first_unit);
        SKJERM_TRY_ASSIGN(const BlockView block, segment.block(index, where));
        if (segment.has_spells())
            gather_spells_at(block, segment.storage(), *day, positions, out + row * width);
        else if (!segment.dates().empty())
            gather_changes_at(block, segment.storage(), date_place(segment, *day), positions,
                              out + row * width);
        else
            gather_values(block, segment.storage(), positions, out + row * width);
        row = end;
    }
    return base::ok();
}

/// A new column of `rows` rows filled by `fill(block, bytes of its rows)`, in parallel.
template <class Fill>
base::Result<ColumnPtr> build(column::Storage storage, std::size_t rows, const ColumnShape& shape,
                              const base::MemoryBudgetPtr& budget, const Fill& fill) {
    return with_type(storage, [&](auto zero) -> base::Result<ColumnPtr> {
        using T = decltype(zero);
        SKJERM_TRY_ASSIGN(auto builder, column::ColumnBuilder<T>::make(rows, budget));
        const std::span<T> values = builder.values();
        SKJERM_TRY(parallel_tasks(base::block_count(rows), [&](std::size_t task) {
            const base::Block block = base::block_at(task, rows);
            return fill(block, std::as_writable_bytes(values.subspan(block.begin, block.size())));
        }));
        return std::move(builder).freeze(shape.dictionary, shape.domain);
    });
}

}  // namespace

base::Result<ColumnPtr> read_segment(const std::shared_ptr<const Segment>& segment,
                                     std::optional<base::DayNumber> day, const ColumnShape& shape,
                                     const base::MemoryBudgetPtr& budget, base::Span where) {
    SKJERM_TRY(segment->check_unchanged(where));
    if (segment->is_contiguous()) {
        SKJERM_TRY(check_all_blocks(*segment, where));
        return std::make_shared<const column::Column>(segment->storage(), segment->units(),
                                                      segment->contiguous_values(), segment,
                                                      shape.dictionary, shape.domain);
    }
    auto column =
        build(segment->storage(), segment->units(), shape, budget,
              [&](const base::Block& rows, std::span<std::byte> out) -> base::Status {
                  SKJERM_TRY_ASSIGN(const BlockView block,
                                    segment->block(static_cast<std::uint32_t>(rows.index), where));
                  decode(*segment, block, day, out.data());
                  return base::ok();
              });
    segment->release_pages();
    return column;
}

base::Result<ColumnPtr> read_segment_units(const std::shared_ptr<const Segment>& segment,
                                           std::optional<base::DayNumber> day,
                                           std::span<const std::uint32_t> units,
                                           const ColumnShape& shape,
                                           const base::MemoryBudgetPtr& budget, base::Span where) {
    SKJERM_TRY(segment->check_unchanged(where));
    auto column =
        build(segment->storage(), units.size(), shape, budget,
              [&](const base::Block& rows, std::span<std::byte> out) {
                  return gather_rows(*segment, day, units.subspan(rows.begin, rows.size()),
                                     out.data(), where);
              });
    segment->release_pages();
    return column;
}

}  // namespace skjerm::datastore
