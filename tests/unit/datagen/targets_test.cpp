// The marginal distributions of the generated registers against the published figures: with wide
// tolerances at 50 000 persons, with those of the acceptance tests at 500 000 when SKJERM_DEEP is
// set. Population and seed are fixed, so the outcome is not subject to chance.
#include "unit/datagen/targets.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <cstdlib>
#include <vector>

namespace skjerm::datagen::testing {
namespace {

TEST(Targets, AreMetWithinWideTolerancesByTheTinyPopulation) {
    for (const Target& target : compare_with_targets(tiny_population()))
        EXPECT_NEAR(target.found, target.wanted, target.tiny_tolerance) << target.what;
}

class DemonstrationTargets : public ::testing::TestWithParam<std::uint32_t> {};

/// The sizes to test: the demonstration population in the deep tests, none otherwise.
std::vector<std::uint32_t> deep_sizes() {
    if (std::getenv("SKJERM_DEEP") == nullptr) return {};
    return {500'000};
}

TEST_P(DemonstrationTargets, are_met) {
    const Population population(GetParam(), 1);
    for (const Target& target : compare_with_targets(population))
        EXPECT_NEAR(target.found, target.wanted, target.tolerance) << target.what;
}

GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(DemonstrationTargets);
INSTANTIATE_TEST_SUITE_P(Deep, DemonstrationTargets, ::testing::ValuesIn(deep_sizes()));

}  // namespace
}  // namespace skjerm::datagen::testing
