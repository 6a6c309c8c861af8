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
    Overseers overseers;
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

    /// Between what the overseers have to say about the run as a whole.
    Ending overseen(const script::Script& script) {
        const RunFacts facts{.script = source_.text(),
                             .first_line = options_.first_line,
                             .last_line = options_.last_line,
                             .keep_going = options_.keep_going};
        for (const auto& overseer : state_.overseers)
            if (const base::Status allowed = overseer->run_started(facts); !allowed)
                return stopped(allowed.diagnostic());
        const Ending ending = all(script);
        for (const auto& overseer : state_.overseers)
            if (const base::Status noted =
                    overseer->run_ended(ending, reason_ ? &*reason_ : nullptr);
                !noted)
                return stopped(noted.diagnostic());
        if (reason_) events_.diagnosed(nullptr, *reason_);
        return ending;
    }

private:
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
        const std::vector<released::Result> results{
            context.gate().release_document({.format = released::Document::Format::Markdown,
                                             .text = {block.markdown, block.markdown}},
                                            context.provenance())};
        const CommandFacts facts{.event = started, .workspace = state_.workspace};
        if (const base::Status allowed = allowed_by_overseers(facts); !allowed)
            return fail(facts, allowed.diagnostic(), nullptr);
        if (const base::Status noted = noted_by_overseers(
                facts, {.workspace = state_.workspace, .notes = context.notes, .results = results});
            !noted)
            return unnoted(started, noted.diagnostic());
        events_.result_released(started, results.front());
        events_.command_finished(started, true);
        return Ending::Completed;
    }

    Ending loop(const script::ForBlock& block) {
        base::Result<std::vector<Iteration>> iterations =
            iterations_of(block, state_.bindings, kLoopLimit - bodies_);
        if (!iterations) return end_run(std::move(iterations).diagnostic());
        const expr::Bindings before = state_.bindings;
        const std::size_t outer_depth = loop_.size();
        Ending ending = Ending::Completed;
        for (const Iteration& iteration : *iterations) {
            if (++bodies_ > kLoopLimit) {
                ending = end_run(base::error(Code::LoopLimit, block.header_span,
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
        const CommandFacts facts{.event = started,
                                 .command = command ? &*command : nullptr,
                                 .workspace = state_.workspace};
        if (!command) return fail(facts, std::move(command).diagnostic(), nullptr);
        if (const base::Status allowed = allowed_by_overseers(facts); !allowed)
            return fail(facts, allowed.diagnostic(), nullptr);
        state_.history.push_back(started.text);
        const std::optional<ChainKey> key = key_after(*command, started.text);
        if (const CachedStep* known = reusable(*command, written.span, key)) {
            // A copy: whoever listens may run more commands.
            const CachedStep step =
                known->moved(std::int64_t{written.span.begin} - std::int64_t{known->begin});
            if (const base::Status noted = noted_by_overseers(facts, {.workspace = step.workspace,
                                                                      .notes = step.notes,
                                                                      .results = step.results,
                                                                      .trace = step.trace.get(),
                                                                      .reused = true});
                !noted)
                return unnoted(started, noted.diagnostic());
            ++state_.reused_steps;
            state_.workspace = step.workspace;
            state_.chain = key;
            return succeed(started, step.notes, step.results);
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
        if (!outcome) return fail(facts, std::move(outcome).diagnostic(), context->trace.get());
        if (const base::Status noted = noted_by_overseers(facts, {.workspace = context->workspace,
                                                                  .notes = context->notes,
                                                                  .results = outcome->results,
                                                                  .trace = context->trace.get()});
            !noted)
            return unnoted(started, noted.diagnostic());
        state_.workspace = std::move(context->workspace);
        state_.bindings = std::move(context->bindings);
        state_.configuration = context->configuration;
        keep(*command, written.span, key, *context, outcome->results);
        return succeed(started, context->notes, outcome->results);
    }

    [[nodiscard]] base::Status allowed_by_overseers(const CommandFacts& facts) const {
        for (const auto& overseer : state_.overseers) SKJERM_TRY(overseer->before(facts));
        return base::ok();
    }

    [[nodiscard]] base::Status noted_by_overseers(const CommandFacts& facts,
                                                  const CommandEnd& end) const {
        for (const auto& overseer : state_.overseers) SKJERM_TRY(overseer->after(facts, end));
        return base::ok();
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
              const command::Context& context, const std::vector<released::Result>& results) {
        if (key && command.name.text == "require")
            for (const dataset::Connection& connection : state_.workspace.connections())
                key = next_key(*key, connection.alias + " " + connection.store->identity() + " " +
                                         connection.version.text());
        state_.chain = key;
        const command::CommandSpec* spec = command::find_command(command.name.text);
        if (!key || !may_reuse(*spec, state_.configuration)) return;
        state_.cache->put(*key, {.workspace = state_.workspace,
                                 .notes = context.notes,
                                 .results = results,
                                 .trace = context.trace,
                                 .written = std::string(text_of(written)),
                                 .begin = written.begin});
    }

    void tell(const CommandEvent& command, Diagnostic diagnostic) {
        diagnostic.loop = loop_;
        events_.diagnosed(&command, diagnostic);
    }

    Ending succeed(const CommandEvent& command, const std::vector<Diagnostic>& notes,
                   const std::vector<released::Result>& results) {
        for (const Diagnostic& note : notes) tell(command, note);
        for (const released::Result& result : results) events_.result_released(command, result);
        events_.command_finished(command, true);
        return Ending::Completed;
    }

    Ending fail(const CommandFacts& facts, const Diagnostic& diagnostic,
                const disclosure::Trace* trace) {
        if (const base::Status noted = noted_by_overseers(
                facts, {.workspace = facts.workspace, .failure = &diagnostic, .trace = trace});
            !noted)
            return unnoted(facts.event, noted.diagnostic());
        const Ending ending = ending_of(diagnostic.code);
        tell(facts.event, diagnostic);
        events_.command_finished(facts.event, false);
        if (ending == Ending::Refused && options_.keep_going) {
            worst_ = Ending::Refused;
            return Ending::Completed;
        }
        return ending;
    }

    /// An overseer could not take note of a command: all that is told is why.
    Ending unnoted(const CommandEvent& command, const Diagnostic& diagnostic) {
        tell(command, diagnostic);
        events_.command_finished(command, false);
        return ending_of(diagnostic.code);
    }

    /// The run ends on account of something between its commands.
    Ending end_run(Diagnostic diagnostic) {
        diagnostic.loop = loop_;
        reason_ = std::move(diagnostic);
        return ending_of(reason_->code);
    }

    /// An overseer ends the run.
    Ending stopped(const Diagnostic& diagnostic) {
        events_.diagnosed(nullptr, diagnostic);
        return ending_of(diagnostic.code);
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
    std::optional<Diagnostic> reason_;  ///< why the run ended between two commands
};

Session::Session(command::Environment environment, Reuse reuse, Overseers overseers)
    : state_(std::make_unique<State>()) {
    state_->environment = std::move(environment);
    state_->overseers = std::move(overseers);
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
    for (const auto& overseer : state_->overseers) overseer->session_cleared();
}

Session::Session(Session&& other) noexcept = default;
Session::~Session() = default;

Ending Session::run(std::string_view source, const RunOptions& options, EventSink& events) {
    script::Parsed parsed = script::parse(source, command::grammar());
    for (const Diagnostic& diagnostic : parsed.diagnostics) events.diagnosed(nullptr, diagnostic);
    if (parsed.has_errors()) return Ending::StaticErrors;
    const base::SourceText text("", std::string(source));
    return Run(*state_, text, options, events).overseen(parsed.script);
}

const dataset::Workspace& Session::workspace() const { return state_->workspace; }
const expr::Bindings& Session::bindings() const { return state_->bindings; }
const std::vector<std::string>& Session::history() const { return state_->history; }
std::size_t Session::reused_steps() const { return state_->reused_steps; }

}  // namespace skjerm::session
