// tabulate: frequencies, percentages or statistics of other variables by one to four variables.
#include <algorithm>
#include <string>
#include <vector>

#include "skjerm/base/diagnostic_codes.h"
#include "skjerm/command/command_list.h"
#include "skjerm/command/expression_carriers.h"
#include "skjerm/command/operands.h"
#include "skjerm/command/statistics/classify.h"
#include "skjerm/command/statistics/values.h"

namespace skjerm::command {

namespace {

using base::Argument;
using base::Code;
using released::Statistic;

/// Options that choose a statistic, in the order of the manual.
struct StatisticOption {
    std::string_view name;
    Statistic statistic;
    bool of_values;  ///< needs summarize()
    bool needs_two;  ///< needs two classifying variables
};
constexpr StatisticOption kStatisticOptions[] = {
    {"freq", Statistic::Frequency, false, false},
    {"rowpct", Statistic::RowPercent, false, true},
    {"colpct", Statistic::ColumnPercent, false, true},
    {"cellpct", Statistic::CellPercent, false, false},
    {"mean", Statistic::Mean, true, false},
    {"std", Statistic::StandardDeviation, true, false},
    {"sum", Statistic::Sum, true, false},
    {"p25", Statistic::Percentile25, true, false},
    {"p50", Statistic::Median, true, false},
    {"p75", Statistic::Percentile75, true, false},
    {"gini", Statistic::Gini, true, false},
    {"iqr", Statistic::InterquartileRange, true, false},
};

/// The statistics asked for, in the order written.
base::Result<std::vector<Statistic>> statistics_of(const script::Command& command,
                                                   std::size_t variables, bool summarises) {
    std::vector<Statistic> statistics;
    for (const script::Option& option : command.options) {
        const auto* known = std::find_if(
            std::begin(kStatisticOptions), std::end(kStatisticOptions),
            [&](const StatisticOption& entry) { return entry.name == option.name.text; });
        if (known == std::end(kStatisticOptions)) continue;
        if (known->needs_two && variables < 2)
            return base::error(Code::NeedsTwoVariables, option.name.span,
                               {Argument::name(option.name.text)});
        if (known->of_values && !summarises)
            return base::error(
                Code::OptionNeedsSummarize, option.name.span,
                {Argument::name(option.name.text), Argument::fact(option.name.text)});
        const bool percentage = known->statistic == Statistic::RowPercent ||
                                known->statistic == Statistic::ColumnPercent ||
                                known->statistic == Statistic::CellPercent;
        if (percentage && summarises)
            return base::error(Code::OptionsExclude, option.name.span,
                               {Argument::name(option.name.text), Argument::name("summarize")});
        statistics.push_back(known->statistic);
    }
    if (statistics.empty())
        statistics.push_back(summarises ? Statistic::Mean : Statistic::Frequency);
    return statistics;
}

/// The variables of the table: plain names, no key variables.
base::Result<std::vector<const dataset::Variable*>> table_variables(
    const Context& context, const dataset::Dataset& dataset, const script::Command& command) {
    const auto& operands = std::get<script::Analysis>(command.operands);
    SKJERM_TRY_ASSIGN(const std::vector<script::NameExpression> names,
                      plain_names(operands.terms, command.name.text));
    std::vector<const dataset::Variable*> variables;
    for (const script::NameExpression& name : names) {
        SKJERM_TRY_ASSIGN(const dataset::Variable* variable,
                          analysable_variable(context, dataset, name));
        if (std::find(variables.begin(), variables.end(), variable) != variables.end())
            return base::error(Code::VariableListedTwice, name.span,
                               {Argument::name(variable->name)});
        variables.push_back(variable);
    }
    return variables;
}

/// The codes in the parentheses of rowsort or colsort, as the table spells them.
std::optional<disclosure::SortBy> sort_of(const script::Command& command, std::string_view name) {
    const script::Option* option = find_option(command, name);
    if (option == nullptr) return std::nullopt;
    disclosure::SortBy sort{.codes = {}, .where = option->span};
    for (const auto& argument : option->arguments) sort.codes.push_back(argument_text(argument));
    return sort;
}

base::Result<std::optional<disclosure::Cut>> cut_of(const script::Command& command) {
    const script::Option* top = find_option(command, "top");
    const script::Option* bottom = find_option(command, "bottom");
    if (top != nullptr && bottom != nullptr)
        return base::error(Code::OptionsExclude, bottom->name.span,
                           {Argument::name("top"), Argument::name("bottom")});
    const script::Option* option = top != nullptr ? top : bottom;
    if (option == nullptr) return std::optional<disclosure::Cut>();
    disclosure::Cut cut;
    cut.end = top != nullptr ? disclosure::Cut::End::Top : disclosure::Cut::End::Bottom;
    if (!option->arguments.empty()) {
        SKJERM_TRY_ASSIGN(const std::int64_t rows, option_integer(*option, 1, 100'000));
        cut.rows = static_cast<std::size_t>(rows);
    }
    return std::optional(cut);
}

/// Numeric variables named in summarize().
base::Result<std::vector<const dataset::Variable*>> summarised_variables(
    const Context& context, const dataset::Dataset& dataset, const script::Command& command) {
    std::vector<const dataset::Variable*> variables;
    const script::Option* option = find_option(command, "summarize");
    if (option == nullptr) return variables;
    for (const script::NameExpression& name : option_names(*option)) {
        SKJERM_TRY_ASSIGN(const dataset::Variable* variable,
                          numeric_variable(context, dataset, name, "summarize()"));
        variables.push_back(variable);
    }
    return variables;
}

base::Result<Outcome> run(Context& context, const script::Command& command) {
    SKJERM_TRY_ASSIGN(const dataset::DatasetPtr dataset,
                      populated_dataset(context, command.name.span));
    SKJERM_TRY_ASSIGN(const std::vector<const dataset::Variable*> variables,
                      table_variables(context, *dataset, command));
    SKJERM_TRY_ASSIGN(const std::vector<const dataset::Variable*> summarised,
                      summarised_variables(context, *dataset, command));
    disclosure::RawTable table;
    SKJERM_TRY_ASSIGN(table.statistics,
                      statistics_of(command, variables.size(), !summarised.empty()));
    if (const script::Option* chi2 = find_option(command, "chi2")) {
        if (variables.size() < 2)
            return base::error(Code::NeedsTwoVariables, chi2->name.span, {Argument::name("chi2")});
        if (!summarised.empty())
            return base::error(Code::OptionsExclude, chi2->name.span,
                               {Argument::name("chi2"), Argument::name("summarize")});
        table.chi2 = true;
    }
    table.show_codes = has_option(command, "nolabels");
    table.flatten = has_option(command, "flatten");
    table.row_sort = sort_of(command, "rowsort");
    table.column_sort = sort_of(command, "colsort");
    SKJERM_TRY_ASSIGN(table.cut, cut_of(command));
    table.where = command.span;

    SKJERM_TRY_ASSIGN(View view, admit_view(context, dataset, command));
    Classification classification{
        .variables = variables, .missing = has_option(command, "missing"), .valid_in_any = {}};
    for (const dataset::Variable* variable : summarised)
        classification.valid_in_any.push_back(variable->column);
    SKJERM_TRY_ASSIGN(Cells cells, count_cells(context, view, classification, command.span));
    table.axes = cells.axes;
    table.cells = cells.cells;
    if (cells.overlapping_margins.empty())
        table.selected = selected_units(view);
    else
        table.overlapping = {.margins = cells.overlapping_margins, .groups = {}};
    SKJERM_TRY_ASSIGN(dataset::Carriers carriers, condition_carriers(dataset, command.condition));
    for (const dataset::Variable* variable : variables)
        dataset::unite_carriers(carriers, variable->carriers);
    const bool could_repeat = view.rows().times != nullptr;
    if (!summarised.empty() || table.overlapping || could_repeat || !carriers.empty()) {
        SKJERM_TRY_ASSIGN(const disclosure::GroupPlan plan, context.gate().plan_groups(table));
        if (table.overlapping)
            table.overlapping->groups = count_overlapping_groups(context, view, cells, plan);
        else if (could_repeat)
            table.numbers_of_rows = count_overlapping_groups(context, view, cells, plan);
        add_carriers(context, view, carriers, cells, plan, table);
        for (const dataset::Variable* variable : summarised) {
            SKJERM_TRY_ASSIGN(
                disclosure::RawVariable values,
                grouped_values(context, view, *variable, table.statistics, carriers, cells, plan));
            table.variables.push_back(std::move(values));
        }
    }
    SKJERM_TRY_ASSIGN(
        released::Result result,
        context.gate().release(disclosure::RawResult(view.take_permit(), std::move(table)),
                               context.provenance()));
    return outcome_of(std::move(result));
}

using Arguments = script::OptionArguments;

constexpr script::OptionSpec kOptions[] = {
    {.name = "missing",
     .arguments = Arguments::None,
     .help = {.nb = "Tar med manglende verdier som egne kategorier.",
              .en = "Shows missing values as categories."}},
    {.name = "freq",
     .arguments = Arguments::None,
     .help = {.nb = "Viser antall (det vanlige).", .en = "Shows counts (the default)."}},
    {.name = "rowpct",
     .arguments = Arguments::None,
     .help = {.nb = "Viser prosent av raden.", .en = "Shows row percentages."}},
    {.name = "colpct",
     .arguments = Arguments::None,
     .help = {.nb = "Viser prosent av kolonnen.", .en = "Shows column percentages."}},
    {.name = "cellpct",
     .arguments = Arguments::None,
     .help = {.nb = "Viser prosent av alle.", .en = "Shows percentages of the grand total."}},
    {.name = "nolabels",
     .arguments = Arguments::None,
     .help = {.nb = "Viser koder i stedet for etiketter.", .en = "Shows codes instead of labels."}},
    {.name = "chi2",
     .arguments = Arguments::None,
     .help = {.nb = "Pearsons kjikvadrattest på de viste antallene.",
              .en = "Pearson's chi-squared test on the counts shown."}},
    {.name = "summarize",
     .arguments = Arguments::Variables,
     .help = {.nb = "Viser statistikk for tallvariabler i hver celle i stedet for antall.",
              .en = "Shows statistics of numeric variables in each cell instead of counts."}},
    {.name = "mean",
     .arguments = Arguments::None,
     .help = {.nb = "Gjennomsnitt (det vanlige med summarize).",
              .en = "Mean (the default with summarize)."}},
    {.name = "std",
     .arguments = Arguments::None,
     .help = {.nb = "Standardavvik.", .en = "Standard deviation."}},
    {.name = "sum",
     .arguments = Arguments::None,
     .help = {.nb = "Sum: vist gjennomsnitt ganger vist antall.",
              .en = "Sum: the mean shown times the count shown."}},
    {.name = "p25",
     .arguments = Arguments::None,
     .help = {.nb = "Nedre kvartil.", .en = "Lower quartile."}},
    {.name = "p50", .arguments = Arguments::None, .help = {.nb = "Median.", .en = "Median."}},
    {.name = "p75",
     .arguments = Arguments::None,
     .help = {.nb = "Øvre kvartil.", .en = "Upper quartile."}},
    {.name = "gini",
     .arguments = Arguments::None,
     .help = {.nb = "Gini-koeffisient.", .en = "Gini index."}},
    {.name = "iqr",
     .arguments = Arguments::None,
     .help = {.nb = "Kvartilavstand.", .en = "Interquartile range."}},
    {.name = "rowsort",
     .arguments = Arguments::Codes,
     .help = {.nb = "Sorterer radene stigende etter totalen, eller etter kolonnen med koden.",
              .en = "Sorts rows ascending by the total, or by the column of the code."}},
    {.name = "colsort",
     .arguments = Arguments::Codes,
     .help = {.nb = "Sorterer kolonnene stigende etter totalen, eller etter raden med koden.",
              .en = "Sorts columns ascending by the total, or by the row of the code."}},
    {.name = "top",
     .arguments = Arguments::OptionalInteger,
     .help = {.nb = "Viser bare de første radene; 10 hvis ikke oppgitt.",
              .en = "Shows only the first rows; 10 by default."}},
    {.name = "bottom",
     .arguments = Arguments::OptionalInteger,
     .help = {.nb = "Viser bare de siste radene; 10 hvis ikke oppgitt.",
              .en = "Shows only the last rows; 10 by default."}},
    {.name = "flatten",
     .arguments = Arguments::None,
     .help = {.nb = "En linje for hver kombinasjon av verdier.",
              .en = "One line for each combination of values."}},
};

constexpr Example kExamples[] = {
    {.script = "tabulate kjonn", .says = {.nb = "Antall av hvert kjønn", .en = "Counts by sex"}},
    {.script = "tabulate utdanning kjonn, colpct freq",
     .says = {.nb = "Antall og prosent av kolonnen", .en = "Counts and column percentages"}},
    {.script = "tabulate fylke kjonn if alder >= 67, summarize(inntekt) mean",
     .says = {.nb = "Gjennomsnittlig inntekt for de eldste", .en = "Mean income of the oldest"}},
};

}  // namespace

const CommandSpec kTabulate = {
    .syntax = script::CommandSyntax{.name = "tabulate",
                                    .form = script::Form::Analysis,
                                    .min_operands = 1,
                                    .max_operands = 4,
                                    .if_clause = script::Clause::Allowed,
                                    .options = kOptions},
    .group = Group::Statistics,
    .summary = base::LocalizedText{.nb = "Viser en tabell over en til fire variabler.",
                                   .en = "Shows a table over one to four variables."},
    .details =
        {.nb = "Den første variabelen står nedover, den andre bortover. Med tre variabler står "
               "den siste bortover, med fire de to siste. Rader som mangler verdi for en av "
               "variablene, er ikke med, med mindre valget missing er brukt.",
         .en = "The first variable goes down, the second across. With three variables the "
               "last goes across, with four the last two. Rows that lack a value of one of "
               "the variables are left out, unless the option missing is given."},
    .disclosure = DisclosureRow{Treatment::Winsorised, Release::Descriptive},
    .examples = kExamples,
    .run = run};

}  // namespace skjerm::command
