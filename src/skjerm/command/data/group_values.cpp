#include "skjerm/command/data/group_values.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <utility>

#include "skjerm/base/diagnostic_codes.h"
#include "skjerm/command/data/group_columns.h"
#include "skjerm/command/data/valid_values.h"
#include "skjerm/command/derivations.h"
#include "skjerm/command/expression_carriers.h"
#include "skjerm/command/operands.h"
#include "skjerm/disclosure/carriers.h"
#include "skjerm/disclosure/group_protection.h"

namespace skjerm::command {

namespace {

using base::Argument;
using base::Code;
using column::ColumnPtr;
using stats::GroupStatistic;

struct NamedStatistic {
    std::string_view name;
    GroupStatistic statistic;
};
constexpr std::array kStatistics{NamedStatistic{"count", GroupStatistic::Count},
                                 NamedStatistic{"sum", GroupStatistic::Sum},
                                 NamedStatistic{"mean", GroupStatistic::Mean},
                                 NamedStatistic{"min", GroupStatistic::Minimum},
                                 NamedStatistic{"max", GroupStatistic::Maximum},
                                 NamedStatistic{"median", GroupStatistic::Median},
                                 NamedStatistic{"sd", GroupStatistic::StandardDeviation},
                                 NamedStatistic{"semean", GroupStatistic::StandardError},
                                 NamedStatistic{"sebinomial", GroupStatistic::BinomialError},
                                 NamedStatistic{"percent", GroupStatistic::Percent},
                                 NamedStatistic{"iqr", GroupStatistic::InterquartileRange},
                                 NamedStatistic{"gini", GroupStatistic::Gini}};

/// So many groups of categories are counted at most; of so many, far more than the limit below
/// have a released count above 0, so that the limit on the true number decides nothing.
constexpr std::size_t kCountableGroups = stats::kLargestCrosstab;
constexpr std::size_t kMostGroups = kCountableGroups / 8;

base::Result<GroupStatistic> statistic_named(const script::Word& word) {
    std::vector<std::string> names;
    for (const NamedStatistic& known : kStatistics) {
        if (known.name == word.text) return known.statistic;
        names.emplace_back(known.name);
    }
    return base::error(Code::UnknownGroupStatistic, word.span,
                       {Argument::name(word.text), Argument::names(names)});
}

bool unit_is_person(const dataset::Dataset& dataset) { return dataset.unit_type()->id == "PERSON"; }

/// What each item is computed from: the variable without its user-missing codes.
base::Result<std::vector<ColumnPtr>> source_columns(const std::vector<GroupItem>& items,
                                                    const base::MemoryBudgetPtr& budget) {
    std::vector<ColumnPtr> columns;
    for (std::size_t i = 0; i < items.size(); ++i) {
        std::size_t same = 0;
        while (items[same].source != items[i].source) ++same;
        if (same < i) {
            columns.push_back(columns[same]);
            continue;
        }
        SKJERM_TRY_ASSIGN(ColumnPtr column, valid_values(*items[i].source, budget));
        columns.push_back(std::move(column));
    }
    return columns;
}

std::vector<disclosure::GroupItem> protected_items(const std::vector<GroupItem>& items,
                                                   const std::vector<ColumnPtr>& columns,
                                                   const dataset::Dataset& dataset,
                                                   const std::optional<KeyColumn>& key) {
    std::vector<disclosure::GroupItem> result;
    for (std::size_t i = 0; i < items.size(); ++i) {
        dataset::Carriers carriers = value_carriers(dataset, *items[i].source);
        if (key && key->variable != nullptr)
            dataset::unite_carriers(carriers, key->variable->carriers);
        result.push_back({columns[i], items[i].statistic, std::move(carriers),
                          analysed_derivation(*items[i].source)});
    }
    return result;
}

/// The result of an item: labels and date format stay with values that are of the variable's own
/// kind.
dataset::Variable result_variable(const GroupItem& item, ColumnPtr column) {
    const bool is_value = item.statistic == GroupStatistic::Minimum ||
                          item.statistic == GroupStatistic::Maximum ||
                          item.statistic == GroupStatistic::Median;
    const bool integer = item.source->column->kind() == column::Kind::Integer;
    return {.name = name_of(item.name),
            .column = std::move(column),
            .labels = is_value && integer ? item.source->labels : nullptr,
            .format = is_value ? item.source->format : expr::Format::Plain,
            .title = {},
            .source = {},
            .link = nullptr};
}

}  // namespace

base::Result<std::vector<GroupItem>> group_items(const Context& context,
                                                 const dataset::Dataset& dataset,
                                                 const script::Command& command,
                                                 bool names_required) {
    std::vector<GroupItem> items;
    for (const script::AggregationItem& one :
         std::get<script::Aggregation>(command.operands).items) {
        SKJERM_TRY_ASSIGN(const GroupStatistic statistic, statistic_named(one.statistic));
        const script::NameExpression& source = one.variable.source;
        SKJERM_TRY_ASSIGN(const dataset::Variable* variable,
                          stats::needs_numbers(statistic)
                              ? numeric_variable(context, dataset, source, one.statistic.text)
                              : analysable_variable(context, dataset, source));
        if (names_required && !one.variable.target)
            return base::error(
                Code::AggregateNeedsNames, source.span,
                {Argument::name(variable->name), Argument::fact(one.statistic.text)});
        GroupItem item{statistic, variable, one.variable.target.value_or(source)};
        // START@x may be aggregated under its own name.
        if (name_of(item.name) != name_of(source)) SKJERM_TRY(valid_new_name(item.name));
        for (const GroupItem& other : items) {
            if (name_of(other.name) != name_of(item.name)) continue;
            base::Diagnostic twice = base::error(Code::ResultNamedTwice, item.name.span,
                                                 {Argument::name(name_of(item.name))});
            twice.related.push_back(other.name.span);
            return twice;
        }
        items.push_back(std::move(item));
    }
    return items;
}

base::Result<std::optional<KeyColumn>> group_key(const Context& context,
                                                 const dataset::Dataset& dataset,
                                                 const script::Command& command) {
    const script::Option* by = find_option(command, "by");
    if (by == nullptr) return std::optional<KeyColumn>();
    const std::vector<script::NameExpression> names = option_names(*by);
    if (names.size() != 1)
        return base::error(Code::NeedsOneGroupVariable, by->span,
                           {Argument::name(command.name.text)});
    std::optional<KeyColumn> key = find_key(dataset, name_of(names[0]));
    if (key) return key;
    SKJERM_TRY(existing_variable(context, dataset, names[0]));
    return key;
}

base::Result<UnitGroups> values_by_unit(Context& context, const View& view, const KeyColumn& key,
                                        const std::vector<GroupItem>& items, base::Span where) {
    const base::MemoryBudgetPtr& budget = context.environment.budget;
    const dataset::Dataset& dataset = view.dataset();
    const bool own_units = key.column == nullptr || key.is_identifier;
    UnitGroups result{own_units ? stats::GroupOrder::by_units(*dataset.units())
                                : stats::GroupOrder::by_references(*key.column),
                      {}};
    SKJERM_TRY_ASSIGN(const std::vector<ColumnPtr> columns, source_columns(items, budget));
    const std::uint64_t rows = rows_key(context, dataset, view.selected());
    for (std::size_t i = 0; i < items.size(); ++i) {
        SKJERM_TRY_ASSIGN(ColumnPtr values, stats::group_statistic(result.order, *columns[i],
                                                                   items[i].statistic, budget));
        result.values.push_back(result_variable(items[i], std::move(values)));
        result.values.back().derivation =
            group_derivation(rows, *items[i].source, items[i].statistic, key);
        SKJERM_TRY_ASSIGN(result.values.back().carriers,
                          group_carriers(result.order, value_carriers(dataset, *items[i].source),
                                         *columns[i], budget));
    }
    // Behind a group is one unit of the dataset, or one person with its jobs, courses, vehicles:
    // units that have one person each, which categories, families and households have not.
    const bool of_one_person = key.unit_type && key.unit_type->id == "PERSON" &&
                               dataset.category() == nullptr &&
                               dataset.units()->domain() != key.domain(dataset);
    if (own_units || of_one_person) return result;

    const std::vector<std::uint8_t> many = stats::groups_of_many_units(
        result.order, *dataset.units(), context.gate().policy().small_group);
    SKJERM_TRY_ASSIGN(const LargeGroups large, large_groups(result.order, many, budget));
    if (large.groups.empty()) return result;
    const stats::FactorSpec spec{large.number_of_row};
    const auto counted =
        stats::count_crosstab(view.rows(), std::span(&spec, 1),
                              {.max_levels = kCountableGroups, .max_cells = kCountableGroups});
    const auto* table = std::get_if<stats::Crosstab>(&counted);
    if (table == nullptr)
        return base::error(Code::TooManyGroups, where, {Argument::name(key.name)});
    const auto numbers = disclosure::protect_groups(context.gate(), view.rows(), *table,
                                                    protected_items(items, columns, dataset, key),
                                                    unit_is_person(dataset));
    for (std::size_t i = 0; i < items.size(); ++i) {
        ColumnPtr& values = result.values[i].column;
        SKJERM_TRY_ASSIGN(values, with_protected(*values, large.groups, numbers[i], budget));
    }
    return result;
}

namespace {

/// Levels of a key that was brought from other units, of which too few are behind them: that there
/// is such a level would say what these units are like.
std::vector<bool> levels_of_few_carriers(const Context& context, const View& view,
                                         const KeyColumn& key, const CategoryGroups& groups) {
    const std::size_t levels = groups.table.cells.size();
    std::vector<bool> few(levels, false);
    dataset::Carriers carriers = view.dataset().chosen_by();
    if (key.variable != nullptr) dataset::unite_carriers(carriers, key.variable->carriers);
    if (carriers.empty()) return few;
    const stats::Rows rows = view.rows();
    std::vector<std::uint32_t> itself(levels);
    std::iota(itself.begin(), itself.end(), 0U);
    const auto spreads =
        disclosure::CarrierSet(context.gate(), rows, carriers)
            .spreads(
                {.rows = rows, .table = groups.table, .group_of_cell = itself, .groups = levels});
    for (std::size_t level = 0; level < levels; ++level)
        few[level] = disclosure::has_few_carriers(spreads[level], context.gate().policy(),
                                                  context.gate().count_noise());
    return few;
}

}  // namespace

base::Result<CategoryGroups> values_by_category(Context& context, const View& view,
                                                const std::optional<KeyColumn>& key,
                                                const std::vector<GroupItem>& items,
                                                base::Span where) {
    const base::MemoryBudgetPtr& budget = context.environment.budget;
    CategoryGroups result;
    if (key) {
        const stats::FactorSpec spec{.column = key->column,
                                     .missing_codes = key->variable
                                                          ? missing_codes_of(*key->variable)
                                                          : std::vector<column::CodeValue>{}};
        auto counted =
            stats::count_crosstab(view.rows(), std::span(&spec, 1),
                                  {.max_levels = kCountableGroups, .max_cells = kCountableGroups});
        if (std::holds_alternative<stats::TooLarge>(counted))
            return base::error(Code::TooManyGroups, where, {Argument::name(key->name)});
        result.table = std::get<stats::Crosstab>(std::move(counted));
        const std::vector<bool> few_carriers = levels_of_few_carriers(context, view, *key, result);
        for (std::uint32_t level = 0; level < result.table.cells.size(); ++level)
            if (!few_carriers[level] &&
                context.gate().count_noise().release(result.table.cells[level]) > 0)
                result.shown.push_back(level);
        if (result.shown.size() > kMostGroups)
            return base::error(Code::TooManyGroups, where, {Argument::name(key->name)});
    } else {
        result.table = stats::one_cell();
        result.shown.push_back(0);
    }
    SKJERM_TRY_ASSIGN(const std::vector<ColumnPtr> columns, source_columns(items, budget));
    const auto numbers = disclosure::protect_groups(
        context.gate(), view.rows(), result.table,
        protected_items(items, columns, view.dataset(), key), unit_is_person(view.dataset()));
    const std::uint64_t rows = rows_key(context, view.dataset(), view.selected());
    for (std::size_t i = 0; i < items.size(); ++i) {
        const column::Kind kind = stats::result_kind(items[i].statistic, columns[i]->kind());
        SKJERM_TRY_ASSIGN(ColumnPtr values, column_of(numbers[i], result.shown, kind, budget));
        result.values.push_back(result_variable(items[i], std::move(values)));
        result.values.back().derivation =
            group_derivation(rows, *items[i].source, items[i].statistic, key);
    }
    return result;
}

}  // namespace skjerm::command
