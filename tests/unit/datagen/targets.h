// What the registers should show (the published or agreed figures) beside what a generated
// population shows.
#pragma once

#include <string>
#include <vector>

#include "unit/datagen/population.h"

namespace skjerm::datagen::testing {

struct Target {
    std::string what;
    double wanted;
    double found;
    double tolerance;       ///< absolute, in the unit of the figure, at 500 000 persons
    double tiny_tolerance;  ///< at 50 000
};

/// Figures of the population, education and income registers.
[[nodiscard]] std::vector<Target> compare_with_targets(const Population& population);

}  // namespace skjerm::datagen::testing
