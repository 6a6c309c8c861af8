#include "skjerm/session/complete.h"

#include <algorithm>
#include <optional>
#include <set>

#include "skjerm/base/utf8.h"
#include "skjerm/command/registry.h"
#include "skjerm/datastore/calendar.h"
#include "skjerm/datastore/version.h"
#include "skjerm/expr/function_spec.h"
#include "skjerm/script/source_lines.h"
#include "skjerm/session/completion_dates.h"
#include "skjerm/session/completion_place.h"

namespace skjerm::session {

namespace {

using script::Form;
using script::OptionArguments;
using Kind = Candidate::Kind;

class Completer {
public:
    Completer(std::string_view text, std::size_t cursor, const CompletionScope& scope)
        : scope_(scope),
          written_(text.substr(0, std::min(cursor, text.size()))),
          place_(place_at(text, cursor)),
          lower_prefix_(base::lower_case(place_.prefix)) {
        completion_.begin = place_.begin;
        completion_.end = std::min(cursor, text.size());
    }

    Completion all() {
        if (!place_.is_comment) choose();
        auto& list = completion_.candidates;
        std::ranges::sort(list, {}, &Candidate::text);
        list.erase(std::unique(list.begin(), list.end(),
                               [](const auto& a, const auto& b) { return a.text == b.text; }),
                   list.end());
        return std::move(completion_);
    }

private:
    void choose() {
        if (place_.command.empty()) return commands(true);
        if (place_.prefix.starts_with('$')) return bindings();
        const command::CommandSpec* command = command::find_command(place_.command);
        if (codes()) return;
        if (place_.quote != 0) return;
        if (command == nullptr) return;
        const script::CommandSyntax& syntax = command->syntax.get();
        if (place_.in_options) return place_.depth > 0 ? option_arguments(syntax) : options(syntax);
        if (place_.in_expression) return expression();
        operands(syntax);
    }

    // ---- what there is

    /// Whether `text` begins with what is written, whatever the case.
    [[nodiscard]] bool fits(std::string_view text) const {
        return text.starts_with(place_.prefix) || base::lower_case(text).starts_with(lower_prefix_);
    }

    void add(Kind kind, std::string_view text, std::string_view detail = {}) {
        if (fits(text))
            completion_.candidates.push_back({kind, std::string(text), std::string(detail)});
    }

    void commands(bool with_blocks) {
        for (const command::CommandSpec* command : command::commands())
            if (command->run != nullptr)
                add(Kind::Command, command->name(), command->summary.get().in(scope_.language));
        if (!with_blocks) return;
        for (const std::string_view word : {"for", "end", "textblock", "endblock"})
            add(Kind::Keyword, word);
    }

    void functions(bool called) {
        for (const expr::FunctionSpec* function : expr::functions()) {
            if (function->kernel == nullptr) continue;
            const std::string text = std::string(function->name) + (called ? "(" : "");
            add(Kind::Function, text, function->signature);
        }
    }

    void variables(const dataset::DatasetPtr& dataset) {
        if (dataset == nullptr) return;
        for (const dataset::Variable& variable : dataset->variables())
            add(Kind::Variable, variable.name, variable.title.in(scope_.language));
        if (dataset->has_units()) add(Kind::Variable, dataset->identifier());
    }
    void variables() { variables(scope_.workspace.active()); }

    void datasets() {
        for (const dataset::DatasetPtr& dataset : scope_.workspace.datasets())
            add(Kind::Dataset, dataset->name(),
                dataset->unit_type() ? dataset->unit_type()->label.in(scope_.language)
                                     : std::string_view());
    }

    void code_lists() {
        for (const auto& [name, list] : scope_.workspace.code_lists()) add(Kind::CodeList, name);
    }

    void bindings() {
        for (const auto& [name, value] : scope_.bindings.all())
            add(Kind::Binding, "$" + name, expr::binding_text(value));
    }

    /// `db/` while the alias is being written, then the variables of its store.
    void registers() {
        const std::size_t slash = place_.prefix.find('/');
        if (slash == std::string_view::npos) {
            for (const dataset::Connection& connection : scope_.workspace.connections())
                add(Kind::Alias, connection.alias + "/",
                    connection.store->databank() + ":" +
                        datastore::shown_version(connection.version));
            return;
        }
        const std::string_view alias = place_.prefix.substr(0, slash);
        const dataset::Connection* connection = scope_.workspace.connection(alias);
        if (connection == nullptr) return;
        const std::string start = std::string(alias) + "/";
        for (const datastore::VariablePtr& variable : connection->store->variables())
            add(Kind::RegisterVariable, start + variable->name,
                variable->label.in(scope_.language));
    }

