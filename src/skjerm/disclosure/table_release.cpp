#include "skjerm/disclosure/table_release.h"

#include <algorithm>
#include <array>
#include <boost/math/special_functions/gamma.hpp>
#include <cmath>
#include <cstddef>
#include <optional>
#include <utility>
#include <vector>

#include "skjerm/base/check.h"
#include "skjerm/base/diagnostic_codes.h"
#include "skjerm/disclosure/carriers.h"
#include "skjerm/disclosure/chart_rules.h"
#include "skjerm/disclosure/near_totals.h"
#include "skjerm/disclosure/rounding.h"
#include "skjerm/disclosure/table_order.h"
#include "skjerm/disclosure/table_plan.h"
#include "skjerm/disclosure/value_release.h"

namespace skjerm::disclosure {

namespace {

using released::CellState;
using released::Number;
using released::Statistic;

/// Rows × columns of one number each.
struct Grid {
    std::size_t rows = 0;
    std::size_t columns = 0;
    std::vector<double> values;

    [[nodiscard]] double at(std::size_t row, std::size_t column) const {
        return values[row * columns + column];
    }
};

Grid release_counts(const TablePlan& plan, const std::vector<base::Evidence>& groups,
                    const CountNoise& noise) {
    Grid counts{.rows = plan.rows.lines.size(), .columns = plan.columns.lines.size(), .values = {}};
    counts.values.reserve(groups.size());
    for (std::size_t group = 0; group < groups.size(); ++group) {
        const bool inner = plan.is_inner(group / counts.columns, group % counts.columns);
        counts.values.push_back(static_cast<double>(
            noise.release(groups[group], inner ? TracedRole::Cell : TracedRole::Total)));
    }
    return counts;
}

/// Evidence of every group, in which each unit counts once.
std::vector<base::Evidence> units_of_groups(const RawTable& raw, const TablePlan& plan) {
    if (!raw.overlapping) return gather(plan.groups, raw.cells);
    SKJERM_CHECK(raw.overlapping->groups.size() == plan.groups.group_count);
    std::vector<base::Evidence> groups;
    groups.reserve(raw.overlapping->groups.size());
    for (const RawRows& group : raw.overlapping->groups) groups.push_back(group.units);
    return groups;
}

/// Gives every group what the group shows that it stands for.
template <class T>
void stand_in(std::vector<T>& values, const std::vector<std::size_t>& stands_for) {
    const std::vector<T> own = values;
    for (std::size_t group = 0; group < values.size(); ++group)
        values[group] = own[stands_for[group]];
}

/// The cells of which the groups are made; none where they share units.
std::span<const base::Evidence> disjoint_cells(const RawTable& raw) {
    return raw.overlapping ? std::span<const base::Evidence>() : raw.cells;
}

/// From released numbers of units to released numbers of rows: of the units of the group that each
/// stands for, but of its own rows.
Grid rows_of_units(const RawTable& raw, Grid units, const std::vector<std::size_t>& stands_for,
                   const CountNoise& noise) {
    const std::vector<RawRows>* groups = nullptr;
    if (raw.overlapping) groups = &raw.overlapping->groups;
    if (!raw.numbers_of_rows.empty()) groups = &raw.numbers_of_rows;
    if (groups == nullptr) return units;
    SKJERM_CHECK(groups->size() == units.values.size());
    for (std::size_t group = 0; group < units.values.size(); ++group)
        units.values[group] = release_rows({.units = (*groups)[stands_for[group]].units,
                                            .rows_per_unit = (*groups)[group].rows_per_unit,
                                            .with_rows = (*groups)[group].with_rows},
                                           noise, TracedRole::Total);
    return units;
}

/// Counts of the inner cells, shown or not.
std::vector<double> inner_counts(const TablePlan& plan, const Grid& counts) {
    std::vector<double> inner;
    for (std::size_t row = 0; row < counts.rows; ++row)
        for (std::size_t column = 0; column < counts.columns; ++column)
            if (plan.is_inner(row, column)) inner.push_back(counts.at(row, column));
    return inner;
}

std::vector<Number> frequency_cells(const Grid& counts) {
    std::vector<Number> cells;
    cells.reserve(counts.values.size());
    for (const double count : counts.values)
        cells.push_back({.value = count, .state = CellState::Shown});
    return cells;
}

/// Shares of the totals that the table shows, so that percentages and counts agree.
std::vector<Number> percent_cells(const Grid& counts, Statistic statistic, const Policy& policy) {
    std::vector<Number> cells;
    cells.reserve(counts.values.size());
    for (std::size_t row = 0; row < counts.rows; ++row) {
        for (std::size_t column = 0; column < counts.columns; ++column) {
            const double whole =
                counts.at(statistic == Statistic::RowPercent ? row : counts.rows - 1,
                          statistic == Statistic::ColumnPercent ? column : counts.columns - 1);
            if (whole == 0) {
                cells.push_back({.value = 0, .state = CellState::NotDefined});
                continue;
            }
            // Totals have noise of their own, so a part may exceed its whole.
            const double percent = std::clamp(100 * counts.at(row, column) / whole, 0.0, 100.0);
            cells.push_back({.value = round_decimals(percent, policy.percent_decimals),
                             .state = CellState::Shown});
        }
    }
    return cells;
}

/// The inner cells as a matrix: the last variable across, the crossing of the others down.
Grid contingency_matrix(const TablePlan& plan, const Grid& counts) {
    const std::size_t last = plan.axes.back().slots();
    Grid matrix{.rows = 0, .columns = last, .values = {}};
    if (last == 0) return matrix;
    matrix.values = inner_counts(plan, counts);
    matrix.rows = matrix.values.size() / last;
    return matrix;
}

/// Pearson's test on released inner cells and their own margins; empty rows and columns do not
/// count, and no continuity correction is made. Not defined (no degrees of freedom) when fewer than
/// two rows or columns are left.
released::TestResult pearson_test(const Grid& matrix) {
    std::vector<double> row_sums(matrix.rows, 0);
    std::vector<double> column_sums(matrix.columns, 0);
    double total = 0;
    for (std::size_t row = 0; row < matrix.rows; ++row) {
        for (std::size_t column = 0; column < matrix.columns; ++column) {
            row_sums[row] += matrix.at(row, column);
            column_sums[column] += matrix.at(row, column);
            total += matrix.at(row, column);
        }
    }
    const auto used = [](const std::vector<double>& sums) {
        return std::count_if(sums.begin(), sums.end(), [](double sum) { return sum > 0; });
    };
    released::TestResult test{
        .name = "chi2", .statistic = 0, .degrees_of_freedom = 0, .p_value = 0};
    const auto rows = used(row_sums);
    const auto columns = used(column_sums);
    if (rows < 2 || columns < 2) return test;

    for (std::size_t row = 0; row < matrix.rows; ++row) {
        for (std::size_t column = 0; column < matrix.columns; ++column) {
            if (row_sums[row] == 0 || column_sums[column] == 0) continue;
            const double expected = row_sums[row] * column_sums[column] / total;
            const double difference = matrix.at(row, column) - expected;
            test.statistic += difference * difference / expected;
        }
    }
    test.degrees_of_freedom = static_cast<double>((rows - 1) * (columns - 1));
    test.p_value = boost::math::gamma_q(test.degrees_of_freedom / 2, test.statistic / 2);
    return test;
}

/// The fixed order of counts and percentages within a cell.
constexpr std::array kCountStatistics{Statistic::Frequency, Statistic::RowPercent,
                                      Statistic::ColumnPercent, Statistic::CellPercent};

std::vector<released::Measure> count_measures(const RawTable& raw, const Grid& counts,
                                              const Policy& policy) {
    std::vector<released::Measure> measures;
    for (const Statistic statistic : kCountStatistics) {
        const auto& asked = raw.statistics;
        if (std::find(asked.begin(), asked.end(), statistic) == asked.end()) continue;
        const bool frequency = statistic == Statistic::Frequency;
        measures.push_back({.statistic = statistic,
                            .variable = {},
                            .decimals = frequency ? 0 : policy.percent_decimals,
                            .cells = frequency ? frequency_cells(counts)
                                               : percent_cells(counts, statistic, policy)});
    }
    return measures;
}

/// The groups that would give a dominated one away: where exactly one group of a row or column with
/// a shown total is hidden for dominance, the smallest of the others is hidden too.
class ComplementaryHiding {
public:
    ComplementaryHiding(const TablePlan& plan, std::vector<bool> hidden, const Grid& counts)
        : plan_(plan), hidden_(std::move(hidden)), counts_(counts) {}

