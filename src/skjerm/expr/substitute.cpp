// Replaces bindings in every operand a command can have.
#include <utility>

#include "skjerm/base/date.h"
#include "skjerm/base/diagnostic_codes.h"
#include "skjerm/expr/binding_values.h"
#include "skjerm/expr/bindings.h"
#include "skjerm/script/syntax.h"

namespace skjerm::expr {
namespace {

using base::Argument;
using base::Code;
using base::Result;
using base::Span;
using base::Status;
using script::Expression;

Expression to_expression(const BindingValue& value, Span span) {
    if (const auto* integer = std::get_if<std::int64_t>(&value))
        return {script::IntegerLiteral{*integer}, span};
    if (const auto* number = std::get_if<double>(&value))
        return {script::FloatLiteral{*number}, span};
    if (const auto* text = std::get_if<std::string>(&value))
        return {script::StringLiteral{*text}, span};
    return {script::NameReference{std::get<Symbol>(value).name}, span};
}

/// Works in place on a copy of the command.
class Substitution {
public:
    explicit Substitution(const Bindings& bindings) : bindings_(bindings) {}

    Status apply(script::Command& command) const {
        if (command.name.text == "let") {
            SKJERM_TRY(std::visit([&](auto& operands) { return let(operands); }, command.operands));
        } else {
            SKJERM_TRY(
                std::visit([&](auto& operands) { return replace(operands); }, command.operands));
        }
        if (command.condition) SKJERM_TRY(data(*command.condition));
        for (script::Option& option : command.options)
            SKJERM_TRY(options(option, takes_names(command, option)));
        return base::ok();
    }

private:
    // ---- expressions by the position they stand in

    Status data(Expression& expression) const {
        if (auto* unary = std::get_if<script::Unary>(&expression.node))
            return data(*unary->operand);
        if (auto* binary = std::get_if<script::Binary>(&expression.node)) {
            if (binary->op == script::BinaryOperator::Concatenate) {
                SKJERM_TRY_ASSIGN(const BindingValue joined,
                                  evaluate_concatenation(expression, bindings_));
                expression = to_expression(joined, expression.span);
                return base::ok();
            }
            SKJERM_TRY(data(*binary->left));
            return data(*binary->right);
        }
        if (auto* call = std::get_if<script::Call>(&expression.node)) {
            if (call->function == "bind" || call->function == "to_symbol") return value(expression);
            for (Expression& argument : call->arguments) SKJERM_TRY(data(argument));
            return base::ok();
        }
        if (std::holds_alternative<script::BindingReference>(expression.node))
            return value(expression);
        return base::ok();
    }

    /// A binding expression: becomes a literal or a name.
    Status value(Expression& expression) const {
        SKJERM_TRY_ASSIGN(const BindingValue result, evaluate_binding(expression, bindings_));
        expression = to_expression(result, expression.span);
        return base::ok();
    }

    /// A number or string; a missing literal stays.
    Status literal(Expression& expression) const {
        if (std::holds_alternative<script::MissingLiteral>(expression.node)) return base::ok();
        SKJERM_TRY_ASSIGN(const BindingValue result, evaluate_binding(expression, bindings_));
        if (const auto* symbol = std::get_if<Symbol>(&result))
            return base::error(Code::ValueExpected, expression.span,
                               {Argument::script_text(symbol->name)});
        expression = to_expression(result, expression.span);
        return base::ok();
    }

    Status name(script::NameExpression& expression) const {
        if (std::holds_alternative<script::NameReference>(expression.node)) return base::ok();
        SKJERM_TRY_ASSIGN(const BindingValue result, evaluate_binding(expression, bindings_));
        SKJERM_TRY_ASSIGN(std::string text, name_of(result, expression.span));
        expression.node = script::NameReference{std::move(text)};
        return base::ok();
    }
    Status name(std::optional<script::NameExpression>& expression) const {
        return expression ? name(*expression) : base::ok();
    }
    Status names(std::vector<script::NameExpression>& expressions) const {
        for (script::NameExpression& expression : expressions) SKJERM_TRY(name(expression));
        return base::ok();
    }

    Status time(Expression& expression) const {
        if (std::holds_alternative<script::DateLiteral>(expression.node)) return base::ok();
        SKJERM_TRY_ASSIGN(const BindingValue result, evaluate_binding(expression, bindings_));
        std::string text = binding_text(result);
        const auto days = std::holds_alternative<std::string>(result)
                              ? base::parse_iso_date(text)
                              : std::optional<base::DayNumber>{};
        if (!days)
            return base::error(Code::DateExpected, expression.span, {Argument::script_text(text)});
        expression.node = script::DateLiteral{std::move(text), *days};
        return base::ok();
    }

    // ---- operands by form

    static Status replace(script::NoOperands&) { return base::ok(); }
    static Status replace(script::Require&) { return base::ok(); }
    static Status replace(script::OptionalWord&) { return base::ok(); }
    static Status replace(script::Registers&) { return base::ok(); }
    static Status replace(script::Words&) { return base::ok(); }

