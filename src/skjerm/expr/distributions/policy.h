// How the distributions of the language use Boost.Math: in double throughout, so that the bits do
// not depend on a wider type of the machine, and without exceptions.
#pragma once

#include <boost/math/policies/policy.hpp>
#include <cmath>
#include <limits>

namespace skjerm::expr::distributions {

namespace boost_policies = boost::math::policies;

using Policy =
    boost_policies::policy<boost_policies::domain_error<boost_policies::ignore_error>,
                           boost_policies::pole_error<boost_policies::ignore_error>,
                           boost_policies::overflow_error<boost_policies::ignore_error>,
                           boost_policies::evaluation_error<boost_policies::ignore_error>,
                           boost_policies::rounding_error<boost_policies::ignore_error>,
                           boost_policies::indeterminate_result_error<boost_policies::ignore_error>,
                           boost_policies::promote_float<false>,
                           boost_policies::promote_double<false>>;

inline constexpr Policy kPolicy;
inline constexpr double kMissing = std::numeric_limits<double>::quiet_NaN();

/// False for NaN.
[[nodiscard]] inline bool is_positive(double value) { return value > 0 && !std::isinf(value); }
[[nodiscard]] inline bool is_probability(double p) { return p >= 0 && p <= 1; }

}  // namespace skjerm::expr::distributions
