// help and help-function.
#include "skjerm/command/support/help.h"

#include <optional>
#include <string_view>
#include <vector>

#include "skjerm/base/diagnostic_codes.h"
#include "skjerm/base/near_names.h"
#include "skjerm/command/command_list.h"
#include "skjerm/command/registry.h"
#include "skjerm/command/support/function_scripts.h"
#include "skjerm/command/support/topics.h"
#include "skjerm/script/ast.h"

namespace skjerm::command {

namespace {

using base::Argument;
using base::Language;
using base::LocalizedText;
using script::Form;

/// Of a command whose operands are names: how many there are, and of what.
LocalizedText names_text(const CommandSpec& command) {
    const script::CommandSyntax& syntax = command.syntax.get();
    if (syntax.operands_or_condition)
        return {"variabel … | if betingelse", "variable … | if condition"};
    if (syntax.max_operands == 1) return {"datasett", "dataset"};
    if (syntax.max_operands > 2) return {"navn …", "name …"};
    if (command.group.get() == Group::Labels) return {"variabel kodeliste", "variable codelist"};
    return {"navn nytt_navn", "name new_name"};
}

LocalizedText operand_text(const CommandSpec& command) {
    switch (command.syntax.get().form) {
        case Form::None:
            return {"", ""};
        case Form::Names:
            return names_text(command);
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
            return {"antall|andel startverdi", "count|fraction seed"};
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

/// What the command releases, then how that is protected.
LocalizedText protection_text(const DisclosureRow& row) {
    switch (row.outputs) {
        case Release::Nothing:
            return {"Kommandoen viser ingen tall fra dataene.",
                    "The command shows no numbers from the data."};
        case Release::DatasetSize:
            return {
                "Viser hvor mange enheter datasettet har. Antallet er forstyrret, og et datasett "
                "må ha minst 1000 enheter.",
                "Shows how many units the dataset has. The number is perturbed, and a dataset "
                "must have at least 1000 units."};
        case Release::Table:
            return {
                "Viser antall. De er forstyrret, og tabeller med for mange små celler vises "
                "ikke.",
                "Shows counts. They are perturbed, and tables with too many small cells are not "
                "shown."};
        case Release::Descriptive:
            return {
                "Viser antall og statistikk. Antall er forstyrret, og tabeller med for mange "
                "små celler vises ikke; ekstreme verdier er dempet før gjennomsnitt og "
                "spredning beregnes; prosentiler er avrundet; statistikk for færre enn 10 "
                "enheter skjules.",
                "Shows counts and statistics. Counts are perturbed, and tables with too many "
                "small cells are not shown; extreme values are clipped before means and spread "
                "are computed; percentiles are rounded; statistics of fewer than 10 units are "
                "hidden."};
        case Release::Chart:
            return {"Viser en figur, tegnet av beskyttede tall.",
                    "Shows a figure, drawn from protected numbers."};
        case Release::Model:
            return {
                "Viser estimater. De er beskyttet, og modeller som skiller ut få enheter, vises "
                "ikke.",
                "Shows estimates. They are protected, and models that single out few units are "
                "refused."};
    }
    return {"", ""};
}

std::string heading(int level, std::string_view text) {
    return std::string(static_cast<std::size_t>(level), '#') + " " + std::string(text) + "\n\n";
}

/// One line of a list; a script of several lines as a block below what it shows.
std::string example_text(std::string_view says, std::string_view script) {
    std::string text = "- " + std::string(says) + ":";
    if (script.find('\n') == std::string_view::npos)
        return text + " `" + std::string(script) + "`\n";
    text += "\n\n      ";
    for (const char character : script) {
        text += character;
        if (character == '\n') text += "      ";
    }
    return text + "\n\n";
}

std::string_view pick(Language language, std::string_view nb, std::string_view en) {
    return language == Language::Bokmaal ? nb : en;
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
    const auto nb = topic_help(topic->text, Language::Bokmaal);
    const auto en = topic_help(topic->text, Language::English);
    if (nb && en) return show(context, *nb, *en);
    return base::error(
        base::Code::UnknownHelpTopic, topic->span,
        {Argument::name(topic->text), near_topics(topic->text), Argument::name(command.name.text)});
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
                       {Argument::name(topic->text), near_functions(topic->text),
                        Argument::name(command.name.text)});
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

/// What a function of the group gives where an argument is missing, when that holds for all of
/// them.
LocalizedText missing_text(expr::FunctionGroup group) {
    using enum expr::FunctionGroup;
    switch (group) {
        case Dates:
        case Probability:
        case Mathematics:
            return {
                "Resultatet mangler når et argument mangler eller ligger utenfor det funksjonen "
                "er definert for.",
                "The result is missing where an argument is, or lies outside what the function "
                "is defined for."};
        case Logic:
            return {"Resultatet er 1 eller 0 og mangler aldri.",
                    "The result is 1 or 0, never missing."};
        case Rows:
        case Strings:
        case Labels:
        case Bindings:
            return {"", ""};
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
    const std::string operands(operand_text(command).in(language));
    if (!operands.empty()) {
        line += ' ';
        line += syntax.min_operands == 0 && syntax.form == Form::Analysis ? "[" + operands + "]"
                                                                          : operands;
    }
    if (syntax.if_clause == script::Clause::Allowed && !syntax.operands_or_condition)
        line += pick(language, " [if betingelse]", " [if condition]");
    if (!syntax.options.empty()) line += pick(language, " [, valg …]", " [, options …]");
    return line;
}

std::string_view example_setup() {
    return "require no.ssb.fdb:45 as db\n"
           "create-dataset personer\n"
           "import db/BEFOLKNING_STATUSKODE 2022-01-01 as status\n"
           "keep if status == '1'\n"
           "import db/BEFOLKNING_KJOENN as kjonn\n"
           "import db/BEFOLKNING_FOEDSELS_AAR_MND as faarmnd\n"
           "import db/BEFOLKNING_KOMMNR_FORMELL 2022-01-01 as kommune\n"
           "import db/SIVSTANDFDT_SIVSTAND 2022-01-01 as sivilstand\n"
           "import db/NUDB_BU 2022-01-01 as nus\n"
           "import db/INNTEKT_WLONN 2021-12-31 as lonn\n"
           "import db/INNTEKT_WSAMINNT 2021-12-31 as inntekt\n"
           "import db/INNTEKT_BER_BRFORM 2021-12-31 as formue\n"
           "generate alder = 2021 - int(faarmnd / 100)\n"
           "generate fylke = substr(kommune, 1, 2)\n"
           "generate utdanning = substr(nus, 1, 1)\n";
}

std::string command_help(const CommandSpec& command, Language language, int level) {
    const script::CommandSyntax& syntax = command.syntax.get();
    std::string text = heading(level, syntax.name);
    text += command.summary.get().in(language);
    text += "\n\n    " + syntax_line(command, language) + "\n\n";
    if (!command.details.in(language).empty()) {
        text += command.details.in(language);
        text += "\n\n";
    }
    if (!syntax.options.empty()) {
        text += heading(level + 1, pick(language, "Valg", "Options"));
        for (const script::OptionSpec& option : syntax.options) {
            text += "- `" + std::string(option.name) +
                    std::string(argument_text(option.arguments).in(language)) + "`: ";
            text += option.help.in(language);
            text += "\n";
        }
        text += "\n";
    }
    text += heading(level + 1, pick(language, "Beskyttelse", "Protection"));
    text += protection_text(command.disclosure.get()).in(language);
    text += "\n";
    if (!command.examples.empty()) {
        text += "\n" + heading(level + 1, pick(language, "Eksempler", "Examples"));
        for (const Example& example : command.examples)
            text += example_text(example.says.in(language), example.script);
    }
    if (command.run == nullptr)
        text += pick(language, "\nKommandoen er ikke bygd ennå i denne utgaven.\n",
                     "\nThe command is not yet supported in this release.\n");
    return text;
}

std::optional<std::string> topic_help(std::string_view name, Language language, int level) {
    if (const CommandSpec* command = find_command(name))
        return command_help(*command, language, level);
    const Topic* topic = find_topic(name);
    if (topic == nullptr) return std::nullopt;
    std::string text = heading(level, topic->name) + std::string(topic->summary.in(language)) +
                       "\n\n    " + std::string(topic->syntax.in(language)) + "\n\n" +
                       std::string(topic->details.in(language)) + "\n\n" +
                       heading(level + 1, pick(language, "Eksempler", "Examples"));
    for (const Example& example : topic->examples)
        text += example_text(example.says.in(language), example.script);
    return text;
}

base::Argument near_topics(std::string_view name) {
    std::vector<std::string_view> names;
    for (const CommandSpec* command : commands()) names.push_back(command->name());
    for (const Topic& topic : topics()) names.push_back(topic.name);
    return Argument::names(base::near_names(name, names));
}

base::Argument near_functions(std::string_view name) {
    std::vector<std::string_view> names;
    for (const expr::FunctionSpec* function : expr::functions()) names.push_back(function->name);
    return Argument::names(base::near_names(name, names));
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
    text += "\n" + heading(2, pick(language, "Språket", "The language"));
    for (const Topic& topic : topics())
        text += "- `" + std::string(topic.name) + "`: " + std::string(topic.summary.in(language)) +
                "\n";
    return text;
}

std::string function_help(const expr::FunctionSpec& function, Language language, int level) {
    std::string text = heading(level, function.name) + "    " + std::string(function.signature) +
                       "\n\n" + std::string(function.help.in(language)) + "\n";
    const std::string missing(missing_text(function.group).in(language));
    const bool has_arguments = !function.signature.ends_with("()");
    if (!missing.empty() && has_arguments) text += "\n" + missing + "\n";
    if (function.allowed_in_let)
        text += pick(language, "\nKan brukes i `let`.\n", "\nMay be used in `let`.\n");
    const std::span<const Example> scripts = function_scripts(function.name);
    if (!function.examples.empty() || !scripts.empty())
        text += "\n" + heading(level + 1, pick(language, "Eksempler", "Examples"));
    for (const expr::FunctionExample& example : function.examples)
        text += "- `" + std::string(example.call) + "` = `" + std::string(example.value) + "`\n";
    for (const Example& example : scripts)
        text += example_text(example.says.in(language), example.script);
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

std::string command_reference(Language language) {
    std::string text = heading(1, pick(language, "Kommandoer", "Commands"));
    text += pick(language,
                 "Siden er laget av programmet fra kommandoenes egne beskrivelser, og er den samme "
                 "som `help` viser. Eksemplene kan kjøres etter dette skriptet:",
                 "The program made this page from the descriptions of the commands; `help` shows "
                 "the same. The examples run after this script:");
    text += "\n\n```\n" + std::string(example_setup()) + "```\n";
    const Group* current = nullptr;
    for (const CommandSpec* command : commands()) {
        if (current == nullptr || *current != command->group.get()) {
            current = &command->group.get();
            text += "\n" + heading(2, group_title(*current).in(language));
        } else {
            text += "\n";
        }
        text += command_help(*command, language, 3);
    }
    text += "\n" + heading(2, pick(language, "Språket", "The language"));
    for (const Topic& topic : topics()) text += *topic_help(topic.name, language, 3) + "\n";
    text.erase(text.find_last_not_of('\n') + 2);
    return text;
}

std::string function_reference(Language language) {
    std::string text = heading(1, pick(language, "Funksjoner", "Functions"));
    text += pick(language,
                 "Siden er laget av programmet fra funksjonenes egne beskrivelser, og er den samme "
                 "som `help-function` viser. `.` er en manglende verdi. Eksempler på hele linjer "
                 "kan kjøres etter skriptet først i [commands.nb.md](commands.nb.md).",
                 "The program made this page from the descriptions of the functions; "
                 "`help-function` shows the same. `.` is a missing value. Examples of whole lines "
                 "run after the script at the top of [commands.en.md](commands.en.md).");
    text += "\n";
    const expr::FunctionGroup* current = nullptr;
    for (const expr::FunctionSpec* function : expr::functions()) {
        text += "\n";
        if (current == nullptr || *current != function->group) {
            current = &function->group;
            text += heading(2, function_group_title(*current).in(language));
        }
        text += function_help(*function, language, 3);
    }
    return text;
}

const CommandSpec kHelp = {
    .syntax = script::CommandSyntax{.name = "help", .form = Form::OptionalWord},
    .group = Group::Support,
    .summary = base::LocalizedText{.nb = "Viser hjelp om en kommando, eller alle kommandoene.",
                                   .en = "Shows help about a command, or all commands."},
    .details = {.nb = "Hjelpen sier hvordan kommandoen skrives, hva valgene gjør, hva som vises og "
                      "hvordan det er beskyttet. Finnes ikke navnet, foreslås de som ligner.",
                .en =
                    "The help says how the command is written, what its options do, what is shown "
                    "and how it is protected. For an unknown name it suggests similar ones."},
    .disclosure = DisclosureRow{Treatment::NoData, Release::Nothing},
    .examples = kHelpExamples,
    .run = run_help};

const CommandSpec kHelpFunction = {
    .syntax = script::CommandSyntax{.name = "help-function", .form = Form::OptionalWord},
    .group = Group::Support,
    .summary = base::LocalizedText{.nb = "Viser hjelp om en funksjon, eller alle funksjonene.",
                                   .en = "Shows help about a function, or all functions."},
    .details = {.nb = "Funksjoner brukes i uttrykk: i generate, i replace og etter if.",
                .en = "Functions are used in expressions: in generate, in replace and after if."},
    .disclosure = DisclosureRow{Treatment::NoData, Release::Nothing},
    .examples = kHelpFunctionExamples,
    .run = run_help_function};

}  // namespace skjerm::command
