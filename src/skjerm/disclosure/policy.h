// The parameters of disclosure control: one versioned file (policy/), never literals in code.
// Fields are named after the parameters of docs/disclosure-policy.md.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

#include "skjerm/base/result.h"

namespace skjerm::disclosure {

enum class SmallChangeMode : std::uint8_t { Snap, Refuse };

struct Policy {
    std::string version;  ///< "sdc-2026-11"
    std::uint64_t min_population = 0;
    std::uint64_t min_affected = 0;
    SmallChangeMode small_change_mode = SmallChangeMode::Snap;
    std::uint64_t min_descriptive = 0;
    double sticky_share = 0;  ///< ckm.rho: share of the sticky layer of the count noise
    std::string noise_table;  ///< SHA-256 of the perturbation table
    std::uint64_t low_cell = 0;
    double low_cell_share = 0;
    double winsor_share = 0;  ///< each tail
    std::uint64_t winsor_min_tail = 0;
    std::uint64_t winsor_few_values = 0;  ///< integer variables with at most so many values are
                                          ///< clipped to the outermost released ones only
    int quantile_digits = 0;
    double quantile_window_share = 0;  ///< half window: this share of the valid values, …
    std::uint64_t quantile_window_min = 0;  ///< … at least so many ranks to each side
    std::uint64_t quantile_window_max = 0;  ///< … and at most so many
    std::uint64_t quantile_min_values = 0;  ///< a window never holds fewer values
    double quantile_grid_share = 0;  ///< rounding grid: power of ten below this share of the IQR
    double weight_inflation = 0;  ///< wgt.infl
    double weight_tau_min = 0;
    double weight_tau_max = 0;
    int moment_digits = 0;
    int gini_decimals = 0;
    int percent_decimals = 0;
    double dominance_share = 0;
    std::uint64_t label_min = 0;
    std::uint64_t table_max_cells = 0;
    std::uint64_t table_max_levels = 0;

    /// The policy shipped with the program.
    [[nodiscard]] static const Policy& standard();
    /// Reads a policy file; every field must be there, within its legal range, and none unknown.
    [[nodiscard]] static base::Result<Policy> parse(std::string_view toml, std::string_view name);
};

}  // namespace skjerm::disclosure
