// Rows of panels: one for each unit and point of time, in the order of units and, within a unit, of
// time. From columns of a cross-section to columns of a panel and back.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "skjerm/base/memory_budget.h"
#include "skjerm/base/result.h"
#include "skjerm/column/column.h"
#include "skjerm/column/row_units.h"
#include "skjerm/dataset/dataset.h"

namespace skjerm::dataset {

/// out[unit * T + time] = columns[time][unit] for T columns of `units` rows each; a null column is
/// missing throughout, but not all may be null. Numbers are widened to what holds all of them,
/// dictionaries are united; keys are of one domain. Mixing kinds of values breaks an invariant.
[[nodiscard]] base::Result<column::ColumnPtr> interleave(std::span<const column::ColumnPtr> columns,
                                                         std::size_t units,
                                                         const base::MemoryBudgetPtr& budget);

/// out[unit * times + time] = column[unit].
[[nodiscard]] base::Result<column::ColumnPtr> repeat_rows(const column::Column& column,
                                                          std::size_t times,
                                                          const base::MemoryBudgetPtr& budget);

/// Every unit `times` times.
[[nodiscard]] base::Result<column::RowUnitsPtr> repeat_units(const column::RowUnits& units,
                                                             std::size_t times,
                                                             const base::MemoryBudgetPtr& budget);

/// The panel of all units of a cross-section at all of `times`, without variables.
[[nodiscard]] base::Result<DatasetPtr> panel_without_variables(
    const Dataset& wide, const std::vector<column::CodeValue>& times,
    const base::MemoryBudgetPtr& budget);

/// date@panel of such a panel: numbers, or texts, ascending.
[[nodiscard]] base::Result<Variable> time_variable(std::span<const column::CodeValue> times,
                                                   std::size_t units, expr::Format format,
                                                   const base::MemoryBudgetPtr& budget);

/// A panel seen as a table of units and times.
struct PanelIndex {
    std::vector<std::uint32_t> units;  ///< distinct, ascending
    /// rows[time][i]: the row of units[i] at that time, column::kMissingRow where it has none.
    std::vector<std::vector<std::uint32_t>> rows;
};

/// `time_of_row`: number of the time of each row, or any number from `times` on for rows to be left
/// out. A unit has at most one row at a time.
[[nodiscard]] PanelIndex index_panel(const column::RowUnits& units,
                                     std::span<const std::uint32_t> time_of_row, std::size_t times);

}  // namespace skjerm::dataset
