// The shape of a table: which levels it shows, in which rows and columns, and which inner cells
// each displayed group gathers. Decided on released counts alone.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "skjerm/base/evidence.h"
#include "skjerm/disclosure/count_noise.h"
#include "skjerm/disclosure/policy.h"
#include "skjerm/disclosure/raw_result.h"
#include "skjerm/released/result.h"

namespace skjerm::disclosure {

/// The displayed levels of one classifying variable.
struct AxisPlan {
    std::vector<released::Category> categories;  ///< without Total
    std::vector<std::uint32_t> slot_of_level;    ///< level → category, or GroupPlan::kNone
    std::size_t occurring = 0;                   ///< levels with a released count above 0
    std::size_t slots() const { return categories.size(); }
};

/// The lines (rows, or columns) of a table. A line is one category of each of its variables; the
/// category after the last one of a variable is its total. With no variables there is one line.
///
/// Order: by category; the total of an inner variable after its categories, the grand total last.
struct LinePlan {
    std::vector<std::vector<std::uint32_t>> lines;
    std::vector<std::size_t> slots;  ///< of each variable, without the total

    explicit LinePlan(std::vector<std::size_t> slots_of_variables);
    /// The line of the first `kept` of `categories`, the others being totals.
    [[nodiscard]] std::size_t line_of(std::span<const std::uint32_t> categories,
                                      std::size_t kept) const;
    /// How many variables of `line` are not totals.
    [[nodiscard]] std::size_t depth(std::size_t line) const;
    [[nodiscard]] std::size_t variables() const { return slots.size(); }
};

/// The plan of a whole table.
struct TablePlan {
    std::vector<AxisPlan> axes;
    LinePlan rows;
    LinePlan columns;
    GroupPlan groups;  ///< group = row × columns.lines.size() + column

    [[nodiscard]] std::size_t group(std::size_t row, std::size_t column) const {
        return row * columns.lines.size() + column;
    }
    /// Neither the row nor the column is a total.
    [[nodiscard]] bool is_inner(std::size_t row, std::size_t column) const {
        return rows.depth(row) == rows.variables() && columns.depth(column) == columns.variables();
    }
};

[[nodiscard]] LevelPlan plan_levels(const RawAxis& axis, std::span<const base::Evidence> margin,
                                    const Policy& policy, const CountNoise& noise);
[[nodiscard]] AxisPlan plan_axis(const RawAxis& axis, std::span<const base::Evidence> margin,
                                 const Policy& policy, const CountNoise& noise);

/// Whether a table over `axes` keeps within the limits on occurring levels and shown cells, and can
/// be counted when what is not shown takes up to two more levels of every axis.
[[nodiscard]] bool is_admissible_size(std::span<const AxisPlan> axes, const Policy& policy);

/// The displayed levels of every classifying variable of `table`.
[[nodiscard]] std::vector<AxisPlan> plan_axes(const RawTable& table, const Policy& policy,
                                              const CountNoise& noise);
[[nodiscard]] TablePlan plan_table(std::vector<AxisPlan> axes);

/// Evidence of every group.
[[nodiscard]] std::vector<base::Evidence> gather(const GroupPlan& plan,
                                                 std::span<const base::Evidence> cells);

}  // namespace skjerm::disclosure
