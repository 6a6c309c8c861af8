// Probability distributions as plain functions of doubles, for the probability functions of the
// language. The value x or the probability p comes first, then the parameters.
//
// - A missing argument, or one outside the domain, gives NaN. So does a result that is infinite or
//   that an iteration did not reach: nothing throws.
// - Domains: degrees of freedom and shapes > 0, 0 <= p <= 1, non-centrality >= 0 (any for t),
//   standard deviation > 0, trials >= 0.
// - Below the support the lower tail is 0, the upper tail 1, the density 0; above it 1, 0 and 0.
// - `upper` is the probability of more than x, computed as such and not as 1 - lower: it keeps its
//   digits where it is small. `inverse_upper` likewise.
//
// The central distributions and the non-central chi-squared and F are those of Boost.Math; the
// non-central t is integrated here (noncentral_t.cpp says why).
#pragma once

namespace skjerm::expr::distributions {

[[nodiscard]] double normal_lower(double x);
[[nodiscard]] double normal_density(double x, double mean, double deviation);

/// The probability of at most (exactly, at least) `successes`; both counts are rounded down.
[[nodiscard]] double binomial_lower(double trials, double successes, double p);
[[nodiscard]] double binomial_point(double trials, double successes, double p);
[[nodiscard]] double binomial_upper(double trials, double successes, double p);

[[nodiscard]] double chi2_lower(double x, double df);
[[nodiscard]] double chi2_upper(double x, double df);
[[nodiscard]] double chi2_density(double x, double df);
[[nodiscard]] double chi2_inverse(double p, double df);
[[nodiscard]] double chi2_inverse_upper(double p, double df);

[[nodiscard]] double f_lower(double x, double df1, double df2);
[[nodiscard]] double f_upper(double x, double df1, double df2);
[[nodiscard]] double f_density(double x, double df1, double df2);
[[nodiscard]] double f_inverse(double p, double df1, double df2);
[[nodiscard]] double f_inverse_upper(double p, double df1, double df2);

[[nodiscard]] double beta_lower(double x, double a, double b);
[[nodiscard]] double beta_upper(double x, double a, double b);
[[nodiscard]] double beta_density(double x, double a, double b);
[[nodiscard]] double beta_inverse(double p, double a, double b);
[[nodiscard]] double beta_inverse_upper(double p, double a, double b);

[[nodiscard]] double t_lower(double x, double df);
[[nodiscard]] double t_upper(double x, double df);
[[nodiscard]] double t_density(double x, double df);
[[nodiscard]] double t_inverse(double p, double df);
[[nodiscard]] double t_inverse_upper(double p, double df);

// Noncentrality from 0 to 1e9; beyond that the result is missing.
[[nodiscard]] double noncentral_chi2_lower(double x, double df, double noncentrality);
[[nodiscard]] double noncentral_chi2_upper(double x, double df, double noncentrality);
[[nodiscard]] double noncentral_chi2_density(double x, double df, double noncentrality);

[[nodiscard]] double noncentral_f_lower(double x, double df1, double df2, double noncentrality);
[[nodiscard]] double noncentral_f_upper(double x, double df1, double df2, double noncentrality);
[[nodiscard]] double noncentral_f_density(double x, double df1, double df2, double noncentrality);
[[nodiscard]] double noncentral_f_inverse_upper(double p, double df1, double df2,
                                                double noncentrality);

[[nodiscard]] double noncentral_t_lower(double x, double df, double noncentrality);
[[nodiscard]] double noncentral_t_upper(double x, double df, double noncentrality);
[[nodiscard]] double noncentral_t_density(double x, double df, double noncentrality);
[[nodiscard]] double noncentral_t_inverse_upper(double p, double df, double noncentrality);

}  // namespace skjerm::expr::distributions
