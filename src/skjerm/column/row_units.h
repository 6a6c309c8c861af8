// Which unit each row of a dataset is: the identity for a dataset that holds every unit of its
// domain (nothing stored), otherwise an explicit list of dense indexes. Immutable and shared.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "skjerm/column/column.h"

namespace skjerm::column {

class RowUnits {
public:
    /// Rows 0..count-1 are units 0..count-1 of `domain`.
    static std::shared_ptr<const RowUnits> all(std::uint32_t count, UnitDomain domain);
    /// One row per entry of a Unit32 column without missing entries, ascending. A unit with several
    /// rows is there several times.
    static std::shared_ptr<const RowUnits> listed(ColumnPtr units, UnitDomain domain);

    /// Likewise, of a list, which is copied.
    [[nodiscard]] static base::Result<std::shared_ptr<const RowUnits>> of(
        std::span<const std::uint32_t> units, UnitDomain domain,
        const base::MemoryBudgetPtr& budget);

    [[nodiscard]] std::size_t size() const { return size_; }
    [[nodiscard]] UnitDomain domain() const { return domain_; }
    [[nodiscard]] bool is_all() const { return list_ == nullptr; }
    /// The unit of `row`.
    [[nodiscard]] std::uint32_t unit(std::size_t row) const {
        return list_ ? static_cast<std::uint32_t>(values_[row]) : static_cast<std::uint32_t>(row);
    }
    /// The list as dense indexes; empty when is_all().
    [[nodiscard]] std::span<const std::uint32_t> listed_units() const;
    [[nodiscard]] const ColumnPtr& list() const { return list_; }

private:
    RowUnits(std::size_t size, UnitDomain domain, ColumnPtr list);
    std::size_t size_;
    UnitDomain domain_;
    ColumnPtr list_;
    const UnitIndex* values_ = nullptr;
};

using RowUnitsPtr = std::shared_ptr<const RowUnits>;

}  // namespace skjerm::column
