#include "skjerm/session/check.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <tuple>
#include <utility>

#include "skjerm/base/diagnostic_codes.h"
#include "skjerm/command/registry.h"
#include "skjerm/datastore/schema_store.h"
#include "skjerm/script/parser.h"
#include "skjerm/script/source_lines.h"
#include "skjerm/session/doubt.h"
#include "skjerm/session/execute.h"
#include "skjerm/session/loops.h"

namespace skjerm::session {

namespace {

using base::Argument;
using base::Code;
using base::Diagnostic;
using base::Severity;

/// Datasets without rows take no room; what is left are the tables of text functions.
constexpr std::size_t kMemory = std::size_t{256} << 20U;

/// The stores without their values.
class Schemas : public command::StoreDirectory {
public:
    explicit Schemas(command::StoreDirectory* stores) : stores_(stores) {}

    base::Result<datastore::StorePtr> find(std::string_view databank, base::Span where) override {
        if (stores_ == nullptr)
            return base::error(Code::UnknownDatabank, where,
                               {Argument::name(databank), Argument::names({})});
        SKJERM_TRY_ASSIGN(const datastore::StorePtr store, stores_->find(databank, where));
        datastore::StorePtr& schema = schemas_[store->databank()];
        if (schema == nullptr) schema = datastore::schema_of(store);
        return schema;
    }

    [[nodiscard]] bool unknown() const { return stores_ == nullptr; }

private:
    command::StoreDirectory* stores_;
    std::map<std::string, datastore::StorePtr, std::less<>> schemas_;
};

/// The physical lines that belong to no statement of a script with errors.
class UnreadLines {
public:
    UnreadLines(std::string_view source, const script::Script& script) {
        add_spans(script.statements);
        for (script::SourceLines lines(source); !lines.done(); lines.advance()) {
            const std::string_view text = lines.trimmed();
            const auto begin = static_cast<std::uint32_t>(lines.line().begin);
            const auto end = static_cast<std::uint32_t>(lines.line().end);
            const bool idle = text.empty() || text.starts_with("//") || text.starts_with('#') ||
                              text.starts_with("end");
            if (!idle && !is_read(begin, end)) lines_.emplace_back(begin, text);
        }
    }

    /// The lines before byte `end` that were not asked for yet.
    std::vector<std::string_view> before(std::uint32_t end) {
        std::vector<std::string_view> result;
        for (; next_ < lines_.size() && lines_[next_].first < end; ++next_)
            result.push_back(lines_[next_].second);
        return result;
    }

private:
    void add_spans(const std::vector<script::Statement>& statements) {
        for (const script::Statement& statement : statements) {
            if (const auto* block = std::get_if<script::ForBlock>(&statement.node)) {
                spans_.push_back(block->header_span);
                add_spans(block->body);
            } else {
                spans_.push_back(statement.span);
            }
        }
    }
    /// Spans ascend and do not overlap.
    [[nodiscard]] bool is_read(std::uint32_t begin, std::uint32_t end) const {
        const auto at = std::ranges::upper_bound(spans_, begin, {}, &base::Span::end);
        return at != spans_.end() && at->begin < end;
    }

    std::vector<base::Span> spans_;
    std::vector<std::pair<std::uint32_t, std::string_view>> lines_;
    std::size_t next_ = 0;
};

class Checker {
public:
    Checker(std::string_view source, command::StoreDirectory* stores)
        : source_(source), schemas_(stores) {
        environment_.stores = &schemas_;
        environment_.gate = &gate_;
        environment_.budget = std::make_shared<base::MemoryBudget>(kMemory);
        environment_.history = &history_;
        if (schemas_.unknown()) doubt_.no_registers();
    }

    std::vector<Diagnostic> all() {
        script::Parsed parsed = script::parse(source_, command::grammar());
        if (parsed.has_errors()) unread_.emplace(source_, parsed.script);
        statements(parsed.script.statements);
        std::vector<Diagnostic> result = std::move(parsed.diagnostics);
        result.insert(result.end(), std::make_move_iterator(found_.begin()),
                      std::make_move_iterator(found_.end()));
        std::ranges::stable_sort(result, {}, [](const Diagnostic& d) { return d.where.begin; });
        return result;
    }

private:
    void statements(const std::vector<script::Statement>& list) {
        for (const script::Statement& statement : list) {
            if (unread_)
                for (const std::string_view line : unread_->before(statement.span.begin))
                    suppose_line(line, workspace_, doubt_);
            if (const auto* command = std::get_if<script::Command>(&statement.node))
                execute(*command);
            else if (const auto* block = std::get_if<script::ForBlock>(&statement.node))
                loop(*block);
        }
    }

