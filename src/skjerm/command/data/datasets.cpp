// create-dataset, use, delete-dataset, rename-dataset, clone-dataset, clone-units.
#include "skjerm/base/diagnostic_codes.h"
#include "skjerm/command/command_list.h"
#include "skjerm/command/operands.h"
#include "skjerm/command/population.h"

namespace skjerm::command {

namespace {

using base::Argument;
using base::Code;
using script::Form;

/// The operands of a command of form Names.
const std::vector<script::NameExpression>& operands(const script::Command& command) {
    return std::get<script::Names>(command.operands).names;
}

base::Result<Outcome> create_dataset(Context& context, const script::Command& command) {
    const script::NameExpression& name = operands(command)[0];
    SKJERM_TRY(free_dataset_name(context, name));
    context.workspace.add(dataset::Dataset::empty(name_of(name)));
    context.workspace.activate(name_of(name));
    return notice(context, Code::DatasetMade, {Argument::name(name_of(name))}, command.span);
}

base::Result<Outcome> use(Context& context, const script::Command& command) {
    SKJERM_TRY_ASSIGN(const dataset::DatasetPtr dataset,
                      existing_dataset(context, operands(command)[0]));
    context.workspace.activate(dataset->name());
    return notice(context, Code::DatasetActive, {Argument::name(dataset->name())}, command.span);
}

base::Result<Outcome> delete_dataset(Context& context, const script::Command& command) {
    SKJERM_TRY_ASSIGN(const dataset::DatasetPtr dataset,
                      existing_dataset(context, operands(command)[0]));
    context.workspace.remove(dataset->name());
    return notice(context, Code::DatasetDeleted, {Argument::name(dataset->name())}, command.span);
}

base::Result<Outcome> rename_dataset(Context& context, const script::Command& command) {
    const auto& names = operands(command);
    SKJERM_TRY_ASSIGN(const dataset::DatasetPtr dataset, existing_dataset(context, names[0]));
    SKJERM_TRY(free_dataset_name(context, names[1]));
    context.workspace.replace(dataset->name(), dataset->named(name_of(names[1])));
    return notice(context, Code::DatasetRenamed,
                  {Argument::name(dataset->name()), Argument::name(name_of(names[1]))},
                  command.span);
}

base::Result<Outcome> clone_dataset(Context& context, const script::Command& command) {
    const auto& names = operands(command);
    SKJERM_TRY_ASSIGN(const dataset::DatasetPtr dataset, existing_dataset(context, names[0]));
    SKJERM_TRY(free_dataset_name(context, names[1]));
    context.workspace.add(dataset->named(name_of(names[1])));
    return notice(context, Code::DatasetCloned,
                  {Argument::name(dataset->name()), Argument::name(name_of(names[1]))},
                  command.span);
}

/// A dataset `name` of the units of `original`, one row each, without variables.
base::Result<dataset::DatasetPtr> units_of(const Context& context, const dataset::Dataset& original,
                                           std::string name) {
    if (original.category())
        return dataset::Dataset::of_categories(std::move(name), *original.category(),
                                               original.unit_type(), original.behind(),
                                               original.population())
            ->identified_as(std::string(original.identifier()));
    const base::MemoryBudgetPtr& budget = context.environment.budget;
    column::RowUnitsPtr units = original.units();
    dataset::Carriers chosen_by = original.chosen_by();
    if (original.structure() != dataset::Structure::Wide) {
        std::vector<std::uint32_t> distinct;
        std::vector<std::uint32_t> first_rows;
        for (std::size_t row = 0; row < units->size(); ++row) {
            if (row > 0 && units->unit(row) == units->unit(row - 1)) continue;
            distinct.push_back(units->unit(row));
            first_rows.push_back(static_cast<std::uint32_t>(row));
        }
        SKJERM_TRY_ASSIGN(units, column::RowUnits::of(distinct, units->domain(), budget));
        for (column::ColumnPtr& carrier : chosen_by) {
            SKJERM_TRY_ASSIGN(carrier, column::gather(*carrier, first_rows, budget));
        }
    }
    const base::Evidence population = evidence_of(context, *units);
    dataset::DatasetPtr result = dataset::Dataset::of_units(std::move(name), original.unit_type(),
                                                            std::move(units), population)
                                     ->choosing(std::move(chosen_by));
    return original.has_given_identifier()
               ? result->identified_as(std::string(original.identifier()))
               : result;
}

base::Result<Outcome> clone_units(Context& context, const script::Command& command) {
    const auto& names = operands(command);
    SKJERM_TRY_ASSIGN(const dataset::DatasetPtr dataset, existing_dataset(context, names[0]));
    SKJERM_TRY(free_dataset_name(context, names[1]));
    if (!dataset->has_units())
        return base::error(Code::DatasetWithoutUnits, names[0].span,
                           {Argument::name(dataset->name())});
    SKJERM_TRY(context.gate().admit_population(dataset->population(), command.span));
    SKJERM_TRY_ASSIGN(dataset::DatasetPtr units, units_of(context, *dataset, name_of(names[1])));
    if (dataset->is_sampled()) units = units->sampled_from(dataset->unsampled_population());
    context.workspace.add(std::move(units));
    return notice(context, Code::UnitsCloned,
                  {Argument::name(dataset->name()), Argument::name(name_of(names[1]))},
                  command.span);
}

constexpr DisclosureRow kNoData{Treatment::NoData, Release::Nothing};

constexpr script::CommandSyntax names_syntax(std::string_view name, std::uint8_t count) {
    return {.name = name, .form = Form::Names, .min_operands = count, .max_operands = count};
}

constexpr Example kCreateExamples[] = {{.script = "create-dataset personer",
                                        .says = {.nb = "Et nytt, tomt datasett som blir aktivt",
                                                 .en = "A new, empty, active dataset"}}};
constexpr Example kUseExamples[] = {{.script = "use personer",
                                     .says = {.nb = "Kommandoene gjelder heretter personer",
                                              .en = "The commands that follow work on personer"}}};
constexpr Example kDeleteExamples[] = {
    {.script = "delete-dataset personer",
     .says = {.nb = "Fjerner datasettet", .en = "Removes the dataset"}}};
constexpr Example kRenameExamples[] = {
    {.script = "rename-dataset personer folk",
     .says = {.nb = "personer heter nå folk", .en = "personer is now called folk"}}};
constexpr Example kCloneExamples[] = {
    {.script = "clone-dataset personer kopi",
     .says = {.nb = "En fullstendig kopi; personer er fortsatt aktivt",
              .en = "A complete copy; personer stays active"}}};
constexpr Example kCloneUnitsExamples[] = {
    {.script = "clone-units personer utvalg",
     .says = {.nb = "De samme enhetene, uten variabler", .en = "The same units, no variables"}}};

}  // namespace

const CommandSpec kCreateDataset = {
    .syntax = names_syntax("create-dataset", 1),
    .group = Group::Datasets,
    .summary = base::LocalizedText{.nb = "Lager et nytt, tomt datasett og gjør det aktivt.",
                                   .en = "Makes a new, empty dataset and makes it active."},
    .details = {.nb =
                    "Den første variabelen som hentes inn med import, bestemmer hvilken enhetstype "
                    "og hvilke enheter datasettet har.",
                .en = "The first variable brought in with import decides the unit type and the "
                      "units of the dataset."},
    .disclosure = kNoData,
    .examples = kCreateExamples,
    .run = create_dataset};

const CommandSpec kUse = {
    .syntax = names_syntax("use", 1),
    .group = Group::Datasets,
    .summary =
        base::LocalizedText{.nb = "Gjør et datasett aktivt.", .en = "Makes a dataset active."},
    .details = {.nb = "Kommandoene som følger, gjelder det aktive datasettet.",
                .en = "The commands that follow work on the active dataset."},
    .disclosure = kNoData,
    .examples = kUseExamples,
    .run = use};

const CommandSpec kDeleteDataset = {
    .syntax = names_syntax("delete-dataset", 1),
    .group = Group::Datasets,
    .summary = base::LocalizedText{.nb = "Fjerner et datasett.", .en = "Removes a dataset."},
    .details = {.nb = "Var det aktivt, er ingen datasett aktive etterpå.",
                .en = "When it was active, no dataset is active afterwards."},
    .disclosure = kNoData,
    .examples = kDeleteExamples,
    .run = delete_dataset};

const CommandSpec kRenameDataset = {
    .syntax = names_syntax("rename-dataset", 2),
    .group = Group::Datasets,
    .summary = base::LocalizedText{.nb = "Gir et datasett et nytt navn.",
                                   .en = "Gives a dataset a new name."},
    .details = {.nb = "Innholdet er uendret, og et aktivt datasett er fortsatt aktivt.",
                .en = "The contents are unchanged, and an active dataset stays active."},
    .disclosure = kNoData,
    .examples = kRenameExamples,
    .run = rename_dataset};

const CommandSpec kCloneDataset = {
    .syntax = names_syntax("clone-dataset", 2),
    .group = Group::Datasets,
    .summary =
        base::LocalizedText{.nb = "Kopierer et datasett med enheter, variabler og verdietiketter.",
                            .en = "Copies a dataset with its units, variables and value labels."},
    .details = {.nb = "Det aktive datasettet forblir aktivt. Kopien koster verken tid eller minne.",
                .en = "The active dataset stays active. The copy costs neither time nor memory."},
    .disclosure = kNoData,
    .examples = kCloneExamples,
    .run = clone_dataset};

const CommandSpec kCloneUnits = {
    .syntax = names_syntax("clone-units", 2),
    .group = Group::Datasets,
    .summary =
        base::LocalizedText{.nb = "Lager et datasett med de samme enhetene og ingen variabler.",
                            .en = "Makes a dataset with the same units and no variables."},
    .details = {.nb = "Senere import henter verdier for disse enhetene; outer_join utvider dem.",
                .en = "Later imports bring values for these units; outer_join widens them."},
    .disclosure = DisclosureRow{Treatment::AsTheyAre, Release::Nothing},
    .examples = kCloneUnitsExamples,
    .run = clone_units};

}  // namespace skjerm::command
