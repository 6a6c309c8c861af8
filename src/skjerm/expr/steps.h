// The vector kernels that steps run, chosen by operator and type. Conventions of a Step: `in` are
// the operands in order, `out` the result. All types of a step are fixed when it is chosen.
//
// Kernels copy frame.rows before their loop: a store of int8 may alias it, and a loop that reads
// its own length again after each store is not vectorised.
#pragma once

#include "skjerm/expr/program.h"
#include "skjerm/script/ast.h"

namespace skjerm::expr {

// ---- steps_number.cpp

/// Missing stays missing. Narrowing expects values that fit.
[[nodiscard]] StepRun convert_step(Type from, Type to);
/// F64 to I64; what does not fit an int64 becomes missing. Raises `flag` for it if `flagged`.
enum class Whole : std::uint8_t { Floor, Truncate, Exact };
[[nodiscard]] StepRun to_integer_step(Whole whole);
/// Add, Subtract, Multiply of I32 or I64 whose results are known to fit.
[[nodiscard]] StepRun integer_step(script::BinaryOperator op, Type type);
/// Add, Subtract, Multiply, Power of I64; raises `flag` when a result does not fit.
[[nodiscard]] StepRun checked_step(script::BinaryOperator op);
/// Arithmetic of F64; what is not finite becomes missing.
[[nodiscard]] StepRun float_step(script::BinaryOperator op);
/// Of I32, I64 or F64.
[[nodiscard]] StepRun negate_step(Type type);
/// trunc(in / integer) of I32 or I64 with |in| < 2^53 and a divisor other than 0.
[[nodiscard]] StepRun divide_truncated_step(Type type);
/// A function of F64 vectors through its `floats` form.
[[nodiscard]] StepRun call_floats_step();
/// A function of I64 vectors through its `integers` form; raises `flag` when it says so.
[[nodiscard]] StepRun call_integers_step();
/// Number of the sorted cuts (table: std::vector<double>) below an F64 value, as I8.
[[nodiscard]] StepRun count_cuts_step();

// ---- steps_truth.cpp: results are truth

/// Both operands of one numeric type.
[[nodiscard]] StepRun compare_step(script::BinaryOperator op, Type type);
/// Right operand in `integer` (I8 to I64, within the type) or `number` (F64); never missing.
[[nodiscard]] StepRun compare_constant_step(script::BinaryOperator op, Type type);
/// I64 with F64, exactly.
[[nodiscard]] StepRun compare_mixed_step(script::BinaryOperator op);
/// Codes of one dictionary: Equal or NotEqual.
[[nodiscard]] StepRun compare_codes_step(script::BinaryOperator op, Type type);
/// A code with the one in `integer`: Equal or NotEqual.
[[nodiscard]] StepRun compare_code_constant_step(script::BinaryOperator op, Type type);
[[nodiscard]] StepRun truth_step(Type type);
[[nodiscard]] StepRun is_missing_step(Type type);
[[nodiscard]] StepRun logic_step(script::BinaryOperator op);  ///< And, Or of truth
[[nodiscard]] StepRun not_step();                             ///< of truth
/// 1 where in - integer, as unsigned, is below the size of the table (std::vector<std::uint8_t>)
/// and its entry is 1. For I32 and I64.
[[nodiscard]] StepRun in_set_step(Type type);

// ---- steps_table.cpp

/// out = table[code] for codes of type `index`; entries have `width` bytes.
[[nodiscard]] StepRun gather_step(Type index, std::size_t width);

}  // namespace skjerm::expr
