#include "skjerm/session/session.h"

#include <optional>
#include <utility>

#include "skjerm/base/diagnostic_codes.h"
#include "skjerm/base/parallel.h"
#include "skjerm/base/source_text.h"
#include "skjerm/command/registry.h"
#include "skjerm/script/parser.h"
#include "skjerm/session/execute.h"
#include "skjerm/session/loops.h"
#include "skjerm/session/prefix_cache.h"

namespace skjerm::session {

namespace {

using base::Argument;
using base::Code;
using base::Diagnostic;

/// Share of the session's memory that may hold what can be reused.
constexpr std::size_t kReuseShare = 4;

/// Whether what `command` gives may be reused. The rest is quick, or depends on more than the
/// commands before it.
bool may_reuse(const command::CommandSpec& command, const command::Configuration& configuration) {
    switch (command.group.get()) {
        case command::Group::Session:
        case command::Group::Support:
            return false;
        case command::Group::Import:
            return configuration.reuse_imports;
        case command::Group::Datasets:
        case command::Group::Transformation:
        case command::Group::Labels:
            return configuration.reuse_states;
        default:
            return configuration.reuse_results;
    }
}

/// Whether the text of a command says all of it. A string that a binding put together can hold
/// both kinds of quotes, and then looks like something else.
bool is_faithful(const script::Command& command, std::string_view text) {
    if (text.find('\'') == std::string_view::npos || text.find('"') == std::string_view::npos)
        return true;
    const script::Parsed parsed = script::parse(text, command::grammar());
    if (parsed.has_errors() || parsed.script.statements.size() != 1) return false;
    const auto* read = std::get_if<script::Command>(&parsed.script.statements.front().node);
    return read != nullptr && *read == command;
}

}  // namespace

struct Session::State {
    command::Environment environment;
    dataset::Workspace workspace;
    expr::Bindings bindings;
    command::Configuration configuration;
    std::vector<std::string> history;

    std::optional<PrefixCache> cache;
    /// Of the workspace; nullopt when what led to it cannot be told.
    std::optional<ChainKey> chain;
    std::size_t reused_steps = 0;

    void begin_chain() {
        if (!cache) return;
        chain = first_key(environment.engine_version, environment.gate->policy().version);
    }
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
        base::Result<script::Command> command = substituted(written, state_.bindings);
        const CommandEvent started =
            event(written.name.text, one_line(command ? *command : written), written.span);
        events_.command_started(started);
        if (!command) return fail(&started, std::move(command).diagnostic());
        state_.history.push_back(started.text);
        const std::optional<ChainKey> key = key_after(*command, started.text);
        if (const CachedStep* known = reusable(*command, written.span, key)) {
            // A copy: whoever listens may run more commands.
            const CachedStep step = *known;
            const std::int64_t distance = std::int64_t{written.span.begin} - step.begin;
            ++state_.reused_steps;
            state_.workspace = step.workspace;
            state_.chain = key;
            for (const Diagnostic& note : step.notes) tell(&started, note.moved(distance));
            for (const released::Result& result : step.results)
                events_.result_released(started, result.moved(distance));
            events_.command_finished(started, true);
            return Ending::Completed;
        }

        std::optional<command::Context> context(fresh_context());
        base::Result<command::Outcome> outcome = run_guarded(*context, *command);
        if (!outcome && outcome.diagnostic().code == Code::OutOfMemoryBudget && state_.cache &&
            state_.cache->steps() > 0) {
            // What is only kept for reuse must not be in the way of what is wanted now.
            state_.cache->clear();
            context.emplace(fresh_context());
            outcome = run_guarded(*context, *command);
        }
        if (!outcome) return fail(&started, std::move(outcome).diagnostic());
        state_.workspace = std::move(context->workspace);
        state_.bindings = std::move(context->bindings);
        state_.configuration = context->configuration;
        keep(*command, written.span, key, context->notes, outcome->results);
        for (Diagnostic& note : context->notes) tell(&started, std::move(note));
        for (const released::Result& result : outcome->results)
            events_.result_released(started, result);
        events_.command_finished(started, true);
        return Ending::Completed;
    }

    [[nodiscard]] command::Context fresh_context() const {
        return {state_.environment, state_.workspace, state_.bindings, state_.configuration};
    }

    [[nodiscard]] std::string_view text_of(base::Span span) const {
        return source_.text().substr(span.begin, span.end - span.begin);
    }

    /// The key of the state after `command`, once it has succeeded.
    [[nodiscard]] std::optional<ChainKey> key_after(const script::Command& command,
                                                    std::string_view text) const {
        if (!state_.cache || !state_.chain) return std::nullopt;
        const command::Group group = command::find_command(command.name.text)->group.get();
        const bool changes_nothing = group == command::Group::Support || command.name.text == "let";
        if (changes_nothing) return state_.chain;
        if (!is_faithful(command, text)) return std::nullopt;
        return next_key(*state_.chain, text);
    }

    /// The step that running `command` would only repeat, or null.
    [[nodiscard]] const CachedStep* reusable(const script::Command& command, base::Span written,
                                             const std::optional<ChainKey>& key) const {
        const command::CommandSpec* spec = command::find_command(command.name.text);
        if (!key || !may_reuse(*spec, state_.configuration)) return nullptr;
        if (base::current_cancellation().requested()) return nullptr;
        const CachedStep* step = state_.cache->find(*key);
        return step != nullptr && step->written == text_of(written) ? step : nullptr;
    }

    /// Moves the chain on past a command that succeeded, and keeps what it gave.
    void keep(const script::Command& command, base::Span written, std::optional<ChainKey> key,
              const std::vector<Diagnostic>& notes, const std::vector<released::Result>& results) {
        if (key && command.name.text == "require")
            for (const dataset::Connection& connection : state_.workspace.connections())
                key = next_key(*key, connection.alias + " " + connection.store->identity() + " " +
                                         connection.version.text());
        state_.chain = key;
        const command::CommandSpec* spec = command::find_command(command.name.text);
        if (!key || !may_reuse(*spec, state_.configuration)) return;
        state_.cache->put(*key, {.workspace = state_.workspace,
                                 .notes = notes,
                                 .results = results,
                                 .written = std::string(text_of(written)),
                                 .begin = written.begin});
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

Session::Session(command::Environment environment, Reuse reuse)
    : state_(std::make_unique<State>()) {
    state_->environment = std::move(environment);
    state_->environment.history = &state_->history;
    if (reuse == Reuse::Yes)
        state_->cache.emplace(state_->environment.budget->limit_bytes() / kReuseShare);
    state_->begin_chain();
}

void Session::clear() {
    state_->workspace = {};
    state_->bindings = {};
    state_->configuration = {};
    state_->history.clear();
    state_->begin_chain();
}

Session::~Session() = default;

Ending Session::run(std::string_view source, const RunOptions& options, EventSink& events) {
    script::Parsed parsed = script::parse(source, command::grammar());
    for (const Diagnostic& diagnostic : parsed.diagnostics) events.diagnosed(nullptr, diagnostic);
    if (parsed.has_errors()) return Ending::StaticErrors;
    const base::SourceText text("", std::string(source));
    return Run(*state_, text, options, events).all(parsed.script);
}

const dataset::Workspace& Session::workspace() const { return state_->workspace; }
const expr::Bindings& Session::bindings() const { return state_->bindings; }
const std::vector<std::string>& Session::history() const { return state_->history; }
std::size_t Session::reused_steps() const { return state_->reused_steps; }

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