    /// Codes of the variable that the cursor's value is compared with; whether there is one.
    bool codes() {
        const std::optional<std::string_view> name = compared_variable();
        const dataset::DatasetPtr active = scope_.workspace.active();
        if (!name || active == nullptr) return false;
        const dataset::Variable* variable = active->find(*name);
        if (variable == nullptr || variable->labels == nullptr) return false;
        for (const column::CodeEntry& entry : variable->labels->entries()) {
            const auto* text = std::get_if<std::string>(&entry.code);
            const std::string code =
                text != nullptr ? *text : std::to_string(std::get<std::int64_t>(entry.code));
            if (!fits(code)) continue;
            const std::string quote(1, place_.quote != 0 ? place_.quote : '\'');
            completion_.candidates.push_back({Kind::Code,
                                              text != nullptr ? quote + code + quote : code,
                                              entry.label(scope_.language)});
        }
        return true;
    }

    /// x in `x ==`, `inlist(x,` and `recode x (`.
    [[nodiscard]] std::optional<std::string_view> compared_variable() const {
        const auto& before = place_.before;
        const auto is_word = [](const Piece& piece) { return piece.kind == Piece::Kind::Word; };
        if (place_.command == "recode" && place_.depth > 0 && !place_.in_options &&
            !before.empty() && is_word(before.front()))
            return before.front().text;
        if (place_.function == "inlist" && place_.depth > 0) {
            const auto call = std::find_if(before.rbegin(), before.rend(), [](const Piece& piece) {
                return piece.text == "inlist";
            });
            if (call == before.rend() || call - before.rbegin() < 3) return std::nullopt;
            return (call - 2)->text;
        }
        if (before.size() < 2 || !is_word(before[before.size() - 2])) return std::nullopt;
        const std::string_view sign = before.back().text;
        const bool compares = sign == "==" || sign == "!=" || sign == "~=";
        if (!compares) return std::nullopt;
        return before[before.size() - 2].text;
    }

    // ---- where it may stand

    void expression() {
        variables();
        functions(true);
    }

    void options(const script::CommandSyntax& syntax) {
        for (const script::OptionSpec& option : syntax.options) {
            const bool used = std::ranges::any_of(place_.before, [&](const Piece& piece) {
                return piece.kind == Piece::Kind::Word && piece.text == option.name;
            });
            const bool takes = option.arguments != OptionArguments::None;
            if (!used)
                add(Kind::Option, std::string(option.name) + (takes ? "(" : ""),
                    option.help.in(scope_.language));
        }
        if (syntax.name == "configure") settings();
    }

    void option_arguments(const script::CommandSyntax& syntax) {
        const auto option =
            std::ranges::find(syntax.options, place_.option, &script::OptionSpec::name);
        if (option == syntax.options.end()) return;
        if (option->name == "values_from") return datasets();
        if (option->arguments == OptionArguments::Variables ||
            option->arguments == OptionArguments::Terms ||
            option->arguments == OptionArguments::OptionalTerms)
            variables();
    }

    void settings() {
        for (const std::string_view word : {"alpha", "nocache", "import", "state", "result"})
            add(Kind::Keyword, word);
    }

    /// Whether a word stands before the cursor, at no depth.
    [[nodiscard]] bool is_behind(std::string_view word) const {
        return std::ranges::any_of(place_.before, [&](const Piece& piece) {
            return piece.kind == Piece::Kind::Word && piece.text == word;
        });
    }

    void operands(const script::CommandSyntax& syntax) {
        const std::size_t number = place_.before.size();
        switch (syntax.form) {
            case Form::Require:
                if (number > 0) return;
                for (const std::string& store : scope_.datastores) add(Kind::Datastore, store);
                return;
            case Form::Import:
            case Form::ImportEvent:
            case Form::ImportPanel:
                return imported(syntax.form);
            case Form::Registers:
                return registers();
            case Form::ListLabels:
                code_lists();
                return registers();
            case Form::Merge:
                return merge();
            case Form::OptionalWord:
                if (syntax.name == "help") commands(false);
                if (syntax.name == "help-function") functions(false);
                return;
            case Form::Words:
                return settings();
            case Form::Names:
                return names(syntax.name, number);
            case Form::None:
            case Form::Let:
            case Form::Sample:
            case Form::DefineLabels:
                return;
            case Form::Assignment:
                if (syntax.name == "generate") return;  // a new name
                return variables();
            default:
                variables();
                if (syntax.if_clause == script::Clause::Allowed) add(Kind::Keyword, "if");
        }
    }

