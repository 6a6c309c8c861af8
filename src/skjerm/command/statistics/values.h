// Value statistics of the selected rows, as the gate takes them.
#pragma once

#include <span>

#include "skjerm/command/population.h"
#include "skjerm/command/statistics/classify.h"
#include "skjerm/disclosure/raw_result.h"

namespace skjerm::command {

/// Mean, spread and percentiles of one variable over the selected rows.
[[nodiscard]] base::Result<disclosure::RawVariable> ungrouped_values(
    const Context& context, const View& view, const dataset::Variable& variable, bool gini);

/// The statistics asked for in every group of a table.
[[nodiscard]] base::Result<disclosure::RawVariable> grouped_values(
    const Context& context, const View& view, const dataset::Variable& variable,
    std::span<const released::Statistic> statistics, const Cells& cells,
    const disclosure::GroupPlan& plan);

}  // namespace skjerm::command
