// A reference evaluator of expressions for property tests: whole columns of Values, one row after
// the other, written from the language's rules and sharing no code with the evaluator it checks.
// It knows the functions that random_expressions.h makes.
#pragma once

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "skjerm/base/date.h"
#include "skjerm/expr/value.h"
#include "skjerm/script/ast.h"

namespace skjerm::tests {

using expr::Value;
using Values = std::vector<Value>;

class NaiveEvaluator {
public:
    NaiveEvaluator(const std::map<std::string, Values>& columns, std::size_t rows)
        : columns_(columns), rows_(rows) {}

    Values evaluate(const script::Expression& expression) const {
        return std::visit([&](const auto& node) { return values(node); }, expression.node);
    }

private:
    static bool absent(const Value& value) { return std::holds_alternative<std::monostate>(value); }
    static bool whole(const Value& value) { return !std::holds_alternative<double>(value); }
    static double number(const Value& value) {
        if (const auto* integer = std::get_if<std::int64_t>(&value))
            return static_cast<double>(*integer);
        if (const auto* real = std::get_if<double>(&value)) return *real;
        return std::nan("");
    }
    static Value finite(double value) {
        if (std::isnan(value) || std::isinf(value)) return {};
        return value;
    }
    static Value flag(bool value) { return std::int64_t{value}; }
    static bool holds(const Value& value) { return !absent(value) && number(value) != 0; }

    /// An integer that int64 holds beside missing, or nothing.
    static std::optional<std::int64_t> in_range(long double value) {
        if (value < -9223372036854775807.0L || value > 9223372036854775807.0L) return std::nullopt;
        return static_cast<std::int64_t>(value);
    }

    Values same(const Value& value) const { return Values(rows_, value); }
    Values values(const script::IntegerLiteral& n) const { return same(n.value); }
    Values values(const script::FloatLiteral& n) const { return same(n.value); }
    Values values(const script::StringLiteral& n) const {
        return n.value.empty() ? same({}) : same(n.value);
    }
    Values values(const script::DateLiteral& n) const { return same(n.text); }
    Values values(const script::MissingLiteral&) const { return same({}); }
    Values values(const script::NameReference& n) const { return columns_.at(n.name); }
    Values values(const script::BindingReference&) const { return same({}); }

    /// Row by row with `exact` while it has a value for every row, otherwise with `real`.
    template <class Exact, class Real>
    Values numeric(const std::vector<Values>& operands, Exact exact, Real real) const {
        bool integers = true;
        for (const Values& operand : operands)
            for (const Value& value : operand) integers &= whole(value);
        Values out(rows_);
        for (std::size_t row = 0; integers && row < rows_; ++row) {
            std::optional<Value> value = exact(row);
            if (value)
                out[row] = *value;
            else
                integers = false;
        }
        if (integers) return out;
        for (std::size_t row = 0; row < rows_; ++row) out[row] = real(row);
        return out;
    }

    Values values(const script::Unary& n) const {
        Values out = evaluate(*n.operand);
        for (Value& value : out) {
            if (n.op == script::UnaryOperator::Not)
                value = flag(!holds(value));
            else if (absent(value) || n.op == script::UnaryOperator::Plus)
                continue;
            else if (whole(value))
                value = -std::get<std::int64_t>(value);
            else
                value = -std::get<double>(value);
        }
        return out;
    }

    /// Integers up to here are doubles as well; beyond, arithmetic is that of doubles.
    static constexpr std::int64_t kLargestExact = std::int64_t{1} << 53;

    static std::optional<Value> exact_result(script::BinaryOperator op, const Value& left,
                                             const Value& right) {
        if (absent(left) || absent(right)) return Value{};
        const auto a = static_cast<__int128>(std::get<std::int64_t>(left));
        const auto b = static_cast<__int128>(std::get<std::int64_t>(right));
        __int128 result = 0;
        if (op == script::BinaryOperator::Add)
            result = a + b;
        else if (op == script::BinaryOperator::Subtract)
            result = a - b;
        else if (op == script::BinaryOperator::Multiply)
            result = a * b;
        else if (op == script::BinaryOperator::Power) {
            if (b < 0 && a != 1 && a != -1) return std::nullopt;
            result = 1;
            const __int128 times = b < 0 ? -b : b;
            for (__int128 i = 0; i < times; ++i) {
                result *= a;
                if (result > kLargestExact || result < -kLargestExact) return std::nullopt;
                if (a == 0 || a == 1) break;
                if (a == -1) {
                    result = times % 2 == 0 ? 1 : -1;
                    break;
                }
            }
        } else {
            return std::nullopt;
        }
        if (result > kLargestExact || result < -kLargestExact) return std::nullopt;
        return static_cast<std::int64_t>(result);
    }

