// Value statistics of the selected rows, as the gate takes them.
#pragma once

#include <span>

#include "skjerm/command/population.h"
#include "skjerm/command/statistics/classify.h"
#include "skjerm/dataset/carriers.h"
#include "skjerm/disclosure/raw_result.h"

namespace skjerm::command {

/// Mean, spread and percentiles of one variable over the selected rows.
[[nodiscard]] base::Result<disclosure::RawVariable> ungrouped_values(
    const Context& context, const View& view, const dataset::Variable& variable, bool gini);

/// By group of a table, the spread of carriers of its rows.
[[nodiscard]] std::vector<disclosure::CarrierSpreads> grouped_carriers(
    const Context& context, const View& view, const dataset::Carriers& carriers, const Cells& cells,
    const disclosure::GroupPlan& plan);

/// The spread of carriers of the selected rows with a value of `variable`.
[[nodiscard]] disclosure::CarrierSpreads ungrouped_carriers(const Context& context,
                                                            const View& view,
                                                            const dataset::Variable& variable,
                                                            const dataset::Carriers& carriers);

/// The statistics asked for in every group of a table.
[[nodiscard]] base::Result<disclosure::RawVariable> grouped_values(
    const Context& context, const View& view, const dataset::Variable& variable,
    std::span<const released::Statistic> statistics, const Cells& cells,
    const disclosure::GroupPlan& plan);

}  // namespace skjerm::command
