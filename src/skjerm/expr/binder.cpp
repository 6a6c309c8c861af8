#include "skjerm/expr/binder.h"

#include <optional>
#include <utility>

#include "skjerm/base/diagnostic_codes.h"
#include "skjerm/base/near_names.h"
#include "skjerm/expr/call_checks.h"
#include "skjerm/expr/evaluate.h"
#include "skjerm/expr/operator_names.h"
#include "skjerm/expr/scalar.h"

namespace skjerm::expr {
namespace {

using base::Argument;
using base::Code;
using base::Result;
using base::Status;
using column::Kind;
using script::BinaryOperator;
using script::Expression;
using script::UnaryOperator;

BoundPtr node(decltype(BoundNode::node) content, Kind kind, Span span,
              Format format = Format::Plain) {
    return std::make_shared<const BoundNode>(
        BoundNode{.node = std::move(content), .kind = kind, .format = format, .span = span});
}

/// A constant knows its type; a missing one keeps the type its expression promised.
Kind kind_of_constant(const Value& value, Kind promised) {
    if (std::holds_alternative<std::int64_t>(value)) return Kind::Integer;
    if (std::holds_alternative<double>(value)) return Kind::Float;
    if (std::holds_alternative<std::string>(value)) return Kind::Text;
    return promised;
}

Status need_number(std::string_view what, const BoundNode& operand) {
    if (!operand.is_text()) return base::ok();
    return base::error(Code::NumberExpected, operand.span, {Argument::script_text(what)});
}

Status need_condition(const BoundNode& operand) {
    if (!operand.is_text()) return base::ok();
    return base::error(Code::TextCondition, operand.span);
}

Kind arithmetic_kind(BinaryOperator op, const BoundNode& left, const BoundNode& right) {
    const bool integers = left.kind == Kind::Integer && right.kind == Kind::Integer;
    return integers && op != BinaryOperator::Divide ? Kind::Integer : Kind::Float;
}

/// A date plus or minus an integer stays a date.
Format arithmetic_format(BinaryOperator op, const BoundNode& left, const BoundNode& right) {
    const auto is_date = [](const BoundNode& operand) { return operand.format == Format::Date; };
    const auto is_integer = [](const BoundNode& operand) {
        return operand.kind == Kind::Integer && operand.format == Format::Plain;
    };
    if (op != BinaryOperator::Add && op != BinaryOperator::Subtract) return Format::Plain;
    if (is_date(left) && is_integer(right)) return Format::Date;
    if (op == BinaryOperator::Add && is_integer(left) && is_date(right)) return Format::Date;
    return Format::Plain;
}

Kind call_kind(const FunctionKernel& kernel, std::span<const BoundPtr> arguments) {
    switch (kernel.result) {
        case ResultRule::Float:
            return Kind::Float;
        case ResultRule::Text:
            return Kind::Text;
        case ResultRule::AsArguments:
            for (const BoundPtr& argument : arguments)
                if (argument->kind == Kind::Float) return Kind::Float;
            return Kind::Integer;
        default:
            return Kind::Integer;
    }
}

std::string literal_text(const Value& value) {
    if (const auto* text = std::get_if<std::string>(&value)) return "'" + *text + "'";
    if (const auto* integer = std::get_if<std::int64_t>(&value)) return std::to_string(*integer);
    return number_text(number_of(value).value_or(0));
}

}  // namespace

BoundPtr Binder::constant(Value value, Kind kind, Span span) {
    const Kind known = kind_of_constant(value, kind);
    return node(ConstantNode{std::move(value)}, known, span);
}

BoundPtr Binder::integer(std::int64_t value, Span span) {
    return constant(value, Kind::Integer, span);
}

Result<BoundPtr> Binder::bind_root(const Expression& expression) {
    if (position_ == Position::Assigned &&
        std::holds_alternative<script::MissingLiteral>(expression.node))
        return constant(std::monostate{}, Kind::Integer, expression.span);
    SKJERM_TRY_ASSIGN(BoundPtr root, bind(expression));
    if (position_ == Position::Condition) SKJERM_TRY(need_condition(*root));
    return root;
}

Result<BoundPtr> Binder::bind(const Expression& expression) {
    if (const auto* reference = std::get_if<script::NameReference>(&expression.node))
        return bind_name(reference->name, expression.span);
    if (const auto* call_node = std::get_if<script::Call>(&expression.node))
        return bind_call(*call_node, expression.span);
    if (const auto* unary_node = std::get_if<script::Unary>(&expression.node)) {
        SKJERM_TRY_ASSIGN(BoundPtr operand, bind(*unary_node->operand));
        return unary(unary_node->op, std::move(operand), expression.span);
    }
    if (const auto* binary_node = std::get_if<script::Binary>(&expression.node)) {
        // What is left of `++` after substitution would have to read data.
        if (binary_node->op == BinaryOperator::Concatenate)
            return base::error(Code::ConcatenationOfData, expression.span);
        SKJERM_TRY_ASSIGN(BoundPtr left, bind(*binary_node->left));
        SKJERM_TRY_ASSIGN(BoundPtr right, bind(*binary_node->right));
        return binary(binary_node->op, std::move(left), std::move(right), expression.span);
    }
    return bind_literal(expression);
}

Result<BoundPtr> Binder::bind_literal(const Expression& expression) {
    const Span span = expression.span;
    if (const auto* whole = std::get_if<script::IntegerLiteral>(&expression.node)) {
        // The smallest int64 is the missing value of storage; as a number it is a float.
        if (whole->value == column::missing<std::int64_t>())
            return constant(static_cast<double>(whole->value), Kind::Float, span);
        return integer(whole->value, span);
    }
    if (const auto* number = std::get_if<script::FloatLiteral>(&expression.node))
        return constant(float_value(number->value), Kind::Float, span);
    if (const auto* text = std::get_if<script::StringLiteral>(&expression.node)) {
        if (text->value.empty()) return base::error(Code::EmptyText, span);
        return constant(text->value, Kind::Text, span);
    }
    if (const auto* date = std::get_if<script::DateLiteral>(&expression.node))
        return constant(date->text, Kind::Text, span);
    if (const auto* binding = std::get_if<script::BindingReference>(&expression.node))
        return base::error(Code::UnknownBinding, span,
                           {Argument::script_text("$" + binding->name), Argument::names({})});
    return base::error(Code::MissingLiteralMisplaced, span);
}

Result<BoundPtr> Binder::bind_name(const std::string& name, Span span) {
    const ScopeVariable* variable = scope_.find(name);
    if (!variable) {
        const std::vector<std::string_view> names = scope_.names();
        if (names.empty())
            return base::error(
                Code::EmptyDatasetScope, span,
                {Argument::script_text(name), Argument::name(scope_.dataset_name())});
        return base::error(Code::UnknownVariable, span,
                           {Argument::script_text(name), Argument::name(scope_.dataset_name()),
                            Argument::names(base::near_names(name, names))});
    }
    if (variable->kind == Kind::Unit)
        return base::error(Code::KeyVariable, span, {Argument::script_text(name)});
    return node(
        VariableNode{variable->name, variable->column, variable->labels, variable->derivation},
        variable->kind, span, variable->format);
}

Result<BoundPtr> Binder::unary(UnaryOperator op, BoundPtr operand, Span span) {
    if (op == UnaryOperator::Not)
        SKJERM_TRY(need_condition(*operand));
    else
        SKJERM_TRY(need_number(operator_name(op), *operand));
    if (op == UnaryOperator::Plus) return operand;
    const Kind kind = op == UnaryOperator::Not ? Kind::Integer : operand->kind;
    if (const Value* value = operand->constant())
        return constant(apply_operator(op, *value), kind, span);
    return node(UnaryNode{op, std::move(operand)}, kind, span);
}

Result<BoundPtr> Binder::binary(BinaryOperator op, BoundPtr left, BoundPtr right, Span span) {
    Kind kind = Kind::Integer;
    Format format = Format::Plain;
    if (is_arithmetic(op)) {
        SKJERM_TRY(need_number(operator_name(op), *left));
        SKJERM_TRY(need_number(operator_name(op), *right));
        kind = arithmetic_kind(op, *left, *right);
        format = arithmetic_format(op, *left, *right);
    } else if (is_logical(op)) {
        SKJERM_TRY(need_condition(*left));
        SKJERM_TRY(need_condition(*right));
    } else {
        SKJERM_TRY(check_comparison(op, *left, *right, span));
    }
    const Value* left_value = left->constant();
    const Value* right_value = right->constant();
    if (left_value && right_value)
        return constant(apply_operator(op, *left_value, *right_value), kind, span);
    return node(BinaryNode{op, std::move(left), std::move(right)}, kind, span, format);
}

Result<BoundPtr> Binder::reduce(BinaryOperator op, std::span<const BoundPtr> operands, Span span) {
    SKJERM_CHECK(!operands.empty());
    if (operands.size() == 1) return operands.front();
    const std::size_t half = operands.size() / 2;
    SKJERM_TRY_ASSIGN(BoundPtr left, reduce(op, operands.first(half), span));
    SKJERM_TRY_ASSIGN(BoundPtr right, reduce(op, operands.subspan(half), span));
    return binary(op, std::move(left), std::move(right), span);
}

BoundPtr Binder::missing_test(BoundPtr operand, Span span) {
    if (const Value* value = operand->constant()) return integer(is_missing(*value) ? 1 : 0, span);
    return node(MissingTestNode{std::move(operand)}, Kind::Integer, span);
}

Result<BoundPtr> Binder::membership(const BoundPtr& operand, std::span<const BoundPtr> values,
                                    Span span) {
    std::vector<Value> constants;
    std::vector<BoundPtr> tests;
    for (const BoundPtr& value : values) {
        const Value* fixed = value->constant();
        if (!fixed || operand->constant()) {
            SKJERM_TRY_ASSIGN(BoundPtr test, binary(BinaryOperator::Equal, operand, value, span));
            tests.push_back(std::move(test));
            continue;
        }
        SKJERM_TRY(check_comparison(BinaryOperator::Equal, *operand, *value, value->span));
        if (!is_missing(*fixed)) constants.push_back(*fixed);
    }
    if (!constants.empty())
        tests.push_back(node(MembershipNode{operand, std::move(constants)}, Kind::Integer, span));
    if (tests.empty()) return integer(0, span);
    return reduce(BinaryOperator::Or, tests, span);
}

BoundPtr Binder::call(const FunctionSpec& function, const FunctionKernel& kernel,
                      std::span<const BoundPtr> arguments, Span span) {
    const Kind kind = call_kind(kernel, arguments);
    std::vector<Value> values;
    for (const BoundPtr& argument : arguments)
        if (const Value* value = argument->constant()) values.push_back(*value);
    if (values.size() == arguments.size())
        return constant(call_function(kernel, values), kind, span);
    return node(CallNode{&function, &kernel, {arguments.begin(), arguments.end()}}, kind, span);
}

Result<BoundPtr> Binder::bind_call(const script::Call& syntax, Span span) {
    SKJERM_TRY_ASSIGN(const FunctionSpec* function,
                      find_called_function(syntax.function, syntax.function_span));
    SKJERM_TRY(check_argument_count(*function, syntax.arguments.size(), span));
    if (function->kernel->whole_population && position_ == Position::Condition)
        return base::error(Code::PopulationFunctionInCondition, span,
                           {Argument::name(function->name)});
    SKJERM_TRY_ASSIGN(const std::vector<BoundPtr> arguments, bind_arguments(*function, syntax));
    return checked_call(*function, arguments, span);
}

Result<BoundPtr> Binder::checked_call(const FunctionSpec& function,
                                      std::span<const BoundPtr> arguments, Span span) {
    if (function.kernel->lower)
        return function.kernel->lower(
            {.binder = *this, .function = function, .span = span, .arguments = arguments});
    return call(function, *function.kernel, arguments, span);
}

Result<std::vector<BoundPtr>> Binder::bind_arguments(const FunctionSpec& function,
                                                     const script::Call& syntax) {
    std::vector<BoundPtr> arguments;
    for (std::size_t i = 0; i < syntax.arguments.size(); ++i) {
        const Expression& expression = syntax.arguments[i];
        const ArgumentType type = argument_type(*function.kernel, i);
        const auto* text = std::get_if<script::StringLiteral>(&expression.node);
        if (text && text->value.empty() && type == ArgumentType::TextOrEmpty) {
            arguments.push_back(constant(std::monostate{}, Kind::Text, expression.span));
            continue;
        }
        SKJERM_TRY_ASSIGN(BoundPtr argument, bind(expression));
        SKJERM_TRY(check_type(function, type, *argument));
        if (const Value* value = argument->constant())
            SKJERM_TRY(check_domain(function, i, *value, expression.span));
        warn_of_register_number(function, *argument);
        arguments.push_back(std::move(argument));
    }
    return arguments;
}

Status Binder::check_type(const FunctionSpec& function, ArgumentType type,
                          const BoundNode& argument) {
    switch (type) {
        case ArgumentType::Any:
            return base::ok();
        case ArgumentType::Number:
            return need_number(function.name, argument);
        case ArgumentType::Text:
        case ArgumentType::TextOrEmpty:
            if (argument.is_text()) return base::ok();
            return base::error(Code::TextExpected, argument.span, {Argument::name(function.name)});
    }
    return base::ok();
}

void Binder::warn_of_register_number(const FunctionSpec& function, const BoundNode& argument) {
    const bool register_number =
        argument.format == Format::YearMonth || argument.format == Format::YearMonthDay;
    const bool takes_days =
        function.group == FunctionGroup::Dates && function.kernel->max_arguments == 1;
    if (!register_number || !takes_days || !argument.variable()) return;
    const std::string& name = argument.variable()->name;
    const bool with_day = argument.format == Format::YearMonthDay;
    warn(base::warning(
        Code::DatePartOfRegisterNumber, argument.span,
        {Argument::name(function.name), Argument::script_text(name),
         Argument::fact(with_day ? base::LocalizedText{.nb = "ÅÅÅÅMMDD", .en = "YYYYMMDD"}
                                 : base::LocalizedText{.nb = "ÅÅÅÅMM", .en = "YYYYMM"}),
         Argument::script_text("int(" + name + (with_day ? " / 10000)" : " / 100)"))}));
}

Status Binder::check_comparison(BinaryOperator op, const BoundNode& left, const BoundNode& right,
                                Span span) {
    if (left.is_text() != right.is_text()) {
        const Span narrow = right.constant() ? right.span : left.constant() ? left.span : span;
        return base::error(Code::MixedComparison, narrow);
    }
    if (left.is_text() && is_ordering(op))
        return base::error(Code::TextOrdering, span, {Argument::script_text(operator_name(op))});
    if (!is_ordering(op)) {
        warn_of_unlisted_code(left, right);
        warn_of_unlisted_code(right, left);
    }
    return base::ok();
}

void Binder::warn_of_unlisted_code(const BoundNode& variable, const BoundNode& literal) {
    const VariableNode* coded = variable.variable();
    const Value* value = literal.constant();
    // A user's list may label some codes only; that of a register names every code.
    if (!coded || !coded->labels || !value || is_missing(*value) ||
        coded->labels->origin() != column::CodeList::Origin::Register ||
        coded->labels->is_text() != literal.is_text())
        return;
    const auto* text = std::get_if<std::string>(value);
    const auto* code = std::get_if<std::int64_t>(value);
    const bool listed = text ? coded->labels->find(*text) != nullptr
                             : code && coded->labels->find(*code) != nullptr;
    if (listed) return;
    warn(base::warning(
        Code::LiteralNotInCodeList, literal.span,
        {Argument::script_text(literal_text(*value)), Argument::script_text(coded->name),
         Argument::names(text ? column::codes_meant_by(*coded->labels, *text)
                              : std::vector<std::string>{})}));
}

// ---- evaluate.h -------------------------------------------------------------------------------

column::Kind BoundExpression::kind() const { return root_->kind; }
Format BoundExpression::format() const { return root_->format; }

namespace {

Result<Binding> bind_at(const Expression& expression, const Scope& scope,
                        Binder::Position position) {
    Binder binder(scope, position);
    SKJERM_TRY_ASSIGN(BoundPtr root, binder.bind_root(expression));
    return Binding{BoundExpression(std::move(root)), binder.take_warnings()};
}

}  // namespace

Result<Binding> bind_value(const Expression& expression, const Scope& scope) {
    return bind_at(expression, scope, Binder::Position::Assigned);
}

Result<Binding> bind_condition(const Expression& expression, const Scope& scope) {
    return bind_at(expression, scope, Binder::Position::Condition);
}

}  // namespace skjerm::expr