    static double real_result(script::BinaryOperator op, double a, double b) {
        switch (op) {
            case script::BinaryOperator::Add:
                return a + b;
            case script::BinaryOperator::Subtract:
                return a - b;
            case script::BinaryOperator::Multiply:
                return a * b;
            case script::BinaryOperator::Divide:
                return a / b;
            default:
                return std::pow(a, b);
        }
    }

    static bool compared(script::BinaryOperator op, const Value& left, const Value& right) {
        using enum script::BinaryOperator;
        if (absent(left) || absent(right)) return op == NotEqual;
        if (const auto* text = std::get_if<std::string>(&left))
            return (*text == std::get<std::string>(right)) == (op == Equal);
        // The 64-bit mantissa of long double holds int64 and double exactly.
        const auto wide = [](const Value& value) -> long double {
            if (const auto* integer = std::get_if<std::int64_t>(&value)) return *integer;
            return std::get<double>(value);
        };
        const long double a = wide(left);
        const long double b = wide(right);
        switch (op) {
            case Equal:
                return a == b;
            case NotEqual:
                return a != b;
            case Less:
                return a < b;
            case LessEqual:
                return a <= b;
            case Greater:
                return a > b;
            default:
                return a >= b;
        }
    }

    Values values(const script::Binary& n) const {
        using enum script::BinaryOperator;
        const Values left = evaluate(*n.left);
        const Values right = evaluate(*n.right);
        if (n.op <= Subtract)
            return numeric(
                {left, right},
                [&](std::size_t row) { return exact_result(n.op, left[row], right[row]); },
                [&](std::size_t row) {
                    return absent(left[row]) || absent(right[row])
                               ? Value{}
                               : finite(real_result(n.op, number(left[row]), number(right[row])));
                });
        Values out(rows_);
        for (std::size_t row = 0; row < rows_; ++row) {
            if (n.op == And)
                out[row] = flag(holds(left[row]) && holds(right[row]));
            else if (n.op == Or)
                out[row] = flag(holds(left[row]) || holds(right[row]));
            else
                out[row] = flag(compared(n.op, left[row], right[row]));
        }
        return out;
    }

    // ---- functions

    template <class Function>
    Values each_row(const std::vector<Values>& arguments, Function function) const {
        Values out(rows_);
        for (std::size_t row = 0; row < rows_; ++row) {
            std::vector<Value> of_row;
            for (const Values& argument : arguments) of_row.push_back(argument[row]);
            out[row] = function(of_row);
        }
        return out;
    }

    /// int, floor, ceil, round: integers stay, floats become integers while all fit.
    template <class Function>
    Values whole_numbers(const Values& x, Function function) const {
        return numeric(
            {},  // the operands may be floats: `exact` decides alone
            [&](std::size_t row) -> std::optional<Value> {
                if (absent(x[row]) || whole(x[row])) return x[row];
                const auto result = in_range(function(std::get<double>(x[row])));
                return result ? std::optional<Value>(*result) : std::nullopt;
            },
            [&](std::size_t row) {
                return absent(x[row]) ? Value{} : finite(function(number(x[row])));
            });
    }

    static Value calendar(const Value& day, char part) {
        if (absent(day)) return {};
        const double floored = std::floor(number(day));
        if (std::abs(floored) > 365e6) return {};
        const base::CivilDate date = base::civil_from_days(static_cast<std::int32_t>(floored));
        return std::int64_t{part == 'y' ? date.year : part == 'm' ? date.month : date.day};
    }

    Values extreme(const std::vector<Values>& arguments, bool largest) const {
        const auto pick = [&](std::size_t row, bool as_real) {
            Value best;
            for (const Values& argument : arguments) {
                const Value& value = argument[row];
                if (absent(value)) continue;
                const bool beats =
                    absent(best) ||
                    (as_real
                         ? (largest ? number(value) > number(best) : number(value) < number(best))
                         : (largest
                                ? std::get<std::int64_t>(value) > std::get<std::int64_t>(best)
                                : std::get<std::int64_t>(value) < std::get<std::int64_t>(best)));
                if (beats) best = value;
            }
            return absent(best) || !as_real ? best : Value{number(best)};
        };
        return numeric(
            arguments, [&](std::size_t row) { return std::optional<Value>(pick(row, false)); },
            [&](std::size_t row) { return pick(row, true); });
    }

    Values total(const std::vector<Values>& arguments) const {
        return numeric(
            arguments,
            [&](std::size_t row) -> std::optional<Value> {
                __int128 sum = 0;
                for (const Values& argument : arguments) {
                    if (!absent(argument[row])) sum += std::get<std::int64_t>(argument[row]);
                    // Any partial sum that doubles may not hold makes the operation one of floats.
                    if (sum > kLargestExact || sum < -kLargestExact) return std::nullopt;
                }
                return static_cast<std::int64_t>(sum);
            },
            [&](std::size_t row) {
                double sum = 0;
                for (const Values& argument : arguments)
                    if (!absent(argument[row])) sum += number(argument[row]);
                return finite(sum);
            });
    }

