// aggregate: statistics of groups as new variables, the same for all rows of a group.
#include <array>
#include <vector>

#include "skjerm/base/diagnostic_codes.h"
#include "skjerm/base/parallel.h"
#include "skjerm/command/command_list.h"
#include "skjerm/command/data/group_values.h"
#include "skjerm/command/expression_carriers.h"
#include "skjerm/command/operands.h"
#include "skjerm/command/population.h"
#include "skjerm/dataset/carriers.h"
#include "skjerm/stats/chunks.h"

namespace skjerm::command {

namespace {

using base::Argument;
using base::Code;
using column::ColumnPtr;
using dataset::DatasetPtr;

/// For each row the place of its category among those that have a value.
std::vector<std::uint32_t> place_of_row(const stats::Rows& rows, const CategoryGroups& groups) {
    std::vector<std::uint32_t> place_of_cell(groups.table.cells.size() + 1, column::kMissingRow);
    for (std::uint32_t place = 0; place < groups.shown.size(); ++place)
        place_of_cell[groups.shown[place]] = place;
    std::vector<std::uint32_t> places(rows.count, column::kMissingRow);
    if (groups.table.cells.empty()) return places;
    const stats::CellIndex index(rows, groups.table);
    base::for_each_block(rows.count, [&](const base::Block& block) {
        stats::for_each_chunk(block, [&](std::size_t begin, std::size_t size) {
            const std::span<std::uint32_t> out(places.data() + begin, size);
            index.fill(begin, out);
            for (std::uint32_t& one : out) one = place_of_cell[one];
        });
    });
    return places;
}

/// `dataset` with the values of each row's group, which `for_rows` finds.
template <class ForRows>
base::Result<DatasetPtr> with_values(DatasetPtr dataset,
                                     const std::vector<dataset::Variable>& values,
                                     ForRows for_rows) {
    for (const dataset::Variable& value : values) {
        dataset::Variable variable = value;
        SKJERM_TRY_ASSIGN(variable.column, for_rows(*value.column));
        dataset = dataset->with(std::move(variable));
    }
    return dataset;
}

base::Result<DatasetPtr> by_unit(Context& context, const View& view, const KeyColumn& key,
                                 const std::vector<GroupItem>& items, const DatasetPtr& dataset,
                                 base::Span where) {
    SKJERM_TRY_ASSIGN(UnitGroups groups, values_by_unit(context, view, key, items, where));
    for (std::size_t i = 0; i < items.size(); ++i) {
        // All rows of a group share its value; a row that is the group alone shares it with none.
        dataset::Carriers carriers = value_carriers(*dataset, *items[i].source);
        if (!key.is_identifier) dataset::unite_carriers(carriers, {key.column});
        groups.values[i].carriers = std::move(carriers);
    }
    return with_values(dataset, groups.values, [&](const column::Column& by_group) {
        return groups.order.for_rows(by_group, context.environment.budget);
    });
}

base::Result<DatasetPtr> by_category(Context& context, const View& view,
                                     const std::optional<KeyColumn>& key,
                                     const std::vector<GroupItem>& items, const DatasetPtr& dataset,
                                     base::Span where) {
    SKJERM_TRY_ASSIGN(const CategoryGroups groups,
                      values_by_category(context, view, key, items, where));
    const std::vector<std::uint32_t> places = place_of_row(view.rows(), groups);
    return with_values(dataset, groups.values, [&](const column::Column& by_category) {
        return column::gather(by_category, places, context.environment.budget);
    });
}

base::Result<Outcome> run(Context& context, const script::Command& command) {
    SKJERM_TRY_ASSIGN(const DatasetPtr dataset, populated_dataset(context, command.name.span));
    SKJERM_TRY_ASSIGN(const std::vector<GroupItem> items,
                      group_items(context, *dataset, command, true));
    std::vector<std::string> made;
    for (const GroupItem& item : items) {
        SKJERM_TRY(new_variable_name(*dataset, item.name));
        made.push_back(name_of(item.name));
    }
    SKJERM_TRY_ASSIGN(const std::optional<KeyColumn> key, group_key(context, *dataset, command));
    SKJERM_TRY_ASSIGN(Selection everything, select_rows(context, dataset, std::nullopt));
    const View view(context, std::move(everything));
    DatasetPtr result;
    if (key && (key->is_identifier || key->refers_to_units())) {
        SKJERM_TRY_ASSIGN(result, by_unit(context, view, *key, items, dataset, command.span));
    } else {
        SKJERM_TRY_ASSIGN(result, by_category(context, view, key, items, dataset, command.span));
    }
    context.workspace.replace(dataset->name(), std::move(result));
    return notice(context, Code::VariablesAggregated, {Argument::names(made)}, command.span);
}

constexpr script::OptionSpec kOptions[] = {
    {.name = "by",
     .arguments = script::OptionArguments::Variables,
     .help = {.nb = "Variabelen det grupperes etter; uten den er alle radene én gruppe.",
              .en = "The variable to group by; without it all rows are one group."}}};

constexpr Example kExamples[] = {
    {.script = "aggregate (mean) lonn -> snittlonn (min) lonn -> minlonn, by(kommune)",
     .says = {.nb = "Kommunens tall hos alle som bor der",
              .en = "The municipality's numbers for all who live there"}},
    {.script = "aggregate (count) alder -> familiestorrelse, by(famnr)",
     .says = {.nb = "Antall i familien hos hvert medlem",
              .en = "The size of the family for each member"}}};

}  // namespace

const CommandSpec kAggregate = {
    .syntax = script::CommandSyntax{.name = "aggregate",
                                    .form = script::Form::Aggregation,
                                    .min_operands = 1,
                                    .max_operands = 1000,
                                    .options = kOptions},
    .group = Group::Transformation,
    .summary = base::LocalizedText{.nb = "Legger til statistikk for grupper som nye variabler.",
                                   .en = "Adds statistics of groups as new variables."},
    .details =
        {.nb = "Som collapse, men radene og variablene blir værende, og hver rad får tallene for "
               "gruppen sin. Hvert resultat trenger et nytt navn etter ->. Rader som mangler verdi "
               "i by(), får verdien mangler.",
         .en = "Like collapse, but rows and variables stay, and each row gets the numbers of its "
               "group. Every result needs a new name after ->. Rows without a value of by() get "
               "missing."},
    .disclosure = DisclosureRow{Treatment::Winsorised, Release::Nothing},
    .examples = kExamples,
    .run = run};

}  // namespace skjerm::command
