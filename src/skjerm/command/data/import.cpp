// import: one cross-section variable of a register into the active dataset.
#include <algorithm>
#include <optional>
#include <span>
#include <vector>

#include "skjerm/base/diagnostic_codes.h"
#include "skjerm/base/near_names.h"
#include "skjerm/base/parallel.h"
#include "skjerm/command/command_list.h"
#include "skjerm/command/data/register_variable.h"
#include "skjerm/command/operands.h"
#include "skjerm/command/population.h"

namespace skjerm::command {

namespace {

using base::Argument;
using base::Code;
using column::ColumnPtr;
using column::UnitIndex;

/// The units with a value in `values` (one entry per unit of the domain), ascending. All of them:
/// the identity, nothing stored.
base::Result<column::RowUnitsPtr> units_with_record(const column::Column& values,
                                                    column::UnitDomain domain,
                                                    const base::MemoryBudgetPtr& budget) {
    const std::size_t rows = values.size();
    std::vector<std::size_t> starts(base::block_count(rows) + 1, 0);
    column::visit(values, [&](auto span) {
        base::for_each_block(rows, [&](const base::Block& block) {
            std::size_t present = 0;
            for (std::size_t row = block.begin; row < block.end; ++row)
                if (!column::is_missing(span[row])) ++present;
            starts[block.index + 1] = present;
        });
    });
    for (std::size_t block = 1; block < starts.size(); ++block) starts[block] += starts[block - 1];
    const std::size_t total = starts.back();
    if (total == rows) return column::RowUnits::all(static_cast<std::uint32_t>(rows), domain);
    SKJERM_TRY_ASSIGN(auto builder, column::ColumnBuilder<UnitIndex>::make(total, budget));
    const std::span<UnitIndex> units = builder.values();
    column::visit(values, [&](auto span) {
        base::for_each_block(rows, [&](const base::Block& block) {
            std::size_t next = starts[block.index];
            for (std::size_t row = block.begin; row < block.end; ++row)
                if (!column::is_missing(span[row]))
                    units[next++] = UnitIndex{static_cast<std::uint32_t>(row)};
        });
    });
    return column::RowUnits::listed(std::move(builder).freeze(nullptr, domain), domain);
}

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

/// The values of `variable` for the units of a dataset.
base::Result<ColumnPtr> read_for(const Context& context, const RegisterVariable& source,
                                 const datastore::At& at, const column::RowUnits& units,
                                 base::Span where) {
    const base::MemoryBudgetPtr& budget = context.environment.budget;
    const datastore::Store& store = *source.connection->store;
    if (units.is_all() && units.size() == store.unit_count(units.domain()))
        return store.read_all(*source.variable, at, budget, where);
    if (units.is_all()) {
        std::vector<std::uint32_t> listed(units.size());
        for (std::size_t row = 0; row < listed.size(); ++row)
            listed[row] = static_cast<std::uint32_t>(row);
        return store.read_units(*source.variable, at, listed, budget, where);
    }
    return store.read_units(*source.variable, at, units.listed_units(), budget, where);
}

/// The date of an import as written: a date token or a text that spells one.
std::optional<base::DayNumber> day_of(const script::Import& operands) {
    if (operands.times.empty()) return std::nullopt;
    const auto* date = std::get_if<script::DateLiteral>(&operands.times.front().node);
    SKJERM_CHECK(date != nullptr);
    return date->days;
}

expr::Format format_of(const datastore::Variable& variable) {
    if (variable.data_type == datastore::DataType::Date) return expr::Format::Date;
    if (variable.format == datastore::ValueFormat::YearMonth) return expr::Format::YearMonth;
    if (variable.format == datastore::ValueFormat::YearMonthDay) return expr::Format::YearMonthDay;
    return expr::Format::Plain;
}

base::Result<Outcome> run(Context& context, const script::Command& command) {
    for (const std::string_view option : {"inner_join", "values", "values_from"})
        SKJERM_TRY(refuse_unbuilt_option(command, option));
    const auto& operands = std::get<script::Import>(command.operands);
    SKJERM_TRY_ASSIGN(dataset::DatasetPtr target, active_dataset(context, command.name.span));
    SKJERM_TRY(cross_section_only(*target, "import", command.name.span));
    SKJERM_TRY_ASSIGN(const RegisterVariable source,
                      find_register_variable(context, operands.variables.front()));
    const datastore::Variable& variable = *source.variable;

    const script::NameExpression name =
        operands.as ? *operands.as
                    : script::NameExpression{script::NameReference{variable.name},
                                             operands.variables.front().variable.span};
    SKJERM_TRY(free_variable_name(*target, name));
    if (target->has_units() &&
        (target->category() || target->unit_type()->id != variable.unit_type->id))
        return base::error(Code::UnitTypesDiffer, operands.variables.front().span,
                           {Argument::name(target->name()),
                            Argument::fact(base::LocalizedText{target->unit_type()->label.nb,
                                                               target->unit_type()->label.en}),
                            Argument::name(variable.name),
                            Argument::fact(base::LocalizedText{variable.unit_type->label.nb,
                                                               variable.unit_type->label.en})});
    const base::Span time_span =
        operands.times.empty() ? operands.variables.front().span : operands.times.front().span;
    SKJERM_TRY_ASSIGN(const datastore::Store::DateCheck check,
                      source.connection->store->check_date(variable, day_of(operands), time_span));
    if (check.warning) context.note(*check.warning);

    const base::MemoryBudgetPtr& budget = context.environment.budget;
    const column::UnitDomain domain = variable.unit_type->domain;
    ColumnPtr values;
    const bool outer_join = has_option(command, "outer_join");
    if (!target->has_units() || outer_join) {
        SKJERM_TRY_ASSIGN(const ColumnPtr all, source.connection->store->read_all(
                                                   variable, check.at, budget, time_span));
        SKJERM_TRY_ASSIGN(column::RowUnitsPtr units, units_with_record(*all, domain, budget));
        if (target->has_units()) {
            SKJERM_TRY_ASSIGN(units, united(target->units(), units, budget));
        }
        const base::Evidence population = evidence_of(context, *units);
        SKJERM_TRY(context.gate().admit_population(population, command.span));
        const std::string dataset_name = target->name();
        if (target->has_units()) {
            SKJERM_TRY_ASSIGN(target, target->widened_to(units, population, budget));
        } else {
            target =
                dataset::Dataset::of_units(dataset_name, variable.unit_type, units, population);
        }
        if (units->is_all() && units->size() == all->size()) {
            values = all;
        } else {
            SKJERM_TRY_ASSIGN(values, column::gather(*all, units->listed_units(), budget));
        }
    } else {
        SKJERM_TRY_ASSIGN(values, read_for(context, source, check.at, *target->units(), time_span));
    }
    return commit_dataset(
        context,
        target->with({.name = name_of(name),
                      .column = std::move(values),
                      .labels = datastore::code_list_at(variable, check.at.day),
                      .format = format_of(variable),
                      .title = variable.label,
                      .source = operands.variables.front().alias.text + "/" + variable.name,
                      .link = variable.link}));
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
     .arguments = script::OptionArguments::Variables,
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