    void loop(const script::ForBlock& block) {
        const expr::Bindings before = bindings_;
        base::Result<std::vector<Iteration>> iterations =
            iterations_of(block, bindings_, kLoopLimit - std::min(bodies_, kLoopLimit));
        if (!iterations) {
            tell(std::move(iterations).diagnostic(), names_in(text_of(block.header_span)));
            for (const script::LoopLevel& level : block.levels)
                for (const script::Word& iterator : level.iterators) {
                    bindings_.erase(iterator.text);
                    doubt_.add("$" + iterator.text);
                }
            statements(block.body);
            bindings_ = before;
            return;
        }
        const std::size_t outer_depth = loop_.size();
        for (const Iteration& iteration : *iterations) {
            ++bodies_;
            // Iterators and whatever the body binds live for one iteration.
            bindings_ = before;
            for (const auto& [name, value] : iteration) {
                bindings_.set(name, value);
                loop_.emplace_back(name, expr::binding_text(value));
            }
            statements(block.body);
            loop_.resize(outer_depth);
        }
        bindings_ = before;
    }

    void execute(const script::Command& written) {
        std::vector<std::string> names = names_in(text_of(written.span));
        base::Result<script::Command> command = substituted(written, bindings_);
        if (!command) {
            tell(std::move(command).diagnostic(), names);
            return suppose(written, workspace_, doubt_);
        }
        history_.push_back(one_line(*command));
        for (std::string& name : names_in(history_.back()))
            if (std::ranges::find(names, name) == names.end()) names.push_back(std::move(name));

        command::Context context{environment_, workspace_, bindings_, configuration_};
        const base::Result<command::Outcome> outcome = run_guarded(context, *command);
        if (!outcome) {
            const bool on_trust =
                schemas_.unknown() && outcome.diagnostic().code == Code::UnknownDatabank;
            if (!on_trust) tell(outcome.diagnostic(), names);
            return suppose(*command, workspace_, doubt_);
        }
        // What the command released is dropped here: nothing of a check is ever shown.
        for (Diagnostic& note : context.notes) tell(std::move(note), names);
        const dataset::DatasetPtr active = workspace_.active();
        const bool in_doubt = doubt_.about_any(names) || (active && doubt_.is_open(active->name()));
        if (in_doubt) doubt_.spread(workspace_, context.workspace, names);
        workspace_ = std::move(context.workspace);
        bindings_ = std::move(context.bindings);
        configuration_ = context.configuration;
        // The names that it makes hold the points in time, which stand in the data.
        if (command->name.text == "reshape-from-panel" && workspace_.active())
            doubt_.open(workspace_.active()->name());
    }

    [[nodiscard]] std::string_view text_of(base::Span span) const {
        return source_.substr(span.begin, span.end - span.begin);
    }

    /// Adds an error or warning, unless it follows from an earlier one, depends on data, or was
    /// told in an earlier iteration.
    void tell(Diagnostic diagnostic, const std::vector<std::string>& names) {
        const auto number = static_cast<unsigned>(diagnostic.code);
        const bool by_data = number >= 5000 && number < 6000;
        if (diagnostic.severity == Severity::Note || by_data) return;
        const dataset::DatasetPtr active = workspace_.active();
        if (doubt_.explains(diagnostic, active ? active->name() : std::string(), names)) return;
        if (!told_.emplace(number, diagnostic.where.begin, diagnostic.where.end).second) return;
        diagnostic.loop = loop_;
        found_.push_back(std::move(diagnostic));
    }

    std::string_view source_;
    Schemas schemas_;
    disclosure::Gate gate_ = disclosure::Gate::checking();
    command::Environment environment_;
    dataset::Workspace workspace_;
    expr::Bindings bindings_;
    command::Configuration configuration_;
    std::vector<std::string> history_;
    Doubt doubt_;
    std::optional<UnreadLines> unread_;
    std::vector<std::pair<std::string, std::string>> loop_;
    std::size_t bodies_ = 0;
    std::vector<Diagnostic> found_;
    std::set<std::tuple<unsigned, std::uint32_t, std::uint32_t>> told_;
};

}  // namespace

std::vector<Diagnostic> check(std::string_view source, command::StoreDirectory* stores) {
    return Checker(source, stores).all();
}

}  // namespace skjerm::session