    Status replace(script::Names& operands) const { return names(operands.names); }
    Status replace(script::Assignment& assignment) const {
        SKJERM_TRY(name(assignment.target));
        return data(assignment.value);
    }
    Status replace(script::Import& import) const {
        for (Expression& expression : import.times) SKJERM_TRY(time(expression));
        return name(import.as);
    }
    Status replace(script::CloneVariables& clone) const {
        for (script::Renaming& item : clone.items) SKJERM_TRY(renaming(item));
        return base::ok();
    }
    Status replace(script::Aggregation& aggregation) const {
        for (script::AggregationItem& item : aggregation.items) SKJERM_TRY(renaming(item.variable));
        return base::ok();
    }
    Status replace(script::Merge& merge) const {
        SKJERM_TRY(names(merge.variables));
        SKJERM_TRY(name(merge.target));
        return name(merge.key);
    }
    Status replace(script::Recode& recode) const {
        SKJERM_TRY(names(recode.variables));
        for (script::RecodeRule& rule : recode.rules) {
            for (script::RecodeElement& element : rule.elements)
                if (auto* expression = std::get_if<Expression>(&element.value))
                    SKJERM_TRY(literal(*expression));
            SKJERM_TRY(literal(rule.result));
        }
        return base::ok();
    }
    Status replace(script::Sample& sample) const {
        SKJERM_TRY(literal(sample.size));
        return literal(sample.seed);
    }
    Status replace(script::DefineLabels& define) const {
        SKJERM_TRY(name(define.list));
        for (script::LabelPair& pair : define.pairs) SKJERM_TRY(literal(pair.code));
        return base::ok();
    }
    Status replace(script::ListLabels& list) const {
        if (auto* list_name = std::get_if<script::NameExpression>(&list.list))
            SKJERM_TRY(name(*list_name));
        return list.time ? time(*list.time) : base::ok();
    }
    Status replace(script::Analysis& analysis) const {
        for (script::Term& item : analysis.terms) SKJERM_TRY(term(item));
        if (analysis.instruments) {
            SKJERM_TRY(names(analysis.instruments->endogenous));
            SKJERM_TRY(names(analysis.instruments->instruments));
        }
        for (script::Term& item : analysis.terms_after) SKJERM_TRY(term(item));
        return names(analysis.by);
    }

    Status let(script::Assignment& assignment) const {
        SKJERM_TRY(name(assignment.target));
        return value(assignment.value);
    }
    template <class Other>
    Status let(Other& operands) const {
        return replace(operands);
    }

    Status renaming(script::Renaming& item) const {
        SKJERM_TRY(name(item.source));
        return name(item.target);
    }
    Status term(script::Term& item) const {
        for (script::Factor& factor : item.factors) SKJERM_TRY(name(factor.name));
        return base::ok();
    }

    // ---- options

    static bool takes_names(const script::Command& command, const script::Option& option) {
        if (!command.syntax) return false;
        for (const script::OptionSpec& spec : command.syntax->options)
            if (spec.name == option.name.text)
                return spec.arguments == script::OptionArguments::Variables ||
                       spec.arguments == script::OptionArguments::Terms ||
                       spec.arguments == script::OptionArguments::OptionalTerms;
        return false;
    }

    /// A lone `$x` between the parentheses may hold a name or a value.
    static const script::NameExpression* lone_expression(const script::Term& term) {
        const bool lone =
            term.factors.size() == 1 && term.factors.front().prefix == script::Factor::Prefix::None;
        if (!lone) return nullptr;
        const script::NameExpression& expression = term.factors.front().name;
        return std::holds_alternative<script::NameReference>(expression.node) ? nullptr
                                                                              : &expression;
    }

    Status options(script::Option& option, bool wants_names) const {
        for (auto& argument : option.arguments) {
            auto* as_term = std::get_if<script::Term>(&argument);
            if (!as_term) {
                SKJERM_TRY(value(std::get<Expression>(argument)));
                continue;
            }
            const script::NameExpression* lone = wants_names ? nullptr : lone_expression(*as_term);
            if (!lone) {
                SKJERM_TRY(term(*as_term));
                continue;
            }
            SKJERM_TRY_ASSIGN(const BindingValue result, evaluate_binding(*lone, bindings_));
            if (std::holds_alternative<Symbol>(result)) {
                SKJERM_TRY(term(*as_term));
            } else {
                argument = to_expression(result, Span(lone->span));
            }
        }
        return base::ok();
    }

    const Bindings& bindings_;
};

}  // namespace

Result<script::Command> substitute(const script::Command& command, const Bindings& bindings) {
    script::Command result = command;
    SKJERM_TRY(Substitution(bindings).apply(result));
    return result;
}

}  // namespace skjerm::expr
