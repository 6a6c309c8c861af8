#include "skjerm/expr/bindings.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "skjerm/base/diagnostic_codes.h"
#include "skjerm/base/near_names.h"
#include "skjerm/base/utf8.h"
#include "skjerm/expr/binder.h"
#include "skjerm/expr/binding_values.h"
#include "skjerm/expr/call_checks.h"
#include "skjerm/expr/function_spec.h"
#include "skjerm/expr/operator_names.h"
#include "skjerm/expr/scalar.h"

namespace skjerm::expr {
namespace {

using base::Argument;
using base::Code;
using base::LocalizedText;
using base::Result;
using base::Span;
using script::BinaryOperator;
using script::Expression;
using script::UnaryOperator;

constexpr std::size_t kLongestName = 64;
/// A script runs at most this many loop bodies, so no list needs to be longer.
constexpr std::int64_t kLongestRange = 10000;

constexpr LocalizedText kANumber{.nb = "et tall", .en = "a number"};
constexpr LocalizedText kAText{.nb = "en tekst", .en = "a text"};
constexpr LocalizedText kAName{.nb = "et navn", .en = "a name"};
constexpr LocalizedText kANameOrText{.nb = "et navn eller en tekst", .en = "a name or a text"};

LocalizedText description(const BindingValue& value) {
    if (std::holds_alternative<Symbol>(value)) return kAName;
    return std::holds_alternative<std::string>(value) ? kAText : kANumber;
}

base::Diagnostic wrong_type(std::string_view what, LocalizedText needed, const BindingValue& found,
                            Span span) {
    return base::error(
        Code::OperandTypeInBinding, span,
        {Argument::name(what), Argument::fact(needed), Argument::fact(description(found))});
}

bool is_number(const BindingValue& value) {
    return std::holds_alternative<std::int64_t>(value) || std::holds_alternative<double>(value);
}

Value to_value(const BindingValue& value) {
    if (const auto* integer = std::get_if<std::int64_t>(&value)) return *integer;
    if (const auto* number = std::get_if<double>(&value)) return *number;
    return std::get<std::string>(value);
}

Result<BindingValue> to_binding(Value value, Span span) {
    if (const auto* integer = std::get_if<std::int64_t>(&value)) return BindingValue{*integer};
    if (const auto* number = std::get_if<double>(&value)) return BindingValue{*number};
    if (auto* text = std::get_if<std::string>(&value)) return BindingValue{std::move(*text)};
    return base::error(Code::BindingWithoutValue, span);
}

/// Bindings see no data.
class NoVariables final : public Scope {
public:
    [[nodiscard]] const ScopeVariable* find(std::string_view) const override { return nullptr; }
    [[nodiscard]] std::vector<std::string_view> names() const override { return {}; }
    [[nodiscard]] std::string_view dataset_name() const override { return {}; }
};

class Evaluator {
public:
    explicit Evaluator(const Bindings& bindings) : bindings_(bindings) {}

    Result<BindingValue> evaluate(const Expression& expression) const {
        return std::visit([&](const auto& node) { return value_of(node, expression.span); },
                          expression.node);
    }

private:
    Result<BindingValue> value_of(const script::IntegerLiteral& literal, Span) const {
        return BindingValue{literal.value};
    }
    Result<BindingValue> value_of(const script::FloatLiteral& literal, Span) const {
        return BindingValue{literal.value};
    }
    Result<BindingValue> value_of(const script::StringLiteral& literal, Span) const {
        return BindingValue{literal.value};
    }
    Result<BindingValue> value_of(const script::DateLiteral& literal, Span) const {
        return BindingValue{literal.text};
    }
    Result<BindingValue> value_of(const script::MissingLiteral&, Span span) const {
        return base::error(Code::MissingLiteralMisplaced, span);
    }
    Result<BindingValue> value_of(const script::NameReference& reference, Span) const {
        return BindingValue{Symbol{reference.name}};
    }
    Result<BindingValue> value_of(const script::BindingReference& reference, Span span) const {
        return lookup(reference.name, span);
    }

    Result<BindingValue> value_of(const script::Unary& unary, Span span) const {
        if (unary.op == UnaryOperator::Not)
            return base::error(Code::OperatorNotInBinding, span, {Argument::script_text("!")});
        SKJERM_TRY_ASSIGN(const BindingValue operand, evaluate(*unary.operand));
        if (!is_number(operand))
            return wrong_type(operator_name(unary.op), kANumber, operand, unary.operand->span);
        return to_binding(apply_operator(unary.op, to_value(operand)), span);
    }

