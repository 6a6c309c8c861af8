#include "skjerm/command/statistics/values.h"

#include <algorithm>

#include "skjerm/command/data/valid_values.h"
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

}  // namespace

base::Result<disclosure::RawVariable> ungrouped_values(const Context& context, const View& view,
                                                       const dataset::Variable& variable,
                                                       bool gini) {
    SKJERM_TRY_ASSIGN(const column::ColumnPtr values,
                      valid_values(variable, context.environment.budget));
    return named(disclosure::summarize_values(context.gate(), view.rows(), *values,
                                              {.moments = true,
                                               .quantiles = true,
                                               .gini = gini,
                                               .unit_is_person = units_are_persons(view)}),
                 variable);
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
    return named(
        disclosure::summarize_groups(context.gate(), view.rows(), *values,
                                     {.moments = any(is_moment),
                                      .quantiles = any(is_quantile),
                                      .gini = any([](Statistic s) { return s == Statistic::Gini; }),
                                      .unit_is_person = units_are_persons(view)},
                                     cells.counted, by_counted_cell(plan, cells)),
        variable);
}

}  // namespace skjerm::command
