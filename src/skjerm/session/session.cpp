#include "skjerm/session/session.h"

#include <atomic>
#include <exception>
#include <new>
#include <optional>
#include <utility>

#include "skjerm/base/check.h"
#include "skjerm/base/diagnostic_codes.h"
#include "skjerm/base/parallel.h"
#include "skjerm/base/source_text.h"
#include "skjerm/command/registry.h"
#include "skjerm/script/format.h"
#include "skjerm/script/parser.h"
#include "skjerm/session/incident.h"
#include "skjerm/session/loops.h"

namespace skjerm::session {

namespace {

using base::Argument;
using base::Code;
using base::Diagnostic;

/// Canonical text on one line: the formatter breaks long commands with a backslash.
std::string one_line(const script::Command& command) {
    std::string text = script::format(command);
    for (std::size_t at = text.find("\\\n"); at != std::string::npos; at = text.find("\\\n", at)) {
        const std::size_t next = text.find_first_not_of(' ', at + 2);
        text.erase(at, next == std::string::npos ? std::string::npos : next - at);
    }
    return text;
}

/// Body executions of all loops of one script together.
constexpr std::size_t kLoopLimit = 10'000;

}  // namespace

struct Session::State {
    command::Environment environment;
    dataset::Workspace workspace;
    expr::Bindings bindings;
    std::vector<std::string> history;
};

/// One run of one script.
class Session::Run {
public:
    Run(State& state, const base::SourceText& source, const RunOptions& options, EventSink& events)
        : state_(state), source_(source), options_(options), events_(events) {}

    Ending all(const script::Script& script) {
        statements_ = script.statements.size();
        for (const script::Statement& statement : script.statements) {
            ++statement_;
            if (!within_lines(statement)) continue;
            const Ending ending = one(statement);
            if (ending != Ending::Completed) return ending;
        }
        return worst_;
    }

private:
    bool within_lines(const script::Statement& statement) const {
        const std::uint32_t line = source_.position(statement.span.begin).line;
        return line >= options_.first_line &&
               (options_.last_line == 0 || line <= options_.last_line);
    }

    Ending one(const script::Statement& statement) {
        if (const auto* command = std::get_if<script::Command>(&statement.node))
            return execute(*command);
        if (const auto* block = std::get_if<script::ForBlock>(&statement.node)) return loop(*block);
        return show_text(std::get<script::TextBlock>(statement.node), statement.span);
    }

    CommandEvent event(std::string name, std::string text, base::Span span) {
        const dataset::DatasetPtr active = state_.workspace.active();
        return {.number = ++number_,
                .statement = statement_,
                .statements = statements_,
                .name = std::move(name),
                .text = std::move(text),
                .dataset = active ? active->name() : std::string(),
                .span = span,
                .loop = loop_};
    }

    Ending show_text(const script::TextBlock& block, base::Span span) {
        const CommandEvent started = event("textblock", "textblock", span);
        events_.command_started(started);
        const command::Context context{state_.environment, state_.workspace, state_.bindings};
        events_.result_released(started, context.gate().release_document(
                                             {.format = released::Document::Format::Markdown,
                                              .text = {block.markdown, block.markdown}},
                                             context.provenance()));
        events_.command_finished(started, true);
        return Ending::Completed;
    }

    Ending loop(const script::ForBlock& block) {
        base::Result<std::vector<Iteration>> iterations =
            iterations_of(block, state_.bindings, kLoopLimit - bodies_);
        if (!iterations) return fail(nullptr, std::move(iterations).diagnostic());
        const expr::Bindings before = state_.bindings;
        const std::size_t outer_depth = loop_.size();
        Ending ending = Ending::Completed;
        for (const Iteration& iteration : *iterations) {
            if (++bodies_ > kLoopLimit) {
                ending = fail(nullptr, base::error(Code::LoopLimit, block.header_span,
                                                   {Argument::fact(std::int64_t{kLoopLimit})}));
                break;
            }
            // Iterators and whatever the body binds live for one iteration.
            state_.bindings = before;
            for (const auto& [name, value] : iteration) {
                state_.bindings.set(name, value);
                loop_.emplace_back(name, expr::binding_text(value));
            }
            for (const script::Statement& statement : block.body) {
                ending = one(statement);
                if (ending != Ending::Completed) break;
            }
            loop_.resize(outer_depth);
            if (ending != Ending::Completed) break;
        }
        state_.bindings = before;
        return ending;
    }

