// summarize: count, mean, standard deviation and percentiles of numeric variables.
#include <vector>

#include "skjerm/base/diagnostic_codes.h"
#include "skjerm/command/command_list.h"
#include "skjerm/command/expression_carriers.h"
#include "skjerm/command/operands.h"
#include "skjerm/command/statistics/values.h"

namespace skjerm::command {

namespace {

using base::Argument;
using base::Code;

/// The variables listed, or all numeric ones.
base::Result<std::vector<const dataset::Variable*>> summary_variables(
    const Context& context, const dataset::Dataset& dataset, const script::Command& command) {
    const auto& operands = std::get<script::Analysis>(command.operands);
    SKJERM_TRY_ASSIGN(const std::vector<script::NameExpression> names,
                      plain_names(operands.terms, command.name.text));
    std::vector<const dataset::Variable*> variables;
    for (const script::NameExpression& name : names) {
        SKJERM_TRY_ASSIGN(const dataset::Variable* variable,
                          numeric_variable(context, dataset, name, command.name.text));
        variables.push_back(variable);
    }
    if (!names.empty()) return variables;
    for (const dataset::Variable& variable : dataset.variables())
        if (variable.is_numeric()) variables.push_back(&variable);
    if (variables.empty())
        return base::error(Code::NoNumericVariables, command.name.span,
                           {Argument::name(dataset.name())});
    return variables;
}

base::Result<Outcome> run(Context& context, const script::Command& command) {
    SKJERM_TRY_ASSIGN(const dataset::DatasetPtr dataset,
                      populated_dataset(context, command.name.span));
    SKJERM_TRY_ASSIGN(const std::vector<const dataset::Variable*> variables,
                      summary_variables(context, *dataset, command));
    SKJERM_TRY_ASSIGN(View view, admit_view(context, dataset, command));
    disclosure::RawSummary summary;
    summary.gini = has_option(command, "gini");
    summary.interquartile_range = has_option(command, "iqr");
    summary.where = command.span;
    SKJERM_TRY_ASSIGN(const dataset::Carriers carriers,
                      condition_carriers(dataset, command.condition));
    for (const dataset::Variable* variable : variables) {
        SKJERM_TRY_ASSIGN(disclosure::RawVariable values,
                          ungrouped_values(context, view, *variable, summary.gini, carriers));
        if (!carriers.empty())
            summary.carriers.push_back(ungrouped_carriers(context, view, *variable, carriers));
        summary.variables.push_back(std::move(values));
    }
    SKJERM_TRY_ASSIGN(
        released::Result result,
        context.gate().release(disclosure::RawResult(view.take_permit(), std::move(summary)),
                               context.provenance()));
    return outcome_of(std::move(result));
}

constexpr script::OptionSpec kOptions[] = {
    {.name = "gini",
     .arguments = script::OptionArguments::None,
     .help = {.nb = "Tar med Gini-koeffisienten.", .en = "Adds the Gini index."}},
    {.name = "iqr",
     .arguments = script::OptionArguments::None,
     .help = {.nb = "Tar med kvartilavstanden.", .en = "Adds the interquartile range."}},
};

constexpr Example kExamples[] = {
    {.script = "summarize lonn formue",
     .says = {.nb = "Sammendrag av to variabler", .en = "Summary of two variables"}},
    {.script = "summarize lonn if alder >= 67, iqr",
     .says = {.nb = "Bare de som er 67 år eller eldre", .en = "Only those aged 67 or older"}},
};

}  // namespace

const CommandSpec kSummarize = {
    .syntax = script::CommandSyntax{.name = "summarize",
                                    .form = script::Form::Analysis,
                                    .if_clause = script::Clause::Allowed,
                                    .options = kOptions},
    .group = Group::Statistics,
    .summary =
        base::LocalizedText{.nb = "Viser gjennomsnitt, standardavvik, antall og prosentiler.",
                            .en = "Shows mean, standard deviation, count and percentiles."},
    .details =
        {.nb = "Uten variabler: alle numeriske variabler i datasettet. Minste og største verdi "
               "vises ikke; 1- og 99-prosentilene står i stedet.",
         .en = "Without variables: all numeric variables of the dataset. The smallest and "
               "largest values are not shown; the 1st and 99th percentiles stand instead."},
    .disclosure = DisclosureRow{Treatment::Winsorised, Release::Descriptive},
    .examples = kExamples,
    .run = run};

}  // namespace skjerm::command
