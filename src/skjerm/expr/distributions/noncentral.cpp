#include <algorithm>
#include <boost/math/distributions/non_central_chi_squared.hpp>
#include <boost/math/distributions/non_central_f.hpp>
#include <boost/math/special_functions/gamma.hpp>
#include <cmath>

#include "skjerm/expr/distributions/distributions.h"
#include "skjerm/expr/distributions/policy.h"
#include "skjerm/expr/distributions/solve.h"

namespace skjerm::expr::distributions {
namespace {

namespace math = boost::math;

using Chi2Distribution = math::non_central_chi_squared_distribution<double, Policy>;
using FDistribution = math::non_central_f_distribution<double, Policy>;

/// Above this the series take millions of terms, and Boost.Math counts them in an int.
constexpr double kLargestNoncentrality = 1e9;

bool is_noncentrality(double value) { return value >= 0 && value <= kLargestNoncentrality; }

/// The index of the largest term of the Poisson mixture of chi-squared densities at x > 0: terms
/// grow by noncentrality x / (4 (j + 1) (df / 2 + j)).
double largest_term(double x, double df, double noncentrality) {
    const double half = df / 4 + 0.5;
    const double product = noncentrality * x / 4;
    return std::max(0.0, std::floor(std::sqrt(half * half + product) - half));
}

double log_gamma(double x) {
    int sign = 0;
    return ::lgamma_r(x, &sign);
}

/// Sums term(j) over j >= 0 outwards from the largest one.
template <class Term>
double sum_outwards(double from, Term term) {
    constexpr double kNegligible = 1e-18;
    double sum = term(from);
    for (double j = from + 1;; ++j) {
        const double value = term(j);
        sum += value;
        if (!(value > kNegligible * sum)) break;
    }
    for (double j = from - 1; j >= 0; --j) {
        const double value = term(j);
        sum += value;
        if (!(value > kNegligible * sum)) break;
    }
    return sum;
}

/// The density of chi-squared with df + 2 j degrees of freedom, times the Poisson probability of j.
double mixture_term(double j, double x, double df, double noncentrality) {
    const double half = noncentrality / 2;
    return std::exp(j * std::log(half) - half - log_gamma(j + 1) +
                    (df / 2 + j - 1) * std::log(x / 2) - x / 2 - log_gamma(df / 2 + j)) /
           2;
}

/// For the far lower tail, which Boost.Math gives as 0: there the mixture is summed as it stands.
double chi2_mixture_lower(double x, double df, double noncentrality) {
    const double half = noncentrality / 2;
    return sum_outwards(largest_term(x, df, noncentrality), [&](double j) {
        return std::exp(j * std::log(half) - half - log_gamma(j + 1)) * chi2_lower(x, df + 2 * j);
    });
}

}  // namespace

double noncentral_chi2_lower(double x, double df, double noncentrality) {
    if (noncentrality == 0) return chi2_lower(x, df);
    if (!is_positive(df) || !is_noncentrality(noncentrality) || std::isnan(x)) return kMissing;
    if (x <= 0) return 0;
    constexpr double kFarTail = 1e-8;
    const double lower = math::cdf(Chi2Distribution(df, noncentrality), x);
    return lower < kFarTail ? chi2_mixture_lower(x, df, noncentrality) : lower;
}

double noncentral_chi2_upper(double x, double df, double noncentrality) {
    if (noncentrality == 0) return chi2_upper(x, df);
    if (!is_positive(df) || !is_noncentrality(noncentrality) || std::isnan(x)) return kMissing;
    return x <= 0 ? 1 : math::cdf(math::complement(Chi2Distribution(df, noncentrality), x));
}

double noncentral_chi2_density(double x, double df, double noncentrality) {
    if (noncentrality == 0) return chi2_density(x, df);
    if (!is_positive(df) || !is_noncentrality(noncentrality) || std::isnan(x)) return kMissing;
    if (x < 0) return 0;
    // At 0 only the first term of the mixture is there.
    if (x == 0) return std::exp(-noncentrality / 2) * chi2_density(0, df);
    return sum_outwards(largest_term(x, df, noncentrality),
                        [&](double j) { return mixture_term(j, x, df, noncentrality); });
}

double noncentral_f_lower(double x, double df1, double df2, double noncentrality) {
    if (noncentrality == 0) return f_lower(x, df1, df2);
    if (!is_positive(df1) || !is_positive(df2) || !is_noncentrality(noncentrality) || std::isnan(x))
        return kMissing;
    return x <= 0 ? 0 : math::cdf(FDistribution(df1, df2, noncentrality), x);
}

double noncentral_f_upper(double x, double df1, double df2, double noncentrality) {
    if (noncentrality == 0) return f_upper(x, df1, df2);
    if (!is_positive(df1) || !is_positive(df2) || !is_noncentrality(noncentrality) || std::isnan(x))
        return kMissing;
    return x <= 0 ? 1 : math::cdf(math::complement(FDistribution(df1, df2, noncentrality), x));
}

double noncentral_f_density(double x, double df1, double df2, double noncentrality) {
    if (noncentrality == 0) return f_density(x, df1, df2);
    if (!is_positive(df1) || !is_positive(df2) || !is_noncentrality(noncentrality) || std::isnan(x))
        return kMissing;
    return x < 0 ? 0 : math::pdf(FDistribution(df1, df2, noncentrality), x);
}

double noncentral_f_inverse_upper(double p, double df1, double df2, double noncentrality) {
    if (noncentrality == 0) return f_inverse_upper(p, df1, df2);
    if (!is_positive(df1) || !is_positive(df2) || !is_noncentrality(noncentrality) ||
        !is_probability(p) || p == 0)
        return kMissing;
    if (p == 1) return 0;
    return quantile<PositiveScale>(
        Tail::Upper, p,
        [&](Tail side, double x) {
            return side == Tail::Lower ? noncentral_f_lower(x, df1, df2, noncentrality)
                                       : noncentral_f_upper(x, df1, df2, noncentrality);
        },
        [&](double x) { return noncentral_f_density(x, df1, df2, noncentrality); });
}

}  // namespace skjerm::expr::distributions
