#include "skjerm/datastore/longer_column.h"

#include <algorithm>
#include <type_traits>

#include "skjerm/base/check.h"

namespace skjerm::datastore {

base::Result<column::ColumnPtr> longer_column(column::ColumnPtr column, std::size_t rows,
                                              const base::MemoryBudgetPtr& budget) {
    SKJERM_CHECK(column->size() <= rows);
    if (column->size() == rows) return column;
    return column::visit(*column, [&](auto values) -> base::Result<column::ColumnPtr> {
        using T = std::remove_const_t<typename decltype(values)::element_type>;
        SKJERM_TRY_ASSIGN(auto builder, column::ColumnBuilder<T>::make(rows, budget));
        const auto end = std::ranges::copy(values, builder.values().begin()).out;
        std::fill(end, builder.values().end(), column::missing<T>());
        return std::move(builder).freeze(column->dictionary(), column->domain());
    });
}

}  // namespace skjerm::datastore
