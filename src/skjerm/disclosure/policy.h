// The parameters of disclosure control: one versioned file (policy/), never literals in code.
// Fields are named after the parameters of docs/disclosure-policy.md.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "skjerm/base/result.h"

namespace skjerm::disclosure {

enum class SmallChangeMode : std::uint8_t { Snap, Refuse };

struct Policy {
    std::string version;  ///< "sdc-2026-12"

    // population
    std::uint64_t min_population = 0;
    std::uint64_t min_affected = 0;
    SmallChangeMode small_change_mode = SmallChangeMode::Snap;
    std::uint64_t sample_orders = 0;  ///< orders in which a population can be drawn

    // counts
    double sticky_share = 0;         ///< share of the sticky layer of the count noise
    std::string perturbation_table;  ///< SHA-256 of the table of changes
    std::string normal_scores;       ///< SHA-256 of the table of normal scores

    // tables
    std::uint64_t low_cell = 0;
    double low_cell_share = 0;
    std::uint64_t label_min = 0;
    std::uint64_t table_max_cells = 0;
    std::uint64_t table_max_levels = 0;
    int percent_decimals = 0;

    // values
    std::uint64_t min_descriptive = 0;
    int moment_digits = 0;
    int gini_decimals = 0;
    double dominance_share = 0;

    // groups and keys
    std::uint64_t small_group = 0;  ///< persons behind a key's group whose statistics stay exact
    std::uint64_t carrier_min = 0;  ///< distinct carriers behind what is shown of a variable

    // winsorising
    double winsor_share = 0;  ///< each tail
    std::uint64_t winsor_min_tail = 0;
    double winsor_reach = 0;  ///< bounds lie at most so many times as far from the median as the
                              ///< innermost value of which they are the mean
    std::uint64_t winsor_few_values = 0;  ///< integer variables with at most so many values of a
                                          ///< released count from label_min on are clipped to the
                                          ///< outermost of these only

    // weights
    double weight_inflation = 0;
    double weight_tau_min = 0;
    double weight_tau_max = 0;
    double value_noise = 0;  ///< the layer keyed on the variable, relative to that of the weights

    // quantiles
    int quantile_digits = 0;
    double quantile_window_share = 0;       ///< half window: this share of the valid values, …
    std::uint64_t quantile_window_min = 0;  ///< … at least so many ranks to each side
    std::uint64_t quantile_window_max = 0;  ///< … and at most so many
    std::uint64_t quantile_min_values = 0;  ///< a window never holds fewer values
    double window_noise = 0;  ///< relative to what one value can do to the mean of its window
    std::uint64_t quantile_grid_parts = 0;  ///< rounding grid: power of ten below IQR / grid_parts

    // models
    std::uint64_t model_min_units = 0;
    std::uint64_t model_min_freedom = 0;  ///< residual degrees of freedom
    std::uint64_t model_max_columns = 0;
    double model_max_leverage = 0;         ///< of one unit, over its rows
    double model_max_removed = 0;          ///< share of units that may be left out
    double model_max_fit = 0;              ///< R² above which a fit is exact
    std::uint64_t model_constant_min = 0;  ///< units in each combination of factors
    std::uint64_t model_min_groups = 0;    ///< clusters, panel units
    double model_tau_max = 0;              ///< strongest keyed weights
    bool model_exact = false;              ///< no keyed weights

    // survival
    std::uint64_t survival_min_units = 0;
    std::uint64_t survival_min_total_events = 0;
    std::uint64_t survival_min_events = 0;  ///< behind a drawn step, …
    double survival_event_share = 0;        ///< … or this share of all events
    std::uint64_t survival_min_risk = 0;    ///< at the end of a curve
    std::uint64_t survival_grid_points = 0;

    // charts
    std::uint64_t chart_default_bins = 0;
    std::uint64_t chart_max_bins = 0;
    std::uint64_t chart_max_grid = 0;
    std::uint64_t chart_max_groups = 0;

    // the ledger of questions
    std::uint64_t ledger_delta = 0;           ///< units in which near duplicates differ, at most
    std::uint64_t ledger_max_exposure = 0;    ///< of one unit, before an account is frozen
    std::uint64_t ledger_model_weight = 0;    ///< exposure that a model adds, instead of 1
    std::uint64_t ledger_max_fragments = 0;   ///< small sets with the same smallest key
    std::uint64_t ledger_fragment_units = 0;  ///< a fragment has at most so many units
    std::uint64_t ledger_recorded_sets = 0;   ///< populations kept for recognition, per institution
    double ledger_account_share = 0;          ///< of these, for one account
    std::uint64_t ledger_freeze_days = 0;     ///< two frozen accounts within them freeze all
    bool anchoring = false;                   ///< near duplicates become the same set
    std::uint64_t anchoring_large_set = 0;    ///< units from which a set may be ledger_delta away
    std::uint64_t anchoring_small_delta = 0;  ///< how far smaller ones may be, where only counted
    std::uint64_t anchoring_precedents = 0;   ///< sets, and answers, that bind later ones

    // rates; an hour unless the name says otherwise
    std::uint64_t rate_same_skeleton = 0;      ///< per account
    std::uint64_t rate_same_skeleton_all = 0;  ///< per institution
    std::uint64_t rate_small_if = 0;           ///< on selections below min_population
    std::uint64_t rate_daily_sets = 0;         ///< released populations and models, a day
    std::uint64_t rate_refused = 0;            ///< refused commands, or …
    double rate_refused_share = 0;             ///< … their share of all, before a finding
    std::uint64_t rate_throttled = 0;          ///< commands left to a throttled account
    std::uint64_t rate_daily_precedents = 0;   ///< sets and answers shown first, a day
    std::uint64_t rate_variants = 0;           ///< computed variables shown of one set, a day

    // scores of accounts: points for findings, and what the sums mean
    std::uint64_t score_fragmented_unit = 0;    ///< points a unit with too many fragments
    std::uint64_t score_most_fragmented = 0;    ///< of such points
    std::uint64_t score_limited_per_point = 0;  ///< commands that a rate stopped, for one point
    std::uint64_t score_most_limited = 0;       ///< of such points
    std::uint64_t score_refused = 0;
    std::uint64_t score_least_commands = 0;  ///< an hour, before a share of them counts
    std::uint64_t score_samples = 0;
    std::uint64_t score_many_joins = 0;  ///< a day, before they are a finding
    std::uint64_t score_joins = 0;
    std::uint64_t score_shared_skeleton = 0;  ///< points a skeleton that several accounts sweep
    std::uint64_t score_variants = 0;         ///< points for each rate_variants variables
    std::uint64_t score_flagged = 0;
    std::uint64_t score_throttled = 0;
    std::uint64_t score_frozen = 0;
    std::uint64_t score_shortest_delay = 0;  ///< seconds until findings are summed up
    std::uint64_t score_longest_delay = 0;

    std::uint64_t audit_clock_back = 0;  ///< seconds that the clock may be behind the audit log

    /// The policy shipped with the program.
    [[nodiscard]] static const Policy& standard();
    /// SHA-256 of its file, in hexadecimal.
    [[nodiscard]] static const std::string& standard_digest();
    /// Reads a policy file, called `name` in messages; every field must be there, within its legal
    /// range, and none unknown. The legal ranges keep every protection switched on.
    [[nodiscard]] static base::Result<Policy> parse(std::string_view toml, std::string_view name);
};

}  // namespace skjerm::disclosure
