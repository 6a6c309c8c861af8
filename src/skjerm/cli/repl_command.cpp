// `skjerm repl`: the command window in a terminal. Without a terminal the commands come from
// standard input, and are written before their results.
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <memory>
#include <string>
#include <utility>

#include "skjerm/base/diagnostic_codes.h"
#include "skjerm/base/parallel.h"
#include "skjerm/cli/line_editor.h"
#include "skjerm/cli/pager.h"
#include "skjerm/cli/program.h"
#include "skjerm/cli/result_writer.h"
#include "skjerm/cli/run_watch.h"
#include "skjerm/cli/terminal.h"
#include "skjerm/cli/window_commands.h"
#include "skjerm/session/complete.h"
#include "skjerm/session/installation.h"
#include "skjerm/session/session.h"

namespace skjerm::cli {

namespace {

using session::Ending;

/// Where the text of a run comes from.
enum class Origin : std::uint8_t { Typed, Piped, Script };

/// Hands the events of one input on. On a terminal a command that was just typed is not repeated.
class WindowEvents : public session::EventSink {
public:
    WindowEvents(Program& program, ResultWriter& writer, const base::SourceText& source,
                 Origin origin)
        : program_(program), writer_(writer), source_(source), origin_(origin) {}

    void command_started(const session::CommandEvent& command) override {
        // What one typed command gives is shown by the page. Loops and scripts are followed as
        // they go.
        if (origin_ == Origin::Typed && command.loop.empty()) program_.out.hold();
        if (origin_ != Origin::Typed || !command.loop.empty()) writer_.command_started(command);
    }
    void result_released(const session::CommandEvent& command,
                         const released::Result& result) override {
        writer_.result(command, result);
    }
    void diagnosed(const session::CommandEvent* command,
                   const base::Diagnostic& diagnostic) override {
        if (writer_.diagnosed(command, diagnostic)) return;
        base::Diagnostic told = diagnostic;
        // This is the command window; what is in the way is the loop around it.
        if (told.code == base::Code::OnlyInCommandWindow && origin_ != Origin::Script)
            told.code = base::Code::WindowCommandInBlock;
        program_.out.flush();
        program_.messages.tell(told, source_);
    }
    void command_finished(const session::CommandEvent& command, bool succeeded) override {
        writer_.command_finished(command, succeeded);
    }

private:
    Program& program_;
    ResultWriter& writer_;
    const base::SourceText& source_;
    Origin origin_;
};

class CommandWindow {
public:
    CommandWindow(Program& program, const session::Installation& installation)
        : program_(program),
          session_(installation.open_session(session::Reuse::Yes)),
          setup_{.source = nothing_,
                 .style = program.style(),
                 .engine_version = std::string(program_version()),
                 .policy_version = session::policy_version()},
          writer_(make_text_writer(setup_, program.out)),
          commands_(program, session_, [this](const std::string& name, const std::string& text) {
              if (run(name, text, Origin::Script) == Ending::Completed) commands_.ran(text);
          }) {
        for (const datastore::StorePtr& store : installation.stores())
            datastores_.push_back(store->databank() + ":" +
                                  std::to_string(store->versions().back().major));
        const bool terminal = is_terminal(STDIN_FILENO) && is_terminal(STDOUT_FILENO);
        editor_ = terminal ? make_terminal_editor(
                                 session::default_secret_file().parent_path() / "history",
                                 [this](std::string_view line, std::size_t cursor) {
                                     return completion(line, cursor);
                                 })
                           : make_plain_reader();
    }

    /// Reads and runs until the input ends; the exit code of the first failure.
    ExitCode work() {
        std::string line;
        while (true) {
            program_.out.flush();
            const LineEditor::Input input = editor_->read(prompt(), line);
            if (input == LineEditor::Input::Interrupted) {
                pending_.clear();
                continue;
            }
            if (input == LineEditor::Input::End) break;
            if (pending_.empty() && line.starts_with(':')) {
                editor_->remember(line);
                if (line == ":quit" || line == ":q") break;
                if (const base::Status set = change_setting(line); !set) told(set.diagnostic());
                continue;
            }
            editor_->remember(line);
            pending_ += line + "\n";
            if (session::is_unfinished(pending_)) continue;
            take(std::exchange(pending_, {}));
        }
        if (!pending_.empty()) take(std::exchange(pending_, {}));
        if (editor_->is_terminal()) program_.out.write("\n");
        writer_->end({.state = "completed"});
        return code_;
    }

private:
    [[nodiscard]] std::string prompt() const {
        const dataset::DatasetPtr active = session_.workspace().active();
        const std::string name = active ? active->name() + " " : std::string();
        return name + (pending_.empty() ? ">> " : ".. ");
    }

