// import-event: the spells of a register variable, one row each.
#include <algorithm>
#include <array>
#include <string>
#include <utility>
#include <vector>

#include "skjerm/base/diagnostic_codes.h"
#include "skjerm/base/parallel.h"
#include "skjerm/command/command_list.h"
#include "skjerm/command/data/register_values.h"
#include "skjerm/command/operands.h"
#include "skjerm/command/population.h"

namespace skjerm::command {

namespace {

using base::Argument;
using base::Code;
using column::ColumnPtr;
using Spells = datastore::Store::Spells;

std::span<const std::uint32_t> indexes(const column::Column& units) {
    const std::span<const column::UnitIndex> values = units.values<column::UnitIndex>();
    return {reinterpret_cast<const std::uint32_t*>(values.data()), values.size()};
}

/// Only the spells of `units`.
base::Result<Spells> spells_of(const Spells& spells, const column::RowUnits& units,
                               const base::MemoryBudgetPtr& budget) {
    std::vector<std::uint32_t> rows;
    const std::span<const std::uint32_t> all = indexes(*spells.units);
    std::size_t at = 0;
    for (std::size_t row = 0; row < all.size(); ++row) {
        while (at < units.size() && units.unit(at) < all[row]) ++at;
        if (at < units.size() && units.unit(at) == all[row])
            rows.push_back(static_cast<std::uint32_t>(row));
    }
    Spells kept;
    SKJERM_TRY_ASSIGN(kept.units, column::gather(*spells.units, rows, budget));
    SKJERM_TRY_ASSIGN(kept.values, column::gather(*spells.values, rows, budget));
    SKJERM_TRY_ASSIGN(kept.starts, column::gather(*spells.starts, rows, budget));
    SKJERM_TRY_ASSIGN(kept.stops, column::gather(*spells.stops, rows, budget));
    return kept;
}

/// The last days of spells, where those still open are given `open_stop`.
base::Result<ColumnPtr> closed_stops(const column::Column& stops, base::DayNumber open_stop,
                                     const base::MemoryBudgetPtr& budget) {
    const std::span<const std::int32_t> from = stops.values<std::int32_t>();
    SKJERM_TRY_ASSIGN(auto builder, column::ColumnBuilder<std::int32_t>::make(from.size(), budget));
    const std::span<std::int32_t> to = builder.values();
    base::for_each_block(from.size(), [&](const base::Block& block) {
        for (std::size_t row = block.begin; row < block.end; ++row)
            to[row] = column::is_missing(from[row]) ? open_stop : from[row];
    });
    return std::move(builder).freeze();
}

/// The names of the three variables, which must be free.
struct SpellNames {
    std::string value;
    std::string start;
    std::string stop;
};
SpellNames names_of_spells(const std::string& value) {
    return {value, std::string(dataset::kSpellStart) + value,
            std::string(dataset::kSpellStop) + value};
}

dataset::Variable day_variable(std::string name, ColumnPtr days,
                               const base::Derivation& derivation) {
    dataset::Variable variable;
    variable.name = std::move(name);
    variable.column = std::move(days);
    variable.format = expr::Format::Date;
    variable.derivation = derivation;
    return variable;
}

base::Result<dataset::DatasetPtr> event_dataset(const Context& context,
                                                const dataset::Dataset& target,
                                                const datastore::Variable& variable,
                                                const Spells& spells, base::Span where) {
    const column::RowUnitsPtr units =
        column::RowUnits::listed(spells.units, variable.unit_type->domain);
    const base::Evidence population = evidence_of(context, *units);
    SKJERM_TRY(context.gate().admit_population(population, where));
    dataset::DatasetPtr result = dataset::Dataset::of_rows(target.name(), dataset::Structure::Event,
                                                           variable.unit_type, units, population);
    if (target.is_sampled()) result = result->sampled_from(target.unsampled_population());
    if (target.has_given_identifier())
        result = result->identified_as(std::string(target.identifier()));
    return result;
}

base::Result<Outcome> run(Context& context, const script::Command& command) {
    const auto& operands = std::get<script::Import>(command.operands);
    const base::MemoryBudgetPtr& budget = context.environment.budget;
    SKJERM_TRY_ASSIGN(const dataset::DatasetPtr target, active_dataset(context, command.name.span));
    SKJERM_TRY(check_no_variables(*target, command.name.text, command.name.span));
    const script::RegisterReference& reference = operands.variables.front();
    SKJERM_TRY_ASSIGN(const RegisterVariable source, find_register_variable(context, reference));
    const datastore::Variable& variable = *source.variable;
    if (variable.temporality != datastore::Temporality::Event)
        return base::error(Code::NoSpells, reference.variable.span,
                           {Argument::name(variable.name)});
    SKJERM_TRY(check_unit_type(*target, variable, reference.span));
    if (operands.as) {
        SKJERM_TRY(valid_new_name(*operands.as));
        SKJERM_TRY(check_not_identifier(*target, variable, *operands.as));
    }
    const SpellNames names = names_of_spells(operands.as ? name_of(*operands.as) : variable.name);
    const base::DayNumber first = day_of(operands.times[0]);
    const base::DayNumber last = day_of(operands.times[1]);
    const base::Span interval{operands.times[0].span.begin, operands.times[1].span.end};
    if (first > last) return base::error(Code::IntervalReversed, interval);

    SKJERM_TRY_ASSIGN(Spells spells, source.connection->store->read_spells(variable, first, last,
                                                                           budget, interval));
    if (target->has_units()) {
        SKJERM_TRY_ASSIGN(spells, spells_of(spells, *target->units(), budget));
    }
    // Later days are unknown to the register: an open spell goes on at least to the end of both.
    const base::DayNumber open_stop = std::max(variable.valid_to.value_or(last), last);
    SKJERM_TRY_ASSIGN(spells.stops, closed_stops(*spells.stops, open_stop, budget));

    SKJERM_TRY_ASSIGN(dataset::DatasetPtr result,
                      event_dataset(context, *target, variable, spells, command.span));
    const std::array<datastore::At, 2> ends{{{first}, {last}}};
    result = result->with({.name = names.value,
                           .column = spells.values,
                           .labels = datastore::code_list_between(variable, first, last),
                           .format = register_format(variable),
                           .title = variable.label,
                           .source = reference.alias.text + "/" + variable.name,
                           .link = variable.link,
                           .derivation = register_derivation(source, ends)});
    result = result->told_apart_by(spells.starts);
    result = result->with(
        day_variable(names.start, spells.starts, register_derivation(source, ends, "start")));
    result = result->with(
        day_variable(names.stop, spells.stops, register_derivation(source, ends, "stop")));
    return commit_dataset(context, std::move(result));
}

constexpr Example kExamples[] = {
    {.script = "import-event db/SIVSTANDFDT_SIVSTAND 2018-01-01 to 2018-12-31 as siv",
     .says = {.nb = "Alle perioder som berører 2018, med START@siv og STOP@siv",
              .en = "All spells that touch 2018, with START@siv and STOP@siv"}},
};

}  // namespace

const CommandSpec kImportEvent = {
    .syntax = script::CommandSyntax{.name = "import-event",
                                    .form = script::Form::ImportEvent,
                                    .min_operands = 1,
                                    .max_operands = 1},
    .group = Group::Import,
    .summary = base::LocalizedText{.nb = "Henter forløp i et tidsrom: en rad for hver periode.",
                                   .en = "Imports spells of an interval: one row for each."},
    .details =
        {.nb = "Tar med alle perioder som berører tidsrommet, med sine egne datoer: START@x og "
               "STOP@x er dagnummer og klippes ikke. En periode som ikke er avsluttet, får "
               "siste dag i registeret som STOP@x, eller siste dag i tidsrommet om den er senere. "
               "Datasettet må være tomt; er det laget med clone-units, hentes bare perioder for "
               "de enhetene.",
         .en = "Brings all spells that touch the interval, with their own dates: START@x and "
               "STOP@x are day numbers and are not clipped. A spell that has not ended gets the "
               "last day of the register as STOP@x, or the last day of the interval when that is "
               "later. The dataset must be empty; when it was made with clone-units, only spells "
               "of those units are brought."},
    .disclosure = DisclosureRow{Treatment::AsTheyAre, Release::DatasetSize},
    .examples = kExamples,
    .run = run};

}  // namespace skjerm::command