    /// Runs one command on a copy of the state, which replaces the state only on success.
    Ending execute(const script::Command& written) {
        base::Result<script::Command> command = written.name.text == "let"
                                                    ? base::Result<script::Command>(written)
                                                    : expr::substitute(written, state_.bindings);
        const CommandEvent started =
            event(written.name.text, one_line(command ? *command : written), written.span);
        events_.command_started(started);
        if (!command) return fail(&started, std::move(command).diagnostic());
        state_.history.push_back(started.text);
        const command::CommandSpec* spec = command::find_command(written.name.text);
        SKJERM_CHECK(spec != nullptr);
        if (spec->run == nullptr)
            return fail(&started, base::error(Code::CommandNotBuilt, written.name.span,
                                              {Argument::name(written.name.text)}));
        command::Context context{state_.environment, state_.workspace, state_.bindings};
        base::Result<command::Outcome> outcome = guarded(*spec, context, *command);
        if (!outcome) return fail(&started, std::move(outcome).diagnostic());
        state_.workspace = std::move(context.workspace);
        state_.bindings = std::move(context.bindings);
        for (Diagnostic& note : context.notes) tell(&started, std::move(note));
        for (const released::Result& result : outcome->results)
            events_.result_released(started, result);
        events_.command_finished(started, true);
        return Ending::Completed;
    }

    /// The one place where exceptions end: cancellation, memory, and broken invariants.
    base::Result<command::Outcome> guarded(const command::CommandSpec& spec,
                                           command::Context& context,
                                           const script::Command& command) {
        // Short commands never look at the flag themselves.
        if (base::current_cancellation().requested())
            return base::error(Code::Cancelled, command.span);
        try {
            return spec.run(context, command);
        } catch (const base::Cancelled&) {
            return base::error(Code::Cancelled, command.span);
        } catch (const std::bad_alloc&) {
            return base::out_of_memory_budget(*state_.environment.budget);
        } catch (const std::exception& fault) {
            return base::error(Code::InternalFault, command.span,
                               {Argument::fact(record_incident(fault.what()))});
        }
    }

    void tell(const CommandEvent* command, Diagnostic diagnostic) {
        diagnostic.loop = loop_;
        events_.diagnosed(command, diagnostic);
    }

    Ending fail(const CommandEvent* command, Diagnostic diagnostic) {
        const Ending ending = ending_of(diagnostic.code);
        tell(command, std::move(diagnostic));
        if (command != nullptr) events_.command_finished(*command, false);
        if (ending == Ending::Refused && options_.keep_going) {
            worst_ = Ending::Refused;
            return Ending::Completed;
        }
        return ending;
    }

    State& state_;
    const base::SourceText& source_;
    const RunOptions& options_;
    EventSink& events_;
    std::vector<std::pair<std::string, std::string>> loop_;
    std::size_t number_ = 0;
    std::size_t statement_ = 0;
    std::size_t statements_ = 0;
    std::size_t bodies_ = 0;
    Ending worst_ = Ending::Completed;
};

Session::Session(command::Environment environment) : state_(std::make_unique<State>()) {
    state_->environment = std::move(environment);
    state_->environment.history = &state_->history;
}

Session::~Session() = default;

Ending Session::run(std::string_view source, const RunOptions& options, EventSink& events) {
    script::Parsed parsed = script::parse(source, command::grammar());
    for (const Diagnostic& diagnostic : parsed.diagnostics) events.diagnosed(nullptr, diagnostic);
    if (parsed.has_errors()) return Ending::StaticErrors;
    if (options.check_only) return Ending::Completed;
    const base::SourceText text("", std::string(source));
    return Run(*state_, text, options, events).all(parsed.script);
}

const dataset::Workspace& Session::workspace() const { return state_->workspace; }

Ending ending_of(Code code) {
    switch (code) {
        case Code::Cancelled:
            return Ending::Cancelled;
        case Code::InternalFault:
            return Ending::InternalFault;
        case Code::OutOfMemoryBudget:
        case Code::OutOfSystemMemory:
        case Code::LoopLimit:
            return Ending::ResourceLimit;
        case Code::DiskFull:
        case Code::DatastoreWriteFailed:
            return Ending::InputOutput;
        default:
            break;
    }
    const auto number = static_cast<std::uint16_t>(code);
    if (number >= 4000 && number < 5000) return Ending::DatastoreProblem;
    if (number >= 5000 && number < 6000) return Ending::Refused;
    return Ending::CommandFailed;
}

}  // namespace skjerm::session
