// The header of `for`: levels of iterators and value lists.
#include <algorithm>

#include "skjerm/base/diagnostic_codes.h"
#include "skjerm/script/command_parser.h"

namespace skjerm::script {

using base::Argument;
using base::Code;
using base::Result;

Result<std::vector<LoopLevel>> CommandParser::loop_levels() {
    take();
    std::vector<LoopLevel> result;
    do {
        SKJERM_TRY_ASSIGN(LoopLevel level, loop_level());
        for (const Word& iterator : level.iterators) {
            for (const LoopLevel& outer : result) {
                const auto same = std::ranges::find(outer.iterators, iterator);
                if (same == outer.iterators.end()) continue;
                base::Diagnostic twice = base::error(Code::DuplicateIterator, iterator.span,
                                                     {Argument::name(iterator.text)});
                twice.related.push_back(same->span);
                return twice;
            }
        }
        result.push_back(std::move(level));
    } while (accept(TokenKind::Semicolon));
    if (!at(TokenKind::End)) return trailing();
    return result;
}

Result<LoopLevel> CommandParser::loop_level() {
    LoopLevel result;
    const Span begin = peek().span;
    if (at(TokenKind::Open)) return base::error(Code::LoopParenthesis, begin);
    do {
        SKJERM_TRY_ASSIGN(Word iterator, expect_name(expected::kName));
        const auto same = std::ranges::find(result.iterators, iterator);
        if (same != result.iterators.end()) {
            base::Diagnostic twice = base::error(Code::DuplicateIterator, iterator.span,
                                                 {Argument::name(iterator.text)});
            twice.related.push_back(same->span);
            return twice;
        }
        result.iterators.push_back(std::move(iterator));
    } while (accept(TokenKind::Comma));
    if (!accept_word("in")) return unexpected(expected::kIn);
    do {
        SKJERM_TRY_ASSIGN(LoopList list, loop_list());
        result.lists.push_back(std::move(list));
    } while (accept(TokenKind::Comma));
    result.span = span_from(begin);
    return result;
}

Result<LoopList> CommandParser::loop_list() {
    LoopList result;
    const Span begin = peek().span;
    do {
        SKJERM_TRY_ASSIGN(LoopElement element, loop_element());
        result.elements.push_back(std::move(element));
    } while (!at(TokenKind::Comma) && !at(TokenKind::Semicolon) && !at(TokenKind::End));
    result.span = span_from(begin);
    return result;
}

/// A range `a:b`, or a number, string, date, binding or word.
Result<LoopElement> CommandParser::loop_element() {
    switch (peek().kind) {
        case TokenKind::Open:
        case TokenKind::Close:
            return base::error(Code::LoopParenthesis, peek().span);
        case TokenKind::Ellipsis:
            return base::error(Code::LoopEllipsis, peek().span);
        case TokenKind::String:
            return LoopElement{string_literal()};
        case TokenKind::Name: {
            SKJERM_TRY_ASSIGN(Word word, expect_name(expected::kValue));
            return LoopElement{Expression{NameReference{std::move(word.text)}, word.span}};
        }
        default:
            break;
    }
    if (const auto date = date_at_cursor()) {
        SKJERM_TRY_ASSIGN(Expression value, date_literal(*date));
        return LoopElement{std::move(value)};
    }
    const Span begin = peek().span;
    SKJERM_TRY_ASSIGN(Expression first, loop_bound());
    if (!at(TokenKind::Colon)) {
        if (std::holds_alternative<Unary>(first.node)) {
            return base::error(Code::ExpectedFound, begin,
                               {Argument::fact(expected::kValue), Argument::script_text("-")});
        }
        return LoopElement{std::move(first)};
    }
    if (std::holds_alternative<FloatLiteral>(first.node)) {
        return base::error(
            Code::ExpectedFound, first.span,
            {Argument::fact(expected::kInteger), Argument::script_text(clipped(first.span))});
    }
    take();
    if (at(TokenKind::Float)) return unexpected(expected::kInteger);
    SKJERM_TRY_ASSIGN(Expression last, loop_bound());
    const auto* low = std::get_if<IntegerLiteral>(&first.node);
    const auto* high = std::get_if<IntegerLiteral>(&last.node);
    if (low != nullptr && high != nullptr && low->value > high->value) {
        const Span where = span_from(begin);
        return base::error(Code::EmptyInterval, where, {Argument::script_text(clipped(where))});
    }
    return LoopElement{LoopRange{std::move(first), std::move(last)}};
}

/// A signed number or a signed binding.
Result<Expression> CommandParser::loop_bound() {
    if (at(TokenKind::Binding)) return binding_reference();
    if (at(TokenKind::Minus) && peek(1).kind == TokenKind::Binding) {
        const Span begin = take().span;
        Expression operand = binding_reference();
        const Span where = cover(begin, operand.span);
        return Expression{Unary{UnaryOperator::Negate, std::move(operand)}, where};
    }
    if (!at(TokenKind::Integer) && !at(TokenKind::Float) && !at(TokenKind::Minus)) {
        return unexpected(expected::kValue);
    }
    return signed_number();
}

}  // namespace skjerm::script
