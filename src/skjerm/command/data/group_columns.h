// Columns around groups: protected numbers in the place of exact ones, carriers of group results.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "skjerm/base/memory_budget.h"
#include "skjerm/base/result.h"
#include "skjerm/dataset/carriers.h"
#include "skjerm/dataset/variable.h"
#include "skjerm/stats/group_order.h"

namespace skjerm::command {

/// The codes of the variable's list that count as missing.
[[nodiscard]] std::vector<column::CodeValue> missing_codes_of(const dataset::Variable& variable);

/// The groups that are marked in `many`, numbered, and for each row the number of its group
/// (missing in other groups).
struct LargeGroups {
    std::vector<std::uint32_t> groups;  ///< ascending
    column::ColumnPtr number_of_row;    ///< null when there are none
};
[[nodiscard]] base::Result<LargeGroups> large_groups(const stats::GroupOrder& order,
                                                     std::span<const std::uint8_t> many,
                                                     const base::MemoryBudgetPtr& budget);

/// `exact` with numbers[i] (NaN: missing) in the place of entry groups[i].
[[nodiscard]] base::Result<column::ColumnPtr> with_protected(const column::Column& exact,
                                                             std::span<const std::uint32_t> groups,
                                                             std::span<const double> numbers,
                                                             const base::MemoryBudgetPtr& budget);

/// A column of numbers[chosen[i]]; integers are rounded.
[[nodiscard]] base::Result<column::ColumnPtr> column_of(std::span<const double> numbers,
                                                        std::span<const std::uint32_t> chosen,
                                                        column::Kind kind,
                                                        const base::MemoryBudgetPtr& budget);

/// Carriers of a group result: of each group, that of the first of its rows with a valid value
/// (`values`), for each of the carriers of what it is made of.
[[nodiscard]] base::Result<dataset::Carriers> group_carriers(const stats::GroupOrder& order,
                                                             const dataset::Carriers& source,
                                                             const column::Column& values,
                                                             const base::MemoryBudgetPtr& budget);

}  // namespace skjerm::command
