// The marginal distributions of the generated registers against the published figures: with wide
// tolerances at 50 000 persons, with those of the acceptance tests at 500 000 when SKJERM_DEEP is
// set. Population and seed are fixed, so the outcome is not subject to chance.
#include "unit/datagen/targets.h"

#include <cstdlib>
#include <gtest/gtest.h>

namespace skjerm::datagen::testing {
namespace {

TEST(Targets, AreMetWithinWideTolerancesByTheTinyPopulation) {
    for (const Target& target : compare_with_targets(tiny_population()))
        EXPECT_NEAR(target.found, target.wanted, target.tiny_tolerance) << target.what;
}

TEST(Targets, AreMetByTheDemonstrationPopulation) {
    if (std::getenv("SKJERM_DEEP") == nullptr) GTEST_SKIP() << "set SKJERM_DEEP to run";
    const Population population(500'000, 1);
    for (const Target& target : compare_with_targets(population))
        EXPECT_NEAR(target.found, target.wanted, target.tolerance) << target.what;
}

}  // namespace
}  // namespace skjerm::datagen::testing
