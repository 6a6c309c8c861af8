#include "skjerm/command/statistics/values.h"

#include <algorithm>

#include "skjerm/command/data/valid_values.h"
#include "skjerm/command/derivations.h"
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

/// Carriers of a variable, and of what chose or classified its rows.
dataset::Carriers united(const View& view, const dataset::Variable& variable,
                         const dataset::Carriers& more) {
    dataset::Carriers carriers = value_carriers(view.dataset(), variable);
    dataset::unite_carriers(carriers, more);
    return carriers;
}

}  // namespace

void add_carriers(const Context& context, const View& view, const dataset::Carriers& carriers,
                  const Cells& cells, const disclosure::GroupPlan& plan,
                  disclosure::RawTable& table) {
    if (carriers.empty()) return;
    const stats::Rows rows = view.rows();
    const disclosure::CarrierSet set(context.gate(), rows, carriers);
    table.carriers.resize(plan.group_count);
    table.numbers_of_rows.resize(plan.group_count);
    for (const std::vector<std::uint32_t>& group_of_cell :
         by_counted_cell(plan, cells).group_of_cell) {
        const stats::GroupedRows grouped{.rows = rows,
                                         .table = cells.counted,
                                         .group_of_cell = group_of_cell,
                                         .groups = plan.group_count};
        const auto spreads = set.spreads(grouped);
        const auto numbers = set.rows_of_carriers(grouped, spreads);
        // A group belongs to one layer.
        for (const std::uint32_t group : group_of_cell) {
            if (group == disclosure::GroupPlan::kNone) continue;
            table.carriers[group] = spreads[group];
            table.numbers_of_rows[group] = numbers[group];
        }
    }
}

disclosure::CarrierSpreads ungrouped_carriers(const Context& context, const View& view,
                                              const dataset::Variable& variable,
                                              const dataset::Carriers& carriers) {
    if (carriers.empty()) return {};
    const stats::Rows rows = view.rows();
    const stats::Crosstab everything = stats::one_cell();
    const std::vector<std::uint32_t> first{0};
    return disclosure::CarrierSet(context.gate(), rows, carriers)
        .spreads({.rows = rows,
                  .table = everything,
                  .group_of_cell = first,
                  .groups = 1,
                  .valid = variable.column.get()})[0];
}

base::Result<disclosure::RawVariable> ungrouped_values(const Context& context, const View& view,
                                                       const dataset::Variable& variable, bool gini,
                                                       const dataset::Carriers& chosen_by) {
    SKJERM_TRY_ASSIGN(const column::ColumnPtr values,
                      valid_values(variable, context.environment.budget));
    const dataset::Carriers carriers = united(view, variable, chosen_by);
    return named(disclosure::summarize_values(context.gate(), view.rows(), *values,
                                              {.moments = true,
                                               .quantiles = true,
                                               .gini = gini,
                                               .unit_is_person = units_are_persons(view),
                                               .carriers = carriers,
                                               .derivation = analysed_derivation(variable)}),
                 variable);
}

base::Result<disclosure::RawVariable> grouped_values(const Context& context, const View& view,
                                                     const dataset::Variable& variable,
                                                     std::span<const Statistic> statistics,
                                                     const dataset::Carriers& classified_by,
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
                                      .unit_is_person = units_are_persons(view),
                                      .carriers = united(view, variable, classified_by),
                                      .derivation = analysed_derivation(variable)},
                                     cells.counted, by_counted_cell(plan, cells)),
        variable);
}

}  // namespace skjerm::command
