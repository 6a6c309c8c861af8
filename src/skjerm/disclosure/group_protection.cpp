#include "skjerm/disclosure/group_protection.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "skjerm/base/check.h"
#include "skjerm/disclosure/carriers.h"
#include "skjerm/disclosure/near_totals.h"
#include "skjerm/disclosure/rows_per_unit.h"
#include "skjerm/disclosure/value_release.h"
#include "skjerm/disclosure/value_statistics.h"

namespace skjerm::disclosure {

namespace {

using released::CellState;
using stats::GroupStatistic;

constexpr double kMissing = std::numeric_limits<double>::quiet_NaN();
/// Of stored moments: far more than noise leaves, but fewer than would show changes of a variable
/// too small to change its noise (value_noise.h).
constexpr int kStoredDigits = 9;
constexpr int kStoredDecimals = 9;

double number(const released::Number& value) {
    return value.state == CellState::Shown ? value.value : kMissing;
}

bool is_quantile(GroupStatistic statistic) {
    return statistic == GroupStatistic::Median || statistic == GroupStatistic::InterquartileRange;
}
bool is_extreme(GroupStatistic statistic) {
    return statistic == GroupStatistic::Minimum || statistic == GroupStatistic::Maximum;
}
bool is_count(GroupStatistic statistic) {
    return statistic == GroupStatistic::Count || statistic == GroupStatistic::Percent;
}

/// One statistic of what may be shown of a group.
double statistic_of(GroupStatistic statistic, const ReleasedValue& value) {
    switch (statistic) {
        case GroupStatistic::Sum:
            return number(value.sum);
        case GroupStatistic::Mean:
            return number(value.mean);
        case GroupStatistic::Minimum:
            return number(value.lowest);
        case GroupStatistic::Maximum:
            return number(value.highest);
        case GroupStatistic::Median:
            return number(value.number(released::Statistic::Median));
        case GroupStatistic::InterquartileRange:
            return number(value.interquartile_range);
        case GroupStatistic::StandardDeviation:
            return number(value.standard_deviation);
        case GroupStatistic::StandardError:
            return number(value.standard_deviation) / std::sqrt(value.count);
        case GroupStatistic::BinomialError: {
            const double share = number(value.mean);
            return share >= 0 && share <= 1 ? std::sqrt(share * (1 - share) / value.count)
                                            : kMissing;
        }
        case GroupStatistic::Gini:
            return number(value.gini);
        case GroupStatistic::Count:
        case GroupStatistic::Percent:
            break;
    }
    SKJERM_CHECK(false);
    return kMissing;
}

/// Every cell a group of its own.
GroupPlan plan_of(const stats::Crosstab& groups) {
    GroupPlan plan{.group_count = groups.cells.size(), .group_of_cell = {}};
    std::vector<std::uint32_t>& cells = plan.group_of_cell.emplace_back(groups.cells.size());
    std::iota(cells.begin(), cells.end(), 0U);
    return plan;
}

/// Released numbers of rows with a valid value of an item's column, by the groups that
/// `group_of_cell` makes; missing where too few carriers are behind them.
std::vector<double> released_counts(const Gate& gate, const stats::Rows& rows,
                                    const stats::Crosstab& table,
                                    std::span<const std::uint32_t> group_of_cell,
                                    std::size_t groups, const GroupItem& item) {
    const CountNoise& noise = gate.count_noise();
    const stats::GroupedRows grouped{.rows = rows,
                                     .table = table,
                                     .group_of_cell = group_of_cell,
                                     .groups = groups,
                                     .valid = item.column.get()};
    std::vector<double> counts;
    if (!item.carriers.empty()) {
        const CarrierSet carriers(gate, rows, item.carriers);
        const std::vector<CarrierSpreads> spreads = carriers.spreads(grouped);
        const std::vector<RawRows> numbers = carriers.rows_of_carriers(grouped, spreads);
        for (std::size_t group = 0; group < groups; ++group)
            counts.push_back(has_few_carriers(spreads[group], gate.policy(), noise)
                                 ? kMissing
                                 : release_rows(numbers[group], noise, TracedRole::Value));
        return counts;
    }
    std::vector<base::Evidence> valid = stats::evidence_above(
        rows, table, group_of_cell, groups, *item.column, -std::numeric_limits<double>::infinity());
    // Of a group in which next to nobody lacks a value the number of all is given, which is the
    // same for every such variable: another number would prove that somebody does.
    if (groups == table.cells.size() && !table.repeated_units)
        for (std::size_t cell = 0; cell < groups; ++cell)
            if (table.cells[cell].units >= valid[cell].units &&
                is_almost(table.cells[cell], valid[cell], noise))
                valid[cell] = table.cells[cell];
    for (const RawRows& number : rows_of_units(gate, grouped, valid))
        counts.push_back(release_rows(number, noise, TracedRole::Value));
    return counts;
}

std::vector<double> counts_or_percents(const Gate& gate, const stats::Rows& rows,
                                       const stats::Crosstab& table, const GroupPlan& plan,
                                       const GroupItem& item) {
    std::vector<double> counts =
        released_counts(gate, rows, table, plan.group_of_cell[0], plan.group_count, item);
    if (item.statistic == GroupStatistic::Count) return counts;
    const stats::Crosstab everything = stats::one_cell();
    const std::vector<std::uint32_t> first{0};
    const double whole = released_counts(gate, rows, everything, first, 1, item)[0];
    for (double& count : counts)
        if (!std::isnan(count)) count = count > 0 && whole > 0 ? 100 * count / whole : 0;
    return counts;
}

/// The rules of a release, without the rounding of what has digits to spare.
Policy unrounded(Policy policy) {
    policy.moment_digits = kStoredDigits;
    policy.gini_decimals = kStoredDecimals;
    return policy;
}

}  // namespace

std::vector<std::vector<double>> protect_groups(const Gate& gate, const stats::Rows& rows,
                                                const stats::Crosstab& groups,
                                                std::span<const GroupItem> items,
                                                bool unit_is_person) {
    std::vector<std::vector<double>> results(items.size());
    if (groups.cells.empty()) return results;
    const GroupPlan plan = plan_of(groups);
    const Policy policy = unrounded(gate.policy());
    std::vector<bool> done(items.size(), false);
    for (std::size_t first = 0; first < items.size(); ++first) {
        if (done[first]) continue;
        if (is_count(items[first].statistic)) {
            results[first] = counts_or_percents(gate, rows, groups, plan, items[first]);
            continue;
        }
        // All statistics of one variable at once.
        std::vector<std::size_t> same;
        ValueRequest request{.moments = true,
                             .quantiles = false,
                             .gini = false,
                             .extremes = false,
                             .unit_is_person = unit_is_person,
                             .carriers = items[first].carriers,
                             .derivation = items[first].derivation};
        for (std::size_t item = first; item < items.size(); ++item) {
            const GroupStatistic statistic = items[item].statistic;
            if (items[item].column != items[first].column || is_count(statistic)) continue;
            same.push_back(item);
            done[item] = true;
            request.quantiles |= is_quantile(statistic);
            request.extremes |= is_extreme(statistic);
            request.gini |= statistic == GroupStatistic::Gini;
        }
        const RawVariable variable =
            summarize_groups(gate, rows, *items[first].column, request, groups, plan);
        for (const RawValue& raw : variable.groups) {
            const ReleasedValue value =
                release_value(variable, raw, false, policy, gate.count_noise());
            for (const std::size_t item : same)
                results[item].push_back(statistic_of(items[item].statistic, value));
        }
    }
    return results;
}

}  // namespace skjerm::disclosure
