// `skjerm help-command` and `skjerm help-function`: the help that the language has about itself.
#include "skjerm/base/diagnostic_codes.h"
#include "skjerm/cli/program.h"
#include "skjerm/command/support/help.h"
#include "skjerm/render/plain_markdown.h"

namespace skjerm::cli {

namespace {

base::Diagnostic unknown_topic(const Arguments& arguments, base::Argument near) {
    return base::error(base::Code::UnknownHelpTopic, {},
                       {base::Argument::name(arguments.words.front()), std::move(near),
                        base::Argument::name(arguments.command->path)});
}

base::Result<std::string> help_markdown(const Arguments& arguments, base::Language language) {
    const bool about_command = arguments.command->path == "help-command";
    if (arguments.words.empty())
        return about_command ? command::command_overview(language)
                             : command::function_overview(language);
    const std::string& topic = arguments.words.front();
    if (about_command) {
        if (const auto help = command::topic_help(topic, language)) return *help;
        return unknown_topic(arguments, command::near_topics(topic));
    }
    if (const expr::FunctionSpec* spec = expr::find_function(topic))
        return command::function_help(*spec, language);
    return unknown_topic(arguments, command::near_functions(topic));
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
