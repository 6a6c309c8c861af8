// help and help-function.
#include "skjerm/command/support/help.h"

#include <string_view>
#include <vector>

#include "skjerm/base/diagnostic_codes.h"
#include "skjerm/base/near_names.h"
#include "skjerm/command/command_list.h"
#include "skjerm/command/registry.h"
#include "skjerm/script/ast.h"

namespace skjerm::command {

namespace {

using base::Argument;
using base::Language;
using base::LocalizedText;
using script::Form;

LocalizedText operand_text(Form form) {
    switch (form) {
        case Form::None:
            return {"", ""};
        case Form::Names:
            return {"navn …", "name …"};
        case Form::Assignment:
            return {"variabel = uttrykk", "variable = expression"};
        case Form::Let:
            return {"navn = uttrykk", "name = expression"};
        case Form::Require:
            return {"datalager:versjon as kortnavn", "datastore:version as alias"};
        case Form::Import:
            return {"kortnavn/VARIABEL [dato] [as navn]", "alias/VARIABLE [date] [as name]"};
        case Form::ImportEvent:
            return {"kortnavn/VARIABEL dato to dato [as navn]",
                    "alias/VARIABLE date to date [as name]"};
        case Form::ImportPanel:
            return {"kortnavn/VARIABEL … dato …", "alias/VARIABLE … date …"};
        case Form::CloneVariables:
            return {"variabel [-> ny] …", "variable [-> new] …"};
        case Form::Aggregation:
            return {"(statistikk) variabel [-> ny] …", "(statistic) variable [-> new] …"};
        case Form::Merge:
            return {"variabel … into datasett [on nøkkel]", "variable … into dataset [on key]"};
        case Form::Recode:
            return {"variabel … (verdier = ny ['etikett']) …",
                    "variable … (values = new ['label']) …"};
        case Form::Sample:
            return {"antall|andel frø", "count|fraction seed"};
        case Form::DefineLabels:
            return {"kodeliste kode etikett …", "codelist code label …"};
        case Form::ListLabels:
            return {"kodeliste | kortnavn/VARIABEL [dato]", "codelist | alias/VARIABLE [date]"};
        case Form::OptionalWord:
            return {"[navn]", "[name]"};
        case Form::Registers:
            return {"[kortnavn/VARIABEL …]", "[alias/VARIABLE …]"};
        case Form::Words:
            return {"ord …", "word …"};
        case Form::Analysis:
            return {"variabel …", "variable …"};
        case Form::AnalysisBy:
            return {"variabel … by gruppe …", "variable … by group …"};
        case Form::AnalysisStatistic:
            return {"(statistikk) variabel …", "(statistic) variable …"};
        case Form::AnalysisModel:
            return {"modell variabel …", "model variable …"};
        case Form::AnalysisInstruments:
            return {"variabel … (variabel … = instrument …)",
                    "variable … (variable … = instrument …)"};
    }
    return {"", ""};
}

LocalizedText argument_text(script::OptionArguments arguments) {
    using enum script::OptionArguments;
    switch (arguments) {
        case None:
            return {"", ""};
        case Variables:
            return {"(variabel …)", "(variable …)"};
        case Terms:
            return {"(ledd …)", "(term …)"};
        case Integer:
            return {"(heltall)", "(integer)"};
        case Number:
            return {"(tall)", "(number)"};
        case OptionalInteger:
            return {"[(heltall)]", "[(integer)]"};
        case Codes:
            return {"[(kode, …)]", "[(code, …)]"};
        case Text:
            return {"(tekst)", "(text)"};
        case Values:
            return {"(verdi, …)", "(value, …)"};
        case OptionalTerms:
            return {"[(ledd …)]", "[(term …)]"};
        case OptionalText:
            return {"[(tekst)]", "[(text)]"};
    }
    return {"", ""};
}

LocalizedText protection_text(const DisclosureRow& row) {
    switch (row.outputs) {
        case Release::Nothing:
            return {"Kommandoen viser ingen tall fra dataene.",
                    "The command shows no numbers from the data."};
        case Release::DatasetSize:
            return {"Antallet enheter som vises, er forstyrret.",
                    "The number of units shown is perturbed."};
        case Release::Table:
            return {"Antall er forstyrret, og tabeller med for mange små celler vises ikke.",
                    "Counts are perturbed, and tables with too many small cells are not shown."};
        case Release::Descriptive:
            return {
                "Antall er forstyrret; ekstreme verdier er dempet før gjennomsnitt og spredning "
                "beregnes; statistikk for færre enn 10 enheter skjules.",
                "Counts are perturbed; extreme values are clipped before means and spread are "
                "computed; statistics of fewer than 10 units are hidden."};
        case Release::Chart:
            return {"Figuren er tegnet av beskyttede tall.",
                    "The figure is drawn from protected numbers."};
        case Release::Model:
            return {"Estimatene er beskyttet, og modeller som skiller ut få enheter, vises ikke.",
                    "Estimates are protected, and models that single out few units are refused."};
    }
    return {"", ""};
}

std::string_view pick(Language language, std::string_view nb, std::string_view en) {
    return language == Language::Bokmaal ? nb : en;
}

/// The names of all commands or functions, for "did you mean".
template <class Specs, class NameOf>
Argument near(std::string_view wanted, const Specs& specs, NameOf name_of) {
    std::vector<std::string_view> names;
    for (const auto* spec : specs) names.push_back(name_of(*spec));
    return Argument::names(base::near_names(wanted, names));
}

base::Result<Outcome> show(const Context& context, std::string nb, std::string en) {
    return outcome_of(context.gate().release_document(
        {.format = released::Document::Format::Markdown, .text = {std::move(nb), std::move(en)}},
        context.provenance()));
}

base::Result<Outcome> run_help(Context& context, const script::Command& command) {
    const auto& topic = std::get<script::OptionalWord>(command.operands).word;
    if (!topic)
        return show(context, command_overview(Language::Bokmaal),
                    command_overview(Language::English));
    if (const CommandSpec* spec = find_command(topic->text))
        return show(context, command_help(*spec, Language::Bokmaal),
                    command_help(*spec, Language::English));
    return base::error(
        base::Code::UnknownHelpTopic, topic->span,
        {Argument::name(topic->text),
         near(topic->text, commands(), [](const CommandSpec& spec) { return spec.name(); })});
}

base::Result<Outcome> run_help_function(Context& context, const script::Command& command) {
    const auto& topic = std::get<script::OptionalWord>(command.operands).word;
    if (!topic)
        return show(context, function_overview(Language::Bokmaal),
                    function_overview(Language::English));
    if (const expr::FunctionSpec* spec = expr::find_function(topic->text))
        return show(context, function_help(*spec, Language::Bokmaal),
                    function_help(*spec, Language::English));
    return base::error(base::Code::UnknownHelpTopic, topic->span,
                       {Argument::name(topic->text),
                        near(topic->text, expr::functions(),
                             [](const expr::FunctionSpec& spec) { return spec.name; })});
}

LocalizedText function_group_title(expr::FunctionGroup group) {
    using enum expr::FunctionGroup;
    switch (group) {
        case Dates:
            return {"Datoer", "Dates"};
        case Probability:
            return {"Sannsynlighet", "Probability"};
        case Mathematics:
            return {"Matematikk", "Mathematics"};
        case Rows:
            return {"På tvers av variabler", "Across variables"};
        case Strings:
            return {"Tekst", "Text"};
        case Logic:
            return {"Logikk", "Logic"};
        case Labels:
            return {"Verdietiketter", "Value labels"};
        case Bindings:
            return {"Bindinger", "Bindings"};
    }
    return {"", ""};
}

constexpr Example kHelpExamples[] = {
    {.script = "help tabulate",
     .says = {.nb = "Hjelp om én kommando", .en = "Help about one command"}}};
constexpr Example kHelpFunctionExamples[] = {
    {.script = "help-function round",
     .says = {.nb = "Hjelp om én funksjon", .en = "Help about one function"}}};

}  // namespace

std::string syntax_line(const CommandSpec& command, Language language) {
    const script::CommandSyntax& syntax = command.syntax.get();
    std::string line(syntax.name);
    const std::string operands(operand_text(syntax.form).in(language));
    if (!operands.empty()) {
        line += ' ';
        line += syntax.min_operands == 0 && syntax.form == Form::Analysis ? "[" + operands + "]"
                                                                          : operands;
    }
    if (syntax.if_clause == script::Clause::Allowed)
        line += pick(language, " [if betingelse]", " [if condition]");
    if (!syntax.options.empty()) line += pick(language, " [, valg …]", " [, options …]");
    return line;
}

std::string command_help(const CommandSpec& command, Language language) {
    const script::CommandSyntax& syntax = command.syntax.get();
    std::string text = "# " + std::string(syntax.name) + "\n\n";
    text += command.summary.get().in(language);
    text += "\n\n    " + syntax_line(command, language) + "\n\n";
    if (!command.details.in(language).empty()) {
        text += command.details.in(language);
        text += "\n\n";
    }
    if (!syntax.options.empty()) {
        text += pick(language, "## Valg\n\n", "## Options\n\n");
        for (const script::OptionSpec& option : syntax.options) {
            text += "- `" + std::string(option.name) +
                    std::string(argument_text(option.arguments).in(language)) + "`: ";
            text += option.help.in(language);
            text += "\n";
        }
        text += "\n";
    }
    text += pick(language, "## Beskyttelse\n\n", "## Protection\n\n");
    text += protection_text(command.disclosure.get()).in(language);
    text += "\n";
    if (!command.examples.empty()) {
        text += pick(language, "\n## Eksempler\n\n", "\n## Examples\n\n");
        for (const Example& example : command.examples) {
            text += "- " + std::string(example.says.in(language)) + ": `" +
                    std::string(example.script) + "`\n";
        }
    }
    if (command.run == nullptr)
        text += pick(language, "\nKommandoen er ikke bygd ennå i denne utgaven.\n",
                     "\nThe command is not yet supported in this release.\n");
    return text;
}

std::string command_overview(Language language) {
    std::string text(pick(language, "# Kommandoer\n", "# Commands\n"));
    const Group* current = nullptr;
    for (const CommandSpec* command : commands()) {
        if (current == nullptr || *current != command->group.get()) {
            current = &command->group.get();
            text += "\n## " + std::string(group_title(*current).in(language)) + "\n\n";
        }
        text += "- `" + std::string(command->name()) +
                "`: " + std::string(command->summary.get().in(language));
        if (command->run == nullptr)
            text += pick(language, " (ikke bygd ennå)", " (not yet built)");
        text += "\n";
    }
    return text;
}

std::string function_help(const expr::FunctionSpec& function, Language language) {
    std::string text = "# " + std::string(function.name) + "\n\n    " +
                       std::string(function.signature) + "\n\n" +
                       std::string(function.help.in(language)) + "\n";
    if (!function.examples.empty()) {
        text += pick(language, "\n## Eksempler\n\n", "\n## Examples\n\n");
        for (const expr::FunctionExample& example : function.examples)
            text +=
                "- `" + std::string(example.call) + "` = `" + std::string(example.value) + "`\n";
    }
    if (function.kernel == nullptr)
        text += pick(language, "\nFunksjonen støttes ikke ennå i denne utgaven.\n",
                     "\nThe function is not yet supported in this release.\n");
    return text;
}

std::string function_overview(Language language) {
    std::string text(pick(language, "# Funksjoner\n", "# Functions\n"));
    const expr::FunctionGroup* current = nullptr;
    for (const expr::FunctionSpec* function : expr::functions()) {
        if (current == nullptr || *current != function->group) {
            current = &function->group;
            text += "\n## " + std::string(function_group_title(*current).in(language)) + "\n\n";
        }
        text += "- `" + std::string(function->signature) +
                "`: " + std::string(function->help.in(language)) + "\n";
    }
    return text;
}

const CommandSpec kHelp = {
    .syntax = script::CommandSyntax{.name = "help", .form = Form::OptionalWord},
    .group = Group::Support,
    .summary = base::LocalizedText{.nb = "Viser hjelp om en kommando, eller alle kommandoene.",
                                   .en = "Shows help about a command, or all commands."},
    .disclosure = DisclosureRow{Treatment::NoData, Release::Nothing},
    .examples = kHelpExamples,
    .run = run_help};

const CommandSpec kHelpFunction = {
    .syntax = script::CommandSyntax{.name = "help-function", .form = Form::OptionalWord},
    .group = Group::Support,
    .summary = base::LocalizedText{.nb = "Viser hjelp om en funksjon, eller alle funksjonene.",
                                   .en = "Shows help about a function, or all functions."},
    .disclosure = DisclosureRow{Treatment::NoData, Release::Nothing},
    .examples = kHelpFunctionExamples,
    .run = run_help_function};

}  // namespace skjerm::command
