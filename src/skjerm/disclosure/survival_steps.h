// Survival curves as they may be drawn. The curve is computed from every time of event, with keyed
// weights; it is shown only at drawn steps, each of which gathers times until enough events are in
// it, on a coarse grid of time, and only as long as enough units are at risk. Intervals and the
// median follow from what is drawn. (disclosure policy, "survival")
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "skjerm/base/evidence.h"
#include "skjerm/disclosure/count_noise.h"
#include "skjerm/disclosure/policy.h"

namespace skjerm::disclosure {

/// What happens at one time. Times ascend and are not negative.
struct SurvivalTime {
    double time = 0;
    base::Evidence leaving;     ///< units whose time this is, with an event or without
    base::Evidence events;      ///< those of them with an event
    double leaving_weight = 0;  ///< sums of keyed weights of the same
    double events_weight = 0;
};

struct DrawnStep {
    double time = 0;      ///< on the grid
    double survival = 1;  ///< from here on, three decimals
    double low = 1;       ///< log-log interval from the drawn values, three decimals
    double high = 1;
    std::uint64_t at_risk = 0;  ///< released, at this time
};

struct DrawnCurve {
    std::uint64_t units = 0;   ///< released
    std::uint64_t events = 0;  ///< released
    std::vector<DrawnStep> steps;
    double end = 0;                ///< the curve is drawn up to here
    std::optional<double> median;  ///< the first drawn time at which at most half survive
};

/// `integers`: times are whole numbers (a property of the variable, not of its values). `normal`:
/// the standard normal quantile of the interval, 1.96 for 95 %. Absent where too few units or
/// events are behind the curve: it is then left out.
[[nodiscard]] std::optional<DrawnCurve> draw_survival(std::span<const SurvivalTime> times,
                                                      bool integers, double normal,
                                                      const Policy& policy,
                                                      const CountNoise& noise);

}  // namespace skjerm::disclosure
