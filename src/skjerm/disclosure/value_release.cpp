#include "skjerm/disclosure/value_release.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "skjerm/base/check.h"
#include "skjerm/disclosure/carriers.h"
#include "skjerm/disclosure/rounding.h"
#include "skjerm/disclosure/yardstick.h"

namespace skjerm::disclosure {

namespace {

using released::CellState;
using released::Number;
using released::Statistic;

constexpr Number kSuppressed{.value = 0, .state = CellState::Suppressed};
constexpr Number kNotDefined{.value = 0, .state = CellState::NotDefined};
constexpr int kMostQuantileDecimals = 10;

Number shown(double value) { return {.value = value, .state = CellState::Shown}; }

std::size_t place(Quantile quantile) { return static_cast<std::size_t>(quantile); }

Number rounded_moment(std::optional<double> value, const Policy& policy) {
    return value ? shown(round_significant(*value, policy.moment_digits)) : kNotDefined;
}

/// Mean, spread and Gini index of a variable with two values, from released counts: they are counts
/// in disguise, and keyed weights would be a second draw of noise on the same counts.
void release_two_valued(const std::array<double, 2>& values, double high_count,
                        const Policy& policy, ReleasedValue& out) {
    const double low = values[0];
    const double distance = values[1] - values[0];
    const double share = std::clamp(high_count / out.count, 0.0, 1.0);
    const double mean = low + distance * share;
    out.mean = rounded_moment(mean, policy);
    out.standard_deviation = rounded_moment(distance * std::sqrt(share * (1 - share)), policy);

    const double low_income = std::max(low, 0.0);
    const double high_income = std::max(values[1], 0.0);
    const double income = low_income + (high_income - low_income) * share;
    out.gini = income > 0
                   ? shown(round_decimals((high_income - low_income) * share * (1 - share) / income,
                                          policy.gini_decimals))
                   : kNotDefined;
}

/// Three digits, but never finer than a part of the quartile range: shifting or stretching a
/// variable must not buy digits.
void release_quantiles(const RawValue& value, const Policy& policy, ReleasedValue& out) {
    const auto coarse = [&](Quantile quantile) -> std::optional<double> {
        const std::optional<double>& raw = value.quantiles[place(quantile)];
        if (!raw) return std::nullopt;
        return round_significant(*raw, policy.quantile_digits);
    };
    const std::optional<double> lower = coarse(Quantile::P25);
    const std::optional<double> upper = coarse(Quantile::P75);
    if (!lower || !upper) {
        out.quantiles.fill(kNotDefined);
        out.interquartile_range = kNotDefined;
        return;
    }
    // The distance of two rounded numbers, without the dust that subtraction leaves.
    const double range = round_significant(*upper - *lower, kMostQuantileDecimals);
    const std::optional<int> grid =
        power_below(range / static_cast<double>(policy.quantile_grid_parts));
    for (std::size_t at = 0; at < kQuantiles; ++at) {
        if (!value.quantiles[at]) {
            out.quantiles[at] = kNotDefined;
            continue;
        }
        double rounded = round_significant(*value.quantiles[at], policy.quantile_digits);
        // Rounded once: from the raw number to the coarser of the two grids.
        const std::optional<int> leading = power_below(std::fabs(*value.quantiles[at]));
        if (grid && (!leading || *leading - policy.quantile_digits + 1 < *grid))
            rounded = round_to_power(*value.quantiles[at], *grid);
        out.quantiles[at] = shown(rounded);
    }
    const double distance =
        out.quantiles[place(Quantile::P75)].value - out.quantiles[place(Quantile::P25)].value;
    out.interquartile_range = shown(round_significant(distance, kMostQuantileDecimals));
}

bool is_quantile(Statistic statistic) {
    switch (statistic) {
        case Statistic::Percentile1:
        case Statistic::Percentile25:
        case Statistic::Median:
        case Statistic::Percentile75:
        case Statistic::Percentile99:
        case Statistic::InterquartileRange:
            return true;
        default:
            return false;
    }
}

bool is_moment(Statistic statistic) {
    return statistic == Statistic::Mean || statistic == Statistic::StandardDeviation ||
           statistic == Statistic::Sum || statistic == Statistic::Gini;
}

}  // namespace

Number ReleasedValue::number(Statistic statistic) const {
    switch (statistic) {
        case Statistic::Frequency:
        case Statistic::Count:
            return shown(count);
        case Statistic::Mean:
            return mean;
        case Statistic::StandardDeviation:
            return standard_deviation;
        case Statistic::Sum:
            return sum;
        case Statistic::Percentile1:
            return quantiles[place(Quantile::P1)];
        case Statistic::Percentile25:
            return quantiles[place(Quantile::P25)];
        case Statistic::Median:
            return quantiles[place(Quantile::P50)];
        case Statistic::Percentile75:
            return quantiles[place(Quantile::P75)];
        case Statistic::Percentile99:
            return quantiles[place(Quantile::P99)];
        case Statistic::Gini:
            return gini;
        case Statistic::InterquartileRange:
            return interquartile_range;
        case Statistic::RowPercent:
        case Statistic::ColumnPercent:
        case Statistic::CellPercent:
            break;
    }
    SKJERM_CHECK(false);
    return kNotDefined;
}

bool is_dominated(const RawVariable& variable, const RawValue& value, const Policy& policy) {
    return !variable.unit_is_person && value.largest_share > policy.dominance_share;
}

double release_rows(const RawRows& rows, const CountNoise& noise, TracedRole role) {
    constexpr std::uint64_t kRowsPerUnit = 0x726F7773;  // the question; any other number would do
    const auto units = static_cast<double>(noise.release(rows.units, role));
    double mean = rows.rows_per_unit;
    if (is_shown(role) && rows.with_rows.units != 0)
        mean = noise.first_answer(noise.set_shown_for(rows.subject()), kRowsPerUnit,
                                  {mean, std::numeric_limits<double>::infinity()});
    return std::round(units * mean);
}

ReleasedValue release_value(const RawVariable& variable, const RawValue& own, bool hidden,
                            const Policy& policy, const CountNoise& noise) {
    ReleasedValue out;
    const std::uint64_t count = noise.release(own.valid, TracedRole::Value);
    out.count = release_rows(own.number, noise, TracedRole::Value);
    if (hidden || count < policy.min_descriptive || is_dominated(variable, own, policy) ||
        has_few_carriers(own.carriers, policy, noise)) {
        out.mean = out.standard_deviation = out.sum = out.gini = kSuppressed;
        out.quantiles.fill(kSuppressed);
        out.interquartile_range = kSuppressed;
        out.lowest = out.highest = kSuppressed;
        return out;
    }
    // Not before: what is hidden of a set must bind no other.
    const RawValue value = with_first_answers(own, variable.yardstick, noise);
    if (variable.two_values) {
        release_two_valued(*variable.two_values, release_rows(value.high, noise, TracedRole::Value),
                           policy, out);
    } else {
        out.mean = rounded_moment(value.mean, policy);
        out.standard_deviation = rounded_moment(value.standard_deviation, policy);
        out.gini =
            value.gini ? shown(round_decimals(*value.gini, policy.gini_decimals)) : kNotDefined;
    }
    // From what is shown, so that sum, mean and count tell the same story.
    out.sum = out.mean.state == CellState::Shown
                  ? rounded_moment(out.mean.value * out.count, policy)
                  : kNotDefined;
    release_quantiles(value, policy, out);
    const auto extreme = [&](const std::optional<double>& raw) {
        return raw ? shown(round_significant(*raw, policy.quantile_digits)) : kNotDefined;
    };
    out.lowest = extreme(value.lowest);
    out.highest = extreme(value.highest);
    return out;
}

released::Measure value_measure(Statistic statistic, const std::string& variable,
                                std::span<const ReleasedValue> values, const Policy& policy) {
    released::Measure measure{
        .statistic = statistic, .variable = variable, .decimals = 0, .cells = {}};
    measure.cells.reserve(values.size());
    for (const ReleasedValue& value : values) measure.cells.push_back(value.number(statistic));
    if (statistic == Statistic::Gini) {
        measure.decimals = policy.gini_decimals;
    } else if (is_quantile(statistic)) {
        measure.decimals = decimals_needed(measure.cells, kMostQuantileDecimals);
    } else if (is_moment(statistic)) {
        measure.decimals = moment_decimals(measure.cells);
    }
    return measure;
}

std::vector<released::Protection> protections_of(std::span<const Statistic> statistics) {
    using released::Protection;
    const bool moments = std::any_of(statistics.begin(), statistics.end(), is_moment);
    const bool quantiles = std::any_of(statistics.begin(), statistics.end(), is_quantile);
    std::vector<Protection> protections{Protection::CountNoise};
    if (moments) protections.push_back(Protection::Winsorised);
    if (moments) protections.push_back(Protection::KeyedWeights);
    if (quantiles) protections.push_back(Protection::CoarsePercentiles);
    if (moments || quantiles) protections.push_back(Protection::SmallGroups);
    return protections;
}

released::Table release_summary(const RawSummary& summary, const Policy& policy,
                                const CountNoise& noise) {
    released::Table table;
    table.rows.push_back({.variable = {}, .label = {}, .categories = {}});
    table.column_index = {{}};
    std::vector<ReleasedValue> values;
    for (const RawVariable& variable : summary.variables) {
        SKJERM_CHECK(variable.groups.size() == 1);
        table.row_index.push_back({static_cast<std::uint32_t>(values.size())});
        table.rows[0].categories.push_back({.kind = released::Category::Kind::Value,
                                            .code = variable.name,
                                            .label = variable.label});
        values.push_back(release_value(variable, variable.groups[0], false, policy, noise));
    }
    for (const Statistic statistic : summary_statistics(summary))
        table.measures.push_back(value_measure(statistic, {}, values, policy));
    for (std::size_t row = 0; row < summary.carriers.size(); ++row)
        if (has_few_carriers(summary.carriers[row], policy, noise))
            for (released::Measure& measure : table.measures) measure.cells[row] = kSuppressed;
    return table;
}

std::vector<Statistic> summary_statistics(const RawSummary& summary) {
    std::vector<Statistic> statistics{Statistic::Mean,         Statistic::StandardDeviation,
                                      Statistic::Count,        Statistic::Percentile1,
                                      Statistic::Percentile25, Statistic::Median,
                                      Statistic::Percentile75, Statistic::Percentile99};
    if (summary.gini) statistics.push_back(Statistic::Gini);
    if (summary.interquartile_range) statistics.push_back(Statistic::InterquartileRange);
    return statistics;
}

}  // namespace skjerm::disclosure
