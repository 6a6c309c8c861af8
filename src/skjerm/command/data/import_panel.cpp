// import-panel: register variables at several dates, one row for each unit and date.
#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "skjerm/base/diagnostic_codes.h"
#include "skjerm/base/parallel.h"
#include "skjerm/command/command_list.h"
#include "skjerm/command/data/register_values.h"
#include "skjerm/command/operands.h"
#include "skjerm/command/population.h"
#include "skjerm/dataset/panel_rows.h"

namespace skjerm::command {

namespace {

using base::Argument;
using base::Code;
using column::ColumnPtr;

/// A point of time and where the script names it.
struct PanelTime {
    base::DayNumber day = 0;
    base::Span where;
};

/// One variable at all times; one entry when it is fixed.
struct PanelVariable {
    RegisterVariable source;
    const script::RegisterReference* reference;
    std::vector<datastore::At> at;
};

base::Result<std::vector<PanelTime>> times_of(const script::Import& operands) {
    std::vector<PanelTime> times;
    for (const script::Expression& time : operands.times)
        times.push_back({day_of(time), time.span});
    std::stable_sort(times.begin(), times.end(),
                     [](const PanelTime& a, const PanelTime& b) { return a.day < b.day; });
    for (std::size_t i = 1; i < times.size(); ++i)
        if (times[i].day == times[i - 1].day)
            return base::error(Code::PanelDateTwice, times[i].where);
    return times;
}

base::Result<PanelVariable> check_variable(Context& context, const dataset::Dataset& target,
                                           const script::RegisterReference& reference,
                                           std::span<const PanelTime> times) {
    SKJERM_TRY_ASSIGN(const RegisterVariable source, find_register_variable(context, reference));
    const datastore::Variable& variable = *source.variable;
    SKJERM_TRY(check_unit_type(target, variable, reference.span));
    PanelVariable result{source, &reference, {}};
    const datastore::Store& store = *source.connection->store;
    if (variable.temporality == datastore::Temporality::Fixed) {
        result.at.push_back({std::nullopt});
        return result;
    }
    for (const PanelTime& time : times) {
        SKJERM_TRY_ASSIGN(const datastore::Store::DateCheck check,
                          store.check_date(variable, time.day, time.where));
        if (check.warning) context.note(*check.warning);
        result.at.push_back(check.at);
    }
    return result;
}

/// 1 for each unit with a record at one of the times, else missing.
base::Result<ColumnPtr> presence(const Context& context, const PanelVariable& variable) {
    const base::MemoryBudgetPtr& budget = context.environment.budget;
    const datastore::Store& store = *variable.source.connection->store;
    const datastore::Variable& stored = *variable.source.variable;
    const std::size_t units = store.unit_count(stored.unit_type->domain);
    SKJERM_TRY_ASSIGN(auto builder, column::ColumnBuilder<std::int8_t>::make(units, budget));
    const std::span<std::int8_t> present = builder.values();
    std::fill(present.begin(), present.end(), column::missing<std::int8_t>());
    for (const datastore::At& at : variable.at) {
        SKJERM_TRY_ASSIGN(const ColumnPtr values,
                          store.read_all(stored, at, budget, variable.reference->span));
        column::visit(*values, [&](auto all) {
            base::for_each_block(units, [&](const base::Block& block) {
                for (std::size_t unit = block.begin; unit < block.end; ++unit)
                    if (!column::is_missing(all[unit])) present[unit] = 1;
            });
        });
    }
    return std::move(builder).freeze();
}

/// The units of the dataset, or those with a record of the first variable.
base::Result<dataset::DatasetPtr> panel_units(const Context& context,
                                              const dataset::DatasetPtr& target,
                                              const PanelVariable& first, base::Span where) {
    dataset::DatasetPtr wide = target;
    if (!target->has_units()) {
        const datastore::Variable& variable = *first.source.variable;
        SKJERM_TRY_ASSIGN(const ColumnPtr present, presence(context, first));
        SKJERM_TRY_ASSIGN(
            const column::RowUnitsPtr units,
            units_with_record(*present, variable.unit_type->domain, context.environment.budget));
        wide = dataset::Dataset::of_units(target->name(), variable.unit_type, units,
                                          evidence_of(context, *units));
    }
    SKJERM_TRY(context.gate().admit_population(wide->population(), where));
    return wide;
}

/// The column of one variable in the panel of the units of `wide`.
base::Result<ColumnPtr> panel_column(const Context& context, const dataset::Dataset& wide,
                                     const PanelVariable& variable, std::size_t times) {
    const base::MemoryBudgetPtr& budget = context.environment.budget;
    std::vector<ColumnPtr> columns;
    for (const datastore::At& at : variable.at) {
        SKJERM_TRY_ASSIGN(ColumnPtr values, read_values(context, variable.source, at, *wide.units(),
                                                        variable.reference->span));
        columns.push_back(std::move(values));
    }
    if (variable.source.variable->temporality == datastore::Temporality::Fixed)
        return dataset::repeat_rows(*columns.front(), times, budget);
    return dataset::interleave(columns, wide.rows(), budget);
}

/// Codes in force at any of the times; the newest label wins.
column::CodeListPtr labels_of(const PanelVariable& variable) {
    std::vector<column::CodeListPtr> lists;
    for (const datastore::At& at : variable.at)
        lists.push_back(datastore::code_list_at(*variable.source.variable, at.day));
    return column::unite(lists);
}

base::Result<Outcome> run(Context& context, const script::Command& command) {
    const auto& operands = std::get<script::Import>(command.operands);
    SKJERM_TRY_ASSIGN(const dataset::DatasetPtr target, active_dataset(context, command.name.span));
    SKJERM_TRY(check_no_variables(*target, command.name.text, command.name.span));
    SKJERM_TRY_ASSIGN(const std::vector<PanelTime> times, times_of(operands));
    std::vector<PanelVariable> variables;
    dataset::DatasetPtr typed = target;
    for (const script::RegisterReference& reference : operands.variables) {
        SKJERM_TRY_ASSIGN(PanelVariable variable,
                          check_variable(context, *typed, reference, times));
        const auto& stored = *variable.source.variable;
        for (const PanelVariable& earlier : variables)
            if (earlier.source.variable->name == stored.name)
                return base::error(Code::VariableListedTwice, reference.span,
                                   {Argument::name(stored.name)});
        // The first variable decides the unit type of an empty dataset.
        if (!typed->has_units())
            typed =
                dataset::Dataset::of_units(target->name(), stored.unit_type,
                                           column::RowUnits::all(0, stored.unit_type->domain), {});
        variables.push_back(std::move(variable));
    }

    SKJERM_TRY_ASSIGN(const dataset::DatasetPtr wide,
                      panel_units(context, target, variables.front(), command.span));
    std::vector<column::CodeValue> days;
    for (const PanelTime& time : times) days.emplace_back(std::int64_t{time.day});
    const base::MemoryBudgetPtr& budget = context.environment.budget;
    SKJERM_TRY_ASSIGN(dataset::DatasetPtr panel,
                      dataset::panel_without_variables(*wide, days, budget));
    for (const PanelVariable& variable : variables) {
        const datastore::Variable& stored = *variable.source.variable;
        SKJERM_TRY_ASSIGN(ColumnPtr column, panel_column(context, *wide, variable, times.size()));
        panel = panel->with({.name = stored.name,
                             .column = std::move(column),
                             .labels = labels_of(variable),
                             .format = register_format(stored),
                             .title = stored.label,
                             .source = variable.reference->alias.text + "/" + stored.name,
                             .link = stored.link,
                             .derivation = register_derivation(variable.source, variable.at)});
    }
    SKJERM_TRY_ASSIGN(dataset::Variable date,
                      dataset::time_variable(days, wide->rows(), expr::Format::Date, budget));
    return commit_dataset(context, panel->with(std::move(date)));
}

constexpr Example kExamples[] = {
    {.script = "import-panel db/INNTEKT_WLONN db/BEFOLKNING_KJOENN 2020-12-31 2021-12-31",
     .says = {.nb = "To rader for hver person; kjønnet gjentas",
              .en = "Two rows for each person; the sex is repeated"}},
};

}  // namespace

const CommandSpec kImportPanel = {
    .syntax = script::CommandSyntax{.name = "import-panel",
                                    .form = script::Form::ImportPanel,
                                    .min_operands = 1,
                                    .max_operands = 1000},
    .group = Group::Import,
    .summary =
        base::LocalizedText{
            .nb = "Henter variabler på flere tidspunkter: en rad for hver enhet og dato.",
            .en = "Imports variables at several dates: one row for each unit and date."},
    .details =
        {.nb = "Datoen står i date@panel. Alle variablene må ha verdier på alle datoene; faste "
               "variabler gjentas. Populasjonen er enhetene som har en verdi av den første "
               "variabelen på minst én av datoene, eller enhetene i datasettet når det er laget "
               "med clone-units. Datasettet må ellers være tomt. Variablene får navnene fra "
               "registeret; bruk rename for å gi dem andre.",
         .en = "The date stands in date@panel. All variables must have values at all dates; fixed "
               "ones are repeated. The population is the units that have a value of the first "
               "variable on at least one of the dates, or the units of the dataset when it was "
               "made with clone-units. Otherwise the dataset must be empty. The variables have "
               "the names of the register; use rename to give them others."},
    .disclosure = DisclosureRow{Treatment::AsTheyAre, Release::DatasetSize},
    .examples = kExamples,
    .run = run};

}  // namespace skjerm::command
