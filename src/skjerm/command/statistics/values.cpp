#include "skjerm/command/statistics/values.h"

#include <algorithm>

#include "skjerm/command/data/valid_values.h"
#include "skjerm/command/expression_carriers.h"
#include "skjerm/disclosure/carriers.h"
#include "skjerm/disclosure/value_statistics.h"

namespace skjerm::command {

namespace {

using released::Statistic;

bool is_moment(Statistic statistic) {
    return statistic == Statistic::Mean || statistic == Statistic::StandardDeviation ||
           statistic == Statistic::Sum;
}
bool is_quantile(Statistic statistic) {
    return statistic == Statistic::Percentile25 || statistic == Statistic::Median ||
           statistic == Statistic::Percentile75 || statistic == Statistic::InterquartileRange;
}

bool units_are_persons(const View& view) { return view.dataset().unit_type()->id == "PERSON"; }

disclosure::RawVariable named(disclosure::RawVariable values, const dataset::Variable& variable) {
    values.name = variable.name;
    values.label = {variable.title.nb, variable.title.en};
    return values;
}

/// The plan with groups by counted cells instead of by cells of the raw table.
disclosure::GroupPlan by_counted_cell(const disclosure::GroupPlan& plan, const Cells& cells) {
    disclosure::GroupPlan result{.group_count = plan.group_count, .group_of_cell = {}};
    for (const std::vector<std::uint32_t>& groups : plan.group_of_cell) {
        std::vector<std::uint32_t>& counted = result.group_of_cell.emplace_back();
        for (const std::uint32_t cell : cells.cell_of_counted) counted.push_back(groups[cell]);
    }
    return result;
}

/// Spreads of the groups of every layer of a plan by counted cell.
std::vector<disclosure::CarrierSpreads> spreads_of_plan(const Context& context, const View& view,
                                                        const dataset::Carriers& carriers,
                                                        const column::Column* valid,
                                                        const Cells& cells,
                                                        const disclosure::GroupPlan& plan) {
    std::vector<disclosure::CarrierSpreads> result(plan.group_count);
    if (carriers.empty()) return result;
    const stats::Rows rows = view.rows();
    const disclosure::GroupPlan counted = by_counted_cell(plan, cells);
    for (const std::vector<std::uint32_t>& group_of_cell : counted.group_of_cell) {
        const auto spreads = disclosure::carrier_spreads(context.gate(),
                                                         {.rows = rows,
                                                          .table = cells.counted,
                                                          .group_of_cell = group_of_cell,
                                                          .groups = plan.group_count,
                                                          .valid = valid},
                                                         carriers);
        // A group belongs to one layer.
        std::vector<bool> in_layer(plan.group_count, false);
        for (const std::uint32_t group : group_of_cell)
            if (group != disclosure::GroupPlan::kNone) in_layer[group] = true;
        for (std::size_t group = 0; group < result.size(); ++group)
            if (in_layer[group]) result[group] = spreads[group];
    }
    return result;
}

}  // namespace

std::vector<disclosure::CarrierSpreads> grouped_carriers(const Context& context, const View& view,
                                                         const dataset::Carriers& carriers,
                                                         const Cells& cells,
                                                         const disclosure::GroupPlan& plan) {
    if (carriers.empty()) return {};
    return spreads_of_plan(context, view, carriers, nullptr, cells, plan);
}

disclosure::CarrierSpreads ungrouped_carriers(const Context& context, const View& view,
                                              const dataset::Variable& variable,
                                              const dataset::Carriers& carriers) {
    if (carriers.empty()) return {};
    const stats::Rows rows = view.rows();
    const stats::Crosstab everything = stats::one_cell();
    const std::vector<std::uint32_t> first{0};
    return disclosure::carrier_spreads(context.gate(),
                                       {.rows = rows,
                                        .table = everything,
                                        .group_of_cell = first,
                                        .groups = 1,
                                        .valid = variable.column.get()},
                                       carriers)[0];
}

base::Result<disclosure::RawVariable> ungrouped_values(const Context& context, const View& view,
                                                       const dataset::Variable& variable,
                                                       bool gini) {
    SKJERM_TRY_ASSIGN(const column::ColumnPtr values,
                      valid_values(variable, context.environment.budget));
    disclosure::RawVariable raw =
        named(disclosure::summarize_values(context.gate(), view.rows(), *values,
                                           {.moments = true,
                                            .quantiles = true,
                                            .gini = gini,
                                            .unit_is_person = units_are_persons(view)}),
              variable);
    raw.groups[0].carriers =
        ungrouped_carriers(context, view, variable, value_carriers(view.dataset(), variable));
    return raw;
}

base::Result<disclosure::RawVariable> grouped_values(const Context& context, const View& view,
                                                     const dataset::Variable& variable,
                                                     std::span<const Statistic> statistics,
                                                     const Cells& cells,
                                                     const disclosure::GroupPlan& plan) {
    SKJERM_TRY_ASSIGN(const column::ColumnPtr values,
                      valid_values(variable, context.environment.budget));
    const auto any = [&](auto predicate) {
        return std::any_of(statistics.begin(), statistics.end(), predicate);
    };
    disclosure::RawVariable raw = named(
        disclosure::summarize_groups(context.gate(), view.rows(), *values,
                                     {.moments = any(is_moment),
                                      .quantiles = any(is_quantile),
                                      .gini = any([](Statistic s) { return s == Statistic::Gini; }),
                                      .unit_is_person = units_are_persons(view)},
                                     cells.counted, by_counted_cell(plan, cells)),
        variable);
    const auto spreads = spreads_of_plan(context, view, value_carriers(view.dataset(), variable),
                                         values.get(), cells, plan);
    for (std::size_t group = 0; group < spreads.size(); ++group)
        raw.groups[group].carriers = spreads[group];
    return raw;
}

}  // namespace skjerm::command
