// import: one cross-section variable of a register into the active dataset.
#include <algorithm>
#include <optional>
#include <span>
#include <vector>

#include "skjerm/base/diagnostic_codes.h"
#include "skjerm/base/near_names.h"
#include "skjerm/base/parallel.h"
#include "skjerm/command/anchored.h"
#include "skjerm/command/command_list.h"
#include "skjerm/command/data/import_filters.h"
#include "skjerm/command/data/register_values.h"
#include "skjerm/command/operands.h"
#include "skjerm/command/population.h"

namespace skjerm::command {

namespace {

using base::Argument;
using base::Code;
using column::ColumnPtr;
using column::UnitIndex;

/// The ascending union of two row sets.
base::Result<column::RowUnitsPtr> united(const column::RowUnitsPtr& a, const column::RowUnitsPtr& b,
                                         const base::MemoryBudgetPtr& budget) {
    if (a->is_all() && a->size() >= b->size()) return a;
    if (b->is_all() && b->size() >= a->size()) return b;
    std::vector<std::uint32_t> units;
    units.reserve(a->size() + b->size());
    std::size_t i = 0;
    std::size_t j = 0;
    while (i < a->size() || j < b->size()) {
        const std::uint32_t left = i < a->size() ? a->unit(i) : 0xFFFFFFFFU;
        const std::uint32_t right = j < b->size() ? b->unit(j) : 0xFFFFFFFFU;
        const std::uint32_t next = std::min(left, right);
        units.push_back(next);
        if (left == next) ++i;
        if (right == next) ++j;
    }
    return column::RowUnits::of(units, a->domain(), budget);
}

std::optional<base::DayNumber> day_written(const script::Import& operands) {
    if (operands.times.empty()) return std::nullopt;
    return day_of(operands.times.front());
}

/// `target` with the rows of `units`: new ones are missing everywhere, a few of its own may go.
base::Result<dataset::DatasetPtr> with_units(const dataset::DatasetPtr& target,
                                             const column::RowUnitsPtr& units,
                                             const base::Evidence& population,
                                             const base::MemoryBudgetPtr& budget) {
    SKJERM_TRY_ASSIGN(const column::RowUnitsPtr all, united(target->units(), units, budget));
    SKJERM_TRY_ASSIGN(dataset::DatasetPtr wide, target->widened_to(all, population, budget));
    if (all->size() == units->size()) return wide;
    std::vector<std::uint32_t> rows;
    rows.reserve(units->size());
    std::size_t next = 0;
    for (std::size_t row = 0; row < all->size() && next < units->size(); ++row) {
        if (all->unit(row) != units->unit(next)) continue;
        rows.push_back(static_cast<std::uint32_t>(row));
        ++next;
    }
    return wide->with_rows(rows, population, budget);
}

/// The dataset with all units that have a record besides its own, if any, and their values.
struct WithRecords {
    dataset::DatasetPtr target;
    ColumnPtr values;
};
base::Result<WithRecords> units_and_values(const Context& context,
                                           const dataset::DatasetPtr& target,
                                           const RegisterVariable& source, const datastore::At& at,
                                           const ImportFilters& filters,
                                           const script::Command& command, base::Span where) {
    const datastore::Variable& variable = *source.variable;
    const base::MemoryBudgetPtr& budget = context.environment.budget;
    const column::UnitDomain domain = variable.unit_type->domain;
    SKJERM_TRY_ASSIGN(ColumnPtr all,
                      source.connection->store->read_all(variable, at, budget, where));
    const column::RowUnitsPtr everyone =
        column::RowUnits::all(static_cast<std::uint32_t>(all->size()), domain);
    SKJERM_TRY_ASSIGN(all, filters.apply(context, all, *everyone));
    SKJERM_TRY_ASSIGN(column::RowUnitsPtr units, units_with_record(*all, domain, budget));
    if (target->has_units()) {
        SKJERM_TRY_ASSIGN(units, united(target->units(), units, budget));
    }
    SKJERM_TRY_ASSIGN(units, anchored_units(context, units, all->size()));
    const base::Evidence population = evidence_of(context, *units);
    SKJERM_TRY(context.gate().admit_population(population, command.span));
    WithRecords result;
    if (target->has_units()) {
        SKJERM_TRY_ASSIGN(result.target, with_units(target, units, population, budget));
    } else {
        result.target =
            dataset::Dataset::of_units(target->name(), variable.unit_type, units, population);
        // Its units are a part of that dataset's, which may be a sample.
        if (filters.from() && filters.from()->is_sampled())
            result.target = result.target->sampled_from(filters.from()->unsampled_population());
    }
    if (units->is_all() && units->size() == all->size()) {
        result.values = all;
    } else {
        SKJERM_TRY_ASSIGN(result.values, column::gather(*all, units->listed_units(), budget));
    }
    return result;
}

/// Only the rows with a value in `name`, as far as the gate lets a condition choose them.
base::Result<dataset::DatasetPtr> joined_rows(Context& context, const dataset::DatasetPtr& dataset,
                                              const std::string& name,
                                              const script::Command& command) {
    const column::Column& values = *dataset->find(name)->column;
    SKJERM_TRY_ASSIGN(auto builder, column::ColumnBuilder<std::int8_t>::make(
                                        values.size(), context.environment.budget));
    const std::span<std::int8_t> mask = builder.values();
    column::visit(values, [&](auto span) {
        base::for_each_block(values.size(), [&](const base::Block& block) {
            for (std::size_t row = block.begin; row < block.end; ++row)
                mask[row] = column::is_missing(span[row]) ? std::int8_t{0} : std::int8_t{1};
        });
    });
    SKJERM_TRY_ASSIGN(Selection selection,
                      select_changes(context, dataset, std::move(builder).freeze(),
                                     find_option(command, "inner_join")->span));
    const View view(context, std::move(selection));
    return kept_rows(context, dataset, view.selected(), command.span);
}

base::Result<Outcome> run(Context& context, const script::Command& command) {
    const auto& operands = std::get<script::Import>(command.operands);
    SKJERM_TRY_ASSIGN(dataset::DatasetPtr target, active_dataset(context, command.name.span));
    SKJERM_TRY(cross_section_only(*target, "import", command.name.span));
    SKJERM_TRY_ASSIGN(const RegisterVariable source,
                      find_register_variable(context, operands.variables.front()));
    const datastore::Variable& variable = *source.variable;
    const bool outer_join = has_option(command, "outer_join");
    const bool inner_join = has_option(command, "inner_join");
    if (outer_join && inner_join)
        return base::error(Code::OptionsExclude, find_option(command, "inner_join")->span,
                           {Argument::name("outer_join"), Argument::name("inner_join")});

    const script::NameExpression name =
        operands.as ? *operands.as
                    : script::NameExpression{script::NameReference{variable.name},
                                             operands.variables.front().variable.span};
    SKJERM_TRY(new_variable_name(*target, name));
    SKJERM_TRY(check_unit_type(*target, variable, operands.variables.front().span));
    if (operands.as) SKJERM_TRY(check_not_identifier(*target, variable, name));
    const base::Span time_span =
        operands.times.empty() ? operands.variables.front().span : operands.times.front().span;
    SKJERM_TRY_ASSIGN(
        const datastore::Store::DateCheck check,
        source.connection->store->check_date(variable, day_written(operands), time_span));
    if (check.warning) context.note(*check.warning);
    const column::CodeListPtr labels = datastore::code_list_at(variable, check.at.day);
    SKJERM_TRY_ASSIGN(const ImportFilters filters,
                      ImportFilters::of(context, command, variable, labels));

    ColumnPtr values;
    const bool is_first = !target->has_units();
    if (is_first || outer_join) {
        SKJERM_TRY_ASSIGN(WithRecords made, units_and_values(context, target, source, check.at,
                                                             filters, command, time_span));
        target = std::move(made.target);
        values = std::move(made.values);
    } else {
        SKJERM_TRY_ASSIGN(values,
                          read_values(context, source, check.at, *target->units(), time_span));
        const ColumnPtr unfiltered = values;
        SKJERM_TRY_ASSIGN(values, filters.apply(context, values, *target->units()));
        if (values != unfiltered) {
            SKJERM_TRY_ASSIGN(values, anchored_levels(context, *target, std::move(values)));
        }
    }
    target = target->with({.name = name_of(name),
                           .column = std::move(values),
                           .labels = labels,
                           .format = register_format(variable),
                           .title = variable.label,
                           .source = operands.variables.front().alias.text + "/" + variable.name,
                           .link = variable.link,
                           .derivation = register_derivation(source, std::span(&check.at, 1),
                                                             filters.description())});
    if (inner_join && !is_first) {
        SKJERM_TRY_ASSIGN(target, joined_rows(context, target, name_of(name), command));
    }
    return commit_dataset(context, target);
}

constexpr script::OptionSpec kOptions[] = {
    {.name = "outer_join",
     .arguments = script::OptionArguments::None,
     .help = {.nb = "Tar også med enheter som har en verdi, men ikke finnes i datasettet fra før.",
              .en = "Also brings in units that have a value but are not in the dataset yet."}},
    {.name = "inner_join",
     .arguments = script::OptionArguments::None,
     .help = {.nb = "Beholder bare enheter som finnes på begge sider.",
              .en = "Keeps only units that are on both sides."}},
    {.name = "values",
     .arguments = script::OptionArguments::Values,
     .help = {.nb = "Henter bare poster med disse kodene.", .en = "Brings only these codes."}},
    {.name = "values_from",
     .arguments = script::OptionArguments::Text,
     .help = {.nb = "Henter bare enheter som finnes i et annet datasett.",
              .en = "Brings only units that are in another dataset."}},
};

constexpr Example kExamples[] = {
    {.script = "import db/BEFOLKNING_KJOENN as kjonn",
     .says = {.nb = "Faste opplysninger hentes uten dato", .en = "Fixed facts need no date"}},
    {.script = "import db/INNTEKT_WLONN 2022-12-31 as lonn22",
     .says = {.nb = "Årsbeløp: en dato i året velger året",
              .en = "Yearly amounts: any day of the year selects it"}},
    {.script = "import db/BEFOLKNING_STATUSKODE 2022-01-01 as status, outer_join",
     .says = {.nb = "Utvider datasettet med enheter som mangler",
              .en = "Widens the dataset with units it lacks"}},
    {.script = "import db/BEFOLKNING_STATUSKODE 2022-01-01 as status, values('1' '3')",
     .says = {.nb = "Bare dem som har en av disse kodene", .en = "Only those with these codes"}},
};

}  // namespace

const CommandSpec kImport = {
    .syntax = script::CommandSyntax{.name = "import",
                                    .form = script::Form::Import,
                                    .min_operands = 1,
                                    .max_operands = 1,
                                    .options = kOptions},
    .group = Group::Import,
    .summary = base::LocalizedText{.nb = "Henter en registervariabel inn i det aktive datasettet.",
                                   .en = "Brings a register variable into the active dataset."},
    .details = {.nb = "Den første importen bestemmer populasjonen: alle enheter som har en verdi. "
                      "Senere importer beholder enhetene som er der, og gir dem som mangler verdi, "
                      "verdien mangler. Variabler som endrer seg over tid, trenger en dato.",
                .en = "The first import decides the population: all units that have a value. Later "
                      "imports keep the units that are there; units without a value get missing. "
                      "Variables that change over time need a date."},
    .disclosure = DisclosureRow{Treatment::AsTheyAre, Release::DatasetSize},
    .examples = kExamples,
    .run = run};

}  // namespace skjerm::command
