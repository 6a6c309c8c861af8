#include <algorithm>
#include <boost/math/distributions/fisher_f.hpp>
#include <boost/math/distributions/students_t.hpp>
#include <boost/math/special_functions/beta.hpp>
#include <boost/math/special_functions/gamma.hpp>
#include <cmath>
#include <numbers>

#include "skjerm/expr/distributions/distributions.h"
#include "skjerm/expr/distributions/policy.h"
#include "skjerm/expr/distributions/solve.h"

namespace skjerm::expr::distributions {
namespace {

namespace math = boost::math;

using FDistribution = math::fisher_f_distribution<double, Policy>;
using TDistribution = math::students_t_distribution<double, Policy>;

/// The arcsine law: Boost.Math takes the arcsine near 1 for it, which loses half of the digits.
bool is_arcsine(double a, double b) { return a == 0.5 && b == 0.5; }
double arcsine_share(double x) { return std::asin(std::sqrt(x)) * 2 / std::numbers::pi; }

/// The regularised incomplete beta function of 0 <= x <= 1.
double incomplete_beta(double a, double b, double x) {
    if (!is_arcsine(a, b)) return math::ibeta(a, b, x, kPolicy);
    return x <= 0.5 ? arcsine_share(x) : 1 - arcsine_share(1 - x);
}

double incomplete_beta_complement(double a, double b, double x) {
    if (!is_arcsine(a, b)) return math::ibetac(a, b, x, kPolicy);
    return x <= 0.5 ? 1 - arcsine_share(x) : arcsine_share(1 - x);
}

/// P(|T| <= x) or P(|T| > x), x >= 0.
double two_sided_t(Tail tail, double x, double df) {
    const double ratio = x / std::sqrt(df);
    constexpr double kFarAway = 1e100;  // where 1 / (1 + ratio^2) is ratio^-2, and may underflow
    if (ratio > kFarAway) {
        const double outside =
            std::exp(-df * std::log(ratio)) * 2 / (df * math::beta(df / 2, 0.5, kPolicy));
        return tail == Tail::Upper ? outside : 1 - outside;
    }
    const double square = ratio * ratio;
    if (square < 0.5) {
        const double z = square / (1 + square);
        return tail == Tail::Lower ? incomplete_beta(0.5, df / 2, z)
                                   : incomplete_beta_complement(0.5, df / 2, z);
    }
    const double z = 1 / (1 + square);
    return tail == Tail::Lower ? incomplete_beta_complement(df / 2, 0.5, z)
                               : incomplete_beta(df / 2, 0.5, z);
}

double f_tail(Tail tail, double x, double df1, double df2) {
    return tail == Tail::Lower ? f_lower(x, df1, df2) : f_upper(x, df1, df2);
}

double f_quantile(Tail tail, double p, double df1, double df2) {
    if (!is_positive(df1) || !is_positive(df2) || !is_probability(p)) return kMissing;
    if (p == 0 || p == 1) return (p == 0) == (tail == Tail::Lower) ? 0 : kMissing;
    return quantile<PositiveScale>(
        tail, p, [&](Tail side, double x) { return f_tail(side, x, df1, df2); },
        [&](double x) { return f_density(x, df1, df2); });
}

double beta_tail(Tail tail, double x, double a, double b) {
    return tail == Tail::Lower ? beta_lower(x, a, b) : beta_upper(x, a, b);
}

/// Solved for x or for 1 - x, whichever is less than one half.
double beta_quantile(Tail tail, double p, double a, double b) {
    if (!is_positive(a) || !is_positive(b) || !is_probability(p)) return kMissing;
    if (p == 0 || p == 1) return (p == 0) == (tail == Tail::Lower) ? 0 : 1;
    const double at_half = beta_tail(tail, 0.5, a, b);
    if (tail == Tail::Lower ? p > at_half : p < at_half)
        return 1 - beta_quantile(opposite(tail), p, b, a);
    return quantile<PositiveScale>(
        tail, p, [&](Tail side, double x) { return beta_tail(side, x, a, b); },
        [&](double x) { return beta_density(x, a, b); });
}

/// The size of the quantile from whichever of the two-sided probabilities is smaller.
double t_size(double p, double df) {
    const double off_centre = std::abs(p - 0.5);
    if (off_centre == 0) return 0;
    return quantile<PositiveScale>(
        off_centre < 0.25 ? Tail::Lower : Tail::Upper,
        off_centre < 0.25 ? 2 * off_centre : 2 * std::min(p, 1 - p),
        [&](Tail side, double x) { return two_sided_t(side, x, df); },
        [&](double x) { return 2 * t_density(x, df); });
}

}  // namespace

double normal_lower(double x) { return std::erfc(-x / std::numbers::sqrt2) / 2; }

double normal_density(double x, double mean, double deviation) {
    if (!is_positive(deviation)) return kMissing;
    const double z = (x - mean) / deviation;
    return std::exp(-z * z / 2) / (deviation * std::sqrt(2 * std::numbers::pi));
}

// ---- binomial ---------------------------------------------------------------------------------

double binomial_lower(double trials, double successes, double p) {
    const double n = std::floor(trials);
    const double k = std::floor(successes);
    if (!(n >= 0) || std::isnan(k) || !is_probability(p)) return kMissing;
    if (k < 0) return 0;
    if (k >= n) return 1;
    return incomplete_beta_complement(k + 1, n - k, p);
}

double binomial_point(double trials, double successes, double p) {
    const double n = std::floor(trials);
    const double k = std::floor(successes);
    if (!(n >= 0) || std::isnan(k) || !is_probability(p)) return kMissing;
    if (k < 0 || k > n) return 0;
    if (p == 0) return k == 0 ? 1 : 0;
    if (p == 1) return k == n ? 1 : 0;
    if (k == 0) return std::exp(n * std::log1p(-p));
    if (k == n) return std::pow(p, n);
    return math::ibeta_derivative(k + 1, n - k + 1, p, kPolicy) / (n + 1);
}

double binomial_upper(double trials, double successes, double p) {
    const double n = std::floor(trials);
    const double k = std::floor(successes);
    if (!(n >= 0) || std::isnan(k) || !is_probability(p)) return kMissing;
    if (k <= 0) return 1;
    if (k > n) return 0;
    return incomplete_beta(k, n - k + 1, p);
}

// ---- chi-squared ------------------------------------------------------------------------------

double chi2_lower(double x, double df) {
    if (!is_positive(df) || std::isnan(x)) return kMissing;
    return x <= 0 ? 0 : math::gamma_p(df / 2, x / 2, kPolicy);
}

double chi2_upper(double x, double df) {
    if (!is_positive(df) || std::isnan(x)) return kMissing;
    return x <= 0 ? 1 : math::gamma_q(df / 2, x / 2, kPolicy);
}

double chi2_density(double x, double df) {
    if (!is_positive(df) || std::isnan(x)) return kMissing;
    return x < 0 ? 0 : math::gamma_p_derivative(df / 2, x / 2, kPolicy) / 2;
}

double chi2_inverse(double p, double df) {
    if (!is_positive(df) || !is_probability(p)) return kMissing;
    return 2 * math::gamma_p_inv(df / 2, p, kPolicy);
}

double chi2_inverse_upper(double p, double df) {
    if (!is_positive(df) || !is_probability(p)) return kMissing;
    return 2 * math::gamma_q_inv(df / 2, p, kPolicy);
}

// ---- F ----------------------------------------------------------------------------------------

double f_lower(double x, double df1, double df2) {
    if (!is_positive(df1) || !is_positive(df2) || std::isnan(x)) return kMissing;
    return x <= 0 ? 0 : math::cdf(FDistribution(df1, df2), x);
}

double f_upper(double x, double df1, double df2) {
    if (!is_positive(df1) || !is_positive(df2) || std::isnan(x)) return kMissing;
    return x <= 0 ? 1 : math::cdf(math::complement(FDistribution(df1, df2), x));
}

double f_density(double x, double df1, double df2) {
    if (!is_positive(df1) || !is_positive(df2) || std::isnan(x)) return kMissing;
    return x < 0 ? 0 : math::pdf(FDistribution(df1, df2), x);
}

double f_inverse(double p, double df1, double df2) { return f_quantile(Tail::Lower, p, df1, df2); }

double f_inverse_upper(double p, double df1, double df2) {
    return f_quantile(Tail::Upper, p, df1, df2);
}

// ---- beta -------------------------------------------------------------------------------------

double beta_lower(double x, double a, double b) {
    if (!is_positive(a) || !is_positive(b) || std::isnan(x)) return kMissing;
    if (x <= 0) return 0;
    return x >= 1 ? 1 : incomplete_beta(a, b, x);
}

double beta_upper(double x, double a, double b) {
    if (!is_positive(a) || !is_positive(b) || std::isnan(x)) return kMissing;
    if (x <= 0) return 1;
    return x >= 1 ? 0 : incomplete_beta_complement(a, b, x);
}

double beta_density(double x, double a, double b) {
    if (!is_positive(a) || !is_positive(b) || std::isnan(x)) return kMissing;
    if (x < 0 || x > 1) return 0;
    // At the ends the density is 0, infinite, or that of a straight line.
    if (x == 0) return a > 1 ? 0 : a == 1 ? b : kMissing;
    if (x == 1) return b > 1 ? 0 : b == 1 ? a : kMissing;
    return math::ibeta_derivative(a, b, x, kPolicy);
}

double beta_inverse(double p, double a, double b) { return beta_quantile(Tail::Lower, p, a, b); }

double beta_inverse_upper(double p, double a, double b) {
    return beta_quantile(Tail::Upper, p, a, b);
}

// ---- t ----------------------------------------------------------------------------------------

double t_lower(double x, double df) {
    if (!is_positive(df) || std::isnan(x)) return kMissing;
    const double outside = two_sided_t(Tail::Upper, std::abs(x), df) / 2;
    return x < 0 ? outside : 0.5 + two_sided_t(Tail::Lower, x, df) / 2;
}

double t_upper(double x, double df) { return t_lower(-x, df); }

double t_density(double x, double df) {
    if (!is_positive(df) || std::isnan(x)) return kMissing;
    return math::pdf(TDistribution(df), x);
}

double t_inverse(double p, double df) {
    if (!is_positive(df) || !(p > 0 && p < 1)) return kMissing;
    return p < 0.5 ? -t_size(p, df) : t_size(p, df);
}

double t_inverse_upper(double p, double df) { return 0 - t_inverse(p, df); }  // never -0

}  // namespace skjerm::expr::distributions
