// `skjerm help-command` and `skjerm help-function`: the help that the language has about itself.
#include "skjerm/base/diagnostic_codes.h"
#include "skjerm/base/near_names.h"
#include "skjerm/cli/program.h"
#include "skjerm/command/registry.h"
#include "skjerm/command/support/help.h"
#include "skjerm/render/plain_markdown.h"

namespace skjerm::cli {

namespace {

template <class Specs, class NameOf>
base::Diagnostic unknown_topic(const std::string& topic, const Specs& specs, NameOf name_of) {
    std::vector<std::string_view> names;
    for (const auto* spec : specs) names.push_back(name_of(*spec));
    return base::error(
        base::Code::UnknownHelpTopic, {},
        {base::Argument::name(topic), base::Argument::names(base::near_names(topic, names))});
}

base::Result<std::string> help_markdown(const Arguments& arguments, base::Language language) {
    const bool about_command = arguments.command->path == "help-command";
    if (arguments.words.empty())
        return about_command ? command::command_overview(language)
                             : command::function_overview(language);
    const std::string& topic = arguments.words.front();
    if (about_command) {
        if (const command::CommandSpec* spec = command::find_command(topic))
            return command::command_help(*spec, language);
        return unknown_topic(topic, command::commands(),
                             [](const command::CommandSpec& spec) { return spec.name(); });
    }
    if (const expr::FunctionSpec* spec = expr::find_function(topic))
        return command::function_help(*spec, language);
    return unknown_topic(topic, expr::functions(),
                         [](const expr::FunctionSpec& spec) { return spec.name; });
}

}  // namespace

ExitCode help_of_language_command(Program& program) {
    const base::Result<std::string> help = help_markdown(program.arguments, program.language);
    if (!help) {
        program.messages.tell(help.diagnostic());
        return ExitCode::Usage;
    }
    program.out.write(render::plain_markdown(*help, program.style()));
    return ExitCode::Success;
}

}  // namespace skjerm::cli
