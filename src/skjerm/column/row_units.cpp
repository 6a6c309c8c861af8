#include "skjerm/column/row_units.h"

#include <algorithm>
#include <utility>

#include "skjerm/base/check.h"

namespace skjerm::column {

RowUnits::RowUnits(std::size_t size, UnitDomain domain, ColumnPtr list)
    : size_(size), domain_(domain), list_(std::move(list)) {
    if (list_ != nullptr) values_ = list_->values<UnitIndex>().data();
}

RowUnitsPtr RowUnits::all(std::uint32_t count, UnitDomain domain) {
    return std::shared_ptr<const RowUnits>(new RowUnits(count, domain, nullptr));
}

RowUnitsPtr RowUnits::listed(ColumnPtr units, UnitDomain domain) {
    SKJERM_CHECK(units != nullptr && units->storage() == Storage::Unit32);
    const std::size_t size = units->size();
    return std::shared_ptr<const RowUnits>(new RowUnits(size, domain, std::move(units)));
}

base::Result<RowUnitsPtr> RowUnits::of(std::span<const std::uint32_t> units, UnitDomain domain,
                                       const base::MemoryBudgetPtr& budget) {
    SKJERM_TRY_ASSIGN(auto builder, ColumnBuilder<UnitIndex>::make(units.size(), budget));
    std::transform(units.begin(), units.end(), builder.values().begin(),
                   [](std::uint32_t unit) { return UnitIndex{unit}; });
    return listed(std::move(builder).freeze(nullptr, domain), domain);
}

std::span<const std::uint32_t> RowUnits::listed_units() const {
    // The enumeration has the layout of its underlying type; columns are only ever read.
    if (list_ == nullptr) return {};
    return {reinterpret_cast<const std::uint32_t*>(values_), size_};
}

}  // namespace skjerm::column
