// keep and drop: variables by name, or rows by condition.
#include <vector>

#include "skjerm/base/diagnostic_codes.h"
#include "skjerm/command/command_list.h"
#include "skjerm/command/expression_carriers.h"
#include "skjerm/command/operands.h"
#include "skjerm/command/population.h"

namespace skjerm::command {

namespace {

using base::Argument;
using base::Code;

enum class Mode : std::uint8_t { Keep, Drop };

base::Result<Outcome> by_condition(Context& context, const script::Command& command, Mode mode) {
    SKJERM_TRY_ASSIGN(const dataset::DatasetPtr dataset,
                      populated_dataset(context, command.name.span));
    SKJERM_TRY_ASSIGN(Selection selection,
                      mode == Mode::Keep ? select_rows(context, dataset, command.condition)
                                         : select_others(context, dataset, *command.condition));
    const View view(context, std::move(selection));
    SKJERM_TRY_ASSIGN(dataset::Carriers carriers, condition_carriers(dataset, command.condition));
    const dataset::DatasetPtr chosen =
        carriers.empty() ? dataset : dataset->choosing(std::move(carriers));
    SKJERM_TRY_ASSIGN(dataset::DatasetPtr changed,
                      kept_rows(context, chosen, view.selected(), command.span));
    return commit_dataset(context, std::move(changed));
}

base::Result<Outcome> by_name(Context& context, const script::Command& command, Mode mode) {
    SKJERM_TRY_ASSIGN(const dataset::DatasetPtr dataset,
                      populated_dataset(context, command.name.span));
    const auto& names = std::get<script::Names>(command.operands).names;
    for (const script::NameExpression& name : names) {
        if (dataset->is_identifier(name_of(name)) ||
            (mode == Mode::Drop && dataset->is_panel_date(name_of(name))))
            return base::error(Code::UnitIdentifierFixed, name.span,
                               {Argument::name(name_of(name))});
        SKJERM_TRY(existing_variable(context, *dataset, name));
    }
    const std::vector<std::string> listed = names_of(names);
    const dataset::DatasetPtr changed =
        mode == Mode::Keep ? dataset->keeping(listed) : dataset->dropping(listed);
    context.workspace.replace(dataset->name(), changed);
    std::vector<std::string> left;
    for (const dataset::Variable& variable : changed->variables()) left.push_back(variable.name);
    if (left.empty())
        return notice(context, Code::NoVariablesLeft, {Argument::name(dataset->name())},
                      command.span);
    return notice(context, Code::VariablesKept,
                  {Argument::name(dataset->name()), Argument::names(left)}, command.span);
}

base::Result<Outcome> run(Context& context, const script::Command& command, Mode mode) {
    return command.condition ? by_condition(context, command, mode)
                             : by_name(context, command, mode);
}

base::Result<Outcome> run_keep(Context& context, const script::Command& command) {
    return run(context, command, Mode::Keep);
}
base::Result<Outcome> run_drop(Context& context, const script::Command& command) {
    return run(context, command, Mode::Drop);
}

constexpr script::CommandSyntax keep_drop_syntax(std::string_view name) {
    return {.name = name,
            .form = script::Form::Names,
            .if_clause = script::Clause::Allowed,
            .operands_or_condition = true};
}

constexpr Example kKeepExamples[] = {
    {.script = "keep if inrange(alder, 16, 66)",
     .says = {.nb = "Bare enheter i arbeidsfør alder", .en = "Only units of working age"}},
    {.script = "keep lonn alder",
     .says = {.nb = "Bare disse variablene", .en = "Only these variables"}}};
constexpr Example kDropExamples[] = {
    {.script = "drop if sysmiss(lonn)",
     .says = {.nb = "Fjerner enheter uten lønn", .en = "Removes units without a wage"}},
    {.script = "drop alder", .says = {.nb = "Fjerner variabelen", .en = "Removes the variable"}}};

constexpr base::LocalizedText kDetails = {.nb =
                                              "Enten variabelnavn eller if. Enhetens nøkkel blir "
                                              "alltid værende. En betingelse som skiller "
                                              "ut færre enn 10 enheter, behandles som om den "
                                              "skilte ut ingen; datasettet må ha minst 1000 "
                                              "enheter etterpå.",
                                          .en =
                                              "Either names of variables or if. The identifier of "
                                              "the units always stays. A condition that "
                                              "singles out fewer than 10 units is treated as if it "
                                              "singled out none; the dataset must have "
                                              "at least 1000 units afterwards."};

}  // namespace

const CommandSpec kKeep = {
    .syntax = keep_drop_syntax("keep"),
    .group = Group::Transformation,
    .summary =
        base::LocalizedText{.nb = "Beholder variabler, eller rader som oppfyller en betingelse.",
                            .en = "Keeps variables, or rows that satisfy a condition."},
    .details = kDetails,
    .disclosure = DisclosureRow{Treatment::AsTheyAre, Release::DatasetSize},
    .examples = kKeepExamples,
    .run = run_keep};

const CommandSpec kDrop = {
    .syntax = keep_drop_syntax("drop"),
    .group = Group::Transformation,
    .summary =
        base::LocalizedText{.nb = "Fjerner variabler, eller rader som oppfyller en betingelse.",
                            .en = "Removes variables, or rows that satisfy a condition."},
    .details = kDetails,
    .disclosure = DisclosureRow{Treatment::AsTheyAre, Release::DatasetSize},
    .examples = kDropExamples,
    .run = run_drop};

}  // namespace skjerm::command