    static Value part_of(const std::vector<Value>& arguments) {
        const auto* text = std::get_if<std::string>(&arguments[0]);  // ASCII in these tests
        if (!text || absent(arguments[1]) || absent(arguments[2])) return {};
        const double position = std::trunc(number(arguments[1]));
        const double count = std::trunc(number(arguments[2]));
        const auto size = static_cast<double>(text->size());
        const double start = position > 0 ? position - 1 : size + position;
        if (position == 0 || start < 0 || start >= size || count < 1) return {};
        return text->substr(static_cast<std::size_t>(start),
                            static_cast<std::size_t>(std::min(count, size)));
    }

    Values values(const script::Call& n) const {
        std::vector<Values> a;
        for (const script::Expression& argument : n.arguments) a.push_back(evaluate(argument));
        const std::string& f = n.function;
        if (f == "int") return whole_numbers(a[0], [](double x) { return std::trunc(x); });
        if (f == "floor") return whole_numbers(a[0], [](double x) { return std::floor(x); });
        if (f == "ceil") return whole_numbers(a[0], [](double x) { return std::ceil(x); });
        if (f == "round") return whole_numbers(a[0], [](double x) { return std::round(x); });
        if (f == "rowmax") return extreme(a, true);
        if (f == "rowmin") return extreme(a, false);
        if (f == "rowtotal") return total(a);
        if (f == "abs")
            return each_row(a, [](const std::vector<Value>& v) -> Value {
                if (absent(v[0])) return {};
                if (whole(v[0])) return std::abs(std::get<std::int64_t>(v[0]));
                return std::abs(std::get<double>(v[0]));
            });
        if (f == "sqrt")
            return each_row(
                a, [](const std::vector<Value>& v) { return finite(std::sqrt(number(v[0]))); });
        if (f == "rowmean")
            return each_row(a, [](const std::vector<Value>& v) -> Value {
                double sum = 0;
                double count = 0;
                for (const Value& value : v)
                    if (!absent(value)) sum += number(value), ++count;
                return finite(sum / count);
            });
        if (f == "rowmissing" || f == "rowvalid")
            return each_row(a, [&](const std::vector<Value>& v) -> Value {
                return static_cast<std::int64_t>(std::ranges::count_if(
                    v, [&](const Value& value) { return absent(value) == (f == "rowmissing"); }));
            });
        if (f == "sysmiss")
            return each_row(a, [](const std::vector<Value>& v) { return flag(absent(v[0])); });
        if (f == "inlist")
            return each_row(a, [](const std::vector<Value>& v) {
                return flag(std::any_of(v.begin() + 1, v.end(), [&](const Value& value) {
                    return compared(script::BinaryOperator::Equal, v[0], value);
                }));
            });
        if (f == "inrange")
            return each_row(a, [](const std::vector<Value>& v) {
                return flag(compared(script::BinaryOperator::GreaterEqual, v[0], v[1]) &&
                            compared(script::BinaryOperator::LessEqual, v[0], v[2]));
            });
        if (f == "year")
            return each_row(a, [](const std::vector<Value>& v) { return calendar(v[0], 'y'); });
        if (f == "month")
            return each_row(a, [](const std::vector<Value>& v) { return calendar(v[0], 'm'); });
        if (f == "day")
            return each_row(a, [](const std::vector<Value>& v) { return calendar(v[0], 'd'); });
        if (f == "string")
            return each_row(a, [](const std::vector<Value>& v) -> Value {
                if (const auto* integer = std::get_if<std::int64_t>(&v[0]))
                    return std::to_string(*integer);
                if (const auto* real = std::get_if<double>(&v[0])) return expr::number_text(*real);
                return v[0];
            });
        if (f == "substr") return each_row(a, part_of);
        if (f == "length")
            return each_row(a, [](const std::vector<Value>& v) -> Value {
                if (absent(v[0])) return {};
                return static_cast<std::int64_t>(std::get<std::string>(v[0]).size());
            });
        if (f == "startswith")
            return each_row(a, [](const std::vector<Value>& v) {
                return flag(!absent(v[0]) && !absent(v[1]) &&
                            std::get<std::string>(v[0]).starts_with(std::get<std::string>(v[1])));
            });
        if (f == "rowconcat")
            return each_row(a, [](const std::vector<Value>& v) -> Value {
                std::string text;
                for (const Value& value : v)
                    if (!absent(value)) text += std::get<std::string>(value);
                if (text.empty()) return {};
                return text;
            });
        base::fail_check(f.c_str(), __FILE__, __LINE__);
    }

    const std::map<std::string, Values>& columns_;
    std::size_t rows_;
};

}  // namespace skjerm::tests
