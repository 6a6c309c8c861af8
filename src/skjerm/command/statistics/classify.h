// Classifying variables of a table: from counted cells to the axes and cells that the gate takes.
#pragma once

#include <cstdint>
#include <vector>

#include "skjerm/base/result.h"
#include "skjerm/command/population.h"
#include "skjerm/disclosure/raw_result.h"
#include "skjerm/stats/crosstab.h"

namespace skjerm::command {

/// What a table classifies by.
struct Classification {
    std::vector<const dataset::Variable*> variables;
    bool missing = false;  ///< missing values and codes are levels
    /// When not empty: only rows with a valid value of at least one of these count.
    std::vector<column::ColumnPtr> valid_in_any;
};

/// Cells as the gate takes them, and the way back to the rows.
struct Cells {
    stats::Crosstab counted;
    std::vector<disclosure::RawAxis> axes;
    std::vector<base::Evidence> cells;           ///< over the levels of `axes`, row-major
    std::vector<std::uint32_t> cell_of_counted;  ///< cell of `counted` → entry of `cells`
    /// Where units have several rows, evidence of each level of each axis; else empty.
    std::vector<std::vector<base::Evidence>> overlapping_margins;
};

/// Counts the selected rows. Small levels that only the data name are pooled, as the gate plans.
[[nodiscard]] base::Result<Cells> count_cells(const Context& context, const View& view,
                                              const Classification& classification,
                                              base::Span where);

/// The groups of a table whose cells share units, as `plan` numbers them.
[[nodiscard]] std::vector<disclosure::RawRows> count_overlapping_groups(
    const Context& context, const View& view, const Cells& cells,
    const disclosure::GroupPlan& plan);

}  // namespace skjerm::command
