// Quantiles: the place where one tail of a distribution has a given probability. Newton's method on
// the logarithm of the tail, over the logarithm of x (over asinh x for a distribution on the whole
// line): there the tails of the distributions of the language are nearly straight, so that it
// converges from any start, and a probability of 1e-100 is as easy as one half. A bracket that only
// shrinks holds it where it would leave.
#pragma once

#include <cmath>
#include <limits>
#include <utility>

#include "skjerm/expr/distributions/policy.h"

namespace skjerm::expr::distributions {

/// x > 0, moved by factors.
struct PositiveScale {
    static constexpr double kLow = 1e-300;
    static constexpr double kHigh = 1e300;
    static constexpr double kStart = 1;
    static double derivative(double x) { return x; }
    static double moved(double x, double step) { return x * std::exp(step); }
    static double distance(double from, double to) { return std::log(to) - std::log(from); }
};

/// All real x, by x = sinh u.
struct RealScale {
    static constexpr double kLow = -1e150;
    static constexpr double kHigh = 1e150;
    static constexpr double kStart = 0;
    static double derivative(double x) { return std::hypot(1, x); }
    static double moved(double x, double step) {
        return x * std::cosh(step) + std::hypot(1, x) * std::sinh(step);
    }
    static double distance(double from, double to) { return std::asinh(to) - std::asinh(from); }
};

enum class Tail { Lower, Upper };

[[nodiscard]] inline Tail opposite(Tail tail) {
    return tail == Tail::Lower ? Tail::Upper : Tail::Lower;
}

/// x where `tail` has the probability 0 < p < 1. `probability(Tail, x)` and `density(x)` are those
/// of the distribution. NaN where x would lie outside the range of the scale (above; a positive x
/// below it is 0), and where the iteration does not end.
template <class Scale, class Probability, class Density>
double quantile(Tail tail, double p, Probability probability, Density density) {
    // The smaller tail has the digits; 1 - p is exact where it is used.
    if (p > 0.5) {
        p = 1 - p;
        tail = opposite(tail);
    }
    constexpr int kMostSteps = 300;
    constexpr double kExact = 1e-13;
    constexpr double kNoise = 1e-8;
    double low = Scale::kLow;
    double high = Scale::kHigh;
    double x = Scale::kStart;
    double last_size = std::numeric_limits<double>::infinity();
    for (int i = 0; i < kMostSteps; ++i) {
        const double value = probability(tail, x);
        if (std::isnan(value)) return kMissing;
        const double excess = std::log(value / p);
        if (excess == 0) return x;
        const bool too_high = tail == Tail::Lower ? excess > 0 : excess < 0;
        (too_high ? high : low) = x;
        const double slope = density(x) * Scale::derivative(x) / value;
        double step = (tail == Tail::Lower ? -excess : excess) / slope;
        // Next to the root a step outside the bracket is rounding error.
        if (std::abs(step) < kExact) return Scale::moved(x, step);
        const double proposed = Scale::moved(x, step);
        if (!(proposed > low && proposed < high))
            step = Scale::distance(x, too_high ? low : high) / 2;
        x = Scale::moved(x, step);
        const double size = std::abs(step);
        if (size < kNoise && (size < kExact || size > last_size / 2)) {
            if (high == Scale::kHigh) return kMissing;
            return low == Scale::kLow && Scale::kLow > 0 ? 0 : x;
        }
        last_size = size;
    }
    return kMissing;
}

}  // namespace skjerm::expr::distributions
