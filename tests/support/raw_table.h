// Raw tables from made-up units, counted the slow and obvious way.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "skjerm/disclosure/gate.h"

namespace skjerm::testing {

/// Levels of one unit, one for each axis.
using Levels = std::vector<std::uint32_t>;

/// A classifying variable with levels "1", "2", … whose labels come from a code list.
[[nodiscard]] inline disclosure::RawAxis axis(
    std::string name, std::uint32_t levels,
    disclosure::RawLevel::Label label = disclosure::RawLevel::Label::Public) {
    disclosure::RawAxis made{.variable = std::move(name),
                             .label = {},
                             .levels = {},
                             .without_code_list = label == disclosure::RawLevel::Label::Data};
    for (std::uint32_t level = 1; level <= levels; ++level) {
        made.levels.push_back({.category = {.kind = released::Category::Kind::Value,
                                            .code = std::to_string(level),
                                            .label = {}},
                               .label = label});
    }
    return made;
}

/// Evidence of units first, first + 1, … of domain 0.
[[nodiscard]] inline base::Evidence evidence(const disclosure::Gate& gate, std::uint64_t first,
                                             std::uint64_t count) {
    const base::UnitKeys keys = gate.unit_keys(0);
    base::Evidence set;
    for (std::uint64_t unit = first; unit < first + count; ++unit) set.add(keys.key(unit));
    return set;
}

/// Frequencies of units 0, 1, … over `axes`; units[i] are the levels of unit i.
[[nodiscard]] inline disclosure::RawTable count(const disclosure::Gate& gate,
                                                std::vector<disclosure::RawAxis> axes,
                                                std::span<const Levels> units) {
    disclosure::RawTable table;
    std::size_t cells = 1;
    for (const disclosure::RawAxis& one : axes) cells *= one.levels.size();
    table.cells.resize(cells);
    const base::UnitKeys keys = gate.unit_keys(0);
    for (std::size_t unit = 0; unit < units.size(); ++unit) {
        std::size_t cell = 0;
        for (std::size_t at = 0; at < axes.size(); ++at)
            cell = cell * axes[at].levels.size() + units[unit][at];
        table.cells[cell].add(keys.key(unit));
    }
    table.axes = std::move(axes);
    table.statistics = {released::Statistic::Frequency};
    return table;
}

/// Units such that each cell of a table with `levels` levels has the given number of them, cells in
/// row-major order.
[[nodiscard]] inline std::vector<Levels> units_of_counts(std::span<const std::uint32_t> levels,
                                                         std::span<const std::uint32_t> counts) {
    std::vector<Levels> units;
    for (std::size_t cell = 0; cell < counts.size(); ++cell) {
        Levels place(levels.size());
        std::size_t rest = cell;
        for (std::size_t at = levels.size(); at-- > 0;) {
            place[at] = static_cast<std::uint32_t>(rest % levels[at]);
            rest /= levels[at];
        }
        units.insert(units.end(), counts[cell], place);
    }
    return units;
}

/// A permit, as a command gets it: for a population large enough.
[[nodiscard]] inline disclosure::Permit permit(const disclosure::Gate& gate) {
    return gate.admit(evidence(gate, 0, 5000), {}).value();
}

[[nodiscard]] inline base::Result<released::Result> release(const disclosure::Gate& gate,
                                                            disclosure::RawTable table) {
    return gate.release(disclosure::RawResult(permit(gate), std::move(table)), {});
}

[[nodiscard]] inline released::Table released_table(const disclosure::Gate& gate,
                                                    disclosure::RawTable table) {
    return std::get<released::Table>(release(gate, std::move(table)).value().body());
}

/// The shown numbers of a measure, row-major; -1 where nothing is shown.
[[nodiscard]] inline std::vector<double> shown(const released::Measure& measure) {
    std::vector<double> values;
    for (const released::Number& number : measure.cells) {
        const bool is_shown = number.state == released::CellState::Shown;
        values.push_back(is_shown ? number.value : -1);
    }
    return values;
}

}  // namespace skjerm::testing