    Result<BindingValue> value_of(const script::Binary& binary, Span span) const {
        if (binary.op != BinaryOperator::Concatenate && !is_arithmetic(binary.op))
            return base::error(Code::OperatorNotInBinding, span,
                               {Argument::script_text(operator_name(binary.op))});
        SKJERM_TRY_ASSIGN(const BindingValue left, evaluate(*binary.left));
        SKJERM_TRY_ASSIGN(const BindingValue right, evaluate(*binary.right));
        if (binary.op == BinaryOperator::Concatenate) return concatenate(left, right, span);
        if (!is_number(left))
            return wrong_type(operator_name(binary.op), kANumber, left, binary.left->span);
        if (!is_number(right))
            return wrong_type(operator_name(binary.op), kANumber, right, binary.right->span);
        return to_binding(apply_operator(binary.op, to_value(left), to_value(right)), span);
    }

    Result<BindingValue> value_of(const script::Call& call, Span span) const {
        SKJERM_TRY_ASSIGN(const FunctionSpec* function,
                          find_called_function(call.function, call.function_span));
        if (!function->allowed_in_let)
            return base::error(Code::FunctionNotInBinding, call.function_span,
                               {Argument::name(call.function), names_allowed_in_let()});
        SKJERM_TRY(check_argument_count(*function, call.arguments.size(), span));
        std::vector<BindingValue> arguments;
        for (const Expression& argument : call.arguments) {
            SKJERM_TRY_ASSIGN(BindingValue value, evaluate(argument));
            arguments.push_back(std::move(value));
        }
        if (call.function == "bind") return bound_by_name(arguments.front(), call);
        if (call.function == "to_symbol") return to_symbol(arguments.front(), call);
        if (call.function == "to_str") return BindingValue{binding_text(arguments.front())};
        return call_on_values(*function, arguments, call, span);
    }

    Result<BindingValue> call_on_values(const FunctionSpec& function,
                                        const std::vector<BindingValue>& arguments,
                                        const script::Call& call, Span span) const {
        std::vector<Value> values;
        for (std::size_t i = 0; i < arguments.size(); ++i) {
            const Span argument_span = call.arguments[i].span;
            const ArgumentType type = argument_type(*function.kernel, i);
            const bool number = is_number(arguments[i]);
            const bool text = std::holds_alternative<std::string>(arguments[i]);
            if (type == ArgumentType::Number && !number)
                return wrong_type(function.name, kANumber, arguments[i], argument_span);
            if (type != ArgumentType::Number && type != ArgumentType::Any && !text)
                return wrong_type(function.name, kAText, arguments[i], argument_span);
            if (!number && !text)
                return wrong_type(function.name, kAText, arguments[i], argument_span);
            values.push_back(to_value(arguments[i]));
            SKJERM_TRY(check_domain(function, i, values.back(), argument_span));
        }
        return folded_call(function, values, call, span);
    }

    /// As the binder folds a call of constants.
    static Result<BindingValue> folded_call(const FunctionSpec& function,
                                            const std::vector<Value>& values,
                                            const script::Call& call, Span span) {
        std::vector<BoundPtr> constants;
        for (std::size_t i = 0; i < values.size(); ++i)
            constants.push_back(
                Binder::constant(values[i], column::Kind::Integer, call.arguments[i].span));
        const NoVariables scope;
        Binder binder(scope, Binder::Position::Assigned);
        SKJERM_TRY_ASSIGN(const BoundPtr result, binder.checked_call(function, constants, span));
        SKJERM_CHECK(result->constant());
        return to_binding(*result->constant(), span);
    }

    Result<BindingValue> bound_by_name(const BindingValue& name, const script::Call& call) const {
        const Span span = call.arguments.front().span;
        if (const auto* symbol = std::get_if<Symbol>(&name)) return lookup(symbol->name, span);
        if (const auto* text = std::get_if<std::string>(&name)) return lookup(*text, span);
        return wrong_type(call.function, kANameOrText, name, span);
    }

    static Result<BindingValue> to_symbol(const BindingValue& name, const script::Call& call) {
        SKJERM_TRY_ASSIGN(std::string text, name_of(name, call.arguments.front().span));
        return BindingValue{Symbol{std::move(text)}};
    }

    static Result<BindingValue> concatenate(const BindingValue& left, const BindingValue& right,
                                            Span span) {
        std::string text = binding_text(left) + binding_text(right);
        if (!std::holds_alternative<Symbol>(left)) return BindingValue{std::move(text)};
        if (!is_valid_name(text))
            return base::error(Code::InvalidName, span, {Argument::script_text(text)});
        return BindingValue{Symbol{std::move(text)}};
    }

    Result<BindingValue> lookup(std::string_view name, Span span) const {
        if (const BindingValue* value = bindings_.find(name)) return *value;
        std::vector<std::string_view> known;
        for (const auto& [known_name, value] : bindings_.all()) known.push_back(known_name);
        return base::error(Code::UnknownBinding, span,
                           {Argument::script_text("$" + std::string(name)),
                            Argument::names(base::near_names(name, known))});
    }

