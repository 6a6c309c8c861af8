// generate: a new variable from an expression.
#include "skjerm/base/diagnostic_codes.h"
#include "skjerm/command/anchored.h"
#include "skjerm/command/command_list.h"
#include "skjerm/command/data/choose.h"
#include "skjerm/command/data/quantile_cuts.h"
#include "skjerm/command/derivations.h"
#include "skjerm/command/expression_carriers.h"
#include "skjerm/command/operands.h"
#include "skjerm/command/population.h"
#include "skjerm/expr/evaluate.h"

namespace skjerm::command {

namespace {

base::Result<Outcome> run(Context& context, const script::Command& command) {
    const auto& operands = std::get<script::Assignment>(command.operands);
    SKJERM_TRY_ASSIGN(const dataset::DatasetPtr dataset,
                      populated_dataset(context, command.name.span));
    SKJERM_TRY(new_variable_name(*dataset, operands.target));
    SKJERM_TRY_ASSIGN(expr::Binding binding,
                      expr::bind_value(operands.value, dataset::DatasetScope(dataset)));
    for (base::Diagnostic& warning : binding.warnings) context.note(std::move(warning));
    SKJERM_TRY_ASSIGN(Selection selection, select_rows(context, dataset, command.condition));
    const View view(context, std::move(selection));
    const base::MemoryBudgetPtr& budget = context.environment.budget;
    const expr::Evaluation evaluation{.rows = dataset->rows(),
                                      .budget = budget,
                                      .selected = view.selected(),
                                      .quantile_cuts = quantile_cuts(context, view)};
    SKJERM_TRY_ASSIGN(const expr::BoundExpression expression,
                      snapped_truths(context, *dataset, binding.expression, evaluation));
    SKJERM_TRY_ASSIGN(expr::Evaluated value, expr::evaluate(expression, evaluation));
    if (!view.selected().empty()) {
        SKJERM_TRY_ASSIGN(const column::ColumnPtr nothing,
                          column::missing_column(value.column->kind(), dataset->rows(), budget));
        SKJERM_TRY_ASSIGN(value.column, choose(view.selected(), value.column, nothing, budget));
    }
    SKJERM_TRY_ASSIGN(value.column, anchored_levels(context, *dataset, std::move(value.column)));
    dataset::Carriers carriers = expression_carriers(*dataset, binding.expression);
    SKJERM_TRY_ASSIGN(const dataset::Carriers of_condition,
                      condition_carriers(dataset, command.condition));
    dataset::unite_carriers(carriers, of_condition);
    SKJERM_TRY_ASSIGN(
        const base::Derivation derivation,
        derivation_of_assignment(context, dataset, binding.expression, command.condition, nullptr));
    const std::string& name = name_of(operands.target);
    context.workspace.replace(dataset->name(), dataset->with({.name = name,
                                                              .column = std::move(value.column),
                                                              .labels = std::move(value.labels),
                                                              .format = value.format,
                                                              .title = {},
                                                              .source = {},
                                                              .link = nullptr,
                                                              .carriers = std::move(carriers),
                                                              .derivation = derivation}));
    return notice(context, base::Code::VariableMade, {base::Argument::name(name)}, command.span);
}

constexpr Example kExamples[] = {
    {.script = "generate alder = 2022 - int(faarmnd / 100)",
     .says = {.nb = "Alder fra fødselsår og -måned", .en = "Age from year and month of birth"}},
    {.script = "generate rik = formue > 1500000",
     .says = {.nb = "1 hvis sant, ellers 0", .en = "1 when true, otherwise 0"}},
    {.script = "generate fylke = substr(kommune, 1, 2) if !sysmiss(kommune)",
     .says = {.nb = "Bare for dem som har en kommune", .en = "Only for those with a municipality"}},
};

}  // namespace

const CommandSpec kGenerate = {
    .syntax = script::CommandSyntax{.name = "generate",
                                    .form = script::Form::Assignment,
                                    .if_clause = script::Clause::Allowed},
    .group = Group::Transformation,
    .summary = base::LocalizedText{.nb = "Lager en ny variabel.", .en = "Makes a new variable."},
    .details = {.nb = "Rader som ikke oppfyller if, får verdien mangler. En sammenligning gir 1 "
                      "eller 0, også når en verdi mangler. Er den sann for færre enn 10 enheter, "
                      "regnes den som sann for ingen; er den usann for færre enn 10, som sann for "
                      "alle.",
                .en = "Rows that do not satisfy if get missing. A comparison gives 1 or 0, also "
                      "when a value is missing. One that is true for fewer than 10 units counts as "
                      "true for none; one that is false for fewer than 10, as true for all."},
    .disclosure = DisclosureRow{Treatment::AsTheyAre, Release::Nothing},
    .examples = kExamples,
    .run = run};

}  // namespace skjerm::command