    /// `db/VARIABLE date as name`, `db/VARIABLE date to date as name`, or variables and then dates.
    void imported(Form form) {
        const auto& before = place_.before;
        const auto is_register = [](const Piece& piece) {
            return piece.kind == Piece::Kind::Word &&
                   piece.text.find('/') != std::string_view::npos;
        };
        const auto of_dates = std::ranges::find_if(before, is_register);
        if (of_dates == before.end()) return registers();
        const Piece& last = before.back();
        if (form == Form::ImportPanel) {
            if (is_register(last)) registers();
            return dates(of_dates->text);
        }
        if (last.text == "as") return;  // a new name
        if (is_register(last) || last.text == "to") dates(of_dates->text);
        if (is_behind("as")) return;
        const bool needs_end = form == Form::ImportEvent && !is_behind("to");
        if (needs_end && !is_register(last)) return add(Kind::Keyword, "to");
        if (!needs_end && last.text != "to") add(Kind::Keyword, "as");
    }

    void dates(std::string_view written_name) {
        const std::size_t slash = written_name.find('/');
        const dataset::Connection* connection =
            scope_.workspace.connection(written_name.substr(0, slash));
        if (connection == nullptr) return;
        const datastore::VariablePtr variable =
            connection->store->find(written_name.substr(slash + 1), connection->version);
        if (variable == nullptr) return;
        const std::string_view rule = datastore::describe(variable->calendar).in(scope_.language);
        for (const std::string& date : dates_of(*connection->store, *variable, written_))
            add(Kind::Date, date, rule);
    }

    void merge() {
        if (is_behind("on")) {
            const auto into = std::ranges::find(place_.before, "into", &Piece::text);
            if (into != place_.before.end() && std::next(into) != place_.before.end())
                variables(scope_.workspace.find(std::next(into)->text));
            return;
        }
        if (is_behind("into")) {
            datasets();
            return add(Kind::Keyword, "on");
        }
        variables();
        add(Kind::Keyword, "into");
    }

    void names(std::string_view command, std::size_t number) {
        const bool on_datasets =
            command == "use" || command.ends_with("-dataset") || command == "clone-units";
        if (on_datasets) {
            if (command != "create-dataset" && number == 0) datasets();
        } else if (command == "drop-labels" || (command == "assign-labels" && number == 1)) {
            code_lists();
        } else if (command != "rename" || number == 0) {
            variables();
            if (command == "keep" || command == "drop") add(Kind::Keyword, "if");
        }
    }

    const CompletionScope& scope_;
    std::string_view written_;  ///< all that stands before the cursor
    Place place_;
    std::u32string lower_prefix_;
    Completion completion_;
};

bool is_word(std::string_view line, std::string_view word) {
    return line.starts_with(word) &&
           (line.size() == word.size() || script::blank_length(line, word.size()) > 0);
}

}  // namespace

Completion complete(std::string_view text, std::size_t cursor, const CompletionScope& scope) {
    return Completer(text, cursor, scope).all();
}

bool is_unfinished(std::string_view text) {
    std::size_t loops = 0;
    bool in_text = false;
    bool continues = false;
    for (script::SourceLines lines(text); !lines.done(); lines.advance()) {
        const std::string_view line = lines.trimmed();
        if (in_text) {
            in_text = line != "endblock";
            continue;
        }
        const bool comment = line.starts_with("//") || line.starts_with('#');
        if (!continues && line == "textblock") in_text = true;
        if (!continues && is_word(line, "for")) ++loops;
        if (!continues && loops > 0 && is_word(line, "end")) --loops;
        if (continues && comment) continue;
        const bool has_comment = line.find("//") != std::string_view::npos;
        continues = line.ends_with('\\') && !comment && !has_comment;
    }
    return in_text || loops > 0 || continues;
}

}  // namespace skjerm::session
