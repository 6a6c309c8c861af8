// Operators and functions applied to single values: folds constants, evaluates bindings, and runs
// text functions on dictionary entries. Same rules as the vectors of program.h.
#pragma once

#include <span>

#include "skjerm/expr/kernel.h"
#include "skjerm/expr/value.h"
#include "skjerm/script/ast.h"

namespace skjerm::expr {

/// Truth of a condition: a number that is neither 0 nor missing.
[[nodiscard]] bool is_true(const Value& value);

/// `operand` is a number or missing.
[[nodiscard]] Value apply_operator(script::UnaryOperator op, const Value& operand);

/// Operands of arithmetic are numbers or missing; those of == and != may be texts. Not for `++`.
[[nodiscard]] Value apply_operator(script::BinaryOperator op, const Value& left,
                                   const Value& right);

/// A function with a vector form or a scalar form. Arguments have the declared types or are
/// missing.
[[nodiscard]] Value call_function(const FunctionKernel& kernel, std::span<const Value> arguments);

/// The integer power when it is exact in int64, 0 < exponent or base = ±1.
struct IntegerPower {
    std::int64_t value;
    bool exact;
};
[[nodiscard]] IntegerPower integer_power(std::int64_t base, std::int64_t exponent);

}  // namespace skjerm::expr
