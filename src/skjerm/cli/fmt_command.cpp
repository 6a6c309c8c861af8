// `skjerm fmt`: scripts in their usual layout, on standard output or in place.
#include <algorithm>
#include <string>

#include "skjerm/base/diagnostic_codes.h"
#include "skjerm/base/source_text.h"
#include "skjerm/cli/program.h"
#include "skjerm/cli/script_file.h"
#include "skjerm/session/tidy.h"

namespace skjerm::cli {

namespace {

using base::Argument;
using base::Code;

ExitCode lay_out(Program& program, const std::string& path) {
    const base::Result<std::string> text = read_script(path);
    if (!text) return program.fail(text.diagnostic());
    const session::Tidied tidied = session::tidy(*text);
    if (!tidied.errors.empty()) {
        const base::SourceText source(shown_name(path), *text);
        for (const base::Diagnostic& error : tidied.errors) program.messages.tell(error, source);
        return ExitCode::StaticErrors;
    }
    const bool differs = tidied.text != *text;
    if (program.arguments.has("--check")) {
        if (!differs) return ExitCode::Success;
        program.out.write(shown_name(path) + "\n");
        return ExitCode::Differences;
    }
    if (!program.arguments.has("--write")) {
        program.out.write(tidied.text);
        return ExitCode::Success;
    }
    if (!differs) return ExitCode::Success;
    const base::Status written = replace_script(path, tidied.text);
    return written ? ExitCode::Success : program.fail(written.diagnostic());
}

}  // namespace

ExitCode fmt_command(Program& program) {
    const Arguments& arguments = program.arguments;
    if (arguments.has("--check") && arguments.has("--write"))
        return program.fail(base::error(Code::FlagsExclude, {},
                                        {Argument::name("--check"), Argument::name("--write")}));
    const bool from_input = std::ranges::find(arguments.words, "-") != arguments.words.end();
    if (from_input && arguments.has("--write"))
        return program.fail(
            base::error(Code::FlagsExclude, {}, {Argument::name("-"), Argument::name("--write")}));
    // Errors before differences: what could not be laid out weighs more than what was not.
    ExitCode worst = ExitCode::Success;
    for (const std::string& path : arguments.words) {
        const ExitCode code = lay_out(program, path);
        const bool is_fault = code != ExitCode::Success && code != ExitCode::Differences;
        if (worst == ExitCode::Success || (worst == ExitCode::Differences && is_fault))
            worst = code;
    }
    return worst;
}

}  // namespace skjerm::cli
