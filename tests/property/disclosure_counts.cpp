// Invariants of released counts (I1-I6, I10) and of the noise as a whole: what an attacker with
// many queries would look for. Statistical tests have fixed keys, hence fixed outcomes; each
// comment says how improbable a failure was when the keys were chosen.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numeric>
#include <random>
#include <vector>

#include "skjerm/disclosure/count_noise.h"
#include "skjerm/disclosure/policy.h"
#include "support/plain_policy.h"
#include "support/raw_table.h"

namespace skjerm::disclosure {
namespace {

using testing::standard_gate;

constexpr std::size_t kSets = 100'000;

const Gate& gate() {
    static const Gate made = standard_gate();
    return made;
}

std::uint64_t release(const base::Evidence& set) { return gate().count_noise().release(set); }

/// The change of the count of `count` units from `first` on.
double noise_of_range(std::uint64_t first, std::uint64_t count) {
    const base::Evidence set = testing::evidence(gate(), first, count);
    return static_cast<double>(release(set)) - static_cast<double>(count);
}

double mean_of(const std::vector<double>& values) {
    return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

double variance_of(const std::vector<double>& values) {
    const double mean = mean_of(values);
    double sum = 0;
    for (const double value : values) sum += (value - mean) * (value - mean);
    return sum / static_cast<double>(values.size());
}

double correlation(const std::vector<double>& left, const std::vector<double>& right) {
    const double left_mean = mean_of(left);
    const double right_mean = mean_of(right);
    double sum = 0;
    for (std::size_t i = 0; i < left.size(); ++i)
        sum += (left[i] - left_mean) * (right[i] - right_mean);
    return sum / static_cast<double>(left.size()) /
           std::sqrt(variance_of(left) * variance_of(right));
}

RC_GTEST_PROP(Counts, TheSameUnitsGiveTheSameCount, (const std::vector<std::uint32_t>& drawn)) {
    std::vector<std::uint32_t> units = drawn;
    std::sort(units.begin(), units.end());
    units.erase(std::unique(units.begin(), units.end()), units.end());
    const base::UnitKeys keys = gate().unit_keys(0);
    base::Evidence ordered;
    for (const std::uint32_t unit : units) ordered.add(keys.key(unit));

    std::vector<std::uint32_t> shuffled = units;
    std::shuffle(shuffled.begin(), shuffled.end(), std::mt19937(units.empty() ? 0 : units[0]));
    const std::size_t parts = *rc::gen::inRange<std::size_t>(1, 65);
    std::vector<base::Evidence> partial(parts);
    for (std::size_t i = 0; i < shuffled.size(); ++i)
        partial[i * 7 % parts].add(keys.key(shuffled[i]));
    base::Evidence merged;
    for (const base::Evidence& part : partial) merged.merge(part);
    RC_ASSERT(release(merged) == release(ordered));
}

RC_GTEST_PROP(Counts, AreZeroOrAboveFourAndAtMostFiveOff, ()) {
    const auto first = *rc::gen::inRange<std::uint64_t>(0, 1ULL << 31);
    const auto count = *rc::gen::inRange<std::uint64_t>(0, 40);
    const std::uint64_t released = release(testing::evidence(gate(), first, count));
    if (count == 0) RC_ASSERT(released == 0U);
    RC_ASSERT(released == 0U || released > 4U);
    RC_ASSERT(released <= count + 5 && released + 5 >= count);
}

/// Mean within 3 standard errors, as the definition of the noise asks; variance within 2 %.
TEST(Counts, HaveNoiseOfMeanZeroAndTheRightVariance) {
    constexpr double kVariances[] = {4.5, 7, 7, 6, 6, 2.5, 3.5, 4.5, 5.5, 6, 6, 6};
    constexpr std::size_t kCounts = std::size(kVariances);
    std::vector<std::vector<double>> noise(kCounts);
    const base::UnitKeys keys = gate().unit_keys(0);
    for (std::uint64_t set = 0; set < kSets; ++set) {
        base::Evidence growing;
        for (std::size_t at = 0; at < kCounts; ++at) {
            growing.add(keys.key(set * 20 + at));
            noise[at].push_back(static_cast<double>(release(growing)) -
                                static_cast<double>(at + 1));
        }
    }
    for (std::size_t at = 0; at < kCounts; ++at) {
        EXPECT_LT(std::fabs(mean_of(noise[at])), 3 * std::sqrt(kVariances[at] / kSets)) << at + 1;
        EXPECT_NEAR(variance_of(noise[at]) / kVariances[at], 1, 0.02) << at + 1;
    }
}

/// Mean absolute change 1.99 and an unchanged count with probability 0.149 for ten units and more:
/// tolerances of six standard errors.
TEST(Counts, ChangeByTwoOnAverage) {
    double change = 0;
    double unchanged = 0;
    for (std::uint64_t set = 0; set < kSets; ++set) {
        const double noise = noise_of_range(set * 20, 15);
        change += std::fabs(noise);
        unchanged += noise == 0 ? 1 : 0;
    }
    EXPECT_NEAR(change / kSets, 1.99, 0.027);
    EXPECT_NEAR(unchanged / kSets, 0.149, 0.0068);
}

/// 10^5 pairs: |r| stays below 0.01 with probability 0.998 for one pair of independent columns; the
/// fixed keys make it a fixed fact.
TEST(Counts, OfDisjointSetsHaveUnrelatedNoise) {
    std::vector<double> left;
    std::vector<double> right;
    for (std::uint64_t set = 0; set < kSets; ++set) {
        left.push_back(noise_of_range(set * 40, 12));
        right.push_back(noise_of_range(set * 40 + 20, 14));
    }
    EXPECT_LT(std::fabs(correlation(left, right)), 0.01);
}

/// Two cells that share the unit with the smallest key share the sticky layer: correlation about
/// the share of that layer (0.3), and no more.
TEST(Counts, OfNearlyEqualSetsShareTheStickyLayerOnly) {
    const base::UnitKeys keys = gate().unit_keys(0);
    std::vector<double> with;
    std::vector<double> without;
    for (std::uint64_t set = 0; set < kSets; ++set) {
        base::Evidence larger = testing::evidence(gate(), set * 40, 30);
        const base::Evidence smaller = testing::evidence(gate(), set * 40, 29);
        if (larger.key_min != smaller.key_min) continue;
        with.push_back(static_cast<double>(release(larger)) - 30);
        without.push_back(static_cast<double>(release(smaller)) - 29);
    }
    EXPECT_NEAR(correlation(with, without), 0.3, 0.02);
}

/// For every true count from 0 to 4 a condition is treated as selecting nobody; from 5 to 9 almost
/// always, so 0 and 9 are told apart by no more than the noise allows.
TEST(Counts, SnapZeroToFourAlike) {
    const base::Evidence rest = testing::evidence(gate(), 1'000'000'000, 3000);
    for (std::uint64_t count = 0; count <= 4; ++count)
        for (std::uint64_t set = 0; set < 2000; ++set)
            ASSERT_EQ(gate().snap(testing::evidence(gate(), set * 20, count), rest, {}).value(),
                      Snap::SelectNone);
    // P(kept) of five to nine units, from the perturbation table.
    for (std::uint64_t count = 5; count <= 9; ++count) {
        double expected = 0;
        for (int change = -kNoiseBound; change <= kNoiseBound; ++change)
            if (static_cast<int>(count) + change >= 10)
                expected += NoiseTable::standard().weight(count, change) / 65536.0;
        constexpr std::uint64_t kDraws = 20'000;
        double kept = 0;
        for (std::uint64_t set = 0; set < kDraws; ++set)
            kept += gate().snap(testing::evidence(gate(), set * 20, count), rest, {}).value() ==
                            Snap::Keep
                        ? 1
                        : 0;
        // Six standard errors.
        EXPECT_NEAR(kept / kDraws, expected,
                    6 * std::sqrt(expected * (1 - expected) / kDraws) + 1e-4)
            << count;
    }
}

/// The attack of averaging over splits: a group is split at random in two, 1000 times, and the sums
/// of the two released counts are averaged. Returns the share of 200 groups whose size the attacker
/// then knows exactly, and the root mean square error of his estimate.
struct Recovery {
    double exact = 0;
    double rmse = 0;
};

Recovery average_over_splits(double sticky_share, std::uint64_t size) {
    constexpr std::uint64_t kGroups = 200;
    constexpr int kSplits = 1000;
    const CountNoise noise(testing::test_secret().cell_key(), sticky_share, NoiseTable::standard());
    const base::UnitKeys keys = gate().unit_keys(0);
    std::mt19937_64 random(20261122);
    Recovery recovery;
    for (std::uint64_t group = 0; group < kGroups; ++group) {
        double sum = 0;
        for (int split = 0; split < kSplits; ++split) {
            base::Evidence parts[2];
            for (std::uint64_t unit = 0; unit < size; ++unit)
                parts[random() >> 63].add(keys.key(group * 1000 + unit));
            sum += static_cast<double>(noise.release(parts[0]) + noise.release(parts[1]));
        }
        const double error = sum / kSplits - static_cast<double>(size);
        recovery.exact += std::fabs(error) < 0.5 ? 1.0 / kGroups : 0;
        recovery.rmse += error * error / kGroups;
    }
    recovery.rmse = std::sqrt(recovery.rmse);
    return recovery;
}

TEST(Averaging, FindsTheCountWithoutTheStickyLayer) {
    EXPECT_GT(average_over_splits(0, 50).exact, 0.95);
}

TEST(Averaging, FailsWithTheStickyLayer) {
    for (const std::uint64_t size : {8ULL, 50ULL}) {
        const Recovery recovery = average_over_splits(Policy::standard().sticky_share, size);
        RecordProperty("exact_" + std::to_string(size), std::to_string(recovery.exact));
        RecordProperty("rmse_" + std::to_string(size), std::to_string(recovery.rmse));
        EXPECT_LE(recovery.exact, 0.35) << size;
        EXPECT_GE(recovery.rmse, 1.0) << size;
    }
}

}  // namespace
}  // namespace skjerm::disclosure
