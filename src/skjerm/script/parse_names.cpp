// Names, name expressions and references to register variables.
#include <string>

#include "skjerm/base/diagnostic_codes.h"
#include "skjerm/script/command_parser.h"

namespace skjerm::script {

using base::Argument;
using base::Code;
using base::Result;

bool CommandParser::at_name_expression() const {
    switch (peek().kind) {
        case TokenKind::Name:
            return !at_word("if");
        case TokenKind::AtName:
        case TokenKind::Binding:
        case TokenKind::String:
            return true;
        default:
            return false;
    }
}

/// name-part { "++" sum }; see `nx` of the grammar.
Result<NameExpression> CommandParser::name_expression(base::LocalizedText wanted) {
    if (at_word("if")) return base::error(Code::ReservedName, peek().span);
    if (!at_name_expression()) return unexpected(wanted);
    const ExpressionMode outer = mode_;
    mode_ = {.dates = false, .name_calls_only = true};
    SKJERM_TRY_ASSIGN(Tall result, primary());
    while (accept(TokenKind::Concatenate)) {
        SKJERM_TRY_ASSIGN(Tall right, binary(Level::Sum));
        SKJERM_TRY_ASSIGN(
            result, combine(BinaryOperator::Concatenate, std::move(result), std::move(right)));
    }
    mode_ = outer;
    SKJERM_TRY(check_glued_binding());
    return std::move(result.expression);
}

/// `x$i` where `x ++ $i` is meant.
base::Status CommandParser::check_glued_binding() const {
    if (!at(TokenKind::Binding) || !peek().glued) return base::ok();
    const Token& before = line_.tokens[position_ - 1];
    if (before.kind != TokenKind::Name && before.kind != TokenKind::Binding) return base::ok();
    const Span where = cover(before.span, peek().span);
    const std::string meant =
        std::string(source_text(before.span)) + " ++ " + std::string(source_text(peek().span));
    return base::error(Code::GluedBinding, where,
                       {Argument::script_text(clipped(where)), Argument::script_text(meant)})
        .with_fix(where, meant);
}

/// `regress`, `regress-panel`, `help-function`: the lexer splits at hyphens after the first word.
Result<Word> CommandParser::hyphenated_word(base::LocalizedText wanted) {
    SKJERM_TRY_ASSIGN(Word result, expect_name(wanted));
    while (at(TokenKind::Minus) && peek().glued && peek(1).kind == TokenKind::Name &&
           peek(1).glued) {
        take();
        result.text.append("-").append(peek().text);
        result.span = cover(result.span, take().span);
    }
    return result;
}

/// `db/V`, written without blanks; with a blank it is a division.
bool CommandParser::at_register_reference() const {
    return at(TokenKind::Name) && peek(1).kind == TokenKind::Slash && peek(1).glued &&
           peek(2).kind == TokenKind::Name && peek(2).glued;
}

Result<RegisterReference> CommandParser::register_reference() {
    if (!at_register_reference()) {
        const bool lone_name = at(TokenKind::Name) && !at_word("if");
        if (!lone_name) return unexpected(expected::kRegisterVariable);
        if (peek(1).kind == TokenKind::Slash && peek(2).kind == TokenKind::Name) {
            const std::string meant = std::string(peek().text) + "/" + std::string(peek(2).text);
            const Span where = cover(peek().span, peek(2).span);
            return base::error(Code::RegisterReferenceWithBlanks, where,
                               {Argument::script_text(meant)})
                .with_fix(where, meant);
        }
        return base::error(Code::MissingStoreAlias, peek().span,
                           {Argument::script_text(peek().text), Argument::fact(peek().text)});
    }
    SKJERM_TRY_ASSIGN(Word alias, expect_name(expected::kRegisterVariable));
    take();
    SKJERM_TRY_ASSIGN(Word variable, expect_name(expected::kRegisterVariable));
    const Span where = cover(alias.span, variable.span);
    return RegisterReference{std::move(alias), std::move(variable), where};
}

/// `a` or `a -> b`.
Result<Renaming> CommandParser::renaming() {
    SKJERM_TRY_ASSIGN(NameExpression source, name_expression(expected::kVariable));
    Renaming result{std::move(source), std::nullopt};
    if (accept(TokenKind::Arrow)) {
        SKJERM_TRY_ASSIGN(result.target, name_expression());
    }
    return result;
}

}  // namespace skjerm::script
