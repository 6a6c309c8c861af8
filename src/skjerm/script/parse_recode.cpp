// Recode rules and code lists.
#include <string>
#include <unordered_map>

#include "skjerm/base/diagnostic_codes.h"
#include "skjerm/script/command_parser.h"
#include "skjerm/script/literals.h"

namespace skjerm::script {

using base::Argument;
using base::Code;
using base::Diagnostic;
using base::Result;
using base::Status;

Result<Recode> CommandParser::recode() {
    Recode result;
    while (!at(TokenKind::Open)) {
        if (at_end_of_operands()) {
            if (result.variables.empty()) return unexpected(expected::kVariable);
            return base::error(Code::RecodeNeedsRule, peek().span);
        }
        const bool at_number = at(TokenKind::Integer) || at(TokenKind::Float);
        if (at_number && !result.variables.empty()) {
            return base::error(Code::RecodeNeedsRule, peek().span);
        }
        SKJERM_TRY_ASSIGN(NameExpression variable, name_expression(expected::kVariable));
        result.variables.push_back(std::move(variable));
    }
    if (result.variables.empty()) return unexpected(expected::kVariable);
    while (at(TokenKind::Open)) {
        SKJERM_TRY_ASSIGN(RecodeRule one, rule());
        result.rules.push_back(std::move(one));
    }
    return result;
}

Result<RecodeRule> CommandParser::rule() {
    RecodeRule result;
    const Span open = take().span;
    SKJERM_TRY(rule_left(result));
    if (at(TokenKind::Equal)) {
        return base::error(Code::ExpectedFound, peek().span,
                           {Argument::fact(expected::kAssign), found()})
            .with_fix(peek().span, "=");
    }
    if (at(TokenKind::End)) return base::error(Code::UnclosedParenthesis, open);
    SKJERM_TRY(expect(TokenKind::Assign, expected::kAssign));
    SKJERM_TRY(rule_right(result));
    SKJERM_TRY(expect_close(open, expected::kEndOfRule));
    result.span = span_from(open);
    return result;
}

Status CommandParser::rule_left(RecodeRule& rule) {
    const auto alone = [&]() -> std::optional<RecodeRule::Match> {
        if (at(TokenKind::Star)) return RecodeRule::Match::Anything;
        if (at_word("nonmissing")) return RecodeRule::Match::NonMissing;
        if (at_word("missing") && peek(1).kind == TokenKind::Assign) {
            return RecodeRule::Match::Missing;
        }
        return std::nullopt;
    };
    if (at(TokenKind::Assign)) return base::error(Code::EmptyRuleSide, peek().span);
    if (at(TokenKind::Close)) return base::error(Code::RuleWithoutEquals, peek().span);
    if (const auto match = alone()) {
        rule.match = *match;
        const Token& word = take();
        if (!at(TokenKind::Assign) && !at(TokenKind::Equal) && !at(TokenKind::End) &&
            !at(TokenKind::Close) && !at(TokenKind::Invalid)) {
            return base::error(Code::RuleWordAlone, word.span, {Argument::script_text(word.text)});
        }
        if (at(TokenKind::Close)) return base::error(Code::RuleWithoutEquals, peek().span);
        return base::ok();
    }
    while (!at(TokenKind::Assign) && !at(TokenKind::Equal) && !at(TokenKind::End)) {
        if (at(TokenKind::Close)) return base::error(Code::RuleWithoutEquals, peek().span);
        if (alone()) {
            return base::error(Code::RuleWordAlone, peek().span,
                               {Argument::script_text(peek().text)});
        }
        SKJERM_TRY_ASSIGN(RecodeElement element, rule_element());
        rule.elements.push_back(std::move(element));
    }
    return base::ok();
}

/// A value, an interval, `.` or `missing`.
Result<RecodeElement> CommandParser::rule_element() {
    const Span begin = peek().span;
    if (at(TokenKind::Dot) || at_word("missing")) {
        take();
        return RecodeElement{Expression{MissingLiteral{}, begin}, begin};
    }
    const bool number = at(TokenKind::Integer) || at(TokenKind::Float) || at(TokenKind::Minus);
    if (!number && !at_word("min") && !at_word("max")) {
        if (at_word("else") || at_word("otherwise") || at_word("ellers")) {
            return base::error(Code::RuleElse, begin, {Argument::script_text(peek().text)})
                .with_fix(begin, "*");
        }
        if (at(TokenKind::Name) && !at_word("if")) {
            return base::error(Code::QuoteCode, begin,
                               {Argument::script_text(peek().text),
                                Argument::script_text("'" + std::string(peek().text) + "'")})
                .with_fix(begin, "'" + std::string(peek().text) + "'");
        }
        if (!at(TokenKind::String) && !at(TokenKind::Binding) && !at(TokenKind::Invalid) &&
            !at(TokenKind::Misspelt)) {
            return base::error(Code::RuleValueExpected, begin, {found()});
        }
        SKJERM_TRY_ASSIGN(Expression value, rule_value());
        return RecodeElement{std::move(value), begin};
    }
    std::optional<Expression> value;
    std::optional<double> low;
    if (number) {
        SKJERM_TRY_ASSIGN(value, signed_number());
        if (!at(TokenKind::Slash)) {
            const Span where = value->span;
            return RecodeElement{std::move(*value), where};
        }
        const auto* integer = std::get_if<IntegerLiteral>(&value->node);
        low = integer != nullptr ? static_cast<double>(integer->value)
                                 : std::get<FloatLiteral>(value->node).value;
    } else {
        const Token& word = take();
        if (word.text == "max" || !at(TokenKind::Slash)) {
            return base::error(Code::BoundWithoutSlash, word.span,
                               {Argument::script_text(word.text)});
        }
    }
    take();
    SKJERM_TRY_ASSIGN(const std::optional<double> high, interval_bound("max"));
    const Span where = span_from(begin);
    if (low && high && *low > *high) {
        return base::error(Code::EmptyInterval, where, {Argument::script_text(clipped(where))});
    }
    return RecodeElement{RecodeInterval{low, high}, where};
}

Result<std::optional<double>> CommandParser::interval_bound(std::string_view open_end) {
    if (accept_word(open_end)) return std::optional<double>();
    SKJERM_TRY_ASSIGN(const Expression bound, signed_number());
    if (const auto* integer = std::get_if<IntegerLiteral>(&bound.node)) {
        return std::optional(static_cast<double>(integer->value));
    }
    return std::optional(std::get<FloatLiteral>(bound.node).value);
}

/// A signed number, a string or a binding.
Result<Expression> CommandParser::rule_value() {
    if (at(TokenKind::String)) return string_literal();
    if (at(TokenKind::Binding)) return binding_reference();
    if (at(TokenKind::Integer) || at(TokenKind::Float) || at(TokenKind::Minus)) {
        return signed_number();
    }
    return unexpected(expected::kValue);
}

Status CommandParser::rule_right(RecodeRule& rule) {
    if (at(TokenKind::Close)) return base::error(Code::EmptyRuleSide, peek().span);
    if (at(TokenKind::Name) && !at_word("if")) {
        const std::string quoted = "'" + std::string(peek().text) + "'";
        return base::error(Code::LabelWithoutValue, peek().span,
                           {Argument::script_text(peek().text), Argument::fact(quoted)});
    }
    if (at(TokenKind::Dot)) {
        rule.result = {MissingLiteral{}, take().span};
    } else {
        SKJERM_TRY_ASSIGN(rule.result, rule_value());
    }
    // A lone word `missing` is the flag, not the label.
    const bool flag_only = at_word("missing") && peek(1).kind == TokenKind::Close;
    if (!flag_only && (at(TokenKind::String) || (at(TokenKind::Name) && !at_word("if")))) {
        rule.label = std::string(take().text);
    }
    rule.flag_missing = accept_word("missing");
    return base::ok();
}

// ---- code lists

namespace {

/// What makes two codes the same: numbers by value, strings by text.
std::string code_identity(const Expression& code) {
    if (const auto* text = std::get_if<StringLiteral>(&code.node)) return "'" + text->value;
    if (const auto* integer = std::get_if<IntegerLiteral>(&code.node)) {
        return std::to_string(integer->value);
    }
    const double value = std::get<FloatLiteral>(code.node).value;
    const std::string text = format_number(value == 0.0 ? 0.0 : value);
    return text;
}

}  // namespace

Result<Expression> CommandParser::label_code() {
    const Token& token = peek();
    switch (token.kind) {
        case TokenKind::Name:
            take();
            return Expression{StringLiteral{std::string(token.text)}, token.span};
        case TokenKind::String:
            return string_literal();
        case TokenKind::Integer:
        case TokenKind::Float:
        case TokenKind::Minus:
            return signed_number();
        default:
            return unexpected(expected::kCode);
    }
}

Result<DefineLabels> CommandParser::define_labels() {
    DefineLabels result;
    SKJERM_TRY_ASSIGN(result.list, name_expression());
    if (at_end_of_operands()) return unexpected(expected::kCode);
    std::unordered_map<std::string, Span> seen;
    while (!at_end_of_operands()) {
        LabelPair pair;
        SKJERM_TRY_ASSIGN(pair.code, label_code());
        SKJERM_TRY(check_label_code(result, pair.code));
        const auto [first, is_new] = seen.emplace(code_identity(pair.code), pair.code.span);
        if (!is_new) {
            Diagnostic twice = base::error(Code::DuplicateLabelCode, pair.code.span,
                                           {Argument::script_text(clipped(pair.code.span))});
            twice.related.push_back(first->second);
            return twice;
        }
        if (at_end_of_operands()) {
            return base::error(Code::LabelMissing, pair.code.span,
                               {Argument::script_text(clipped(pair.code.span))});
        }
        const Token& label = peek();
        if (label.kind != TokenKind::String && label.kind != TokenKind::Name &&
            label.kind != TokenKind::Integer && label.kind != TokenKind::Float) {
            return unexpected(expected::kLabel);
        }
        take();
        pair.label = {std::string(label.text), label.span};
        result.pairs.push_back(std::move(pair));
    }
    return result;
}

/// Numbers and strings cannot be mixed: mostly a label with a blank lacks its quotation marks.
Status CommandParser::check_label_code(const DefineLabels& labels, const Expression& code) const {
    if (labels.pairs.empty()) return base::ok();
    const auto is_text = [](const Expression& expression) {
        return std::holds_alternative<StringLiteral>(expression.node);
    };
    const bool texts = is_text(labels.pairs.front().code);
    if (texts == is_text(code)) return base::ok();
    const Argument shown = Argument::script_text(clipped(code.span));
    Diagnostic mixed =
        texts ? base::error(Code::MixedLabelCodesText, code.span,
                            {shown, Argument::script_text("'" + clipped(code.span) + "'")})
              : base::error(Code::MixedLabelCodes, code.span, {shown});
    mixed.related.push_back(labels.pairs.front().code.span);
    return mixed;
}

}  // namespace skjerm::script
