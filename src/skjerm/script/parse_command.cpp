// The cursor, and a command as a whole: its name, operands, `if`, options and end.
#include <algorithm>
#include <array>
#include <string>

#include "skjerm/base/diagnostic_codes.h"
#include "skjerm/base/near_names.h"
#include "skjerm/script/command_parser.h"

namespace skjerm::script {

using base::Argument;
using base::Code;
using base::Diagnostic;
using base::LocalizedText;
using base::Result;
using base::Status;

namespace {

/// A command of another system, and how it is written here or what comes nearest to it.
struct Foreign {
    std::string_view name;
    std::string_view ours;
};
constexpr std::array kForeign = {
    Foreign{"gen", "generate"}, Foreign{"g", "generate"}, Foreign{"ge", "generate"},
    Foreign{"reg", "regress"}, Foreign{"sum", "summarize"}, Foreign{"su", "summarize"},
    Foreign{"summ", "summarize"}, Foreign{"summarise", "summarize"}, Foreign{"tab", "tabulate"},
    Foreign{"tab1", "tabulate"}, Foreign{"tab2", "tabulate"}, Foreign{"table", "tabulate"},
    Foreign{"tabstat", "summarize"}, Foreign{"ren", "rename"}, Foreign{"rec", "recode"},
    Foreign{"corr", "correlate"}, Foreign{"cor", "correlate"}, Foreign{"pwcorr", "correlate"},
    Foreign{"hist", "histogram"}, Foreign{"scatter", "hexbin"}, Foreign{"xtreg", "regress-panel"},
    Foreign{"ivreg", "ivregress"}, Foreign{"ivreg2", "ivregress"},
    Foreign{"nbreg", "negative-binomial"}, Foreign{"stcox", "cox"}, Foreign{"sts", "kaplan-meier"},
    Foreign{"mixed", "regress-mml"}, Foreign{"label", "define-labels"},
    Foreign{"clonevar", "clone-variables"}, Foreign{"count", "tabulate"},
    Foreign{"reshape", "reshape-to-panel"}, Foreign{"predict", "regress-predict"},
    Foreign{"create", "create-dataset"}, Foreign{"describe", "summarize"},
    Foreign{"codebook", "tabulate"}, Foreign{"encode", "destring"}, Foreign{"display", "let"},
    Foreign{"di", "let"}, Foreign{"append", "merge"}, Foreign{"joinby", "merge"},
    Foreign{"logistic", "logit"}, Foreign{"oneway", "anova"}, Foreign{"graph", "barchart"},
    Foreign{"twoway", "hexbin"}, Foreign{"xtset", "import-panel"}, Foreign{"tsset", "import-panel"},
    // SPSS and R
    Foreign{"compute", "generate"}, Foreign{"frequencies", "tabulate"},
    Foreign{"crosstabs", "tabulate"}, Foreign{"select", "keep"}, Foreign{"filter", "keep"},
    Foreign{"mutate", "generate"}, Foreign{"left_join", "merge"}};

template <std::size_t size>
bool contains(const std::array<std::string_view, size>& list, std::string_view name) {
    return std::ranges::find(list, name) != list.end();
}
constexpr std::array<std::string_view, 5> kLoops = {"foreach", "forvalues", "forval", "forv",
                                                    "while"};
constexpr std::array<std::string_view, 3> kMacros = {"local", "global", "scalar"};
constexpr std::array<std::string_view, 3> kGroups = {"bysort", "bys", "by"};
constexpr std::array<std::string_view, 7> kRows = {"list", "browse", "sort", "gsort",
                                                   "head", "tail",   "print"};

}  // namespace

// ---- cursor

const Token& CommandParser::peek(std::size_t ahead) const {
    return line_.tokens[std::min(position_ + ahead, line_.tokens.size() - 1)];
}

bool CommandParser::at_word(std::string_view word) const {
    return at(TokenKind::Name) && peek().text == word;
}

bool CommandParser::at_end_of_operands() const {
    return at(TokenKind::End) || at(TokenKind::Comma) || at_word("if");
}

const Token& CommandParser::take() {
    const Token& token = peek();
    if (token.kind != TokenKind::End) ++position_;
    return token;
}

bool CommandParser::accept(TokenKind kind) {
    if (!at(kind)) return false;
    take();
    return true;
}

bool CommandParser::accept_word(std::string_view word) {
    if (!at_word(word)) return false;
    take();
    return true;
}

/// From the start of `begin` to the end of the token before the cursor.
Span CommandParser::span_from(Span begin) const {
    return cover(begin, line_.tokens[position_ - 1].span);
}

std::string_view CommandParser::source_text(Span span) const {
    return line_.source.substr(span.begin, span.size());
}

std::string CommandParser::clipped(Span span) const {
    constexpr std::size_t kMaxShown = 40;
    const std::string_view text = source_text(span);
    if (text.size() <= kMaxShown) return std::string(text);
    std::size_t cut = kMaxShown;
    while ((static_cast<unsigned char>(text[cut]) & 0xC0U) == 0x80U) --cut;
    return std::string(text.substr(0, cut)) + "…";
}

Argument CommandParser::found() const {
    if (at(TokenKind::End)) return Argument::fact(expected::kEndOfLine);
    return Argument::script_text(clipped(peek().span));
}

Diagnostic CommandParser::unexpected(LocalizedText wanted) const {
    const Token& token = peek();
    if (token.kind == TokenKind::Invalid) return *line_.fault;
    if (token.kind == TokenKind::Misspelt) {
        const std::string_view meant = correct_spelling(token.text);
        return base::error(Code::OperatorSpelling, token.span,
                           {Argument::script_text(token.text), Argument::script_text(meant)})
            .with_fix(token.span, std::string(meant));
    }
    return base::error(Code::ExpectedFound, token.span, {Argument::fact(wanted), found()});
}

Status CommandParser::expect(TokenKind kind, LocalizedText wanted) {
    if (!accept(kind)) return unexpected(wanted);
    return base::ok();
}

Status CommandParser::expect_close(Span open, LocalizedText wanted) {
    if (accept(TokenKind::Close)) return base::ok();
    if (at(TokenKind::End)) return base::error(Code::UnclosedParenthesis, open);
    return unexpected(wanted);
}

Result<Word> CommandParser::expect_name(LocalizedText wanted) {
    if (at_word("if")) return base::error(Code::ReservedName, peek().span);
    if (!at(TokenKind::Name)) return unexpected(wanted);
    const Token& token = take();
    return Word{std::string(token.text), token.span};
}

Argument CommandParser::command_name() const { return Argument::name(line_.tokens.front().text); }

Diagnostic CommandParser::too_few(std::size_t least, expected::Counted what) const {
    if (at(TokenKind::Invalid) || at(TokenKind::Misspelt)) return unexpected(what.many);
    return base::error(Code::TooFewOperands, peek().span,
                       {command_name(), Argument::fact(static_cast<std::int64_t>(least)),
                        Argument::fact(what.of(least))});
}

Status CommandParser::check_count(const CommandSyntax& syntax, std::size_t count, Span last,
                                  expected::Counted what) const {
    if (count < syntax.min_operands) return too_few(syntax.min_operands, what);
    if (count > syntax.max_operands) {
        return base::error(Code::TooManyOperands, last,
                           {command_name(), Argument::fact(std::int64_t{syntax.max_operands}),
                            Argument::fact(what.of(syntax.max_operands))});
    }
    return base::ok();
}

// ---- the command

Result<Command> CommandParser::command() {
    if (at(TokenKind::Star)) {
        return base::error(Code::StarComment, peek().span).with_fix(peek().span, "//");
    }
    if (!at(TokenKind::CommandWord)) {
        if (at(TokenKind::Invalid)) return *line_.fault;
        return base::error(Code::ExpectedCommand, peek().span, {found()});
    }
    const Token& word = peek();
    const CommandSyntax* syntax = grammar_.find(word.text);
    if (syntax == nullptr) return unknown_command();
    take();

    Command result;
    result.name = {std::string(word.text), word.span};
    result.syntax = syntax;
    SKJERM_TRY_ASSIGN(result.operands, operands(*syntax));
    SKJERM_TRY(condition(*syntax, result));
    SKJERM_TRY(check_decimal_comma());
    if (at(TokenKind::Comma)) SKJERM_TRY(options(*syntax, result.options));
    if (!at(TokenKind::End)) return behind(result);

    if (const auto* clones = std::get_if<CloneVariables>(&result.operands);
        clones != nullptr && result.options.empty()) {
        for (const Renaming& item : clones->items) {
            if (item.target) continue;
            return base::error(Code::CloneNeedsName, item.source.span,
                               {Argument::script_text(clipped(item.source.span))});
        }
    }
    result.span = span_from(word.span);
    return result;
}

Diagnostic CommandParser::unknown_command() const {
    const Token& word = peek();
    const Argument name = Argument::script_text(word.text);
    if (peek(1).kind == TokenKind::Assign) {
        return base::error(Code::AssignmentWithoutCommand, cover(word.span, peek(1).span),
                           {Argument::fact(word.text)});
    }
    if (word.text == "egen") return base::error(Code::StataEgen, word.span, {name});
    if (contains(kGroups, word.text)) return base::error(Code::StataBysort, word.span, {name});
    if (contains(kLoops, word.text)) return base::error(Code::StataForeach, word.span, {name});
    if (contains(kMacros, word.text)) return base::error(Code::StataMacro, word.span, {name});
    if (contains(kRows, word.text)) return base::error(Code::NoRowAccess, word.span, {name});
    for (const Foreign& foreign : kForeign) {
        if (foreign.name != word.text || grammar_.find(foreign.ours) == nullptr) continue;
        if (!foreign.ours.starts_with(foreign.name)) {
            const bool assigns = word.text == "label" && peek(1).text == "values";
            return base::error(Code::OtherSystemCommand, word.span,
                               {name, Argument::name(assigns ? "assign-labels" : foreign.ours)});
        }
        return base::error(Code::ForeignCommand, word.span, {name, Argument::name(foreign.ours)})
            .with_fix(word.span, std::string(foreign.ours));
    }
    std::vector<std::string_view> candidates = {"for", "end", "textblock", "endblock"};
    for (const CommandSyntax* command : grammar_.commands()) candidates.push_back(command->name);
    const std::vector<std::string> near = base::near_names(word.text, candidates);
    Diagnostic result = base::error(Code::UnknownCommand, word.span, {name, Argument::names(near)});
    if (!near.empty()) result.fix = base::Fix{word.span, near.front()};
    return result;
}

Result<Operands> CommandParser::operands(const CommandSyntax& syntax) {
    const auto as_operands = [](auto result) -> Result<Operands> {
        if (!result.ok()) return std::move(result).diagnostic();
        return Operands{std::move(result).value()};
    };
    switch (syntax.form) {
        case Form::None:
            if (!at_end_of_operands()) {
                if (at(TokenKind::Invalid)) return *line_.fault;
                return base::error(Code::NoOperandsTaken, peek().span, {command_name(), found()});
            }
            return Operands{NoOperands{}};
        case Form::Names:
            return as_operands(names(syntax));
        case Form::Assignment:
        case Form::Let:
            return as_operands(assignment(syntax));
        case Form::Require:
            return as_operands(require());
        case Form::Import:
            return as_operands(import(syntax));
        case Form::ImportEvent:
            return as_operands(import_event());
        case Form::ImportPanel:
            return as_operands(import_panel());
        case Form::CloneVariables:
            return as_operands(clone_variables(syntax));
        case Form::Aggregation:
            return as_operands(aggregation(syntax));
        case Form::Merge:
            return as_operands(merge());
        case Form::Recode:
            return as_operands(recode());
        case Form::Sample:
            return as_operands(sample());
        case Form::DefineLabels:
            return as_operands(define_labels());
        case Form::ListLabels:
            return as_operands(list_labels());
        case Form::OptionalWord:
            return as_operands(optional_word(syntax));
        case Form::Registers:
            return as_operands(registers(syntax));
        case Form::Words:
            return as_operands(words(syntax));
        case Form::Analysis:
        case Form::AnalysisBy:
        case Form::AnalysisStatistic:
        case Form::AnalysisModel:
        case Form::AnalysisInstruments:
            return as_operands(analysis(syntax));
    }
    base::fail_check("every form is handled", __FILE__, __LINE__);
}

Status CommandParser::condition(const CommandSyntax& syntax, Command& command) {
    const auto* listed = std::get_if<Names>(&command.operands);
    const bool has_names = listed != nullptr && !listed->names.empty();
    if (!at_word("if")) {
        if (!syntax.operands_or_condition || has_names) return base::ok();
        if (!at_end_of_operands()) return unexpected(expected::kVariable);
        return base::error(Code::OperandsOrCondition, peek().span,
                           {command_name(), Argument::fact(syntax.name)});
    }
    if (syntax.if_clause == Clause::Forbidden && !syntax.operands_or_condition) {
        return base::error(Code::IfNotAllowed, peek().span, {command_name()});
    }
    if (syntax.operands_or_condition && has_names) {
        return base::error(Code::OperandsAndCondition, peek().span, {command_name()});
    }
    take();
    SKJERM_TRY_ASSIGN(Expression expression_result, expression(Level::Or, {}));
    SKJERM_TRY(check_operand(expression_result));
    command.condition = std::move(expression_result);
    return base::ok();
}

/// `1,5` for 1.5, with the cursor at the comma.
Status CommandParser::check_decimal_comma() const {
    const Token& before = line_.tokens[position_ - 1];
    const Token& after = peek(1);
    const bool between_digits = before.kind == TokenKind::Integer && peek().glued &&
                                after.kind == TokenKind::Integer && after.glued;
    if (!at(TokenKind::Comma) || !between_digits) return base::ok();
    const std::string number = std::string(before.text) + "." + std::string(after.text);
    const Span where = cover(before.span, after.span);
    return base::error(Code::DecimalComma, where, {Argument::script_text(number)})
        .with_fix(where, number);
}

Diagnostic CommandParser::trailing() const {
    if (at(TokenKind::Invalid) || at(TokenKind::Misspelt)) return unexpected(expected::kEndOfLine);
    return base::error(Code::TrailingText, peek().span, {found(), command_name()});
}

Diagnostic CommandParser::behind(const Command& command) const {
    const bool at_option =
        at(TokenKind::Name) && find_option(*command.syntax, peek().text) != nullptr;
    if (at_option) return comma_missing();
    const auto* import = std::get_if<Import>(&command.operands);
    if (import != nullptr && command.options.empty()) {
        const auto date = date_at_cursor();
        if (import->as && date)
            return base::error(Code::DateAfterName, *date, {Argument::script_text(clipped(*date))});
        if (!import->as && at(TokenKind::Name) && !at_word("to")) return name_without_as();
    }
    return trailing();
}

Status CommandParser::keyword_alone() {
    const Token& word = take();
    if (at(TokenKind::End)) return base::ok();
    if (at(TokenKind::Invalid)) return *line_.fault;
    return base::error(Code::KeywordNotAlone, peek().span, {Argument::name(word.text)});
}

}  // namespace skjerm::script