    std::vector<bool> run() {
        // Hiding in a row may leave a column with one hidden group; each round hides at least one.
        changed_ = std::find(hidden_.begin(), hidden_.end(), true) != hidden_.end();
        while (changed_) {
            changed_ = false;
            protect_along_lines();
        }
        return std::move(hidden_);
    }

private:
    /// Children of one total: lines of the same parent, one level deeper.
    static std::vector<std::vector<std::size_t>> families(const LinePlan& lines) {
        std::vector<std::vector<std::size_t>> families;
        for (std::size_t total = 0; total < lines.lines.size(); ++total) {
            const std::size_t depth = lines.depth(total);
            if (depth == lines.variables()) continue;
            std::vector<std::size_t> family{total};
            for (std::size_t line = 0; line < lines.lines.size(); ++line) {
                const bool child =
                    lines.depth(line) == depth + 1 &&
                    std::equal(lines.lines[total].begin(),
                               lines.lines[total].begin() + static_cast<std::ptrdiff_t>(depth),
                               lines.lines[line].begin());
                if (child) family.push_back(line);
            }
            families.push_back(std::move(family));
        }
        return families;
    }

    void protect_along_lines() {
        for (const auto& family : families(plan_.columns))
            for (std::size_t row = 0; row < plan_.rows.lines.size(); ++row)
                protect(family, [&](std::size_t line) { return plan_.group(row, line); });
        for (const auto& family : families(plan_.rows))
            for (std::size_t column = 0; column < plan_.columns.lines.size(); ++column)
                protect(family, [&](std::size_t line) { return plan_.group(line, column); });
    }

