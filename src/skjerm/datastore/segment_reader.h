// From the blocks of a segment to a column: the whole domain, or the units asked for.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>

#include "skjerm/base/memory_budget.h"
#include "skjerm/base/result.h"
#include "skjerm/column/column.h"
#include "skjerm/datastore/segment.h"

namespace skjerm::datastore {

/// What a column needs besides its values.
struct ColumnShape {
    column::DictionaryPtr dictionary;  ///< text
    column::UnitDomain domain = 0;     ///< links
};

/// One row per unit. A view into the file when its values lie side by side. `day` picks the spell,
/// or is the date of a segment of changes.
[[nodiscard]] base::Result<column::ColumnPtr> read_segment(
    const std::shared_ptr<const Segment>& segment, std::optional<base::DayNumber> day,
    const ColumnShape& shape, const base::MemoryBudgetPtr& budget, base::Span where);

/// One row for each of `units`: ascending, equal ones allowed, all below segment->units().
[[nodiscard]] base::Result<column::ColumnPtr> read_segment_units(
    const std::shared_ptr<const Segment>& segment, std::optional<base::DayNumber> day,
    std::span<const std::uint32_t> units, const ColumnShape& shape,
    const base::MemoryBudgetPtr& budget, base::Span where);

/// Calls `f(T{})` with the value type of `storage`.
template <class F>
decltype(auto) with_type(column::Storage storage, F&& f) {
    using column::Storage;
    switch (storage) {
        case Storage::Int8:
            return f(std::int8_t{});
        case Storage::Int16:
            return f(std::int16_t{});
        case Storage::Int32:
            return f(std::int32_t{});
        case Storage::Int64:
            return f(std::int64_t{});
        case Storage::Float64:
            return f(double{});
        case Storage::Code8:
            return f(column::Code8{});
        case Storage::Code16:
            return f(column::Code16{});
        case Storage::Code32:
            return f(column::Code32{});
        case Storage::Unit32:
            return f(column::UnitIndex{});
    }
    base::fail_check("unreachable storage", __FILE__, __LINE__);
}

}  // namespace skjerm::datastore
