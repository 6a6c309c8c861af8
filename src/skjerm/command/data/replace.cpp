// replace: new values for a variable that is there.
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

bool is_text(column::Kind kind) { return kind == column::Kind::Text; }

/// The variable's column where the rows whose value would change are chosen by the gate: none of
/// them when they are few, all rows when few would stay.
base::Result<column::ColumnPtr> changed_column(Context& context, const dataset::DatasetPtr& dataset,
                                               const column::ColumnPtr& before,
                                               const column::ColumnPtr& value,
                                               std::span<const std::int8_t> wanted,
                                               base::Span where) {
    const base::MemoryBudgetPtr& budget = context.environment.budget;
    SKJERM_TRY_ASSIGN(const column::ColumnPtr after, choose(wanted, value, before, budget));
    SKJERM_TRY_ASSIGN(column::ColumnPtr changes, differences(*after, *before, budget));
    SKJERM_TRY_ASSIGN(Selection selection,
                      select_changes(context, dataset, std::move(changes), where));
    const View view(context, std::move(selection));
    if (view.selected().empty()) return value;
    return choose(view.selected(), value, before, budget);
}

base::Result<Outcome> run(Context& context, const script::Command& command) {
    const auto& operands = std::get<script::Assignment>(command.operands);
    SKJERM_TRY_ASSIGN(const dataset::DatasetPtr dataset,
                      populated_dataset(context, command.name.span));
    SKJERM_TRY_ASSIGN(const dataset::Variable* variable,
                      changeable_variable(context, *dataset, operands.target));
    SKJERM_TRY_ASSIGN(expr::Binding binding,
                      expr::bind_value(operands.value, dataset::DatasetScope(dataset)));
    for (base::Diagnostic& warning : binding.warnings) context.note(std::move(warning));
    const base::MemoryBudgetPtr& budget = context.environment.budget;

    // The rows of `if` before any snapping: what the gate judges is the set that would change.
    SKJERM_TRY_ASSIGN(const column::ColumnPtr wanted,
                      condition_rows(context, dataset, command.condition));
    const std::span<const std::int8_t> wanted_rows =
        wanted ? wanted->values<std::int8_t>() : std::span<const std::int8_t>();
    SKJERM_TRY_ASSIGN(Selection everything, select_rows(context, dataset, std::nullopt));
    const View all_rows(context, std::move(everything));
    const expr::Evaluation evaluation{.rows = dataset->rows(),
                                      .budget = budget,
                                      .selected = wanted_rows,
                                      .quantile_cuts = quantile_cuts(context, all_rows)};
    SKJERM_TRY_ASSIGN(const expr::BoundExpression expression,
                      snapped_truths(context, *dataset, binding.expression, evaluation));
    SKJERM_TRY_ASSIGN(expr::Evaluated value, expr::evaluate(expression, evaluation));

    dataset::Variable changed = *variable;
    dataset::Carriers carriers = expression_carriers(*dataset, binding.expression);
    if (command.condition) dataset::unite_carriers(carriers, variable->carriers);
    SKJERM_TRY_ASSIGN(const dataset::Carriers of_condition,
                      condition_carriers(dataset, command.condition));
    dataset::unite_carriers(carriers, of_condition);
    changed.carriers = std::move(carriers);
    SKJERM_TRY_ASSIGN(changed.derivation,
                      derivation_of_assignment(context, dataset, binding.expression,
                                               command.condition, &variable->derivation));
    const column::Kind old_kind = variable->column->kind();
    const bool only_missing = std::holds_alternative<script::MissingLiteral>(operands.value.node);
    if (only_missing && is_text(old_kind)) {
        SKJERM_TRY_ASSIGN(value.column, column::missing_column(old_kind, dataset->rows(), budget));
    }
    const column::Kind new_kind = value.column->kind();
    if (command.condition) {
        if (is_text(old_kind) != is_text(new_kind))
            return base::error(base::Code::ReplaceChangesType, operands.value.span,
                               {base::Argument::name(variable->name),
                                base::Argument::fact(kind_text(is_text(old_kind))),
                                base::Argument::fact(kind_text(is_text(new_kind)))});
        SKJERM_TRY_ASSIGN(changed.column,
                          changed_column(context, dataset, variable->column, value.column,
                                         wanted_rows, command.condition->span));
    } else {
        changed.column = value.column;
    }
    SKJERM_TRY_ASSIGN(changed.column,
                      anchored_levels(context, *dataset, std::move(changed.column)));
    if (is_text(old_kind) != is_text(new_kind)) {
        changed.labels = nullptr;
        changed.format = value.format;
    }
    context.workspace.replace(dataset->name(), dataset->replacing(variable->name, changed));
    return notice(context, base::Code::VariableChanged, {base::Argument::name(changed.name)},
                  command.span);
}

constexpr Example kExamples[] = {
    {.script = "replace lonn = 0 if sysmiss(lonn)",
     .says = {.nb = "Manglende lønn settes til 0", .en = "Missing wages become 0"}},
    {.script = "replace alder = alder + 1",
     .says = {.nb = "Alle rader; uttrykket ser de gamle verdiene",
              .en = "All rows; the expression sees the old values"}},
};

}  // namespace

const CommandSpec kReplace = {
    .syntax = script::CommandSyntax{.name = "replace",
                                    .form = script::Form::Assignment,
                                    .if_clause = script::Clause::Allowed},
    .group = Group::Transformation,
    .summary = base::LocalizedText{.nb = "Gir en variabel nye verdier.",
                                   .en = "Gives a variable new values."},
    .details = {.nb =
                    "Med if endres bare radene som oppfyller betingelsen, og typen må være den "
                    "samme. Gjelder endringen færre enn 10 enheter, endres ingen; gjelder den alle "
                    "unntatt færre enn 10, endres alle.",
                .en =
                    "With if only the rows that satisfy it change, and the type must stay the "
                    "same. A change of fewer than 10 units changes none; a change of all but fewer "
                    "than 10 changes all."},
    .disclosure = DisclosureRow{Treatment::AsTheyAre, Release::Nothing},
    .examples = kExamples,
    .run = run};

}  // namespace skjerm::command
