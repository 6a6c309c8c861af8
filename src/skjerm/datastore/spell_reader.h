// From spells to columns, one row per spell that overlaps an interval.
#pragma once

#include <memory>

#include "skjerm/base/memory_budget.h"
#include "skjerm/base/result.h"
#include "skjerm/datastore/segment.h"
#include "skjerm/datastore/segment_reader.h"
#include "skjerm/datastore/spell_codec.h"
#include "skjerm/datastore/store.h"

namespace skjerm::datastore {

/// An interval of days, both included, and the domain that the spells' units belong to.
struct SpellRequest {
    base::DayNumber first = 0;
    base::DayNumber last = 0;
    column::UnitDomain unit_domain = 0;
};

/// What Store::read_spells gives, from a segment of spells.
[[nodiscard]] base::Result<Store::Spells> read_segment_spells(const Segment& segment,
                                                              const SpellRequest& request,
                                                              const ColumnShape& shape,
                                                              const base::MemoryBudgetPtr& budget,
                                                              base::Span where);

/// Columns of `count` spells; `fill(rows)` puts them in.
template <class Fill>
[[nodiscard]] base::Result<Store::Spells> build_spells(column::Storage storage, std::size_t count,
                                                       column::UnitDomain unit_domain,
                                                       const ColumnShape& shape,
                                                       const base::MemoryBudgetPtr& budget,
                                                       const Fill& fill) {
    return with_type(storage, [&](auto zero) -> base::Result<Store::Spells> {
        using T = decltype(zero);
        SKJERM_TRY_ASSIGN(auto units,
                          column::ColumnBuilder<column::UnitIndex>::make(count, budget));
        SKJERM_TRY_ASSIGN(auto values, column::ColumnBuilder<T>::make(count, budget));
        SKJERM_TRY_ASSIGN(auto starts, column::ColumnBuilder<std::int32_t>::make(count, budget));
        SKJERM_TRY_ASSIGN(auto stops, column::ColumnBuilder<std::int32_t>::make(count, budget));
        auto* indexes = reinterpret_cast<std::uint32_t*>(units.values().data());
        SKJERM_TRY(fill(SpellRows{{indexes, count},
                                  starts.values(),
                                  stops.values(),
                                  std::as_writable_bytes(values.values())}));
        return Store::Spells{std::move(units).freeze(nullptr, unit_domain),
                             std::move(values).freeze(shape.dictionary, shape.domain),
                             std::move(starts).freeze(), std::move(stops).freeze()};
    });
}

}  // namespace skjerm::datastore
