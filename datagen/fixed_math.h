// exp, log, powers and the normal quantile from additions, multiplications, divisions and square
// roots alone: IEEE-754 fixes every bit of those, whereas libm differs between machines. Compiled
// without contraction of a*b+c (the whole project is).
//
// Accuracy: relative error below 1e-14 over the ranges stated; enough by far for a simulation.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace skjerm::datagen {

/// e^x for |x| <= 700.
[[nodiscard]] double fixed_exp(double x);
/// Natural logarithm of a positive normal number.
[[nodiscard]] double fixed_log(double x);
/// base^exponent for base > 0.
[[nodiscard]] double fixed_pow(double base, double exponent);
/// Inverse of the standard normal distribution function, 0 < p < 1.
/// Source: Wichura (1988), algorithm AS 241, Applied Statistics 37(3), 477-484 (PPND16).
[[nodiscard]] double normal_quantile(double p);
/// Nearest integer, halves away from zero; |x| < 2^62.
[[nodiscard]] constexpr std::int64_t round_to_integer(double x) {
    return static_cast<std::int64_t>(x < 0 ? x - 0.5 : x + 0.5);
}

/// A knot of a piecewise linear function.
struct Knot {
    double at;
    double value;
};
/// Piecewise linear through `knots` (ascending), constant outside them.
[[nodiscard]] double interpolate(std::span<const Knot> knots, double at);

}  // namespace skjerm::datagen
