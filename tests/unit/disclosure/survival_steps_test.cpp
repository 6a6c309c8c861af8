// Drawn survival curves: arithmetic with the plain gate, protection with the standard one.
#include "skjerm/disclosure/survival_steps.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "support/plain_policy.h"
#include "support/raw_table.h"

namespace skjerm::disclosure {
namespace {

using testing::evidence;
using testing::plain_gate;
using testing::standard_gate;

constexpr double kNormal = 1.959963984540054;

/// At times 1, 2, …: `events` of them with an event, and `censored` without. Weights are 1.
std::vector<SurvivalTime> lives(const Gate& gate, const std::vector<std::uint64_t>& events,
                                std::uint64_t censored, double unit = 1) {
    std::vector<SurvivalTime> times;
    std::uint64_t next = 0;
    for (std::size_t at = 0; at < events.size(); ++at) {
        SurvivalTime& one = times.emplace_back();
        one.time = unit * static_cast<double>(at + 1);
        one.events = evidence(gate, next, events[at]);
        one.leaving = evidence(gate, next, events[at] + censored);
        one.events_weight = static_cast<double>(events[at]);
        one.leaving_weight = static_cast<double>(events[at] + censored);
        next += events[at] + censored;
    }
    return times;
}

/// Without noise, with the standard rules of survival.
std::optional<DrawnCurve> drawn(const std::vector<SurvivalTime>& times, bool integers = true) {
    const Gate gate = plain_gate();
    return draw_survival(times, integers, kNormal, Policy::standard(), gate.count_noise());
}

TEST(Survival, FollowsKaplanAndMeier) {
    const Gate gate = plain_gate();
    // 10 of 100, 18 of 90, 36 of 72: S = 0.9, 0.72, 0.36; 36 live on to time 4.
    auto times = lives(gate, {10, 18, 36}, 0);
    times.push_back({.time = 4,
                     .leaving = evidence(gate, 64, 36),
                     .events = {},
                     .leaving_weight = 36,
                     .events_weight = 0});
    const auto full = drawn(times);
    ASSERT_TRUE(full.has_value());
    EXPECT_EQ(full->units, 100U);
    EXPECT_EQ(full->events, 64U);
    ASSERT_EQ(full->steps.size(), 3U);
    EXPECT_EQ(full->steps[0].survival, 0.9);
    EXPECT_EQ(full->steps[1].survival, 0.72);
    EXPECT_EQ(full->steps[2].survival, 0.36);
    EXPECT_EQ(full->steps[2].at_risk, 72U);
    EXPECT_EQ(full->end, 4);
    EXPECT_EQ(full->median, 3);
    // exp(-exp(ln(-ln S) +- 1.96 sqrt(sum of d / (n (n - d))) / ln S)), worked out by hand.
    EXPECT_EQ(full->steps[0].low, 0.822);
    EXPECT_EQ(full->steps[0].high, 0.945);
    EXPECT_EQ(full->steps[1].low, 0.621);
    EXPECT_EQ(full->steps[1].high, 0.797);
}

TEST(Survival, GathersTimesUntilThereAreEvents) {
    const Gate gate = plain_gate();
    // One event a time among 400: a step is drawn at every fifth.
    const auto curve = drawn(lives(gate, std::vector<std::uint64_t>(100, 1), 3));
    ASSERT_TRUE(curve.has_value());
    ASSERT_GT(curve->steps.size(), 10U);
    for (std::size_t i = 0; i < curve->steps.size(); ++i)
        EXPECT_EQ(curve->steps[i].time, 5.0 * static_cast<double>(i + 1));
    // At least twenty are at risk to the end: the last are those of time 96 to 100.
    EXPECT_EQ(curve->end, 96);
    EXPECT_FALSE(curve->median.has_value() && *curve->median > curve->end);
    double before = 1;
    for (const DrawnStep& step : curve->steps) {
        EXPECT_LE(step.survival, before);
        EXPECT_LE(step.low, step.survival);
        EXPECT_GE(step.high, step.survival);
        before = step.survival;
    }
}

TEST(Survival, TimesLieOnACoarseGrid) {
    const Gate gate = plain_gate();
    const auto days = drawn(lives(gate, std::vector<std::uint64_t>(1500, 6), 1));
    ASSERT_TRUE(days.has_value());
    EXPECT_LE(days->steps.size(), 400U);
    for (const DrawnStep& step : days->steps) EXPECT_EQ(std::fmod(step.time, 5), 0);
    const auto years = drawn(lives(gate, std::vector<std::uint64_t>(300, 9), 1, 0.013), false);
    ASSERT_TRUE(years.has_value());
    for (std::size_t i = 1; i < years->steps.size(); ++i)
        EXPECT_LT(years->steps[i - 1].time, years->steps[i].time) << "one step a point of the grid";
}

TEST(Survival, EndsWhereNobodySurvives) {
    const Gate gate = plain_gate();
    const auto curve = drawn(lives(gate, {30, 30, 40}, 0));
    ASSERT_TRUE(curve.has_value());
    ASSERT_EQ(curve->steps.size(), 3U);
    EXPECT_EQ(curve->steps.back().survival, 0);
    EXPECT_EQ(curve->steps.back().low, 0);
}

TEST(Survival, OfFewIsLeftOut) {
    const Gate gate = plain_gate();
    EXPECT_FALSE(drawn(lives(gate, {20, 20}, 0)).has_value()) << "40 units";
    EXPECT_FALSE(drawn(lives(gate, {5, 5, 5}, 30)).has_value()) << "15 events";
    EXPECT_FALSE(drawn({}).has_value());
}

TEST(Survival, OneUnitDoesNotMoveAStepToItsTime) {
    // Who has the event at time 40 instead of 41 is in the same step, which is drawn at its end.
    const Gate gate = standard_gate();
    std::vector<std::uint64_t> events(100, 1);
    const auto times = lives(gate, events, 5);
    const auto curve = draw_survival(times, true, kNormal, gate.policy(), gate.count_noise());
    ASSERT_TRUE(curve.has_value());
    for (std::size_t i = 0; i < curve->steps.size(); ++i) {
        const double before = i == 0 ? 0 : curve->steps[i - 1].time;
        base::Evidence step;
        for (const SurvivalTime& one : times)
            if (one.time > before && one.time <= curve->steps[i].time) step.merge(one.events);
        EXPECT_GE(gate.count_noise().release(step), 5U);
        EXPECT_GE(curve->steps[i].at_risk, 20U);
    }
}

}  // namespace
}  // namespace skjerm::disclosure
