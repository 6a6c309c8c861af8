#include "skjerm/disclosure/survival_steps.h"

#include <algorithm>
#include <cmath>

#include "skjerm/base/check.h"
#include "skjerm/disclosure/chart_rules.h"
#include "skjerm/disclosure/rounding.h"

namespace skjerm::disclosure {

namespace {

constexpr int kSurvivalDecimals = 3;
constexpr double kHalf = 0.5;

/// Evidence of the units whose time is that of an entry or later.
std::vector<base::Evidence> at_risk_from(std::span<const SurvivalTime> times) {
    std::vector<base::Evidence> sets(times.size() + 1);
    for (std::size_t at = times.size(); at-- > 0;) {
        sets[at] = sets[at + 1];
        sets[at].merge(times[at].leaving);
    }
    return sets;
}

/// The distance of points in time that may be told apart, when the last is `last`.
double grid_of(double last, bool integers, const Policy& policy) {
    const auto points = static_cast<double>(policy.survival_grid_points);
    if (integers && last <= points) return 1;
    const double step = nice_step(last / points);
    return integers ? std::max(1.0, std::ceil(step)) : step;
}

/// Variance of ln(-ln S) after Greenwood, from drawn values and released numbers at risk.
struct LogLog {
    double sum = 0;

    void add(double before, double after, std::uint64_t at_risk) {
        const double stays = after / before;
        sum += (1 - stays) / (static_cast<double>(at_risk) * stays);
    }
    void fill(DrawnStep& step, double normal) const {
        const double log = std::log(step.survival);
        const double width = normal * std::sqrt(sum) / std::fabs(log);
        const double centre = std::log(-log);
        step.low = round_decimals(std::exp(-std::exp(centre + width)), kSurvivalDecimals);
        step.high = round_decimals(std::exp(-std::exp(centre - width)), kSurvivalDecimals);
    }
};

}  // namespace

std::optional<DrawnCurve> draw_survival(std::span<const SurvivalTime> times, bool integers,
                                        double normal, const Policy& policy,
                                        const CountNoise& noise) {
    const std::vector<base::Evidence> at_risk = at_risk_from(times);
    base::Evidence all_events;
    double weight = 0;
    for (const SurvivalTime& one : times) {
        all_events.merge(one.events);
        weight += one.leaving_weight;
    }
    DrawnCurve curve;
    curve.units = noise.release(at_risk.front());
    curve.events = noise.release(all_events);
    if (curve.units < policy.survival_min_units || curve.events < policy.survival_min_total_events)
        return std::nullopt;

    // The curve ends at the last time with enough units at risk; the grid follows from that time,
    // and not from the longest life.
    std::size_t last = 0;
    for (std::size_t at = 0; at < times.size(); ++at)
        if (noise.release(at_risk[at]) >= policy.survival_min_risk) last = at;
    const double grid = grid_of(times[last].time, integers, policy);
    const auto risk_at = [&](double time) {
        const auto from = std::lower_bound(
            times.begin(), times.end(), time,
            [](const SurvivalTime& one, double value) { return one.time < value; });
        return noise.release(at_risk[static_cast<std::size_t>(from - times.begin())]);
    };
    auto points = static_cast<std::int64_t>(std::ceil(times[last].time / grid));
    while (points > 0 && risk_at(static_cast<double>(points) * grid) < policy.survival_min_risk)
        --points;
    curve.end = static_cast<double>(points) * grid;

    const double share = policy.survival_event_share * static_cast<double>(curve.events);
    const double enough = std::max(static_cast<double>(policy.survival_min_events), share);
    double survival = 1;
    double drawn = 1;
    LogLog variance;
    base::Evidence gathered;
    for (const SurvivalTime& one : times) {
        if (one.events_weight > 0) survival *= 1 - one.events_weight / weight;
        weight -= one.leaving_weight;
        gathered.merge(one.events);
        if (static_cast<double>(noise.release(gathered)) < enough) continue;
        gathered = {};
        DrawnStep step;
        step.time = std::ceil(one.time / grid) * grid;
        if (step.time > curve.end) break;
        step.survival = std::clamp(round_decimals(survival, kSurvivalDecimals), 0.0, drawn);
        step.low = step.high = step.survival;
        step.at_risk = risk_at(step.time);
        if (step.survival > 0 && step.survival < 1) {
            variance.add(drawn, step.survival, step.at_risk);
            variance.fill(step, normal);
        }
        drawn = step.survival;
        // Two steps in one cell of the grid are one.
        if (!curve.steps.empty() && curve.steps.back().time == step.time)
            curve.steps.back() = step;
        else
            curve.steps.push_back(step);
        if (!curve.median && step.survival <= kHalf) curve.median = step.time;
        if (step.survival == 0) break;
    }
    return curve;
}

}  // namespace skjerm::disclosure