    template <class GroupOf>
    void protect(const std::vector<std::size_t>& family, GroupOf group_of) {
        if (hidden_[group_of(family.front())]) return;
        std::size_t hidden_children = 0;
        std::optional<std::size_t> smallest;
        for (std::size_t child = 1; child < family.size(); ++child) {
            const std::size_t group = group_of(family[child]);
            if (hidden_[group]) {
                ++hidden_children;
            } else if (counts_.values[group] > 0 &&
                       (!smallest || counts_.values[group] < counts_.values[*smallest])) {
                smallest = group;
            }
        }
        if (hidden_children != 1 || !smallest) return;
        hidden_[*smallest] = true;
        changed_ = true;
    }

    const TablePlan& plan_;
    std::vector<bool> hidden_;
    const Grid& counts_;
    bool changed_ = false;
};

std::vector<released::Measure> value_measures(const RawTable& raw, const TablePlan& plan,
                                              const std::vector<base::Evidence>& units,
                                              const Policy& policy, const CountNoise& noise) {
    std::vector<released::Measure> measures;
    for (const RawVariable& variable : raw.variables) {
        SKJERM_CHECK(variable.groups.size() == plan.groups.group_count);
        std::vector<base::Evidence> valid;
        std::vector<bool> hidden;
        for (const RawValue& value : variable.groups) {
            valid.push_back(value.valid);
            hidden.push_back(is_dominated(variable, value, policy) ||
                             has_few_carriers(value.carriers, policy, noise));
        }
        const Grid counts = release_counts(plan, valid, noise);
        hidden = ComplementaryHiding(plan, std::move(hidden), counts).run();
        std::vector<ReleasedValue> values;
        for (std::size_t group = 0; group < variable.groups.size(); ++group)
            values.push_back(
                release_value(variable, variable.groups[group], hidden[group], policy, noise));
        // Where units have several rows, groups of the same units may have different values.
        if (!raw.overlapping) {
            const std::span<const base::Evidence> cells =
                valid == units ? std::span(raw.cells) : std::span<const base::Evidence>();
            stand_in(values, standing_for(plan, valid, cells, noise));
        }
        for (const Statistic statistic : raw.statistics)
            measures.push_back(value_measure(statistic, variable.name, values, policy));
    }
    return measures;
}

/// The groups of which nothing is shown because too few carriers are behind their rows, and those
/// that would give them away.
std::vector<bool> groups_with_few_carriers(const RawTable& raw, const TablePlan& plan,
                                           const Grid& counts, const Policy& policy,
                                           const CountNoise& noise) {
    std::vector<bool> few;
    for (const CarrierSpreads& spreads : raw.carriers)
        few.push_back(has_few_carriers(spreads, policy, noise));
    if (few.empty()) return few;
    SKJERM_CHECK(few.size() == plan.groups.group_count);
    return ComplementaryHiding(plan, std::move(few), counts).run();
}

void hide_groups(released::Table& table, const std::vector<bool>& hidden) {
    for (released::Measure& measure : table.measures)
        for (std::size_t group = 0; group < hidden.size(); ++group)
            if (hidden[group]) measure.cells[group] = {.value = 0, .state = CellState::Suppressed};
}

released::Axis axis_of(const RawAxis& raw, const AxisPlan& plan) {
    released::Axis axis{
        .variable = raw.variable, .label = raw.label, .categories = plan.categories};
    axis.categories.push_back({.kind = released::Category::Kind::Total, .code = {}, .label = {}});
    return axis;
}

released::Table frame_of(const RawTable& raw, const TablePlan& plan) {
    released::Table table;
    for (std::size_t axis = 0; axis < raw.axes.size(); ++axis) {
        auto& side = axis < plan.rows.variables() ? table.rows : table.columns;
        side.push_back(axis_of(raw.axes[axis], plan.axes[axis]));
    }
    table.row_index = plan.rows.lines;
    table.column_index = plan.columns.lines;
    table.show_codes = raw.show_codes;
    table.flatten = raw.flatten || raw.row_sort || raw.column_sort || raw.cut;
    return table;
}

}  // namespace

base::Diagnostic too_large(const Policy& policy, base::Span where) {
    return base::error(base::Code::OutputTooLarge, where,
                       {base::Argument::fact(static_cast<std::int64_t>(policy.table_max_cells)),
                        base::Argument::fact(static_cast<std::int64_t>(policy.table_max_levels))});
}

base::Result<released::Table> release_table(const RawTable& raw, const Policy& policy,
                                            const CountNoise& noise) {
    std::vector<AxisPlan> axes = plan_axes(raw, policy, noise);
    if (!is_admissible_size(axes, policy)) return too_large(policy, raw.where);
    const TablePlan plan = plan_table(std::move(axes));
    const std::vector<base::Evidence> groups = units_of_groups(raw, plan);
    const std::vector<std::size_t> stands_for =
        standing_for(plan, groups, disjoint_cells(raw), noise);
    std::vector<base::Evidence> counted = groups;
    // The number of all selected units is shown elsewhere, so it is a total of the table as well.
    if (raw.selected && raw.selected->units >= counted.back().units &&
        is_almost(*raw.selected, counted.back(), noise))
        counted.back() = *raw.selected;
    stand_in(counted, stands_for);
    const Grid units = release_counts(plan, counted, noise);
    Grid counts = rows_of_units(raw, units, stands_for, noise);
    // One carrier may have many units, so the number of these would say whether it is there.
    const bool refused =
        has_too_many_low_cells(inner_counts(plan, raw.carriers.empty() ? units : counts), policy);
    const std::vector<bool> few_carriers =
        groups_with_few_carriers(raw, plan, counts, policy, noise);
    for (std::size_t group = 0; group < few_carriers.size(); ++group)
        if (few_carriers[group]) counts.values[group] = 0;

    released::Table table = frame_of(raw, plan);
    table.measures = raw.variables.empty() ? count_measures(raw, counts, policy)
                                           : value_measures(raw, plan, groups, policy, noise);
    hide_groups(table, few_carriers);
    if (raw.chi2) table.tests.push_back(pearson_test(contingency_matrix(plan, counts)));
    SKJERM_TRY(order_table(raw, table));

    // Decided last: a refused table has cost as much time as a shown one.
    if (refused) {
        return base::error(base::Code::TooManySmallCells, raw.where,
                           {base::Argument::fact(static_cast<std::int64_t>(policy.low_cell))});
    }
    return table;
}

}  // namespace skjerm::disclosure
