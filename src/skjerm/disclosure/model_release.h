// What is shown of an estimated model, and how exactly: coefficients to two digits beyond the
// leading digit of their standard error, everything else derived from the rounded numbers and from
// the released number of units, so that no pair of outputs can be solved for the true one.
// (disclosure policy, "models")
#pragma once

#include <cstdint>
#include <span>

#include "skjerm/base/evidence.h"
#include "skjerm/disclosure/count_noise.h"
#include "skjerm/disclosure/policy.h"
#include "skjerm/released/result.h"

namespace skjerm::disclosure {

/// An estimate of the weighted fit with its standard error.
struct RawCoefficient {
    double estimate = 0;
    double standard_error = 0;
};

/// All not defined where the standard error is not a positive number.
struct ReleasedCoefficient {
    released::Number estimate;
    released::Number standard_error;
    released::Number statistic;  ///< t or z, three decimals
    released::Number p_value;    ///< two-sided, three decimals
    released::Number low;        ///< confidence interval
    released::Number high;
    int decimals = 0;  ///< of estimate, standard error and interval
};

/// `tau`: strength of the keyed weights, of which the standard error takes account. `freedom`: of
/// the t distribution, from the released number of units; infinite for the normal distribution.
/// `level`: of the interval, in (0, 1).
[[nodiscard]] ReleasedCoefficient release_coefficient(const RawCoefficient& raw, double tau,
                                                      double freedom, double level);

/// Likewise of what is shown as suppressed: the constant, where hides_constant.
[[nodiscard]] ReleasedCoefficient suppressed_coefficient();

/// Whether the constant must be hidden: some combination of the categorical regressors has too few
/// (released) units. `combinations`: those that occur.
[[nodiscard]] bool hides_constant(std::span<const base::Evidence> combinations,
                                  const Policy& policy, const CountNoise& noise);

/// R² and its kin: four decimals, within 0 and 1.
[[nodiscard]] double round_fit(double value);
/// Test statistics, log-likelihoods, information criteria: four significant digits.
[[nodiscard]] double round_statistic(double value);

}  // namespace skjerm::disclosure
