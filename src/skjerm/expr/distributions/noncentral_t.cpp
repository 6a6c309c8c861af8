// The non-central t distribution: T = (Z + noncentrality) / S, Z standard normal, S = sqrt(chi2(df)
// / df). Given S = s it is a normal distribution, so each of its functions is an integral over the
// density of S of something positive. With s = exp(u) that is a smooth integrand which falls off on
// both sides, and the trapezoidal rule gives all digits of it, in either tail. The usual series of
// incomplete beta functions alternates in the tail opposite to the noncentrality, where it even
// gives negative probabilities.
#include <cmath>
#include <numbers>

#include "skjerm/expr/distributions/distributions.h"
#include "skjerm/expr/distributions/policy.h"
#include "skjerm/expr/distributions/solve.h"

namespace skjerm::expr::distributions {
namespace {

constexpr double kSqrtTwoPi = 2.5066282746310005;

double normal_point(double z) { return std::exp(-z * z / 2) / kSqrtTwoPi; }

/// The density of the standard normal distribution over its lower tail.
double hazard(double z) {
    constexpr double kAsymptotic = -30;
    if (z < kAsymptotic) return -z / (1 - 1 / (z * z));
    return normal_point(z) / normal_lower(z);
}

/// log of the density of u = log S at 0: 2 a^a e^-a / gamma(a) with a = df / 2. For a large a the
/// powers cancel, and Stirling's series is what remains.
double log_density_at_one(double df) {
    const double a = df / 2;
    constexpr double kStirling = 20;
    if (a < kStirling) {
        int sign = 0;
        return std::log(2) + a * std::log(a) - a - ::lgamma_r(a, &sign);
    }
    const double inverse_square = 1 / (a * a);
    const double correction =
        (1.0 / 12 -
         inverse_square * (1.0 / 360 - inverse_square * (1.0 / 1260 - inverse_square / 1680))) /
        a;
    return std::log(2) + std::log(a / (2 * std::numbers::pi)) / 2 - correction;
}

/// What is integrated over the density of S.
enum class Kernel { Lower, Upper, Density };

struct Integrand {
    double x;
    double df;
    double noncentrality;
    Kernel kernel;
    double log_at_one;

    [[nodiscard]] double operator()(double u) const {
        const double s = std::exp(u);
        const double weight = std::exp(log_at_one - df / 2 * (std::expm1(2 * u) - 2 * u));
        const double z = x * s - noncentrality;
        if (kernel == Kernel::Lower) return weight * normal_lower(z);
        if (kernel == Kernel::Upper) return weight * normal_lower(-z);
        return weight * s * normal_point(z);
    }

    /// The derivative of the logarithm.
    [[nodiscard]] double slope(double u) const {
        const double s = std::exp(u);
        const double z = x * s - noncentrality;
        const double of_weight = -df * std::expm1(2 * u);
        if (kernel == Kernel::Lower) return of_weight + x * s * hazard(z);
        if (kernel == Kernel::Upper) return of_weight - x * s * hazard(-z);
        return of_weight + 1 - x * s * z;
    }

    /// Where it is largest.
    [[nodiscard]] double top() const {
        double left = -700;
        double right = 100;
        for (int i = 0; i < 60; ++i) {
            const double middle = (left + right) / 2;
            (slope(middle) > 0 ? left : right) = middle;
        }
        return left;
    }
};

double integral(double x, double df, double noncentrality, Kernel kernel) {
    const Integrand integrand{x, df, noncentrality, kernel, log_density_at_one(df)};
    const double top = integrand.top();
    const double s = std::exp(top);
    // Two lengths count: the width of the density of S and that of the step of the kernel. The
    // upper limit serves few degrees of freedom, whose density is far from normal.
    const double step = std::min(0.1, 0.4 / std::sqrt((2 * df + x * x) * s * s + df));
    constexpr double kNegligible = 1e-20;
    double sum = integrand(top);
    for (const double direction : {-1.0, 1.0}) {
        for (double i = 1;; ++i) {
            const double value = integrand(top + direction * i * step);
            sum += value;
            if (!(value > kNegligible * sum)) break;
        }
    }
    return sum * step;
}

bool are_parameters(double x, double df, double noncentrality) {
    return is_positive(df) && std::isfinite(noncentrality) && std::isfinite(x);
}

}  // namespace

double noncentral_t_lower(double x, double df, double noncentrality) {
    if (!are_parameters(x, df, noncentrality)) return kMissing;
    if (noncentrality == 0) return t_lower(x, df);
    // The tail that is farther out is integrated; around the centre either serves.
    if (x > noncentrality) return 1 - integral(x, df, noncentrality, Kernel::Upper);
    return integral(x, df, noncentrality, Kernel::Lower);
}

double noncentral_t_upper(double x, double df, double noncentrality) {
    return noncentral_t_lower(-x, df, -noncentrality);
}

double noncentral_t_density(double x, double df, double noncentrality) {
    if (!are_parameters(x, df, noncentrality)) return kMissing;
    if (noncentrality == 0) return t_density(x, df);
    return integral(x, df, noncentrality, Kernel::Density);
}

double noncentral_t_inverse_upper(double p, double df, double noncentrality) {
    if (noncentrality == 0) return t_inverse_upper(p, df);
    if (!are_parameters(0, df, noncentrality) || !(p > 0 && p < 1)) return kMissing;
    return quantile<RealScale>(
        Tail::Upper, p,
        [&](Tail side, double x) {
            return side == Tail::Lower ? noncentral_t_lower(x, df, noncentrality)
                                       : noncentral_t_upper(x, df, noncentrality);
        },
        [&](double x) { return noncentral_t_density(x, df, noncentrality); });
}

}  // namespace skjerm::expr::distributions
