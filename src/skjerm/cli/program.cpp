#include "skjerm/cli/program.h"

#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <exception>
#include <nlohmann/json.hpp>
#include <optional>

#include "skjerm/base/diagnostic_codes.h"
#include "skjerm/base/message_catalogue.h"
#include "skjerm/base/parallel.h"
#include "skjerm/cli/mapping_fault.h"
#include "skjerm/cli/terminal.h"
#include "skjerm/session/incident.h"
#include "skjerm/session/installation.h"

namespace skjerm::cli {

namespace {

using base::Argument;
using base::Code;
using base::Language;

Choice choice_of(const std::optional<std::string>& value) {
    if (value == "always") return Choice::Always;
    return value == "never" ? Choice::Never : Choice::Auto;
}

ProgressMode progress_mode(const Arguments& arguments) {
    const std::string mode = arguments.value("--progress").value_or("auto");
    if (mode == "json") return ProgressMode::Json;
    const bool terminal = is_terminal(STDERR_FILENO) && environment_variable("TERM") != "dumb";
    if (mode == "always") return terminal ? ProgressMode::Line : ProgressMode::Steps;
    const bool wanted = mode == "auto" && terminal && !arguments.has("--quiet");
    return wanted ? ProgressMode::Line : ProgressMode::Off;
}

void write_version(const Program& program) {
    const std::string& policy = session::policy_version();
    if (program.arguments.has("--json")) {
        const nlohmann::ordered_json json = {{"version", program_version()},
                                             {"commit", program_commit()},
                                             {"engine", program_version()},
                                             {"policy", policy}};
        program.out.write(json.dump() + "\n");
        return;
    }
    const bool nb = program.language == Language::Bokmaal;
    std::string text = "skjerm " + std::string(program_version());
    text += " (" + std::string(program_commit()) + ")\n";
    text += (nb ? "personvernregler " : "disclosure policy ") + policy + "\n";
    program.out.write(text);
}

/// Commands that change a datastore with versions, or tell of its versions.
bool is_steward_work(const Arguments& arguments) {
    constexpr std::string_view kCommands[] = {
        "datastore init",          "datastore import",     "datastore draft show",
        "datastore draft release", "datastore draft hold", "datastore draft remove",
        "datastore bump",          "datastore remove",     "datastore withdraw",
        "datastore versions",      "datastore diff",       "datastore sign"};
    const std::string_view path = arguments.command->path;
    if (path == "datastore verify") {
        constexpr std::string_view kOfStewards[] = {"--deep", "--repair", "--part", "--signed-by"};
        return std::any_of(std::begin(kOfStewards), std::end(kOfStewards),
                           [&](std::string_view flag) { return arguments.has(flag); });
    }
    return std::find(std::begin(kCommands), std::end(kCommands), path) != std::end(kCommands);
}

ExitCode dispatch(Program& program) {
    const Arguments& arguments = program.arguments;
    if (arguments.has("--version")) {
        write_version(program);
        return ExitCode::Success;
    }
    if (arguments.has("--help")) {
        program.out.write(arguments.group.empty()
                              ? help_text(arguments.command, program.language)
                              : group_help_text(arguments.group, program.language));
        return ExitCode::Success;
    }
    if (arguments.command == nullptr) {
        program.messages.line(arguments.group.empty()
                                  ? help_text(nullptr, program.language)
                                  : group_help_text(arguments.group, program.language));
        return ExitCode::Usage;
    }
    const std::string_view path = arguments.command->path;
    if (arguments.has("--json") && path != "registry")
        return program.fail(
            base::error(Code::FlagWithoutUse, {},
                        {Argument::name("--json"), Argument::names({"--version", "registry"})}));
    if (path == "run") return run_command(program);
    if (path == "repl") return repl_command(program);
    if (path == "check") return check_command(program);
    if (path == "fmt") return fmt_command(program);
    if (path == "synth check") return synth_check_command(program);
    if (path == "synth generate") return synth_generate_command(program);
    if (path == "registry") return registry_command(program);
    if (path == "completion") return completion_command(program);
    if (path == "audit replay") return audit_replay_command(program);
    if (path == "audit ledger" || path == "audit reinstate") return audit_ledger_command(program);
    if (path.starts_with("audit ")) return audit_command(program);
    if (is_package_command(path)) return datastore_package_command(program);
    if (is_steward_work(arguments)) return datastore_steward_command(program);
    if (path == "datastore export-metadata") return datastore_export_command(program);
    if (path.starts_with("datastore ")) return datastore_command(program);
    return help_of_language_command(program);
}

/// Runs the command; what nobody expected becomes an incident.
ExitCode guarded(Program& program) {
    session::set_incident_log(session::default_secret_file().parent_path() / "incidents.jsonl");
    try {
        return dispatch(program);
    } catch (const base::Cancelled&) {
        return program.fail(base::error(Code::RunInterrupted, {}));
    } catch (const std::exception& fault) {
        return program.fail(base::error(Code::InternalFault, {},
                                        {Argument::fact(session::record_incident(fault.what()))}));
    }
}

}  // namespace

render::Style Program::style() const {
    render::Style style;
    style.language = language;
    style.colour = use_colour(choice_of(arguments.value("--color")), STDOUT_FILENO);
    style.ascii = needs_ascii();
    style.width = terminal_width(STDOUT_FILENO);
    style.decimal = language == Language::Bokmaal ? ',' : '.';
    return style;
}

base::Result<std::vector<std::filesystem::path>> chosen_datastores(const Arguments& arguments) {
    std::vector<std::filesystem::path> folders;
    for (const std::string& folder : arguments.values("--datastore")) folders.emplace_back(folder);
    if (!folders.empty()) return folders;
    if (const auto folder = environment_variable("SKJERM_DATASTORE")) {
        folders.emplace_back(*folder);
        return folders;
    }
    const std::filesystem::path demo = std::filesystem::path("data") / "demo";
    std::error_code ignored;
    if (!std::filesystem::is_directory(demo, ignored)) return base::error(Code::NoDatastore, {});
    folders.push_back(demo);
    return folders;
}

base::Status apply_threads(const Arguments& arguments) {
    constexpr std::uint64_t kMostThreads = 1024;
    if (const auto threads = arguments.value("--threads")) {
        SKJERM_TRY_ASSIGN(const std::uint64_t number,
                          integer_value("--threads", *threads, 1, kMostThreads));
        base::set_thread_limit(static_cast<int>(number));
    }
    return base::ok();
}

int run_program(const std::vector<std::string>& words) {
    // A reader that goes away is an error of write(), not the end of the process.
    std::signal(SIGPIPE, SIG_IGN);
    // So is a limit on the size of files, which the audit log has to tell of.
    std::signal(SIGXFSZ, SIG_IGN);
    const Language language = choose_language(words);
    Output out(STDOUT_FILENO, "stdout");
    const base::Result<Arguments> parsed = parse_arguments(words);

    MessageStyle style{.language = language};
    style.colour = use_colour(Choice::Auto, STDERR_FILENO);
    if (!parsed) {
        Progress progress(ProgressMode::Off);
        Messages(style, progress).tell(parsed.diagnostic());
        return number(exit_code_of(parsed.diagnostic()));
    }
    style.colour = use_colour(choice_of(parsed->value("--color")), STDERR_FILENO);
    style.json = parsed->value("--log-format") == "json";
    style.quiet = parsed->has("--quiet");
    style.verbose = parsed->has("--verbose");
    explain_mapping_faults(style);
    Progress progress(progress_mode(*parsed));
    Messages messages(style, progress);
    Program program{*parsed, language, messages, progress, out};
    ExitCode code = guarded(program);

    const base::Status written = out.finish();
    if (!written) {
        if (!out.reader_gone()) messages.tell(written.diagnostic());
        code = ExitCode::InputOutput;
    }
    return number(code);
}

}  // namespace skjerm::cli
