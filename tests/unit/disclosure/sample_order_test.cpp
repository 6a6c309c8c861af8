// The orders of samples: few, keyed, by parent, and sizes that never differ by a few units.
#include "skjerm/disclosure/sample_order.h"

#include <gtest/gtest.h>

#include <numeric>
#include <set>
#include <vector>

#include "skjerm/disclosure/gate.h"
#include "support/plain_policy.h"

namespace skjerm::disclosure {
namespace {

constexpr std::size_t kUnits = 20'000;

base::Evidence population_of(const Gate& gate, std::uint64_t first, std::size_t units) {
    const base::UnitKeys keys = gate.unit_keys(0);
    base::Evidence evidence;
    for (std::uint64_t unit = first; unit < first + units; ++unit) evidence.add(keys.key(unit));
    return evidence;
}

std::vector<std::uint64_t> places(const Gate& gate, const base::Evidence& parent,
                                  std::uint64_t seed) {
    std::vector<std::uint64_t> keys(kUnits);
    gate.unit_keys(0).fill_range(0, keys);
    std::vector<std::uint64_t> out(kUnits);
    gate.sample_order(parent, seed).fill(keys, out);
    return out;
}

/// Share of units among the first tenth of both orders.
double common_tenth(const std::vector<std::uint64_t>& a, const std::vector<std::uint64_t>& b) {
    constexpr std::uint64_t kTenth = ~std::uint64_t{0} / 10;
    std::size_t both = 0;
    for (std::size_t i = 0; i < a.size(); ++i) both += a[i] < kTenth && b[i] < kTenth ? 1U : 0U;
    return static_cast<double>(both) / static_cast<double>(a.size());
}

TEST(SampleOrder, SeedsLeadToFewOrders) {
    const Gate gate = testing::standard_gate();
    const base::Evidence parent = population_of(gate, 0, kUnits);
    std::set<std::vector<std::uint64_t>> orders;
    for (std::uint64_t seed = 1; seed <= 200; ++seed) orders.insert(places(gate, parent, seed));
    EXPECT_EQ(orders.size(), gate.policy().sample_orders);
}

TEST(SampleOrder, DifferentOrdersAndParentsShareATenthOfATenth) {
    const Gate gate = testing::standard_gate();
    const base::Evidence parent = population_of(gate, 0, kUnits);
    const auto first = places(gate, parent, 1);
    std::uint64_t other_seed = 2;
    while (places(gate, parent, other_seed) == first) ++other_seed;
    EXPECT_NEAR(common_tenth(first, places(gate, parent, other_seed)), 0.01, 0.003);
    EXPECT_NEAR(common_tenth(first, places(gate, population_of(gate, 1, kUnits), 1)), 0.01, 0.003);
    EXPECT_NEAR(common_tenth(first, first), 0.1, 0.01);
}

TEST(SampleSize, HasTwoDigitsOfTheFraction) {
    EXPECT_DOUBLE_EQ(two_digits(0.5), 0.5);
    EXPECT_DOUBLE_EQ(two_digits(0.501), 0.5);
    EXPECT_DOUBLE_EQ(two_digits(0.0123), 0.012);
    EXPECT_DOUBLE_EQ(two_digits(0.999), 1.0);
    EXPECT_DOUBLE_EQ(two_digits(3e-7), 3e-7);
    EXPECT_EQ(two_digits(1e-320), 0);
    const Gate gate = testing::plain_gate();
    const base::Evidence population = population_of(gate, 0, kUnits);
    EXPECT_EQ(gate.sample_size(population, 0.1), 2000U);
    EXPECT_EQ(gate.sample_size(population, std::uint64_t{5003}), 5000U);
    EXPECT_EQ(gate.sample_size(population, std::uint64_t{kUnits}), std::nullopt);
    EXPECT_EQ(gate.sample_size(population, 0.9999), std::nullopt);
}

}  // namespace
}  // namespace skjerm::disclosure
