// `skjerm run`: reads a script, runs it on local datastores, writes what is released.
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "skjerm/base/diagnostic_codes.h"
#include "skjerm/base/parallel.h"
#include "skjerm/cli/check_command.h"
#include "skjerm/cli/program.h"
#include "skjerm/cli/result_writer.h"
#include "skjerm/cli/run_settings.h"
#include "skjerm/cli/run_watch.h"
#include "skjerm/cli/script_file.h"
#include "skjerm/cli/terminal.h"
#include "skjerm/render/words.h"
#include "skjerm/session/check.h"
#include "skjerm/session/installation.h"
#include "skjerm/session/session.h"

namespace skjerm::cli {

namespace {

using base::Argument;
using base::Code;
using session::Ending;

/// Durations are told on this grid, rounded up, so that they tell little about the data.
constexpr std::chrono::milliseconds kTimeGrid{50};

std::string_view state_word(Ending ending, Stop stop) {
    if (ending == Ending::Cancelled && stop == Stop::Timeout) return "timed_out";
    return session::word_of(ending);
}

ExitCode exit_code_of_run(Ending ending, Stop stop) {
    if (ending == Ending::Cancelled && stop == Stop::Terminate) return ExitCode::Terminated;
    if (ending == Ending::Cancelled && stop == Stop::Timeout) return ExitCode::ResourceLimit;
    return exit_code_of(ending);
}

std::string_view first_line(std::string_view text) { return text.substr(0, text.find('\n')); }

/// Everything a run released, to compare two runs.
class Fingerprint : public session::EventSink {
public:
    explicit Fingerprint(const base::SourceText& source) : source_(source) {}

    void command_started(const session::CommandEvent&) override {}
    void result_released(const session::CommandEvent& command,
                         const released::Result& result) override {
        text_ += render::to_json(result, heading_of(command, source_)) + "\n";
    }
    void diagnosed(const session::CommandEvent*, const base::Diagnostic& diagnostic) override {
        text_ += diagnostic_json(diagnostic, source_) + "\n";
    }
    void command_finished(const session::CommandEvent&, bool) override {}

    [[nodiscard]] const std::string& text() const { return text_; }

private:
    const base::SourceText& source_;
    std::string text_;
};

/// Hands the events on: results to the writer, diagnostics to standard error, steps to the
/// progress line.
class RunEvents : public session::EventSink {
public:
    RunEvents(Program& program, const RunSettings& settings, const base::SourceText& source,
              ResultWriter& writer, Output& output)
        : program_(program),
          settings_(settings),
          source_(source),
          writer_(writer),
          output_(output),
          fingerprint_(source) {}

    void command_started(const session::CommandEvent& command) override {
        started_ = std::chrono::steady_clock::now();
        program_.progress.hide();
        if (settings_.others || settings_.format != Format::Text) writer_.command_started(command);
        program_.progress.step(command.statement, command.statements, command.text);
    }
    void result_released(const session::CommandEvent& command,
                         const released::Result& result) override {
        if (settings_.seed_check) fingerprint_.result_released(command, result);
        if (!is_wanted(result.body())) return;
        program_.progress.hide();
        if (!settings_.others && settings_.format == Format::Text && shown_ != command.number)
            writer_.command_started(command);
        shown_ = command.number;
        writer_.result(command, result);
        stop_if_unwritable();
    }
    void diagnosed(const session::CommandEvent* command,
                   const base::Diagnostic& diagnostic) override {
        if (settings_.seed_check) fingerprint_.diagnosed(command, diagnostic);
        if (is_unwritable() && diagnostic.code == Code::Cancelled) return;  // by ourselves
        program_.progress.hide();
        output_.flush();
        if (!writer_.diagnosed(command, diagnostic)) program_.messages.tell(diagnostic, source_);
    }
    void command_finished(const session::CommandEvent& command, bool succeeded) override {
        writer_.command_finished(command, succeeded);
        if (settings_.time) tell_time(command);
        stop_if_unwritable();
    }

    [[nodiscard]] const std::string& fingerprint() const { return fingerprint_.text(); }

private:
    bool is_wanted(const released::Body& body) const {
        if (std::holds_alternative<released::Table>(body)) return settings_.tables;
        if (std::holds_alternative<released::Document>(body)) return settings_.texts;
        return settings_.others;
    }

    void tell_time(const session::CommandEvent& command) {
        const auto taken = std::chrono::steady_clock::now() - started_;
        const auto steps = std::chrono::ceil<std::chrono::milliseconds>(taken) / kTimeGrid + 1;
        const double seconds = static_cast<double>(steps * kTimeGrid.count()) / 1000.0;
        const char decimal = program_.language == base::Language::Bokmaal ? ',' : '.';
        output_.flush();
        program_.messages.line(render::format_number(seconds, 2, decimal, " ") + " s  " +
                               render::printable(first_line(command.text)));
    }

    /// There is no use in computing what cannot be written.
    void stop_if_unwritable() {
        if (is_unwritable()) base::current_cancellation().request();
    }
    bool is_unwritable() const { return output_.failed() || writer_.failure(); }

