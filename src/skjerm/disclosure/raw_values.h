// Value statistics of groups of rows as the estimators leave them: clipped, computed with keyed
// weights, smoothed over windows; not yet suppressed or rounded. disclosure/value_statistics.h
// makes them, disclosure/gate.h releases them.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "skjerm/base/evidence.h"
#include "skjerm/disclosure/precedents.h"
#include "skjerm/released/result.h"
#include "skjerm/stats/carrier_spread.h"

namespace skjerm::disclosure {

/// Places in RawValue::quantiles.
enum class Quantile : std::uint8_t { P1, P25, P50, P75, P99 };
inline constexpr std::size_t kQuantiles = 5;
inline constexpr std::array<double, kQuantiles> kQuantileShares{0.01, 0.25, 0.50, 0.75, 0.99};

/// Spreads of one group over each of its carrier columns.
using CarrierSpreads = std::vector<stats::CarrierSpread>;

/// A number of rows where units have several, or where carriers stand in their place: the units (or
/// carriers), and how many rows they have on average (disclosure/rows_per_unit.h).
struct RawRows {
    base::Evidence units;
    double rows_per_unit = 1;
    /// The units, each together with its rows (stats::evidence_with_rows). Empty where `units` says
    /// all: of a dataset in which each unit has one row.
    base::Evidence with_rows{};

    /// What answers about these rows are about.
    [[nodiscard]] Subject subject() const {
        return with_rows.units == 0 ? Subject{units, false} : Subject{with_rows, true};
    }
    friend bool operator==(const RawRows&, const RawRows&) = default;
};

/// Carriers behind a set of rows: how each column of them spreads, and the number of rows that the
/// coarsest makes.
struct RawCarriers {
    CarrierSpreads spreads;
    RawRows number;
};

/// One variable in one group of rows. What was not asked for, or is not defined (the standard
/// deviation of one value, the Gini index of a sum of 0), is absent.
struct RawValue {
    base::Evidence valid;                      ///< rows of the group with a valid value
    RawRows number;                            ///< of `valid`, of which the shown number is made
    std::optional<double> mean;                ///< of the clipped values, keyed weights
    std::optional<double> standard_deviation;  ///< likewise; divisor: sum of weights - 1
    std::optional<double> gini;                ///< likewise; negative values count as 0
    /// Windowed order statistics of the unclipped values. Where any is asked for, P25 and P75 are
    /// there too, since the rounding grid depends on their distance.
    std::array<std::optional<double>, kQuantiles> quantiles;
    std::optional<double> lowest{};   ///< mean of a window within the lower tail
    std::optional<double> highest{};  ///< likewise, upper
    /// Largest absolute contribution of one unit after clipping, as a share of the keyed-weighted
    /// total of absolute contributions; 0 for persons and where no mean is asked for.
    double largest_share = 0;
    CarrierSpreads carriers{};  ///< of the valid rows, where ValueRequest names carriers
    /// Of a two-valued variable: the valid rows nearer to the higher value. Empty otherwise.
    RawRows high;
};

/// By what answers about a variable are compared with those given before: in the units of the
/// register variable y of which it is factor·y + shift, so that what binds the one binds the
/// others.
struct Yardstick {
    std::uint64_t question = 0;  ///< a hash of the family; 0 where answers are not compared
    double factor = 1;
    double shift = 0;
    double range = 0;  ///< from the lowest to the highest value after clipping, in units of y
};

/// One variable in all groups of a table (GroupPlan), or in the one group of a summary.
struct RawVariable {
    std::string name;
    released::Text label;
    bool unit_is_person = true;  ///< false: the dominance rule applies
    /// Lower and higher value of a variable with two values that enough units have (each with a
    /// released count from label_min on): its mean and spread are counts in disguise and are
    /// derived from released counts.
    std::optional<std::array<double, 2>> two_values;
    Yardstick yardstick;
    std::vector<RawValue> groups;
};

/// The groups that a table shows: every combination of a displayed row and a displayed column,
/// totals included, numbered row-major in code order. Each value statistic of a group is computed
/// on its own set, never added up from smaller ones.
struct GroupPlan {
    static constexpr std::uint32_t kNone = 0xFFFFFFFFU;

    std::size_t group_count = 0;
    /// One entry for each way in which an inner cell counts (itself, row total, column total, …; at
    /// most nine): cell of RawTable::cells → group, or kNone for a level that is not shown.
    std::vector<std::vector<std::uint32_t>> group_of_cell;
};

}  // namespace skjerm::disclosure
