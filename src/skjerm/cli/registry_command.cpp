// `skjerm registry --json`: the language as data, for editors and documentation
// (docs/format/registry.md).
#include <nlohmann/json.hpp>

#include "skjerm/base/diagnostic_codes.h"
#include "skjerm/cli/program.h"
#include "skjerm/command/registry.h"
#include "skjerm/command/support/help.h"
#include "skjerm/expr/function_spec.h"

namespace skjerm::cli {

namespace {

using Json = nlohmann::ordered_json;
using base::Language;
using base::LocalizedText;

Json both(LocalizedText text) { return {{"nb", text.nb}, {"en", text.en}}; }

std::string_view form_name(script::Form form) {
    using enum script::Form;
    switch (form) {
        case None:
            return "none";
        case Names:
            return "names";
        case Assignment:
            return "assignment";
        case Let:
            return "let";
        case Require:
            return "require";
        case Import:
            return "import";
        case ImportEvent:
            return "import-event";
        case ImportPanel:
            return "import-panel";
        case CloneVariables:
            return "clone-variables";
        case Aggregation:
            return "aggregation";
        case Merge:
            return "merge";
        case Recode:
            return "recode";
        case Sample:
            return "sample";
        case DefineLabels:
            return "define-labels";
        case ListLabels:
            return "list-labels";
        case OptionalWord:
            return "optional-word";
        case Registers:
            return "registers";
        case Words:
            return "words";
        case Analysis:
            return "terms";
        case AnalysisBy:
            return "terms-by";
        case AnalysisStatistic:
            return "statistic-terms";
        case AnalysisModel:
            return "model-terms";
        case AnalysisInstruments:
            return "terms-instruments";
    }
    return "none";
}

std::string_view arguments_name(script::OptionArguments arguments) {
    using enum script::OptionArguments;
    switch (arguments) {
        case None:
            return "none";
        case Variables:
            return "variables";
        case Terms:
            return "terms";
        case Integer:
            return "integer";
        case Number:
            return "number";
        case OptionalInteger:
            return "optional-integer";
        case Codes:
            return "codes";
        case Text:
            return "text";
        case Values:
            return "values";
        case OptionalTerms:
            return "optional-terms";
        case OptionalText:
            return "optional-text";
    }
    return "none";
}

std::string_view treatment_name(command::Treatment treatment) {
    switch (treatment) {
        case command::Treatment::NoData:
            return "no-data";
        case command::Treatment::AsTheyAre:
            return "as-they-are";
        case command::Treatment::Winsorised:
            return "winsorised";
    }
    return "no-data";
}

std::string_view release_name(command::Release release) {
    switch (release) {
        case command::Release::Nothing:
            return "nothing";
        case command::Release::DatasetSize:
            return "dataset-size";
        case command::Release::Table:
            return "table";
        case command::Release::Descriptive:
            return "descriptive";
        case command::Release::Chart:
            return "chart";
        case command::Release::Model:
            return "model";
    }
    return "nothing";
}

Json command_json(const command::CommandSpec& spec) {
    const script::CommandSyntax& syntax = spec.syntax.get();
    const command::DisclosureRow& row = spec.disclosure.get();
    Json options = Json::array();
    for (const script::OptionSpec& option : syntax.options)
        options.push_back({{"name", option.name},
                           {"arguments", arguments_name(option.arguments)},
                           {"help", both(option.help)}});
    Json examples = Json::array();
    for (const command::Example& example : spec.examples)
        examples.push_back({{"script", example.script}, {"says", both(example.says)}});
    return {{"name", spec.name()},
            {"group", both(command::group_title(spec.group.get()))},
            {"summary", both(spec.summary.get())},
            {"syntax",
             {{"nb", command::syntax_line(spec, Language::Bokmaal)},
              {"en", command::syntax_line(spec, Language::English)}}},
            {"operands",
             {{"form", form_name(syntax.form)},
              {"min", syntax.min_operands},
              {"max", syntax.max_operands}}},
            {"if", syntax.if_clause == script::Clause::Allowed},
            {"options", std::move(options)},
            {"examples", std::move(examples)},
            {"disclosure",
             {{"inputs", treatment_name(row.inputs)}, {"outputs", release_name(row.outputs)}}},
            {"built", spec.run != nullptr}};
}

Json function_json(const expr::FunctionSpec& spec) {
    Json examples = Json::array();
    for (const expr::FunctionExample& example : spec.examples)
        examples.push_back({{"call", example.call}, {"value", example.value}});
    return {{"name", spec.name},
            {"signature", spec.signature},
            {"help", both(spec.help)},
            {"examples", std::move(examples)},
            {"let", spec.allowed_in_let}};
}

}  // namespace

ExitCode registry_command(Program& program) {
    if (!program.arguments.has("--json"))
        return program.fail(
            base::error(base::Code::FlagMissing, {},
                        {base::Argument::name("registry"), base::Argument::name("--json")}));
    Json json = {{"schema", "skjerm.registry/1"},
                 {"engine", program_version()},
                 {"commands", Json::array()},
                 {"functions", Json::array()}};
    for (const command::CommandSpec* spec : command::commands())
        json["commands"].push_back(command_json(*spec));
    for (const expr::FunctionSpec* spec : expr::functions())
        json["functions"].push_back(function_json(*spec));
    program.out.write(json.dump(2) + "\n");
    return ExitCode::Success;
}

}  // namespace skjerm::cli
