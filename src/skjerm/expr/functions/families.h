// The families of functions, one file each, and the small templates that their forms are made of.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "skjerm/column/types.h"
#include "skjerm/expr/function_spec.h"
#include "skjerm/expr/kernel.h"

namespace skjerm::expr {

[[nodiscard]] std::span<const FunctionSpec> date_functions();
[[nodiscard]] std::span<const FunctionSpec> probability_functions();
[[nodiscard]] std::span<const FunctionSpec> mathematics_functions();
[[nodiscard]] std::span<const FunctionSpec> row_functions();
[[nodiscard]] std::span<const FunctionSpec> string_functions();
[[nodiscard]] std::span<const FunctionSpec> logic_functions();
[[nodiscard]] std::span<const FunctionSpec> label_functions();
[[nodiscard]] std::span<const FunctionSpec> binding_functions();

inline constexpr ArgumentType kNumbers[] = {ArgumentType::Number};
inline constexpr ArgumentType kTexts[] = {ArgumentType::Text};
inline constexpr ArgumentType kAnything[] = {ArgumentType::Any};

/// For `bounds`: results are among the arguments.
[[nodiscard]] inline Interval among(std::span<const Interval> arguments) {
    Interval all = arguments[0];
    for (const Interval argument : arguments.subspan(1)) all = united(all, argument);
    return all;
}

/// The `floats` form of a function of one number; NaN and infinity come out as missing.
template <auto Function>
void each_float(Arguments<double> arguments, std::size_t rows, double* out) {
    const double* in = arguments[0];
    for (std::size_t row = 0; row < rows; ++row) out[row] = Function(in[row]);
}

/// The `integers` form of a function of one number; missing stays missing.
template <auto Function>
bool each_integer(Arguments<std::int64_t> arguments, std::size_t rows, std::int64_t* out) {
    const std::int64_t* in = arguments[0];
    for (std::size_t row = 0; row < rows; ++row)
        out[row] = column::is_missing(in[row]) ? in[row] : Function(in[row]);
    return false;
}

}  // namespace skjerm::expr
