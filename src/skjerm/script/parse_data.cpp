// Operands of the commands that make and change datasets.
#include <string>

#include "skjerm/base/diagnostic_codes.h"
#include "skjerm/script/command_parser.h"

namespace skjerm::script {

using base::Argument;
using base::Code;
using base::Diagnostic;
using base::Result;
using base::Status;

Result<Names> CommandParser::names(const CommandSyntax& syntax) {
    Names result;
    while (!at_end_of_operands()) {
        SKJERM_TRY(check_no_option_call(syntax));
        if (at(TokenKind::Minus) && !result.names.empty()) {
            return base::error(Code::VariableRange, peek().span);
        }
        if (result.names.size() == syntax.max_operands && at_name_expression()) {
            return check_count(syntax, result.names.size() + 1, peek().span, expected::kNames)
                .diagnostic();
        }
        SKJERM_TRY_ASSIGN(NameExpression name, name_expression());
        result.names.push_back(std::move(name));
    }
    if (result.names.size() < syntax.min_operands && !syntax.operands_or_condition) {
        if (at_word("if")) return base::error(Code::ReservedName, peek().span);
        return too_few(syntax.min_operands, expected::kNames);
    }
    return result;
}

Result<Assignment> CommandParser::assignment(const CommandSyntax& syntax) {
    const bool let = syntax.form == Form::Let;
    if (let && !at(TokenKind::Name)) return unexpected(expected::kName);
    SKJERM_TRY_ASSIGN(NameExpression target, name_expression());
    if (let && !std::holds_alternative<NameReference>(target.node)) {
        return base::error(
            Code::ExpectedFound, target.span,
            {Argument::fact(expected::kName), Argument::script_text(clipped(target.span))});
    }
    if (at(TokenKind::Equal)) {
        return base::error(Code::ExpectedFound, peek().span,
                           {Argument::fact(expected::kAssign), found()})
            .with_fix(peek().span, "=");
    }
    SKJERM_TRY(expect(TokenKind::Assign, expected::kAssign));
    if (let) {
        SKJERM_TRY(check_no_month());
        SKJERM_TRY_ASSIGN(Expression value, expression(Level::Concatenation, {.dates = true}));
        SKJERM_TRY(check_operand(value));
        return Assignment{std::move(target), std::move(value)};
    }
    SKJERM_TRY_ASSIGN(Expression value, expression(Level::Or, {}));
    return Assignment{std::move(target), std::move(value)};
}

/// `2020-01` in a binding is meant as a date, though it reads as 2019. Nobody subtracts 01.
Status CommandParser::check_no_month() const {
    const auto digits = [&](std::size_t ahead, std::size_t length) {
        return peek(ahead).kind == TokenKind::Integer && peek(ahead).text.size() == length;
    };
    const bool month = digits(0, 4) && peek(1).kind == TokenKind::Minus && peek(1).glued &&
                       digits(2, 2) && peek(2).glued && peek(2).text.starts_with('0');
    if (!month || date_at_cursor()) return base::ok();
    const Span where = cover(peek().span, peek(2).span);
    return base::error(Code::IncompleteDate, where, {Argument::script_text(clipped(where))});
}

// ---- stores and imports

namespace {

bool is_digits(std::string_view text) {
    return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

/// "45", "45.1", "45.1.2", "45.1.2.0" or "DRAFT".
bool is_version(std::string_view text) {
    if (text == "DRAFT") return true;
    for (int parts = 0; parts < 4; ++parts) {
        const std::size_t dot = text.find('.');
        if (!is_digits(text.substr(0, dot))) return false;
        if (dot == std::string_view::npos) return true;
        text.remove_prefix(dot + 1);
    }
    return false;
}

}  // namespace

/// `no.ssb.fdb:45 as db`. The store is one word without blanks; the lexer cuts it at dots.
Result<Require> CommandParser::require() {
    if (!at(TokenKind::Name)) return unexpected(expected::kStore);
    const Span begin = peek().span;
    Require result;
    bool name_follows = true;  // names and dots take turns
    bool in_store = true;
    bool is_whole = true;  // nothing that belongs to neither
    while (!at(TokenKind::End) && !at(TokenKind::Comma) && (peek().glued || peek().span == begin)) {
        const Token& token = take();
        if (in_store && token.kind == TokenKind::Colon && !name_follows) {
            in_store = false;
            result.store.span = {begin.begin, token.span.begin};
            result.version.span = {token.span.end, token.span.end};
        } else if (in_store && token.kind == (name_follows ? TokenKind::Name : TokenKind::Dot)) {
            result.store.text += token.text;
            result.store.span = {begin.begin, token.span.end};
            name_follows = !name_follows;
        } else if (!in_store && (token.kind == TokenKind::Integer ||
                                 token.kind == TokenKind::Float || token.kind == TokenKind::Name)) {
            result.version.text += token.text;
            result.version.span.end = token.span.end;
        } else if (token.kind == TokenKind::Invalid) {
            return *line_.fault;
        } else {
            is_whole = false;
            break;
        }
    }
    // A name without a version is taken; a name that ends in a dot or a colon is not.
    if (!is_whole || (in_store ? name_follows : !is_version(result.version.text))) {
        const Span where = span_from(begin);
        return base::error(Code::InvalidStoreReference, where,
                           {Argument::script_text(clipped(where))});
    }
    if (!accept_word("as")) return unexpected(expected::kAs);
    SKJERM_TRY_ASSIGN(result.alias, expect_name(expected::kName));
    return result;
}

Status CommandParser::import_name(Import& import) {
    if (!accept_word("as")) return base::ok();
    SKJERM_TRY_ASSIGN(import.as, name_expression());
    return base::ok();
}

/// The error for a name at the cursor.
Diagnostic CommandParser::name_without_as() const {
    return base::error(Code::NameWithoutAs, peek().span,
                       {Argument::script_text(peek().text), Argument::fact(peek().text)})
        .with_fix({peek().span.begin, peek().span.begin}, "as ");
}

Result<Import> CommandParser::import(const CommandSyntax& syntax) {
    Import result;
    SKJERM_TRY_ASSIGN(RegisterReference variable, register_reference());
    result.variables.push_back(std::move(variable));
    if (!at_end_of_operands() && !at_word("as")) {
        // A name alone is never a date.
        const TokenKind next = peek(1).kind;
        if (at(TokenKind::Name) && (next == TokenKind::End || next == TokenKind::Comma)) {
            return find_option(syntax, peek().text) != nullptr ? comma_missing()
                                                               : name_without_as();
        }
        SKJERM_TRY_ASSIGN(Expression when, time());
        result.times.push_back(std::move(when));
    }
    SKJERM_TRY(import_name(result));
    return result;
}

Result<Import> CommandParser::import_event() {
    Import result;
    SKJERM_TRY_ASSIGN(RegisterReference variable, register_reference());
    result.variables.push_back(std::move(variable));
    if (at_end_of_operands() || at_word("as") || at_word("to")) return unexpected(expected::kDate);
    SKJERM_TRY_ASSIGN(Expression first, time());
    result.times.push_back(std::move(first));
    if (!accept_word("to")) return unexpected(expected::kTo);
    if (at_end_of_operands() || at_word("as")) return unexpected(expected::kDate);
    SKJERM_TRY_ASSIGN(Expression last, time());
    result.times.push_back(std::move(last));
    SKJERM_TRY(import_name(result));
    return result;
}

Result<Import> CommandParser::import_panel() {
    Import result;
    do {
        SKJERM_TRY_ASSIGN(RegisterReference variable, register_reference());
        result.variables.push_back(std::move(variable));
    } while (at_register_reference());
    if (at_end_of_operands()) return unexpected(expected::kDate);
    while (!at_end_of_operands()) {
        if (at_register_reference() || at_word("as")) return unexpected(expected::kDate);
        SKJERM_TRY_ASSIGN(Expression when, time());
        result.times.push_back(std::move(when));
    }
    return result;
}

// ---- variables

Result<CloneVariables> CommandParser::clone_variables(const CommandSyntax& syntax) {
    CloneVariables result;
    Span last = peek().span;
    while (!at_end_of_operands()) {
        last = peek().span;
        SKJERM_TRY(check_no_option_call(syntax));
        SKJERM_TRY_ASSIGN(Renaming item, renaming());
        result.items.push_back(std::move(item));
    }
    SKJERM_TRY(check_count(syntax, result.items.size(), last, expected::kVariables));
    return result;
}

Result<Aggregation> CommandParser::aggregation(const CommandSyntax& syntax) {
    Aggregation result;
    if (at_end_of_operands() || at_name_expression()) {
        return base::error(Code::StatisticBeforeVariables, peek().span,
                           {command_name(), Argument::fact(syntax.name)});
    }
    Span last = peek().span;
    while (!at_end_of_operands()) {
        const Span open = peek().span;
        SKJERM_TRY(expect(TokenKind::Open, expected::kOpen));
        SKJERM_TRY_ASSIGN(Word statistic, expect_name(expected::kStatistic));
        SKJERM_TRY(expect_close(open, expected::kClose));
        do {
            last = peek().span;
            SKJERM_TRY(check_no_option_call(syntax));
            SKJERM_TRY_ASSIGN(Renaming variable, renaming());
            result.items.push_back({statistic, std::move(variable)});
        } while (at_name_expression());
    }
    SKJERM_TRY(check_count(syntax, result.items.size(), last, expected::kVariables));
    return result;
}

Result<Merge> CommandParser::merge() {
    Merge result;
    while (!at_word("into")) {
        if (at_end_of_operands()) {
            return unexpected(result.variables.empty() ? expected::kVariable : expected::kInto);
        }
        if (at(TokenKind::Minus) && !result.variables.empty()) {
            return base::error(Code::VariableRange, peek().span);
        }
        SKJERM_TRY_ASSIGN(NameExpression variable, name_expression(expected::kVariable));
        result.variables.push_back(std::move(variable));
    }
    if (result.variables.empty()) return unexpected(expected::kVariable);
    take();
    SKJERM_TRY_ASSIGN(result.target, name_expression());
    if (accept_word("on")) {
        SKJERM_TRY_ASSIGN(result.key, name_expression(expected::kVariable));
        if (at_name_expression()) return base::error(Code::MergeTakesOneKey, peek().span);
    }
    return result;
}

Result<Sample> CommandParser::sample() {
    Sample result;
    if (at_end_of_operands()) return unexpected(expected::kNumber);
    SKJERM_TRY_ASSIGN(result.size, expression(Level::Sum, {}));
    if (at_end_of_operands()) return unexpected(expected::kSeed);
    SKJERM_TRY_ASSIGN(result.seed, expression(Level::Sum, {}));
    SKJERM_TRY(check_operand(result.size));
    SKJERM_TRY(check_operand(result.seed));
    return result;
}

// ---- lists and words

Result<ListLabels> CommandParser::list_labels() {
    ListLabels result;
    if (!at_register_reference()) {
        SKJERM_TRY_ASSIGN(result.list, name_expression());
        return result;
    }
    SKJERM_TRY_ASSIGN(result.list, register_reference());
    if (!at_end_of_operands()) {
        SKJERM_TRY_ASSIGN(result.time, time());
    }
    return result;
}

Result<OptionalWord> CommandParser::optional_word(const CommandSyntax& syntax) {
    OptionalWord result;
    if (at(TokenKind::String)) {
        const Token& token = take();
        result.word = Word{std::string(token.text), token.span};
    } else if (!at_end_of_operands() || syntax.min_operands > 0) {
        SKJERM_TRY_ASSIGN(result.word, hyphenated_word(expected::kText));
    }
    return result;
}

Result<Registers> CommandParser::registers(const CommandSyntax& syntax) {
    Registers result;
    Span last = peek().span;
    while (!at_end_of_operands()) {
        last = peek().span;
        SKJERM_TRY_ASSIGN(RegisterReference variable, register_reference());
        result.variables.push_back(std::move(variable));
    }
    SKJERM_TRY(check_count(syntax, result.variables.size(), last, expected::kVariables));
    return result;
}

/// The one place where commas separate operands: `configure a, b`.
Result<Words> CommandParser::words(const CommandSyntax& syntax) {
    Words result;
    Span last = peek().span;
    while (!at(TokenKind::End)) {
        last = peek().span;
        SKJERM_TRY_ASSIGN(Word word, hyphenated_word(expected::kWord));
        result.words.push_back(std::move(word));
        if (accept(TokenKind::Comma) && at(TokenKind::End)) return unexpected(expected::kWord);
    }
    SKJERM_TRY(check_count(syntax, result.words.size(), last, expected::kWords));
    return result;
}

}  // namespace skjerm::script