    static Argument names_allowed_in_let() {
        std::vector<std::string> names;
        for (const FunctionSpec* function : functions())
            if (function->allowed_in_let) names.emplace_back(function->name);
        return Argument::names(names);
    }

    const Bindings& bindings_;
};

Result<std::int64_t> integer_bound(const Expression& bound, const Bindings& bindings) {
    SKJERM_TRY_ASSIGN(const BindingValue value, evaluate_binding(bound, bindings));
    if (const auto* integer = std::get_if<std::int64_t>(&value)) return *integer;
    if (const auto* number = std::get_if<double>(&value))
        if (std::trunc(*number) == *number && std::abs(*number) < 1e15)
            return static_cast<std::int64_t>(*number);
    return base::error(Code::LoopBoundNotInteger, bound.span);
}

base::Status append_range(const script::LoopRange& range, const Bindings& bindings,
                          std::vector<BindingValue>& values) {
    SKJERM_TRY_ASSIGN(const std::int64_t first, integer_bound(range.first, bindings));
    SKJERM_TRY_ASSIGN(const std::int64_t last, integer_bound(range.last, bindings));
    const Span span = base::cover(range.first.span, range.last.span);
    if (first > last)
        return base::error(Code::LoopRangeEmpty, span,
                           {Argument::fact(first), Argument::fact(last)});
    const auto steps = static_cast<std::uint64_t>(last) - static_cast<std::uint64_t>(first);
    if (steps >= static_cast<std::uint64_t>(kLongestRange))
        return base::error(
            Code::LoopRangeTooLong, span,
            {Argument::fact(first), Argument::fact(last), Argument::fact(kLongestRange)});
    for (std::int64_t value = first; value < last; ++value) values.emplace_back(value);
    values.emplace_back(last);
    return base::ok();
}

}  // namespace

std::string binding_text(const BindingValue& value) {
    if (const auto* integer = std::get_if<std::int64_t>(&value)) return std::to_string(*integer);
    if (const auto* number = std::get_if<double>(&value)) return number_text(*number);
    if (const auto* text = std::get_if<std::string>(&value)) return *text;
    return std::get<Symbol>(value).name;
}

const BindingValue* Bindings::find(std::string_view name) const {
    const auto found = values_.find(name);
    return found == values_.end() ? nullptr : &found->second;
}

void Bindings::set(std::string name, BindingValue value) {
    values_.insert_or_assign(std::move(name), std::move(value));
}

void Bindings::erase(std::string_view name) {
    const auto found = values_.find(name);
    if (found != values_.end()) values_.erase(found);
}

bool is_valid_name(std::string_view name) {
    if (name.empty() || name == "if" || base::first_invalid_utf8(name)) return false;
    if (base::code_point_count(name) > kLongestName) return false;
    if (name.front() >= '0' && name.front() <= '9') return false;
    for (std::size_t at = 0; at < name.size();) {
        const base::CodePoint point = base::code_point_at(name, at);
        const bool digit = point.value >= U'0' && point.value <= U'9';
        if (!digit && point.value != U'_' && !base::is_letter(point.value)) return false;
        at += point.bytes;
    }
    return true;
}

Result<std::string> name_of(const BindingValue& value, Span span) {
    if (const auto* symbol = std::get_if<Symbol>(&value)) return symbol->name;
    if (const auto* text = std::get_if<std::string>(&value)) {
        if (is_valid_name(*text)) return *text;
        return base::error(Code::InvalidName, span, {Argument::script_text(*text)});
    }
    return base::error(Code::NameExpected, span);
}

Result<BindingValue> evaluate_binding(const Expression& expression, const Bindings& bindings) {
    return Evaluator(bindings).evaluate(expression);
}

Result<BindingValue> evaluate_concatenation(const Expression& expression,
                                            const Bindings& bindings) {
    Result<BindingValue> value = evaluate_binding(expression, bindings);
    if (value.ok()) return value;
    // Names are symbols here. Where a symbol does not fit, the writer meant the variable.
    switch (value.diagnostic().code) {
        case Code::OperandTypeInBinding:
        case Code::FunctionNotInBinding:
        case Code::OperatorNotInBinding:
            return base::error(Code::ConcatenationOfData, value.diagnostic().where);
        default:
            return value;
    }
}

Result<std::vector<BindingValue>> loop_values(const script::LoopList& list,
                                              const Bindings& bindings) {
    std::vector<BindingValue> values;
    for (const script::LoopElement& element : list.elements) {
        if (const auto* range = std::get_if<script::LoopRange>(&element)) {
            SKJERM_TRY(append_range(*range, bindings, values));
        } else {
            SKJERM_TRY_ASSIGN(BindingValue value,
                              evaluate_binding(std::get<Expression>(element), bindings));
            values.push_back(std::move(value));
        }
    }
    return values;
}

}  // namespace skjerm::expr
