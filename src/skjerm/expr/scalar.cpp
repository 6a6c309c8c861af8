#include "skjerm/expr/scalar.h"

#include <cmath>
#include <limits>
#include <optional>
#include <vector>

#include "skjerm/base/check.h"

namespace skjerm::expr {
namespace {

using script::BinaryOperator;
using script::UnaryOperator;

constexpr std::int64_t kMissing = column::missing<std::int64_t>();

Value truth(bool holds) { return std::int64_t{holds ? 1 : 0}; }

double as_double(const Value& value) {
    return number_of(value).value_or(column::missing<double>());
}

/// The integer result of + - * ^, or nullopt where it does not fit (the smallest int64 is missing).
std::optional<std::int64_t> integer_arithmetic(BinaryOperator op, std::int64_t left,
                                               std::int64_t right) {
    std::int64_t result = 0;
    bool overflow = false;
    switch (op) {
        case BinaryOperator::Add:
            overflow = __builtin_add_overflow(left, right, &result);
            break;
        case BinaryOperator::Subtract:
            overflow = __builtin_sub_overflow(left, right, &result);
            break;
        case BinaryOperator::Multiply:
            overflow = __builtin_mul_overflow(left, right, &result);
            break;
        case BinaryOperator::Power: {
            const IntegerPower power = integer_power(left, right);
            result = power.value;
            overflow = !power.exact;
            break;
        }
        default:
            return std::nullopt;
    }
    if (overflow || is_beyond_exact(result)) return std::nullopt;
    return result;
}

double float_arithmetic(BinaryOperator op, double left, double right) {
    switch (op) {
        case BinaryOperator::Add:
            return left + right;
        case BinaryOperator::Subtract:
            return left - right;
        case BinaryOperator::Multiply:
            return left * right;
        case BinaryOperator::Divide:
            return left / right;
        default:
            return std::pow(left, right);
    }
}

/// Negative, zero or positive; both are numbers.
int compare_numbers(const Value& left, const Value& right) {
    const auto* left_integer = std::get_if<std::int64_t>(&left);
    const auto* right_integer = std::get_if<std::int64_t>(&right);
    if (left_integer && right_integer)
        return *left_integer < *right_integer ? -1 : *left_integer > *right_integer ? 1 : 0;
    if (left_integer) return compare_exactly(*left_integer, std::get<double>(right));
    if (right_integer) return -compare_exactly(*right_integer, std::get<double>(left));
    const double a = std::get<double>(left);
    const double b = std::get<double>(right);
    return a < b ? -1 : a > b ? 1 : 0;
}

Value compare(BinaryOperator op, const Value& left, const Value& right) {
    if (is_missing(left) || is_missing(right)) return truth(op == BinaryOperator::NotEqual);
    if (std::holds_alternative<std::string>(left)) {
        const bool equal = std::get<std::string>(left) == std::get<std::string>(right);
        return truth(equal == (op == BinaryOperator::Equal));
    }
    const int order = compare_numbers(left, right);
    switch (op) {
        case BinaryOperator::Equal:
            return truth(order == 0);
        case BinaryOperator::NotEqual:
            return truth(order != 0);
        case BinaryOperator::Less:
            return truth(order < 0);
        case BinaryOperator::LessEqual:
            return truth(order <= 0);
        case BinaryOperator::Greater:
            return truth(order > 0);
        default:
            return truth(order >= 0);
    }
}

/// A float argument of the `integers` form.
std::int64_t to_integer(double number, Rounding rounding) {
    const double whole = rounding == Rounding::Floor ? std::floor(number) : std::trunc(number);
    if (!(std::abs(whole) < 9223372036854775808.0)) return kMissing;
    return static_cast<std::int64_t>(whole);
}

Value apply_integers(const FunctionKernel& kernel, std::span<const Value> arguments,
                     bool& overflowed) {
    std::vector<std::int64_t> numbers;
    for (const Value& argument : arguments) {
        if (const auto* integer = std::get_if<std::int64_t>(&argument))
            numbers.push_back(*integer);
        else
            numbers.push_back(to_integer(as_double(argument), kernel.rounding));
    }
    std::vector<const std::int64_t*> columns;
    for (const std::int64_t& number : numbers) columns.push_back(&number);
    std::int64_t result = kMissing;
    overflowed = kernel.integers(columns, 1, &result);
    if (result == kMissing) return std::monostate{};
    return result;
}

Value apply_floats(const FunctionKernel& kernel, std::span<const Value> arguments) {
    std::vector<double> numbers;
    for (const Value& argument : arguments) numbers.push_back(as_double(argument));
    std::vector<const double*> columns;
    for (const double& number : numbers) columns.push_back(&number);
    double result = column::missing<double>();
    kernel.floats(columns, 1, &result);
    const bool whole =
        kernel.result == ResultRule::Integral || kernel.result == ResultRule::Integer;
    if (whole && std::abs(result) < 9223372036854775808.0) return static_cast<std::int64_t>(result);
    return float_value(result);
}

}  // namespace

bool is_true(const Value& value) {
    const std::optional<double> number = number_of(value);
    return number && *number != 0;
}

Value apply_operator(UnaryOperator op, const Value& operand) {
    if (op == UnaryOperator::Not) return truth(!is_true(operand));
    if (op == UnaryOperator::Plus || is_missing(operand)) return operand;
    if (const auto* integer = std::get_if<std::int64_t>(&operand)) return -*integer;
    return -std::get<double>(operand);
}

Value apply_operator(BinaryOperator op, const Value& left, const Value& right) {
    switch (op) {
        case BinaryOperator::And:
            return truth(is_true(left) && is_true(right));
        case BinaryOperator::Or:
            return truth(is_true(left) || is_true(right));
        case BinaryOperator::Equal:
        case BinaryOperator::NotEqual:
        case BinaryOperator::Less:
        case BinaryOperator::LessEqual:
        case BinaryOperator::Greater:
        case BinaryOperator::GreaterEqual:
            return compare(op, left, right);
        case BinaryOperator::Concatenate:
            SKJERM_CHECK(false);
            break;
        default:
            break;
    }
    if (is_missing(left) || is_missing(right)) return std::monostate{};
    const auto* left_integer = std::get_if<std::int64_t>(&left);
    const auto* right_integer = std::get_if<std::int64_t>(&right);
    if (left_integer && right_integer)
        if (const auto result = integer_arithmetic(op, *left_integer, *right_integer))
            return *result;
    return float_value(float_arithmetic(op, as_double(left), as_double(right)));
}

Value call_function(const FunctionKernel& kernel, std::span<const Value> arguments) {
    if (kernel.scalar) return kernel.scalar(arguments);
    bool all_integers = true;
    for (const Value& argument : arguments)
        all_integers &= !std::holds_alternative<double>(argument);
    if (kernel.integers && (all_integers || !kernel.floats)) {
        bool overflowed = false;
        const Value result = apply_integers(kernel, arguments, overflowed);
        if (!overflowed) return result;
    }
    return apply_floats(kernel, arguments);
}

IntegerPower integer_power(std::int64_t base, std::int64_t exponent) {
    if (base == 1 || exponent == 0) return {1, true};
    if (base == -1) return {exponent % 2 == 0 ? 1 : -1, true};
    if (exponent < 0) return {0, false};
    if (base == 0) return {0, true};
    std::int64_t result = 1;
    for (std::int64_t i = 0; i < exponent; ++i)  // at most 63 rounds: |base| >= 2
        if (__builtin_mul_overflow(result, base, &result)) return {0, false};
    return {result, true};
}

}  // namespace skjerm::expr
