// A gate without protection, for tests of arithmetic: counts are true, nothing is hidden, clipped,
// weighted or coarsened. It exists in this header alone; the test `plain_policy/not_in_program`
// looks for its marker in the program.
#pragma once

#include <string>
#include <utility>

#include "skjerm/disclosure/gate.h"

/// Found by tools/check_no_plain_policy in whatever links this header.
extern "C" [[gnu::used]] inline const char skjerm_plain_policy_marker[] = "tests only";

namespace skjerm::disclosure {

/// Friend of Gate and NoiseTable, which let nobody else choose the noise.
struct PlainNoise {
    /// Changes no count.
    static const NoiseTable& table() {
        static const NoiseTable table = [] {
            NoiseTable identity;
            for (std::size_t row = 0; row < NoiseTable::kRows; ++row)
                for (int change = -kNoiseBound; change <= kNoiseBound; ++change)
                    identity.cumulative_.push_back(change < 0 ? 0U : 65536U);
            identity.scores_.assign(NoiseTable::kScores, 0);
            return identity;
        }();
        return table;
    }

    static Gate gate(Policy policy, Secret secret) {
        return Gate(std::move(policy), std::move(secret), table());
    }
};

}  // namespace skjerm::disclosure

namespace skjerm::testing {

/// Every limit out of the way, fifteen digits shown.
[[nodiscard]] inline disclosure::Policy plain_policy() {
    disclosure::Policy policy = disclosure::Policy::standard();
    policy.version = "plain";
    policy.min_population = 0;
    policy.min_affected = 0;
    policy.low_cell = 0;
    policy.low_cell_share = 1;
    policy.label_min = 1;
    policy.min_descriptive = 1;
    policy.dominance_share = 1;
    policy.carrier_min = 0;
    policy.winsor_share = 0;
    policy.winsor_min_tail = 0;
    policy.winsor_few_values = 0;
    policy.weight_inflation = 0;
    policy.weight_tau_min = 0;
    policy.weight_tau_max = 0;
    policy.value_noise = 0;
    policy.window_noise = 0;
    policy.quantile_window_share = 0;
    policy.quantile_window_min = 0;
    policy.quantile_window_max = 0;
    policy.quantile_min_values = 0;
    policy.quantile_grid_parts = 0;  // no grid
    policy.quantile_digits = 15;
    policy.moment_digits = 15;
    policy.gini_decimals = 12;
    policy.percent_decimals = 12;
    return policy;
}

/// The keys of tests: any bytes, always the same.
[[nodiscard]] inline disclosure::Secret test_secret() {
    std::array<std::uint8_t, 32> master{};
    for (std::size_t i = 0; i < master.size(); ++i) master[i] = static_cast<std::uint8_t>(3 * i);
    return disclosure::Secret(master);
}

/// Arithmetic without protection.
[[nodiscard]] inline disclosure::Gate plain_gate() {
    return disclosure::PlainNoise::gate(plain_policy(), test_secret());
}

/// The protection of the product without the layer of noise keyed on variables, which slow
/// computations of weighted statistics leave out.
[[nodiscard]] inline disclosure::Gate weights_only_gate() {
    disclosure::Policy policy = disclosure::Policy::standard();
    policy.value_noise = 0;
    policy.window_noise = 0;
    return disclosure::Gate(std::move(policy), test_secret());
}

/// The protection of the product, with the keys of tests.
[[nodiscard]] inline disclosure::Gate standard_gate() {
    return disclosure::Gate(disclosure::Policy::standard(), test_secret());
}

}  // namespace skjerm::testing