    Program& program_;
    const RunSettings& settings_;
    const base::SourceText& source_;
    ResultWriter& writer_;
    Output& output_;
    Fingerprint fingerprint_;
    std::chrono::steady_clock::time_point started_;
    std::size_t shown_ = 0;
};

std::unique_ptr<ResultWriter> make_writer(const RunSettings& settings, const WriterSetup& setup,
                                          Output& output) {
    switch (settings.format) {
        case Format::Text:
            return make_text_writer(setup, output);
        case Format::Markdown:
            return make_markdown_writer(setup, output);
        case Format::Json:
            return make_json_writer(setup, output);
        case Format::Ndjson:
            return make_ndjson_writer(setup, output);
        case Format::Csv:
            break;
    }
    if (settings.out) return make_csv_folder_writer(setup, *settings.out);
    return make_csv_writer(setup, output);
}

/// One execution of `skjerm run` whose script and settings are known.
class Execution {
public:
    Execution(Program& program, const RunSettings& settings, const base::SourceText& source,
              Output& output)
        : program_(program), settings_(settings), source_(source), output_(output) {
        setup_.emplace(WriterSetup{.source = source,
                                   .style = program.style(),
                                   .separator = settings.separator,
                                   .echo = settings.echo,
                                   .stable = settings.stable,
                                   .engine_version = std::string(program_version()),
                                   .policy_version = session::policy_version()});
        render::Style& style = setup_->style;
        if (settings.decimal) style.decimal = *settings.decimal;
        style.labels = settings.labels;
        if (settings.out) {  // a file is read elsewhere
            style.colour = false;
            style.width = render::Style().width;
        }
    }

    ExitCode run() {
        base::current_cancellation().clear();
        const RunWatch watch(settings_.timeout);  // before any thread that could get the signals
        std::unique_ptr<session::Installation> installation;
        if (!settings_.check_only) {
            base::Result<std::unique_ptr<session::Installation>> opened = open_installation();
            if (!opened) return program_.fail(opened.diagnostic());
            installation = std::move(opened).value();
            tell_details(*installation);
        } else {
            auto opened = stores_for_check(program_);
            if (!opened) return program_.fail(opened.diagnostic());
            check_stores_ = std::move(opened).value();
        }
        const std::unique_ptr<ResultWriter> writer = make_writer(settings_, *setup_, output_);
        RunEvents events(program_, settings_, source_, *writer, output_);
        writer->begin();
        Ending ending = run_session(installation.get(), events);
        bool differs = false;
        if (settings_.seed_check && ending != Ending::Cancelled) {
            Fingerprint second(source_);
            const Ending again = run_session(installation.get(), second);
            differs = again != ending || second.text() != events.fingerprint();
            if (again == Ending::Cancelled) ending = again;
        }
        program_.progress.hide();
        ExitCode code = exit_code_of_run(ending, watch.stopped_by());
        if (ending == Ending::Cancelled && watch.stopped_by() == Stop::Timeout) {
            tell(*writer,
                 base::error(Code::RunTimedOut, {}, {Argument::fact(settings_.timeout_text)}));
        } else if (differs && ending != Ending::Cancelled) {
            tell(*writer, base::error(Code::RunsDiffer, {}));
            code = ExitCode::Differences;
        }
        writer->end({.state = state_word(ending, watch.stopped_by()), .exit_code = number(code)});
        if (const auto failure = writer->failure()) return program_.fail(*failure);
        return code;
    }

private:
    base::Result<std::unique_ptr<session::Installation>> open_installation() {
        SKJERM_TRY_ASSIGN(const auto datastores, chosen_datastores(program_.arguments));
        return session::Installation::open({.datastores = datastores,
                                            .secret_file = settings_.secret_file,
                                            .memory_limit_bytes = settings_.memory_bytes,
                                            .engine_version = std::string(program_version())});
    }

    void tell_details(const session::Installation& installation) {
        for (const datastore::StorePtr& store : installation.stores())
            program_.messages.detail(store->databank() + ":" + store->versions().back().text());
        program_.messages.detail(
            session::policy_version() + ", " + std::to_string(base::thread_limit()) +
            (program_.language == base::Language::Bokmaal ? " tråder" : " threads"));
    }

    Ending run_session(const session::Installation* installation, session::EventSink& events) {
        if (installation == nullptr) return check(events);
        session::Session session = installation->open_session();
        return session.run(source_.text(), settings_.run, events);
    }

    /// What can be said without running the script, and without data.
    Ending check(session::EventSink& events) {
        Ending ending = Ending::Completed;
        for (const base::Diagnostic& diagnostic :
             session::check(source_.text(), check_stores_.get())) {
            if (diagnostic.severity == base::Severity::Error) ending = Ending::StaticErrors;
            events.diagnosed(nullptr, diagnostic);
        }
        return ending;
    }

    void tell(ResultWriter& writer, const base::Diagnostic& diagnostic) {
        writer.diagnosed(nullptr, diagnostic);
        output_.flush();
        program_.messages.tell(diagnostic);
    }

    Program& program_;
    const RunSettings& settings_;
    const base::SourceText& source_;
    Output& output_;
    std::optional<WriterSetup> setup_;
    std::unique_ptr<command::StoreDirectory> check_stores_;  ///< of --check
};

}  // namespace

ExitCode run_command(Program& program) {
    const base::Result<RunSettings> settings = run_settings(program.arguments);
    if (!settings) return program.fail(settings.diagnostic());
    if (const base::Status threads = apply_threads(program.arguments); !threads)
        return program.fail(threads.diagnostic());
    base::Result<std::string> text = read_script(settings->script);
    if (!text) return program.fail(text.diagnostic());
    const base::SourceText source(settings->script == "-" ? "stdin" : settings->script,
                                  std::move(text).value());

    if (!settings->out || settings->format == Format::Csv)
        return Execution(program, *settings, source, program.out).run();
    base::Result<Output> file = Output::create(*settings->out);
    if (!file) return program.fail(file.diagnostic());
    const ExitCode code = Execution(program, *settings, source, *file).run();
    const base::Status written = file->finish();
    return written ? code : program.fail(written.diagnostic());
}

}  // namespace skjerm::cli
