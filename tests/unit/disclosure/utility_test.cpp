// How far released numbers are from the true ones (what users get), and how far an attacker who
// takes the difference of two of them is from a single value (what they do not get). Keys are
// fixed, hence so are outcomes; limits are those of the disclosure policy.
#include <gtest/gtest.h>

#include <cmath>
#include <numeric>
#include <random>
#include <vector>

#include "skjerm/disclosure/value_release.h"
#include "skjerm/disclosure/value_statistics.h"
#include "support/columns.h"
#include "support/plain_policy.h"
#include "support/raw_table.h"
#include "support/same_bits.h"

namespace skjerm::disclosure {
namespace {

using testing::make_column;
using testing::standard_gate;
using testing::TestRows;

const Gate& gate() {
    static const Gate made = standard_gate();
    return made;
}

/// The standard policy without keyed weights: exact statistics of the clipped values.
const Gate& unweighted_gate() {
    static const Gate made = [] {
        Policy policy = Policy::standard();
        policy.weight_inflation = policy.weight_tau_min = policy.weight_tau_max = 0;
        return Gate(policy, testing::test_secret());
    }();
    return made;
}

std::vector<std::uint32_t> units_from(std::size_t first, std::size_t count) {
    std::vector<std::uint32_t> units(count);
    std::iota(units.begin(), units.end(), static_cast<std::uint32_t>(first));
    return units;
}

double mean_of(const Gate& with, const std::vector<std::uint32_t>& units,
               const std::vector<double>& values) {
    const testing::WithThreads one(1);  // small sets, many times: threads would only wait
    const TestRows data(with.unit_keys(0), units);
    return *summarize_values(with, data.rows(), *make_column(values), {}).groups[0].mean;
}

TEST(Utility, CountsOfAThousandAreAFifthOfAPercentOff) {
    // The noise depends on sum and minimum of keys alone, which are as good as random numbers.
    std::mt19937_64 random(11);
    double change = 0;
    constexpr int kSets = 400'000;
    for (int set = 0; set < kSets; ++set) {
        const base::Evidence thousand{
            .rows = 1000, .units = 1000, .key_sum = random(), .key_min = random() >> 10};
        change += std::fabs(static_cast<double>(gate().count_noise().release(thousand)) - 1000);
    }
    EXPECT_LT(change / kSets / 1000, 0.002);
}

TEST(Utility, MeansAreAsExactAsTheirSetIsLarge) {
    struct Case {
        std::size_t size;
        double limit;  ///< root mean square error in standard deviations
        std::size_t trials;
    };
    constexpr Case kCases[] = {
        {10, 0.17, 200}, {100, 0.027, 150}, {1000, 0.0027, 80}, {100'000, 3e-5, 12}};
    for (const Case& test : kCases) {
        std::mt19937 random(7);
        std::normal_distribution<double> normal(0, 1);
        double squares = 0;
        for (std::size_t trial = 0; trial < test.trials; ++trial) {
            std::vector<double> values(test.size);
            for (double& value : values) value = normal(random);
            const auto units = units_from(trial * test.size, test.size);
            const double error =
                mean_of(gate(), units, values) - mean_of(unweighted_gate(), units, values);
            squares += error * error;
        }
        EXPECT_LT(std::sqrt(squares / static_cast<double>(test.trials)), test.limit) << test.size;
    }
}

TEST(Utility, PercentilesOfSmoothDataAreHalfAPercentOff) {
    for (const std::size_t size : {1000U, 10'000U, 100'000U}) {
        std::vector<double> values(size);
        for (std::size_t row = 0; row < size; ++row)
            values[row] = 2e5 + 6e5 * (static_cast<double>(row) + 0.5) / static_cast<double>(size);
        std::shuffle(values.begin(), values.end(), std::mt19937(3));
        const TestRows data(gate().unit_keys(0), size);
        const RawVariable raw =
            summarize_values(gate(), data.rows(), *make_column(values), {.quantiles = true});
        const ReleasedValue value =
            release_value(raw, raw.groups[0], false, gate().policy(), gate().count_noise());
        for (std::size_t i = 0; i < kQuantiles; ++i) {
            const double truth = 2e5 + 6e5 * kQuantileShares[i];
            EXPECT_NEAR(value.quantiles[i].value, truth, 0.005 * truth + 500) << size;
        }
    }
}

TEST(Utility, ChiSquaredTestsKeepTheirSize) {
    constexpr int kTables = 800;
    std::mt19937 random(20);
    int rejected = 0;
    for (int table = 0; table < kTables; ++table) {
        std::vector<testing::Levels> units(600);
        for (testing::Levels& unit : units)
            unit = {static_cast<std::uint32_t>(random() % 3),
                    static_cast<std::uint32_t>(random() % 3)};
        RawTable raw =
            testing::count(gate(), {testing::axis("a", 3), testing::axis("b", 3)}, units);
        raw.chi2 = true;
        const auto shown = testing::released_table(gate(), std::move(raw));
        ASSERT_EQ(shown.tests.size(), 1U);
        rejected += shown.tests[0].p_value < 0.05 ? 1 : 0;
    }
    EXPECT_GT(rejected, 0.03 * kTables);
    EXPECT_LT(rejected, 0.08 * kTables);
}

TEST(Safety, TwoMeansDoNotGiveAValueAway) {
    // Sets that differ by one unit: its value would be n m - (n - 1) m'. Of ten units eight are set
    // to the values of the other two, so that the means hold nothing to begin with.
    for (const std::size_t size : {30U, 100U, 1000U}) {
        std::mt19937 random(5);
        std::normal_distribution<double> normal(0, 1);
        constexpr std::size_t kTrials = 100;
        double squares = 0;
        for (std::size_t trial = 0; trial < kTrials; ++trial) {
            std::vector<double> values(size);
            for (double& value : values) value = normal(random);
            std::vector<std::uint32_t> units = units_from(trial * size, size);
            const auto count = static_cast<double>(size);
            const double target = values.back();
            const double with = count * mean_of(gate(), units, values);
            values.pop_back();
            units.pop_back();
            const double without = (count - 1) * mean_of(gate(), units, values);
            squares += std::pow(with - without - target, 2);
        }
        EXPECT_GT(std::sqrt(squares / kTrials), 1.5) << size << ", in standard deviations";
    }
}

TEST(Safety, AClippedValueChangesNothing) {
    for (const bool integers : {true, false}) {
        const auto summary = [&](double extreme) {
            std::mt19937 random(8);
            std::vector<std::int32_t> whole(3000);
            std::vector<double> real(3000);
            for (std::size_t row = 0; row < 3000; ++row) {
                whole[row] = static_cast<std::int32_t>(random() % 100'000);
                real[row] = whole[row] / 7.0;
            }
            whole[17] = static_cast<std::int32_t>(extreme);
            real[17] = extreme;
            const TestRows data(gate().unit_keys(0), 3000);
            return summarize_values(gate(), data.rows(),
                                    integers ? *make_column(whole) : *make_column(real),
                                    {.gini = true, .unit_is_person = false})
                .groups[0];
        };
        EXPECT_TRUE(testing::same_bits(summary(100'001), summary(2e9)));
        EXPECT_FALSE(testing::same_bits(summary(500), summary(2e9)));
    }
}

}  // namespace
}  // namespace skjerm::disclosure
