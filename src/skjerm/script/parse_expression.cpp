// Expressions: precedence climbing over the levels of CommandParser::Level.
#include <algorithm>
#include <array>
#include <string>

#include "skjerm/base/date.h"
#include "skjerm/base/diagnostic_codes.h"
#include "skjerm/script/command_parser.h"
#include "skjerm/script/literals.h"

namespace skjerm::script {

using base::Argument;
using base::Code;
using base::Diagnostic;
using base::Result;
using base::Status;

namespace {

bool is_comparison(BinaryOperator op) {
    return op >= BinaryOperator::Equal && op <= BinaryOperator::GreaterEqual;
}

bool is_missing(const Expression& expression) {
    return std::holds_alternative<MissingLiteral>(expression.node);
}

}  // namespace

Result<Expression> CommandParser::expression(Level level, ExpressionMode mode) {
    const ExpressionMode outer = mode_;
    mode_ = mode;
    Result<Tall> result = binary(level);
    if (result.ok() && level == Level::Or) {
        if (Status after = check_after_expression(); !after.ok()) {
            return std::move(after).diagnostic();
        }
    }
    mode_ = outer;
    if (!result.ok()) return std::move(result).diagnostic();
    return std::move(result->expression);
}

std::optional<CommandParser::BinaryToken> CommandParser::binary_operator(TokenKind kind) {
    switch (kind) {
        case TokenKind::Or:
            return BinaryToken{BinaryOperator::Or, Level::Or};
        case TokenKind::And:
            return BinaryToken{BinaryOperator::And, Level::And};
        case TokenKind::Equal:
            return BinaryToken{BinaryOperator::Equal, Level::Comparison};
        case TokenKind::NotEqual:
            return BinaryToken{BinaryOperator::NotEqual, Level::Comparison};
        case TokenKind::Less:
            return BinaryToken{BinaryOperator::Less, Level::Comparison};
        case TokenKind::LessEqual:
            return BinaryToken{BinaryOperator::LessEqual, Level::Comparison};
        case TokenKind::Greater:
            return BinaryToken{BinaryOperator::Greater, Level::Comparison};
        case TokenKind::GreaterEqual:
            return BinaryToken{BinaryOperator::GreaterEqual, Level::Comparison};
        case TokenKind::Concatenate:
            return BinaryToken{BinaryOperator::Concatenate, Level::Concatenation};
        case TokenKind::Plus:
            return BinaryToken{BinaryOperator::Add, Level::Sum};
        case TokenKind::Minus:
            return BinaryToken{BinaryOperator::Subtract, Level::Sum};
        case TokenKind::Star:
            return BinaryToken{BinaryOperator::Multiply, Level::Product};
        case TokenKind::Slash:
            return BinaryToken{BinaryOperator::Divide, Level::Product};
        default:
            return std::nullopt;
    }
}

Result<CommandParser::Tall> CommandParser::binary(Level level) {
    SKJERM_TRY_ASSIGN(Tall left, unary());
    bool compared = false;
    while (const auto found_operator = binary_operator(peek().kind)) {
        if (found_operator->level < level) break;
        const bool compares = found_operator->level == Level::Comparison;
        if (compares && compared) return base::error(Code::ChainedComparison, peek().span);
        take();
        const auto tighter = static_cast<Level>(static_cast<int>(found_operator->level) + 1);
        SKJERM_TRY_ASSIGN(Tall right,
                          found_operator->level == Level::Product ? unary() : binary(tighter));
        SKJERM_TRY_ASSIGN(left, combine(found_operator->op, std::move(left), std::move(right)));
        compared = compares;
    }
    return left;
}

Result<CommandParser::Tall> CommandParser::unary() {
    UnaryOperator op{};
    switch (peek().kind) {
        case TokenKind::Minus:
            op = UnaryOperator::Negate;
            break;
        case TokenKind::Plus:
            op = UnaryOperator::Plus;
            break;
        case TokenKind::Not:
            op = UnaryOperator::Not;
            break;
        default:
            return power();
    }
    const Span begin = take().span;
    SKJERM_TRY(check_nesting());
    ++nesting_;
    SKJERM_TRY_ASSIGN(Tall operand, unary());
    --nesting_;
    SKJERM_TRY(check_operand(operand.expression));
    const Span whole = cover(begin, operand.expression.span);
    const std::uint32_t height = operand.height + 1;
    SKJERM_TRY(check_height(height, whole));
    return Tall{{Unary{op, std::move(operand.expression)}, whole}, height};
}

Result<CommandParser::Tall> CommandParser::power() {
    SKJERM_TRY_ASSIGN(Tall left, primary());
    if (!at(TokenKind::Power)) return left;
    take();
    SKJERM_TRY(check_nesting());
    ++nesting_;
    SKJERM_TRY_ASSIGN(Tall right, unary());
    --nesting_;
    return combine(BinaryOperator::Power, std::move(left), std::move(right));
}

Result<CommandParser::Tall> CommandParser::primary() {
    const Token& token = peek();
    switch (token.kind) {
        case TokenKind::Integer:
        case TokenKind::Float:
            return number_or_date();
        case TokenKind::String:
            return Tall{string_literal()};
        case TokenKind::Binding:
            return Tall{binding_reference()};
        case TokenKind::Dot:
            return Tall{{MissingLiteral{}, take().span}};
        case TokenKind::AtName: {
            const Span where = take().span;
            return Tall{{NameReference{std::string(token.text)}, where}};
        }
        case TokenKind::Open:
            return parenthesised();
        case TokenKind::Name:
            break;
        default:
            return unexpected(expected::kExpression);
    }
    if (at_word("if")) return unexpected(expected::kExpression);
    if (at_call(mode_)) return call();
    if (token.text == "not") {
        const TokenKind next = peek(1).kind;
        if (next == TokenKind::Name || next == TokenKind::Open || next == TokenKind::AtName) {
            return base::error(Code::OperatorSpelling, token.span,
                               {Argument::script_text("not"), Argument::script_text("!")})
                .with_fix(token.span, "!");
        }
    }
    take();
    return Tall{{NameReference{std::string(token.text)}, token.span}};
}

Result<CommandParser::Tall> CommandParser::number_or_date() {
    if (const auto date = date_at_cursor()) {
        if (!mode_.dates) return date_in_expression(*date);
        SKJERM_TRY_ASSIGN(Expression result, date_literal(*date));
        return Tall{std::move(result)};
    }
    SKJERM_TRY_ASSIGN(Expression result, literal(false, peek().span));
    return Tall{std::move(result)};
}

Result<CommandParser::Tall> CommandParser::parenthesised() {
    const Span open = take().span;
    SKJERM_TRY(check_nesting());
    ++nesting_;
    const ExpressionMode outer = mode_;
    mode_.name_calls_only = false;
    SKJERM_TRY_ASSIGN(Tall inner, binary(Level::Or));
    SKJERM_TRY(check_after_expression());
    mode_ = outer;
    --nesting_;
    SKJERM_TRY(expect_close(open, expected::kClose));
    inner.expression.span = span_from(open);
    return inner;
}

bool CommandParser::at_call(ExpressionMode mode) const {
    const Token& name = peek();
    if (name.kind != TokenKind::Name || peek(1).kind != TokenKind::Open) return false;
    if (name.text == "if" || name.text == "not") return false;
    return !mode.name_calls_only || name.text == "bind" || name.text == "to_symbol" ||
           name.text == "to_str";
}

Result<CommandParser::Tall> CommandParser::call() {
    const Token& name = take();
    const Span open = take().span;
    SKJERM_TRY(check_nesting());
    ++nesting_;
    const ExpressionMode outer = mode_;
    mode_.name_calls_only = false;
    Call result{std::string(name.text), name.span, {}};
    std::uint32_t height = 0;
    if (!at(TokenKind::Close)) {
        do {
            SKJERM_TRY_ASSIGN(Tall argument, binary(Level::Or));
            SKJERM_TRY(check_after_expression());
            SKJERM_TRY(check_operand(argument.expression));
            height = std::max(height, argument.height);
            result.arguments.push_back(std::move(argument.expression));
        } while (accept(TokenKind::Comma));
    }
    mode_ = outer;
    --nesting_;
    SKJERM_TRY(expect_close(open, expected::kArgumentEnd));
    const Span whole = span_from(name.span);
    SKJERM_TRY(check_height(height + 1, whole));
    return Tall{{std::move(result), whole}, height + 1};
}

Result<CommandParser::Tall> CommandParser::combine(BinaryOperator op, Tall left, Tall right) const {
    if (is_comparison(op)) {
        if (is_missing(right.expression)) {
            return comparison_with_missing(op, right.expression, left.expression);
        }
        if (is_missing(left.expression)) {
            return comparison_with_missing(op, left.expression, right.expression);
        }
    }
    SKJERM_TRY(check_operand(left.expression));
    SKJERM_TRY(check_operand(right.expression));
    const Span whole = cover(left.expression.span, right.expression.span);
    const std::uint32_t height = std::max(left.height, right.height) + 1;
    SKJERM_TRY(check_height(height, whole));
    return Tall{{Binary{op, std::move(left.expression), std::move(right.expression)}, whole},
                height};
}

// ---- checks

Status CommandParser::check_nesting() const {
    if (nesting_ < kMaxNesting) return base::ok();
    return base::error(Code::ExpressionTooDeep, line_.tokens[position_ - 1].span,
                       {Argument::fact(std::int64_t{kMaxNesting})});
}

Status CommandParser::check_height(std::uint32_t height, Span where) const {
    if (height <= kMaxHeight) return base::ok();
    return base::error(Code::ExpressionTooLong, where, {Argument::fact(std::int64_t{kMaxHeight})});
}

Status CommandParser::check_operand(const Expression& operand) const {
    if (!is_missing(operand)) return base::ok();
    return base::error(Code::MissingInExpression, operand.span);
}

Diagnostic CommandParser::comparison_with_missing(BinaryOperator op, const Expression& missing,
                                                  const Expression& other) const {
    const bool negated = op == BinaryOperator::NotEqual;
    const bool repairable =
        (negated || op == BinaryOperator::Equal) && !is_missing(other) && other.span.size() <= 64;
    const std::string name = repairable ? std::string(source_text(other.span)) : std::string("x");
    const std::string meant = (negated ? "!sysmiss(" : "sysmiss(") + name + ")";
    Diagnostic result =
        base::error(Code::ComparisonWithMissing, missing.span, {Argument::script_text(meant)});
    if (repairable) result.fix = base::Fix{cover(missing.span, other.span), meant};
    return result;
}

/// After an expression: operators of other languages, and two operands without an operator.
Status CommandParser::check_after_expression() const {
    const Token& token = peek();
    if (token.kind == TokenKind::Assign) {
        return base::error(Code::AssignmentInExpression, token.span).with_fix(token.span, "==");
    }
    if (token.kind == TokenKind::Misspelt) return unexpected(expected::kExpression);
    SKJERM_TRY(check_glued_binding());
    if (!starts_operand() || at_word("if")) return base::ok();
    if (token.text == "and" || token.text == "or") {
        const std::string_view meant = token.text == "and" ? "&" : "|";
        return base::error(Code::OperatorSpelling, token.span,
                           {Argument::script_text(token.text), Argument::script_text(meant)})
            .with_fix(token.span, std::string(meant));
    }
    if (token.text == "in" && peek(1).kind != TokenKind::End) {
        return base::error(Code::MembershipOperator, token.span);
    }
    if (token.kind == TokenKind::Name && (token.text == "IF" || token.text == "If")) {
        return base::error(Code::OperatorSpelling, token.span,
                           {Argument::script_text(token.text), Argument::script_text("if")})
            .with_fix(token.span, "if");
    }
    if (auto blanks = number_with_blanks()) return std::move(*blanks);
    return base::error(Code::MissingOperator, token.span, {found()});
}

/// `1 000 000`, with the cursor behind the first group of digits.
std::optional<Diagnostic> CommandParser::number_with_blanks() const {
    const auto at_group = [&](std::size_t ahead) {
        return peek(ahead).kind == TokenKind::Integer && peek(ahead).text.size() == 3;
    };
    const Token& first = line_.tokens[position_ - 1];
    if (first.kind != TokenKind::Integer || first.text.size() > 3 || !at_group(0))
        return std::nullopt;
    std::string number(first.text);
    std::size_t groups = 0;
    while (at_group(groups)) number += peek(groups++).text;
    const Span where = cover(first.span, peek(groups - 1).span);
    return base::error(Code::NumberWithBlanks, where, {Argument::script_text(number)})
        .with_fix(where, number);
}

bool CommandParser::starts_operand() const {
    switch (peek().kind) {
        case TokenKind::Name:
        case TokenKind::AtName:
        case TokenKind::Integer:
        case TokenKind::Float:
        case TokenKind::String:
        case TokenKind::Binding:
        case TokenKind::Open:
            return true;
        default:
            return false;
    }
}

// ---- literals

std::optional<Span> CommandParser::date_at_cursor() const {
    constexpr std::array<std::size_t, 5> kLengths = {4, 1, 2, 1, 2};
    for (std::size_t i = 0; i < kLengths.size(); ++i) {
        const Token& token = peek(i);
        const TokenKind wanted = i % 2 == 0 ? TokenKind::Integer : TokenKind::Minus;
        if (token.kind != wanted || token.span.size() != kLengths[i]) return std::nullopt;
        if (i > 0 && !token.glued) return std::nullopt;
    }
    return cover(peek().span, peek(4).span);
}

Diagnostic CommandParser::date_in_expression(Span where) const {
    const std::string_view text = source_text(where);
    const auto part = [&](std::size_t at, std::size_t length) {
        std::string_view digits = text.substr(at, length);
        while (digits.size() > 1 && digits.front() == '0') digits.remove_prefix(1);
        return std::string(digits);
    };
    const std::string meant = "date(" + part(0, 4) + ", " + part(5, 2) + ", " + part(8, 2) + ")";
    return base::error(Code::DateInExpression, where,
                       {Argument::script_text(text), Argument::script_text(meant)})
        .with_fix(where, meant);
}

Result<Expression> CommandParser::date_literal(Span where) {
    const std::string_view text = source_text(where);
    const auto days = base::parse_iso_date(text);
    if (!days) return base::error(Code::InvalidDate, where, {Argument::script_text(text)});
    position_ += 5;
    return Expression{DateLiteral{std::string(text), *days}, where};
}

Result<Expression> CommandParser::literal(bool negative, Span begin) {
    const Token& token = take();
    const Span where = cover(begin, token.span);
    if (token.kind == TokenKind::Integer) {
        if (const auto value = parse_integer(token.text, negative)) {
            return Expression{IntegerLiteral{*value}, where};
        }
    }
    const auto value = parse_float(token.text);
    if (!value) {
        return base::error(Code::NumberTooLarge, where,
                           {Argument::script_text(token.text.substr(0, 40))});
    }
    return Expression{FloatLiteral{negative ? -*value : *value}, where};
}

Result<Expression> CommandParser::signed_number() {
    const Span begin = peek().span;
    const bool negative = at(TokenKind::Minus) &&
                          (peek(1).kind == TokenKind::Integer || peek(1).kind == TokenKind::Float);
    if (negative) take();
    if (!at(TokenKind::Integer) && !at(TokenKind::Float)) return unexpected(expected::kNumber);
    if (const auto date = date_at_cursor()) return date_in_expression(*date);
    return literal(negative, begin);
}

Expression CommandParser::string_literal() {
    const Token& token = take();
    return {StringLiteral{std::string(token.text)}, token.span};
}

Expression CommandParser::binding_reference() {
    const Token& token = take();
    return {BindingReference{std::string(token.text)}, token.span};
}

Result<Expression> CommandParser::time() {
    const bool number = at(TokenKind::Integer) || at(TokenKind::Float);
    if (number && !date_at_cursor()) {
        std::size_t length = 1;
        const auto belongs = [](const Token& token) {
            return token.glued &&
                   (token.kind == TokenKind::Integer || token.kind == TokenKind::Float ||
                    token.kind == TokenKind::Minus || token.kind == TokenKind::Slash);
        };
        while (belongs(peek(length))) ++length;
        const TokenKind next = peek(length).kind;
        if (next != TokenKind::Power && !binary_operator(next)) {
            const Span where = cover(peek().span, peek(length - 1).span);
            return base::error(Code::IncompleteDate, where,
                               {Argument::script_text(clipped(where))});
        }
    }
    SKJERM_TRY_ASSIGN(Expression result, expression(Level::Concatenation, {.dates = true}));
    SKJERM_TRY(check_operand(result));
    if (std::holds_alternative<IntegerLiteral>(result.node) ||
        std::holds_alternative<FloatLiteral>(result.node)) {
        return base::error(Code::IncompleteDate, result.span,
                           {Argument::script_text(clipped(result.span))});
    }
    return result;
}

}  // namespace skjerm::script