    [[nodiscard]] session::Completion completion(std::string_view line, std::size_t cursor) const {
        const std::string text = pending_ + std::string(line);
        session::Completion result = session::complete(text, pending_.size() + cursor,
                                                       {.workspace = session_.workspace(),
                                                        .bindings = session_.bindings(),
                                                        .datastores = datastores_,
                                                        .language = program_.language});
        result.begin -= std::min(pending_.size(), result.begin);
        result.end = cursor;
        return result;
    }

    /// `:set format NAME`: how results are written from now on.
    base::Status change_setting(std::string_view line) {
        constexpr std::string_view kSetFormat = ":set format ";
        using MakeWriter = std::unique_ptr<ResultWriter> (*)(const WriterSetup&, Output&);
        static constexpr std::pair<std::string_view, MakeWriter> kWriters[] = {
            {"text", make_text_writer},
            {"md", make_markdown_writer},
            {"csv", make_csv_writer},
            {"ndjson", make_ndjson_writer}};
        if (!line.starts_with(kSetFormat))
            return base::error(base::Code::WindowSettingUnknown, {},
                               {base::Argument::script_text(line)});
        const std::string_view name = line.substr(kSetFormat.size());
        const auto* const found =
            std::ranges::find(kWriters, name, &std::pair<std::string_view, MakeWriter>::first);
        if (found == std::end(kWriters))
            return base::error(base::Code::WindowSettingUnknown, {},
                               {base::Argument::script_text(line)});
        writer_->end({.state = "completed"});
        writer_ = found->second(setup_, program_.out);
        writer_->begin();
        return base::ok();
    }

    void told(const base::Diagnostic& answer) {
        program_.out.flush();
        program_.messages.tell(answer);
        if (answer.severity == base::Severity::Error) failed(exit_code_of(answer));
    }

    /// One complete input: a command, a loop or a text block.
    void take(const std::string& text) {
        if (const auto command = WindowCommands::find(text)) {
            told(commands_.run(*command));
            return;
        }
        const std::string trimmed = text.substr(0, text.find_last_not_of("\r\n") + 1);
        if (trimmed.find_first_not_of(" \t") == std::string::npos) return;
        const Origin origin = editor_->is_terminal() ? Origin::Typed : Origin::Piped;
        if (run("input", text, origin) == Ending::Completed) commands_.ran(trimmed);
    }

    Ending run(const std::string& name, const std::string& text, Origin origin) {
        const base::SourceText source(name, text);
        WindowEvents events(program_, *writer_, source, origin);
        base::current_cancellation().clear();
        Ending ending{};
        {
            const RunWatch watch;  // an interrupt stops the command, a second one the program
            ending = session_.run(text, {}, events);
        }
        base::current_cancellation().clear();
        if (origin == Origin::Typed) show_by_page(program_.out.take(), program_.out);
        if (ending != Ending::Completed) failed(exit_code_of(ending));
        return ending;
    }

    /// At a terminal a command that failed is no failure of the program.
    void failed(ExitCode code) {
        if (!editor_->is_terminal() && code_ == ExitCode::Success) code_ = code;
    }

    Program& program_;
    session::Session session_;
    base::SourceText nothing_{"input", ""};
    WriterSetup setup_;
    std::unique_ptr<ResultWriter> writer_;
    WindowCommands commands_;
    std::vector<std::string> datastores_;
    std::unique_ptr<LineEditor> editor_;
    std::string pending_;
    ExitCode code_ = ExitCode::Success;
};

base::Result<std::unique_ptr<session::Installation>> open_installation(const Program& program) {
    const Arguments& arguments = program.arguments;
    SKJERM_TRY(apply_threads(arguments));
    session::InstallationOptions options;
    SKJERM_TRY_ASSIGN(options.datastores, chosen_datastores(arguments));
    options.secret_file = arguments.value("--secret").value_or("");
    if (const auto memory = arguments.value("--memory")) {
        SKJERM_TRY_ASSIGN(options.memory_limit_bytes, size_value("--memory", *memory));
    }
    options.engine_version = std::string(program_version());
    return session::Installation::open(options);
}

}  // namespace

ExitCode repl_command(Program& program) {
    const auto installation = open_installation(program);
    if (!installation) return program.fail(installation.diagnostic());
    return CommandWindow(program, **installation).work();
}

}  // namespace skjerm::cli
