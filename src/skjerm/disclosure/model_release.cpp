#include "skjerm/disclosure/model_release.h"

#include <algorithm>
#include <boost/math/distributions/normal.hpp>
#include <boost/math/distributions/students_t.hpp>
#include <cmath>

#include "skjerm/base/check.h"
#include "skjerm/disclosure/rounding.h"

namespace skjerm::disclosure {

namespace {

using released::CellState;
using released::Number;

constexpr int kDigitsBeyond = 2;  // of the leading digit of the standard error
constexpr int kMostDecimals = 12;
constexpr int kStatisticDecimals = 3;
constexpr int kFitDecimals = 4;
constexpr int kStatisticDigits = 4;

Number shown(double value) { return {.value = value, .state = CellState::Shown}; }

ReleasedCoefficient all_of(CellState state) {
    const Number number{.value = 0, .state = state};
    return {number, number, number, number, number, number, 0};
}

/// Probability of more than `statistic` on one side, and the quantile with `level` between it and
/// its negative.
double upper_tail(double statistic, double freedom) {
    using boost::math::cdf;
    using boost::math::complement;
    if (std::isinf(freedom)) return cdf(complement(boost::math::normal(), statistic));
    return cdf(complement(boost::math::students_t(freedom), statistic));
}
double quantile_of(double level, double freedom) {
    const double share = (1 + level) / 2;
    if (std::isinf(freedom)) return boost::math::quantile(boost::math::normal(), share);
    return boost::math::quantile(boost::math::students_t(freedom), share);
}

}  // namespace

ReleasedCoefficient release_coefficient(const RawCoefficient& raw, double tau, double freedom,
                                        double level) {
    SKJERM_CHECK(freedom > 0 && level > 0 && level < 1);
    const double wide = raw.standard_error * std::sqrt(1 + tau * tau);
    const auto leading = power_below(wide);
    if (!leading || !std::isfinite(raw.estimate)) return all_of(CellState::NotDefined);
    const int place = *leading - kDigitsBeyond;
    const double estimate = round_to_power(raw.estimate, place);
    const double error = round_to_power(wide, place);
    const double half = quantile_of(level, freedom) * error;
    const double statistic = round_decimals(estimate / error, kStatisticDecimals);
    const double tail = upper_tail(std::fabs(statistic), freedom);
    return {.estimate = shown(estimate),
            .standard_error = shown(error),
            .statistic = shown(statistic),
            .p_value = shown(round_decimals(std::min(1.0, 2 * tail), kStatisticDecimals)),
            .low = shown(round_to_power(estimate - half, place)),
            .high = shown(round_to_power(estimate + half, place)),
            .decimals = std::clamp(-place, 0, kMostDecimals)};
}

ReleasedCoefficient suppressed_coefficient() { return all_of(CellState::Suppressed); }

bool hides_constant(std::span<const base::Evidence> combinations, const Policy& policy,
                    const CountNoise& noise) {
    return std::any_of(combinations.begin(), combinations.end(), [&](const base::Evidence& one) {
        return noise.release(one) < policy.model_constant_min;
    });
}

double round_fit(double value) { return round_decimals(std::clamp(value, 0.0, 1.0), kFitDecimals); }

double round_statistic(double value) { return round_significant(value, kStatisticDigits); }

}  // namespace skjerm::disclosure
