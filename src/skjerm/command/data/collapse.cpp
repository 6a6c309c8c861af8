// collapse: one row for each group in the place of the rows of the active dataset.
#include <algorithm>
#include <array>
#include <vector>

#include "skjerm/base/diagnostic_codes.h"
#include "skjerm/base/parallel.h"
#include "skjerm/command/command_list.h"
#include "skjerm/command/data/group_values.h"
#include "skjerm/command/operands.h"
#include "skjerm/command/population.h"
#include "skjerm/stats/chunks.h"
#include "skjerm/stats/selection.h"

namespace skjerm::command {

namespace {

using base::Argument;
using base::Code;
using column::ColumnPtr;
using dataset::DatasetPtr;

/// A row of each level of a table over one variable.
std::vector<std::uint32_t> row_of_level(const stats::Rows& rows, const stats::Crosstab& table) {
    const std::size_t levels = table.cells.size();
    const stats::CellIndex index(rows, table);
    using Firsts = std::vector<std::uint32_t>;
    return base::fold_exact<Firsts>(
        rows.count, [&] { return Firsts(levels + 1, column::kMissingRow); },
        [&](Firsts& firsts, const base::Block& block) {
            std::array<std::uint32_t, stats::kChunkRows> cell;
            stats::for_each_chunk(block, [&](std::size_t begin, std::size_t size) {
                index.fill(begin, std::span(cell.data(), size));
                for (std::size_t i = 0; i < size; ++i)
                    firsts[cell[i]] =
                        std::min(firsts[cell[i]], static_cast<std::uint32_t>(begin + i));
            });
        },
        [](Firsts& into, const Firsts& from) {
            for (std::size_t i = 0; i < into.size(); ++i) into[i] = std::min(into[i], from[i]);
        });
}

/// Evidence of the units of the register behind each level.
std::vector<base::Evidence> units_behind(const stats::Rows& rows, const stats::Crosstab& table) {
    if (rows.behind.empty()) return table.cells;
    std::vector<base::Evidence> behind(table.cells.size());
    const stats::CellIndex index(rows, table);
    for (std::size_t row = 0; row < rows.count; ++row) {
        std::uint32_t cell = 0;
        index.fill(row, std::span(&cell, 1));
        if (cell < behind.size()) behind[cell].merge(rows.behind[row]);
    }
    return behind;
}

/// The evidence of all rows that have a group.
base::Evidence population_of(const View& view, const KeyColumn& key,
                             std::span<const base::Evidence> behind) {
    const stats::Rows rows = view.rows();
    if (rows.behind.empty()) return stats::valid_evidence(rows, *key.column);
    base::Evidence population;
    for (const base::Evidence& one : behind) population.merge(one);
    return population;
}

/// Categories have a unit type of their own, called as the variable is.
datastore::UnitTypePtr category_type(const dataset::Variable& category) {
    const bool titled = !category.title.nb.empty();
    return std::make_shared<datastore::UnitType>(datastore::UnitType{
        .id = category.name,
        .label = titled ? category.title : datastore::Label{category.name, category.name},
        .key_name = category.name,
        .domain = dataset::kCategoryDomain});
}

base::Result<DatasetPtr> by_category(const Context& context, const View& view, const KeyColumn& key,
                                     const CategoryGroups& groups) {
    const stats::Rows rows = view.rows();
    std::vector<std::uint32_t> chosen;
    auto behind = std::make_shared<std::vector<base::Evidence>>();
    std::vector<base::Evidence> all;
    if (!groups.table.cells.empty()) {
        const std::vector<std::uint32_t> first = row_of_level(rows, groups.table);
        all = units_behind(rows, groups.table);
        for (const std::uint32_t level : groups.shown) {
            chosen.push_back(first[level]);
            behind->push_back(all[level]);
        }
    }
    dataset::Variable category = *key.variable;
    category.carriers.clear();
    SKJERM_TRY_ASSIGN(category.column,
                      column::gather(*key.column, chosen, context.environment.budget));
    const datastore::UnitTypePtr type = category_type(category);
    return dataset::Dataset::of_categories(view.dataset().name(), std::move(category), type,
                                           std::move(behind), population_of(view, key, all));
}

base::Result<DatasetPtr> by_unit(Context& context, const View& view, const KeyColumn& key,
                                 const UnitGroups& groups) {
    const dataset::Dataset& dataset = view.dataset();
    SKJERM_TRY_ASSIGN(const column::RowUnitsPtr units,
                      column::RowUnits::of(groups.order.units(), key.domain(dataset),
                                           context.environment.budget));
    DatasetPtr result = dataset::Dataset::of_units(dataset.name(), key.unit_type, units,
                                                   evidence_of(context, *units));
    const bool keeps_name = key.is_identifier && !dataset.has_given_identifier();
    return keeps_name ? result : result->identified_as(key.name);
}

/// The rows of a dataset of categories are its categories already.
DatasetPtr same_categories(const dataset::Dataset& dataset) { return dataset.keeping({}); }

base::Result<Outcome> run(Context& context, const script::Command& command) {
    SKJERM_TRY_ASSIGN(const DatasetPtr dataset, populated_dataset(context, command.name.span));
    SKJERM_TRY_ASSIGN(const std::vector<GroupItem> items,
                      group_items(context, *dataset, command, false));
    SKJERM_TRY_ASSIGN(const std::optional<KeyColumn> key, group_key(context, *dataset, command));
    if (!key)
        return base::error(Code::NeedsOneGroupVariable, command.name.span,
                           {Argument::name(command.name.text)});
    for (const GroupItem& item : items)
        if (name_of(item.name) == key->name)
            return base::error(Code::ResultNamedTwice, item.name.span, {Argument::name(key->name)});
    SKJERM_TRY_ASSIGN(Selection everything, select_rows(context, dataset, std::nullopt));
    const View view(context, std::move(everything));

    DatasetPtr result;
    std::vector<dataset::Variable> values;
    if (key->is_identifier || key->refers_to_units()) {
        SKJERM_TRY_ASSIGN(UnitGroups groups,
                          values_by_unit(context, view, *key, items, command.span));
        if (dataset->category() != nullptr && key->is_identifier) {
            result = same_categories(*dataset);
        } else {
            SKJERM_TRY_ASSIGN(result, by_unit(context, view, *key, groups));
        }
        values = std::move(groups.values);
    } else {
        SKJERM_TRY_ASSIGN(CategoryGroups groups,
                          values_by_category(context, view, key, items, command.span));
        SKJERM_TRY_ASSIGN(result, by_category(context, view, *key, groups));
        values = std::move(groups.values);
    }
    for (dataset::Variable& variable : values) result = result->with(std::move(variable));
    return commit_dataset(context, std::move(result));
}

constexpr script::OptionSpec kOptions[] = {
    {.name = "by",
     .arguments = script::OptionArguments::Variables,
     .help = {.nb = "Variabelen det grupperes etter: en nøkkel eller en annen variabel.",
              .en = "The variable to group by: a key or any other variable."}}};

constexpr Example kExamples[] = {
    {.script = "collapse (sum) dager, by(PERSONID_1)",
     .says = {.nb = "Fra forløp til personer", .en = "From spells to persons"}},
    {.script = "collapse (mean) lonn -> snitt (count) lonn -> antall (max) alder -> eldst, "
               "by(famnr)",
     .says = {.nb = "Familiens gjennomsnitt, antall med lønn og eldste medlem",
              .en = "The family's mean, number with a wage and oldest member"}},
    {.script = "collapse (median) lonn, by(kommune)",
     .says = {.nb = "En rad for hver kommune, med vernede tall",
              .en = "One row for each municipality, with protected numbers"}}};

}  // namespace

const CommandSpec kCollapse = {
    .syntax = script::CommandSyntax{.name = "collapse",
                                    .form = script::Form::Aggregation,
                                    .min_operands = 1,
                                    .max_operands = 1000,
                                    .options = kOptions},
    .group = Group::Transformation,
    .summary = base::LocalizedText{.nb = "Gjør datasettet om til en rad for hver gruppe.",
                                   .en = "Turns the dataset into one row for each group."},
    .details =
        {.nb =
             "Statistikker: count, sum, mean, min, max, median, sd, semean, sebinomial, percent, "
             "iqr og gini. En statistikk gjelder alle variablene etter den. Resultatet får "
             "variabelens navn, eller navnet etter ->. Manglende verdier regnes ikke med; rader "
             "som mangler verdi i by(), faller bort.\n\n"
             "Etter en nøkkel (person, familie, foretak) blir nøkkelen den nye enheten, og tallene "
             "er eksakte i grupper på høyst ni personer. Etter en annen variabel blir verdiene "
             "enhetene, og tallene vernes slik de ville vært vernet i en tabell.",
         .en =
             "Statistics: count, sum, mean, min, max, median, sd, semean, sebinomial, percent, iqr "
             "and gini. A statistic holds for all variables after it. The result is called as the "
             "variable, or as the name after ->. Missing values do not count; rows without a value "
             "of by() are left out.\n\n"
             "By a key (person, family, enterprise) the key becomes the new unit, and numbers are "
             "exact in groups of at most nine persons. By any other variable its values become "
             "the units, and numbers are protected as they would be in a table."},
    .disclosure = DisclosureRow{Treatment::Winsorised, Release::DatasetSize},
    .examples = kExamples,
    .run = run};

}  // namespace skjerm::command
