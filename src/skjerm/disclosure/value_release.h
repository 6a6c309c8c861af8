// The last step for value statistics: which are hidden, and how the others are rounded.
#pragma once

#include <array>
#include <span>
#include <string>
#include <vector>

#include "skjerm/disclosure/count_noise.h"
#include "skjerm/disclosure/policy.h"
#include "skjerm/disclosure/raw_result.h"
#include "skjerm/released/result.h"

namespace skjerm::disclosure {

/// Everything that may be shown of one variable in one group.
struct ReleasedValue {
    double count = 0;  ///< released number of valid values
    released::Number mean;
    released::Number standard_deviation;
    released::Number sum;
    released::Number gini;
    std::array<released::Number, kQuantiles> quantiles;
    released::Number interquartile_range;
    released::Number lowest;
    released::Number highest;

    [[nodiscard]] released::Number number(released::Statistic statistic) const;
};

/// The released number of rows, a whole number.
[[nodiscard]] double release_rows(const RawRows& rows, const CountNoise& noise, TracedRole role);

/// One unit, not a person, makes up too much of the total.
[[nodiscard]] bool is_dominated(const RawVariable& variable, const RawValue& value,
                                const Policy& policy);

/// Releases `value`; `hidden`: the table wants it suppressed on account of other cells.
[[nodiscard]] ReleasedValue release_value(const RawVariable& variable, const RawValue& value,
                                          bool hidden, const Policy& policy,
                                          const CountNoise& noise);

/// A measure of `statistic` over `values`, with the decimals that suit it.
[[nodiscard]] released::Measure value_measure(released::Statistic statistic,
                                              const std::string& variable,
                                              std::span<const ReleasedValue> values,
                                              const Policy& policy);

/// What was done to the numbers of the given statistics.
[[nodiscard]] std::vector<released::Protection> protections_of(
    std::span<const released::Statistic> statistics);

/// The columns of a summary, in order.
[[nodiscard]] std::vector<released::Statistic> summary_statistics(const RawSummary& summary);

/// Releases a summary as a table with one row per variable.
[[nodiscard]] released::Table release_summary(const RawSummary& summary, const Policy& policy,
                                              const CountNoise& noise);

}  // namespace skjerm::disclosure
