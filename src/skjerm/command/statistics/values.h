// Value statistics of the selected rows, as the gate takes them.
#pragma once

#include <span>

#include "skjerm/command/population.h"
#include "skjerm/command/statistics/classify.h"
#include "skjerm/dataset/carriers.h"
#include "skjerm/disclosure/raw_result.h"

namespace skjerm::command {

/// Mean, spread and percentiles of one variable over the selected rows. `chosen_by`: carriers of
/// what chose the rows.
[[nodiscard]] base::Result<disclosure::RawVariable> ungrouped_values(
    const Context& context, const View& view, const dataset::Variable& variable, bool gini,
    const dataset::Carriers& chosen_by);

/// The carriers of the rows of a table's groups: how they spread, and what numbers of rows are made
/// from. Nothing without carriers.
void add_carriers(const Context& context, const View& view, const dataset::Carriers& carriers,
                  const Cells& cells, const disclosure::GroupPlan& plan,
                  disclosure::RawTable& table);

/// The spread of carriers of the selected rows with a value of `variable`.
[[nodiscard]] disclosure::CarrierSpreads ungrouped_carriers(const Context& context,
                                                            const View& view,
                                                            const dataset::Variable& variable,
                                                            const dataset::Carriers& carriers);

/// The statistics asked for in every group of a table. `classified_by`: carriers of what chose or
/// classified the rows.
[[nodiscard]] base::Result<disclosure::RawVariable> grouped_values(
    const Context& context, const View& view, const dataset::Variable& variable,
    std::span<const released::Statistic> statistics, const dataset::Carriers& classified_by,
    const Cells& cells, const disclosure::GroupPlan& plan);

}  // namespace skjerm::command
