// Released results for the tests of rendering, made by the gate from made-up units.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "support/plain_policy.h"
#include "support/raw_table.h"

namespace skjerm::testing {

inline released::Provenance synthetic_provenance() {
    return {
        .datastores = {"no.ssb.fdb:45.0.0"}, .synthetic = true, .engine = "0.1.0", .policy = {}};
}

/// kjønn × sivilstand with the counts 1402 901 1310 0.
inline released::Result table_result(const disclosure::Gate& gate,
                                     std::vector<released::Statistic> statistics = {
                                         released::Statistic::Frequency}) {
    const std::vector<std::uint32_t> levels{2, 2};
    const std::vector<std::uint32_t> counts{1402, 901, 1310, 0};
    std::vector<disclosure::RawAxis> axes{axis("kjønn", 2), axis("=sivilstand", 2)};
    axes[0].levels[0].category.label = {"Mann", "Male"};
    axes[0].levels[1].category.label = {"Kvinne", "Female"};
    axes[1].levels[0].category.label = {"Ugift|alene", "Unmarried"};
    axes[1].levels[1].category.label = {"@Gift", "Married"};
    disclosure::RawTable table = count(gate, std::move(axes), units_of_counts(levels, counts));
    table.statistics = std::move(statistics);
    return gate
        .release(disclosure::RawResult(permit(gate), std::move(table)), synthetic_provenance())
        .value();
}

}  // namespace skjerm::testing
