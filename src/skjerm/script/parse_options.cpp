// What follows the comma of a command.
#include <algorithm>
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

/// What an option of this kind wants between its parentheses.
LocalizedText wanted_by(OptionArguments kind) {
    switch (kind) {
        case OptionArguments::Variables:
        case OptionArguments::Terms:
        case OptionArguments::OptionalTerms:
            return expected::kVariable;
        case OptionArguments::Integer:
        case OptionArguments::OptionalInteger:
            return expected::kInteger;
        case OptionArguments::Number:
            return expected::kNumber;
        case OptionArguments::Codes:
            return expected::kCode;
        case OptionArguments::Text:
        case OptionArguments::OptionalText:
            return expected::kText;
        case OptionArguments::None:
        case OptionArguments::Values:
            return expected::kValue;
    }
    base::fail_check("every kind is handled", __FILE__, __LINE__);
}

bool needs_argument(OptionArguments kind) {
    return kind != OptionArguments::None && kind != OptionArguments::OptionalInteger &&
           kind != OptionArguments::Codes && kind != OptionArguments::OptionalTerms &&
           kind != OptionArguments::OptionalText;
}

bool takes_one(OptionArguments kind) {
    return kind == OptionArguments::Integer || kind == OptionArguments::OptionalInteger ||
           kind == OptionArguments::Number || kind == OptionArguments::Text ||
           kind == OptionArguments::OptionalText;
}

}  // namespace

const OptionSpec* CommandParser::find_option(const CommandSyntax& syntax,
                                             std::string_view name) const {
    const auto in = [&](std::span<const OptionSpec> specs) -> const OptionSpec* {
        const auto spec = std::ranges::find(specs, name, &OptionSpec::name);
        return spec == specs.end() ? nullptr : &*spec;
    };
    if (const OptionSpec* own = in(syntax.options)) return own;
    return model_ == nullptr ? nullptr : in(model_->options);
}

std::vector<std::string_view> CommandParser::option_names(const CommandSyntax& syntax) const {
    std::vector<std::string_view> result;
    const auto add = [&](std::span<const OptionSpec> specs) {
        for (const OptionSpec& spec : specs) {
            if (std::ranges::find(result, spec.name) == result.end()) result.push_back(spec.name);
        }
    };
    add(syntax.options);
    if (model_ != nullptr) add(model_->options);
    return result;
}

/// Names the valid options, the nearest to the miss first.
Diagnostic CommandParser::unknown_option(const CommandSyntax& syntax, const Token& name) const {
    const std::vector<std::string_view> valid = option_names(syntax);
    std::vector<std::string> listed = base::near_names(name.text, valid);
    std::optional<base::Fix> fix;
    if (!listed.empty()) fix = base::Fix{name.span, listed.front()};
    for (const std::string_view option : valid) {
        if (std::ranges::find(listed, option) == listed.end()) listed.emplace_back(option);
    }
    Diagnostic result =
        base::error(Code::UnknownOption, name.span,
                    {command_name(), Argument::script_text(name.text), Argument::names(listed)});
    result.fix = std::move(fix);
    return result;
}

Diagnostic CommandParser::comma_missing() const {
    const Token& option = peek();
    const Span gap{line_.tokens[position_ - 1].span.end, option.span.begin};
    std::string written(option.text);
    if (peek(1).kind == TokenKind::Open) written += "(…)";
    return base::error(Code::CommaMissing, option.span,
                       {Argument::name(option.text), Argument::fact(written)})
        .with_fix(gap, ", ");
}

/// At `by(g)` among the operands. A variable may have the name of an option and stand before a
/// parenthesis of the command, so nothing but options may follow it.
Status CommandParser::check_no_option_call(const CommandSyntax& syntax) const {
    const auto at_option = [&](std::size_t ahead) {
        return peek(ahead).kind == TokenKind::Name && peek(ahead + 1).kind == TokenKind::Open &&
               find_option(syntax, peek(ahead).text) != nullptr;
    };
    if (!at_option(0)) return base::ok();
    std::size_t close = 2;
    while (peek(close).kind != TokenKind::Close && peek(close).kind != TokenKind::End) ++close;
    const TokenKind after = peek(close + 1).kind;
    if (after == TokenKind::End || after == TokenKind::Comma || at_option(close + 1))
        return comma_missing();
    return base::ok();
}

Status CommandParser::options(const CommandSyntax& syntax, std::vector<Option>& result) {
    if (option_names(syntax).empty()) {
        return base::error(Code::OptionsNotTaken, peek().span, {command_name()});
    }
    const Span comma = take().span;
    if (at(TokenKind::End)) {
        std::vector<std::string> names;
        for (const std::string_view name : option_names(syntax)) names.emplace_back(name);
        return base::error(Code::EmptyOptions, comma, {Argument::names(names)});
    }
    while (true) {
        SKJERM_TRY_ASSIGN(Option one, option(syntax));
        const auto same = std::ranges::find(result, one.name.text,
                                            [](const Option& other) { return other.name.text; });
        if (same != result.end()) {
            Diagnostic twice =
                base::error(Code::DuplicateOption, one.name.span, {Argument::name(one.name.text)});
            twice.related.push_back(same->name.span);
            return twice;
        }
        result.push_back(std::move(one));
        const bool comma_follows = accept(TokenKind::Comma);
        if (at(TokenKind::End)) {
            if (comma_follows) return unexpected(expected::kOption);
            return base::ok();
        }
    }
}

