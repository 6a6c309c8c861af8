#include "skjerm/expr/compiler.h"

#include <algorithm>
#include <cmath>

#include "skjerm/base/check.h"
#include "skjerm/column/value_range.h"
#include "skjerm/expr/operator_names.h"
#include "skjerm/expr/scalar.h"

namespace skjerm::expr {
namespace {

using base::Result;
using script::BinaryOperator;
using script::UnaryOperator;

/// A set of integers wider than this is tested value by value.
constexpr std::uint64_t kWidestSet = 1U << 16;

Interval values_of(Type type) {
    switch (type) {
        case Type::I8:
            return kValuesOf<std::int8_t>;
        case Type::I16:
            return kValuesOf<std::int16_t>;
        case Type::I32:
            return kValuesOf<std::int32_t>;
        default:
            return kValuesOf<std::int64_t>;
    }
}

/// The range of the values that are there; [0, 0] when none is.
Interval range_of(const column::Column& column) {
    return column::visit(column, [&](auto values) -> Interval {
        using T = typename decltype(values)::value_type;
        if constexpr (!std::is_integral_v<T>) {
            return {};
        } else {
            const column::ValueRange<T> range = column::value_range(values);
            if (column::is_missing(range.highest)) return {.low = 0, .high = 0};
            return {.low = range.lowest, .high = range.highest};
        }
    });
}

using Wide = __int128;

/// Bounds of + - *, or nullopt when they leave what doubles hold exactly.
std::optional<Interval> arithmetic_bounds(BinaryOperator op, Interval a, Interval b) {
    Wide low = 0;
    Wide high = 0;
    switch (op) {
        case BinaryOperator::Add:
            low = Wide{a.low} + b.low;
            high = Wide{a.high} + b.high;
            break;
        case BinaryOperator::Subtract:
            low = Wide{a.low} - b.high;
            high = Wide{a.high} - b.low;
            break;
        default: {
            const Wide corners[] = {Wide{a.low} * b.low, Wide{a.low} * b.high, Wide{a.high} * b.low,
                                    Wide{a.high} * b.high};
            low = *std::ranges::min_element(corners);
            high = *std::ranges::max_element(corners);
        }
    }
    if (low < kExactInDouble.low || high > kExactInDouble.high) return std::nullopt;
    return Interval{.low = static_cast<std::int64_t>(low), .high = static_cast<std::int64_t>(high)};
}

}  // namespace

// ---- steps ------------------------------------------------------------------------------------

Register Compiler::step(StepRun run, Type out, std::vector<Register> in, Step details) {
    details.run = run;
    details.out = program_.add_buffer(out);
    details.in = std::move(in);
    const Register result = details.out;
    program_.add_step(std::move(details));
    return result;
}

Operand Compiler::truth_of(StepRun run, std::vector<Register> in, Step details) {
    Operand result;
    result.values = step(run, Type::I8, std::move(in), std::move(details));
    result.type = Type::I8;
    result.bounds = {.low = 0, .high = 1};
    result.is_truth = true;
    return result;
}

Operand Compiler::constant(Value value) {
    Operand result;
    if (const auto* integer = std::get_if<std::int64_t>(&value))
        result.bounds = {.low = *integer, .high = *integer};
    else
        result.bounds = {.low = 0, .high = 0};
    result.constant = std::move(value);
    return result;
}

std::size_t Compiler::flag_of(const BoundNode& node) {
    const std::size_t flag = program_.add_flag();
    flags_.emplace_back(flag, &node);
    return flag;
}

FloatNodes Compiler::overflowed() const {
    FloatNodes nodes = overflowed_inside_;
    for (const auto& [flag, node] : flags_)
        if (program_.flagged(flag)) nodes.insert(node);
    return nodes;
}

Register Compiler::values_as(const Operand& operand, Type type) {
    if (!operand.constant) {
        if (operand.type == type) return operand.values;
        return step(convert_step(operand.type, type), type, {operand.values});
    }
    const Value& value = *operand.constant;
    if (type == Type::F64) {
        const double number = number_of(value).value_or(column::missing<double>());
        return program_.add_constant(type, &number);
    }
    const auto* integer = std::get_if<std::int64_t>(&value);
    const std::int64_t wide = integer ? *integer : column::missing<std::int64_t>();
    const Register register_of_wide = program_.add_constant(Type::I64, &wide);
    if (type == Type::I64) return register_of_wide;
    return step(convert_step(Type::I64, type), type, {register_of_wide});
}

void Compiler::refine(Operand& operand) {
    if (!operand.column || operand.type == Type::F64) return;
    const auto [entry, is_new] = ranges_.try_emplace(operand.column.get());
    if (is_new) entry->second = range_of(*operand.column);
    operand.bounds = entry->second;
}

// ---- numbers ----------------------------------------------------------------------------------

Result<Operand> Compiler::number(const BoundNode& node) {
    const auto known = compiled_.find(&node);
    if (known != compiled_.end()) return known->second;
    SKJERM_TRY_ASSIGN(Operand result, compile(node));
    compiled_.emplace(&node, result);
    return result;
}

Result<Operand> Compiler::compile(const BoundNode& node) {
    SKJERM_CHECK(!node.is_text());
    struct Visitor {
        Compiler& self;
        const BoundNode& node;
        Result<Operand> operator()(const ConstantNode& n) const { return constant(n.value); }
        Result<Operand> operator()(const VariableNode& n) const { return self.variable(n); }
        Result<Operand> operator()(const UnaryNode& n) const { return self.unary(n, node); }
        Result<Operand> operator()(const BinaryNode& n) const { return self.binary(n, node); }
        Result<Operand> operator()(const CallNode& n) const { return self.call(n, node); }
        Result<Operand> operator()(const MissingTestNode& n) const {
            return self.missing_test(*n.operand);
        }
        Result<Operand> operator()(const MembershipNode& n) const { return self.membership(n); }
        Result<Operand> operator()(const QuantileNode& n) const { return self.quantile(n); }
    };
    return std::visit(Visitor{*this, node}, node.node);
}

Result<Operand> Compiler::variable(const VariableNode& node) {
    SKJERM_CHECK(node.column && node.column->size() == evaluation_.rows);
    Operand result;
    result.values = program_.add_column(node.column);
    result.type = type_of(node.column->storage());
    result.bounds = values_of(result.type);
    result.column = node.column;
    return result;
}

Result<Operand> Compiler::unary(const UnaryNode& unary, const BoundNode& node) {
    if (unary.op == UnaryOperator::Not) {
        SKJERM_TRY_ASSIGN(const Register operand, truth(*unary.operand));
        return truth_of(not_step(), {operand});
    }
    SKJERM_TRY_ASSIGN(Operand operand, number(*unary.operand));
    if (operand.constant) return constant(apply_operator(unary.op, *operand.constant));
    Operand result;
    if (operand.is_integer()) {
        refine(operand);
        result.bounds = negated(operand.bounds);
        const bool narrow = operand.bounds.within(kValuesOf<std::int32_t>);
        result.type = narrow ? Type::I32 : Type::I64;
    } else {
        result.type = Type::F64;
    }
    result.values = step(negate_step(result.type), result.type, {values_as(operand, result.type)});
    SKJERM_CHECK(!node.is_text());
    return result;
}

Result<Operand> Compiler::binary(const BinaryNode& binary, const BoundNode& node) {
    if (is_logical(binary.op)) return logic(binary);
    if (!is_arithmetic(binary.op)) return comparison(binary);
    SKJERM_TRY_ASSIGN(Operand left, number(*binary.left));
    SKJERM_TRY_ASSIGN(Operand right, number(*binary.right));
    return arithmetic(binary.op, std::move(left), std::move(right), node);
}

Operand Compiler::arithmetic(BinaryOperator op, Operand left, Operand right,
                             const BoundNode& node) {
    const auto is_absent = [](const Operand& operand) {
        return operand.constant && is_missing(*operand.constant);
    };
    if (is_absent(left) || is_absent(right)) return constant(std::monostate{});

    const bool integers = left.is_integer() && right.is_integer() && op != BinaryOperator::Divide &&
                          !float_nodes_.contains(&node);
    if (!integers) {
        Operand result;
        result.type = Type::F64;
        const Register left_values = values_as(left, Type::F64);
        const Register right_values = values_as(right, Type::F64);
        result.values = step(float_step(op), Type::F64, {left_values, right_values});
        return result;
    }

    refine(left);
    refine(right);
    if (op == BinaryOperator::Power) return integer_power_of(left, right, node);
    const std::optional<Interval> bounds = arithmetic_bounds(op, left.bounds, right.bounds);
    const Interval narrow = kValuesOf<std::int32_t>;
    const bool fits_32 = bounds && bounds->within(narrow) && left.bounds.within(narrow) &&
                         right.bounds.within(narrow);
    Operand result;
    result.type = fits_32 ? Type::I32 : Type::I64;
    result.bounds = bounds.value_or(kExactInDouble);
    const Register left_values = values_as(left, result.type);
    const Register right_values = values_as(right, result.type);
    if (bounds) {
        result.values =
            step(integer_step(op, result.type), result.type, {left_values, right_values});
    } else {
        Step details;
        details.flag = flag_of(node);
        result.values =
            step(checked_step(op), Type::I64, {left_values, right_values}, std::move(details));
    }
    return result;
}

Operand Compiler::integer_power_of(const Operand& left, const Operand& right,
                                   const BoundNode& node) {
    Operand result;
    result.type = Type::I64;
    result.bounds = kExactInDouble;
    const std::int64_t largest = std::max(std::abs(left.bounds.low), std::abs(left.bounds.high));
    if (right.bounds.low >= 0) {
        const IntegerPower bound =
            integer_power(std::max<std::int64_t>(largest, 1), right.bounds.high);
        if (bound.exact && !is_beyond_exact(bound.value))
            result.bounds = {.low = -bound.value, .high = bound.value};
    }
    Step details;
    details.flag = flag_of(node);
    const Register base_values = values_as(left, Type::I64);
    const Register exponents = values_as(right, Type::I64);
    result.values = step(checked_step(BinaryOperator::Power), Type::I64, {base_values, exponents},
                         std::move(details));
    return result;
}

// ---- truth ------------------------------------------------------------------------------------

Result<Register> Compiler::truth(const BoundNode& node) {
    SKJERM_TRY_ASSIGN(const Operand operand, number(node));
    if (operand.constant) {
        const std::int8_t value = is_true(*operand.constant) ? 1 : 0;
        return program_.add_constant(Type::I8, &value);
    }
    if (operand.is_truth) return operand.values;
    return step(truth_step(operand.type), Type::I8, {operand.values});
}

Result<Operand> Compiler::logic(const BinaryNode& binary) {
    SKJERM_TRY_ASSIGN(const Register left, truth(*binary.left));
    SKJERM_TRY_ASSIGN(const Register right, truth(*binary.right));
    return truth_of(logic_step(binary.op), {left, right});
}

Result<Operand> Compiler::missing_test(const BoundNode& operand) {
    if (operand.is_text()) {
        SKJERM_TRY_ASSIGN(const CodedText coded, text(operand));
        std::vector<std::uint8_t> absent(coded.code_count);
        for (std::size_t code = 0; code < absent.size(); ++code)
            absent[code] = coded.entry(code) == 0 ? 1 : 0;
        if (coded.mapping.empty()) return truth_of(is_missing_step(coded.type), {coded.codes});
        return test_of_texts(coded, absent);
    }
    SKJERM_TRY_ASSIGN(const Operand values, number(operand));
    if (values.constant) return constant(std::int64_t{is_missing(*values.constant) ? 1 : 0});
    if (values.is_truth) return constant(std::int64_t{0});
    return truth_of(is_missing_step(values.type), {values.values});
}

Result<Operand> Compiler::membership(const MembershipNode& node) {
    if (!node.operand->is_text()) {
        SKJERM_TRY_ASSIGN(const Operand operand, number(*node.operand));
        return in_set(operand, node.values);
    }
    SKJERM_TRY_ASSIGN(const CodedText coded, text(*node.operand));
    std::vector<std::uint8_t> entry_listed(coded.dictionary->size() + 1, 0);
    for (const Value& value : node.values)
        if (const auto entry = coded.dictionary->code(std::get<std::string>(value)))
            entry_listed[*entry] = 1;
    std::vector<std::uint8_t> listed(coded.code_count);
    for (std::size_t code = 0; code < listed.size(); ++code)
        listed[code] = entry_listed[coded.entry(code)];
    return test_of_texts(coded, listed);
}

/// Integers in a narrow range are looked up in an array, others compared one by one.
Operand Compiler::in_set(const Operand& operand, std::span<const Value> values) {
    std::vector<std::int64_t> integers;
    for (const Value& value : values) {
        if (const auto* integer = std::get_if<std::int64_t>(&value)) {
            integers.push_back(*integer);
        } else {
            const double number = std::get<double>(value);
            const bool whole =
                number == std::floor(number) && std::abs(number) < 9223372036854775808.0;
            if (operand.is_integer() && whole)
                integers.push_back(static_cast<std::int64_t>(number));
        }
    }
    if (operand.is_integer() && !operand.constant && integers.size() > 2) {
        const auto [low, high] = std::ranges::minmax(integers);
        const std::uint64_t width =
            static_cast<std::uint64_t>(high) - static_cast<std::uint64_t>(low);
        if (width < kWidestSet) {
            auto set = std::make_shared<std::vector<std::uint8_t>>(width + 1, std::uint8_t{0});
            for (const std::int64_t integer : integers)
                (*set)[static_cast<std::size_t>(integer - low)] = 1;
            const Type type = operand.type == Type::I64 ? Type::I64 : Type::I32;
            Step details;
            details.integer = low;
            details.table = std::move(set);
            return truth_of(in_set_step(type), {values_as(operand, type)}, std::move(details));
        }
    }
    Operand found = constant(std::int64_t{0});
    for (const Value& value : values) {
        const Operand equal = compare_with(BinaryOperator::Equal, operand, value);
        if (equal.constant && !is_true(*equal.constant)) continue;
        if (found.constant) {
            found = equal;
            continue;
        }
        const Register either = values_as(equal, Type::I8);
        found = truth_of(logic_step(BinaryOperator::Or), {found.values, either});
    }
    return found;
}

Result<Operand> Compiler::quantile(const QuantileNode& node) {
    SKJERM_CHECK(evaluation_.quantile_cuts != nullptr);
    SKJERM_TRY_ASSIGN(const column::ColumnPtr column, evaluate_number(*node.operand, evaluation_));
    SKJERM_TRY_ASSIGN(std::vector<double> cuts,
                      evaluation_.quantile_cuts(BoundExpression(node.operand), *column,
                                                evaluation_.selected, node.groups));
    if (cuts.empty()) return constant(std::monostate{});
    SKJERM_CHECK(std::ranges::is_sorted(cuts) && cuts.size() < 100);
    Operand values;
    values.values = program_.add_column(column);
    values.type = type_of(column->storage());
    Operand result;
    result.type = Type::I8;
    result.bounds = {.low = 0, .high = static_cast<std::int64_t>(cuts.size())};
    Step details;
    details.table = std::make_shared<const std::vector<double>>(std::move(cuts));
    result.values =
        step(count_cuts_step(), Type::I8, {values_as(values, Type::F64)}, std::move(details));
    return result;
}

}  // namespace skjerm::expr