Result<Option> CommandParser::option(const CommandSyntax& syntax) {
    if (at_word("if")) {
        if (syntax.if_clause == Clause::Forbidden) {
            return base::error(Code::IfNotAllowed, peek().span, {command_name()});
        }
        return unexpected(expected::kOption);
    }
    if (!at(TokenKind::Name)) return unexpected(expected::kOption);
    const Token& name = peek();
    const OptionSpec* spec = find_option(syntax, name.text);
    if (spec == nullptr) return unknown_option(syntax, name);
    take();
    Option result;
    result.name = {std::string(name.text), name.span};
    SKJERM_TRY(option_arguments(*spec, result));
    result.span = span_from(name.span);
    return result;
}

Status CommandParser::option_arguments(const OptionSpec& spec, Option& result) {
    const auto needs = [&] {
        return base::error(Code::OptionNeedsArgument, span_from(result.name.span),
                           {Argument::name(spec.name), Argument::fact(wanted_by(spec.arguments)),
                            Argument::fact(spec.name)});
    };
    if (!at(TokenKind::Open)) {
        if (needs_argument(spec.arguments)) return needs();
        return base::ok();
    }
    if (spec.arguments == OptionArguments::None) {
        return base::error(Code::OptionTakesNoArgument, peek().span, {Argument::name(spec.name)});
    }
    const Span open = take().span;
    result.has_parentheses = true;
    if (accept(TokenKind::Close)) {
        if (needs_argument(spec.arguments)) return needs();
        return base::ok();
    }
    bool comma_before = true;
    while (comma_before || (!at(TokenKind::Close) && !at(TokenKind::End))) {
        if (!result.arguments.empty() && takes_one(spec.arguments)) {
            if (at(TokenKind::Invalid)) return *line_.fault;
            return base::error(
                Code::OptionTakesOneArgument, peek().span,
                {Argument::name(spec.name), Argument::fact(wanted_by(spec.arguments))});
        }
        if (at(TokenKind::End)) return base::error(Code::UnclosedParenthesis, open);
        SKJERM_TRY(option_argument(spec.arguments, result));
        comma_before = accept(TokenKind::Comma);
    }
    return expect_close(open, expected::kArgumentEnd);
}

Status CommandParser::option_argument(OptionArguments kind, Option& result) {
    const LocalizedText wanted = wanted_by(kind);
    switch (kind) {
        case OptionArguments::Variables: {
            SKJERM_TRY_ASSIGN(NameExpression name, name_expression(wanted));
            Term single;
            single.span = name.span;
            single.factors.push_back({Factor::Prefix::None, std::move(name)});
            result.arguments.emplace_back(std::move(single));
            return base::ok();
        }
        case OptionArguments::Terms:
        case OptionArguments::OptionalTerms: {
            SKJERM_TRY_ASSIGN(Term one, term());
            result.arguments.emplace_back(std::move(one));
            return base::ok();
        }
        case OptionArguments::Text:
        case OptionArguments::OptionalText: {
            if (at(TokenKind::String) && peek(1).kind != TokenKind::Concatenate) {
                result.arguments.emplace_back(string_literal());
                return base::ok();
            }
            SKJERM_TRY_ASSIGN(NameExpression word, name_expression(wanted));
            Term single;
            single.span = word.span;
            single.factors.push_back({Factor::Prefix::None, std::move(word)});
            result.arguments.emplace_back(std::move(single));
            return base::ok();
        }
        case OptionArguments::Values: {
            if (at(TokenKind::Name) && !at_word("if")) {
                SKJERM_TRY_ASSIGN(Term one, term());
                result.arguments.emplace_back(std::move(one));
                return base::ok();
            }
            SKJERM_TRY_ASSIGN(Expression value, option_value(wanted, true, true));
            result.arguments.emplace_back(std::move(value));
            return base::ok();
        }
        case OptionArguments::Codes: {
            if (at(TokenKind::Name) && !at_word("if")) {
                const std::string quoted = "'" + std::string(peek().text) + "'";
                return base::error(
                           Code::QuoteCode, peek().span,
                           {Argument::script_text(peek().text), Argument::script_text(quoted)})
                    .with_fix(peek().span, quoted);
            }
            SKJERM_TRY_ASSIGN(Expression value, option_value(wanted, true, true));
            result.arguments.emplace_back(std::move(value));
            return base::ok();
        }
        case OptionArguments::Integer:
        case OptionArguments::OptionalInteger: {
            const Span begin = peek().span;
            SKJERM_TRY_ASSIGN(Expression value, option_value(wanted, false, false));
            if (std::holds_alternative<FloatLiteral>(value.node)) {
                return base::error(
                    Code::ExpectedFound, begin,
                    {Argument::fact(wanted), Argument::script_text(clipped(value.span))});
            }
            result.arguments.emplace_back(std::move(value));
            return base::ok();
        }
        case OptionArguments::Number: {
            SKJERM_TRY_ASSIGN(Expression value, option_value(wanted, false, false));
            result.arguments.emplace_back(std::move(value));
            return base::ok();
        }
        case OptionArguments::None:
            break;
    }
    base::fail_check("an option without arguments has no parentheses", __FILE__, __LINE__);
}

/// A signed number or a binding; where allowed also a string or a date.
Result<Expression> CommandParser::option_value(LocalizedText wanted, bool strings, bool dates) {
    if (at(TokenKind::Binding)) return binding_reference();
    if (strings && at(TokenKind::String)) return string_literal();
    if (dates) {
        if (const auto date = date_at_cursor()) return date_literal(*date);
    }
    if (!at(TokenKind::Integer) && !at(TokenKind::Float) && !at(TokenKind::Minus)) {
        return unexpected(wanted);
    }
    return signed_number();
}

}  // namespace skjerm::script
