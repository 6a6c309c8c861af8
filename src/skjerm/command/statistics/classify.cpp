#include "skjerm/command/statistics/classify.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <numeric>
#include <optional>
#include <string>
#include <utility>

#include "skjerm/base/date.h"
#include "skjerm/base/diagnostic_codes.h"
#include "skjerm/command/anchored.h"
#include "skjerm/disclosure/rows_per_unit.h"

namespace skjerm::command {

namespace {

using disclosure::LevelTreatment;
using disclosure::RawAxis;
using disclosure::RawLevel;
using released::Category;

std::string number_text(double value) {
    // Without an exponent, as string() writes numbers.
    const double size = std::abs(value);
    const bool is_plain = size == 0 || (size >= 1e-6 && size < 1e15);
    char buffer[64];
    const auto [end, failure] =
        is_plain ? std::to_chars(buffer, buffer + sizeof buffer, value, std::chars_format::fixed)
                 : std::to_chars(buffer, buffer + sizeof buffer, value);
    SKJERM_CHECK(failure == std::errc());
    return {buffer, end};
}

std::string code_of(const stats::LevelValue& value, expr::Format format) {
    if (const auto* text = std::get_if<std::string>(&value)) return *text;
    if (const auto* number = std::get_if<std::int64_t>(&value)) {
        if (format == expr::Format::Date)
            return base::format_iso_date(static_cast<base::DayNumber>(*number));
        return std::to_string(*number);
    }
    return number_text(std::get<double>(value));
}

const column::CodeEntry* find_label(const dataset::Variable& variable,
                                    const stats::LevelValue& value) {
    if (!variable.labels) return nullptr;
    if (const auto* text = std::get_if<std::string>(&value)) return variable.labels->find(*text);
    if (const auto* number = std::get_if<std::int64_t>(&value))
        return variable.labels->find(*number);
    const double real = std::get<double>(value);
    if (real != std::trunc(real) || std::abs(real) > 9e15) return nullptr;
    return variable.labels->find(static_cast<std::int64_t>(real));
}

/// A level as the data name it, and whether it is one of the missing ones, which stand last.
struct NamedLevel {
    RawLevel level;
    bool is_missing = false;
};

NamedLevel name_level(const dataset::Variable& variable, const stats::LevelValue& value) {
    if (std::holds_alternative<std::monostate>(value))
        return {
            {{.kind = Category::Kind::Missing, .code = {}, .label = {}}, RawLevel::Label::Public},
            true};
    const column::CodeEntry* label = find_label(variable, value);
    Category category{
        .kind = Category::Kind::Value, .code = code_of(value, variable.format), .label = {}};
    if (label == nullptr) return {{std::move(category), RawLevel::Label::Data}, false};
    category.label = {label->label_nb, label->label_en};
    return {{std::move(category), RawLevel::Label::Public}, label->is_missing};
}

std::vector<column::CodeValue> missing_codes(const dataset::Variable& variable) {
    std::vector<column::CodeValue> codes;
    if (!variable.labels) return codes;
    for (const column::CodeEntry& entry : variable.labels->entries())
        if (entry.is_missing) codes.push_back(entry.code);
    return codes;
}

/// One classifying variable: its axis, and the level of the axis of each counted level.
struct Axis {
    RawAxis raw;
    std::vector<std::uint32_t> level_of_counted;
};

/// A classifying variable with all levels that were counted.
struct CountedAxis {
    RawAxis raw;
    std::vector<NamedLevel> levels;
};

CountedAxis name_axis(const dataset::Variable& variable, const stats::Factor& factor) {
    CountedAxis axis{.raw = {.variable = variable.name,
                             .label = {variable.title.nb, variable.title.en},
                             .levels = {},
                             .without_code_list = variable.labels == nullptr},
                     .levels = {}};
    for (std::size_t level = 0; level < factor.size(); ++level) {
        axis.levels.push_back(name_level(variable, factor.value(level)));
        axis.raw.levels.push_back(axis.levels.back().level);
    }
    return axis;
}

/// Puts the levels in the order of the axis: values, pooled, hidden, missing codes, missing.
Axis make_axis(const Context& context, const CountedAxis& counted_axis,
               const std::vector<base::Evidence>& margin) {
    const RawAxis& counted = counted_axis.raw;
    const std::vector<NamedLevel>& named = counted_axis.levels;
    const disclosure::LevelPlan plan = context.gate().plan_levels(counted, margin);

    Axis axis{.raw = {.variable = counted.variable,
                      .label = counted.label,
                      .levels = {},
                      .without_code_list = counted.without_code_list},
              .level_of_counted = std::vector<std::uint32_t>(named.size())};
    const auto place = [&](std::size_t level, RawLevel raw) {
        axis.level_of_counted[level] = static_cast<std::uint32_t>(axis.raw.levels.size());
        axis.raw.levels.push_back(std::move(raw));
    };
    const auto merge = [&](LevelTreatment treatment, const RawLevel& merged) {
        std::optional<std::uint32_t> position;
        for (std::size_t level = 0; level < named.size(); ++level) {
            if (plan[level] != treatment) continue;
            if (!position) {
                position = static_cast<std::uint32_t>(axis.raw.levels.size());
                axis.raw.levels.push_back(merged);
            }
            axis.level_of_counted[level] = *position;
        }
    };
    for (std::size_t level = 0; level < named.size(); ++level)
        if (!named[level].is_missing && plan[level] == LevelTreatment::Show)
            place(level, named[level].level);
    merge(LevelTreatment::Pool, {{.kind = Category::Kind::OtherValues, .code = {}, .label = {}},
                                 RawLevel::Label::Public});
    merge(LevelTreatment::Hide, {{.kind = Category::Kind::OtherValues, .code = {}, .label = {}},
                                 RawLevel::Label::Hidden});
    for (std::size_t level = 0; level < named.size(); ++level)
        if (named[level].is_missing && plan[level] == LevelTreatment::Show)
            place(level, named[level].level);
    return axis;
}

/// The level of one factor in every cell.
std::vector<std::uint32_t> levels_of_cells(const stats::Crosstab& table, std::size_t factor) {
    std::size_t stride = 1;
    for (std::size_t later = factor + 1; later < table.factors.size(); ++later)
        stride *= table.factors[later].size();
    const std::size_t levels = table.factors[factor].size();
    std::vector<std::uint32_t> level_of_cell(table.cells.size());
    for (std::size_t cell = 0; cell < table.cells.size(); ++cell)
        level_of_cell[cell] = static_cast<std::uint32_t>(cell / stride % levels);
    return level_of_cell;
}

/// Evidence of the levels of an axis.
std::vector<base::Evidence> margin_of_axis(const stats::Rows& rows, const stats::Crosstab& table,
                                           std::size_t factor, const Axis& axis) {
    std::vector<std::uint32_t> level_of_cell = levels_of_cells(table, factor);
    for (std::uint32_t& level : level_of_cell) level = axis.level_of_counted[level];
    return stats::group_evidence(rows, table, level_of_cell, axis.raw.levels.size());
}

base::Diagnostic too_large(const Context& context, base::Span where) {
    const disclosure::Policy& policy = context.gate().policy();
    return base::error(base::Code::OutputTooLarge, where,
                       {base::Argument::fact(static_cast<std::int64_t>(policy.table_max_cells)),
                        base::Argument::fact(static_cast<std::int64_t>(policy.table_max_levels))});
}

/// The axes of a table with `levels` of every factor, or the refusal of a table that is too large.
/// Decided on released margins alone.
base::Result<std::vector<Axis>> make_axes(const Context& context,
                                          const Classification& classification,
                                          std::span<const stats::Factor> factors,
                                          std::span<const std::vector<base::Evidence>> levels,
                                          base::Span where) {
    std::vector<CountedAxis> named;
    std::vector<RawAxis> counted;
    for (std::size_t factor = 0; factor < factors.size(); ++factor) {
        named.push_back(name_axis(*classification.variables[factor], factors[factor]));
        counted.push_back(named.back().raw);
    }
    SKJERM_TRY(context.gate().admit_size(counted, levels, where));
    std::vector<Axis> axes;
    for (std::size_t factor = 0; factor < factors.size(); ++factor)
        axes.push_back(make_axis(context, named[factor], levels[factor]));
    return axes;
}

/// Cells of a table that was counted by all of its levels.
base::Result<Cells> cells_of(const Context& context, const stats::Rows& rows,
                             const Classification& classification, stats::Crosstab counted,
                             base::Span where) {
    Cells result{.counted = std::move(counted),
                 .axes = {},
                 .cells = {},
                 .cell_of_counted = {},
                 .overlapping_margins = {}};
    const stats::Crosstab& table = result.counted;
    std::vector<std::vector<base::Evidence>> levels;
    for (std::size_t factor = 0; factor < table.factors.size(); ++factor)
        levels.push_back(stats::group_evidence(rows, table, levels_of_cells(table, factor),
                                               table.factors[factor].size()));
    SKJERM_TRY_ASSIGN(const std::vector<Axis> axes,
                      make_axes(context, classification, table.factors, levels, where));
    std::size_t cells = 1;
    for (std::size_t factor = 0; factor < table.factors.size(); ++factor) {
        cells *= axes[factor].raw.levels.size();
        result.axes.push_back(axes[factor].raw);
        if (table.repeated_units)
            result.overlapping_margins.push_back(margin_of_axis(rows, table, factor, axes[factor]));
    }
    result.cells.resize(cells);
    result.cell_of_counted.resize(table.cells.size());
    for (std::size_t cell = 0; cell < table.cells.size(); ++cell) {
        std::size_t rest = cell;
        std::size_t target = 0;
        std::size_t stride = 1;
        for (std::size_t factor = axes.size(); factor-- > 0;) {
            const std::size_t counted_levels = table.factors[factor].size();
            target += stride * axes[factor].level_of_counted[rest % counted_levels];
            stride *= axes[factor].raw.levels.size();
            rest /= counted_levels;
        }
        result.cell_of_counted[cell] = static_cast<std::uint32_t>(target);
        result.cells[target].merge(table.cells[cell]);
    }
    return result;
}

/// Cells of a table that has too many of them while every level stands by itself: margins first,
/// then the table over the levels as the gate gathers them. The same table as the other way; how
/// many cells the levels of the data would have is no reason to refuse it.
base::Result<Cells> gathered_cells(const Context& context, const stats::Rows& rows,
                                   const Classification& classification,
                                   std::span<const stats::FactorSpec> specs,
                                   const stats::CrosstabOptions& options, base::Span where) {
    const auto counted = stats::count_margins(rows, specs, options);
    if (std::holds_alternative<stats::TooLarge>(counted)) return too_large(context, where);
    const auto& margins = std::get<stats::Margins>(counted);
    SKJERM_TRY_ASSIGN(const std::vector<Axis> axes,
                      make_axes(context, classification, margins.factors, margins.levels, where));
    Cells result;
    std::vector<stats::Factor> factors;
    for (std::size_t factor = 0; factor < axes.size(); ++factor) {
        const Axis& axis = axes[factor];
        factors.push_back(
            margins.factors[factor].gathered(axis.level_of_counted, axis.raw.levels.size()));
        result.axes.push_back(axis.raw);
    }
    result.counted = stats::count_crosstab(rows, std::move(factors), options.valid_in_any);
    result.cells = result.counted.cells;
    result.cell_of_counted.resize(result.cells.size());
    std::iota(result.cell_of_counted.begin(), result.cell_of_counted.end(), 0U);
    if (result.counted.repeated_units)
        for (std::size_t factor = 0; factor < axes.size(); ++factor)
            result.overlapping_margins.push_back(
                stats::group_evidence(rows, result.counted, levels_of_cells(result.counted, factor),
                                      axes[factor].raw.levels.size()));
    return result;
}

}  // namespace

base::Result<Cells> count_cells(const Context& context, const View& view,
                                const Classification& classification, base::Span where) {
    std::vector<stats::FactorSpec> specs;
    for (const dataset::Variable* variable : classification.variables) {
        column::ColumnPtr column = variable->column;
        if (variable->source.empty()) {
            SKJERM_TRY_ASSIGN(column, anchored_levels(context, view.dataset(), std::move(column)));
        }
        specs.push_back({.column = std::move(column),
                         .missing_is_level = classification.missing,
                         .missing_codes = missing_codes(*variable)});
    }
    const stats::CrosstabOptions options{.max_levels = context.gate().countable_levels(),
                                         .max_cells = stats::kLargestCrosstab,
                                         .valid_in_any = classification.valid_in_any};
    const stats::Rows rows = view.rows();
    auto counted = stats::count_crosstab(rows, specs, options);
    if (const auto* refused = std::get_if<stats::TooLarge>(&counted)) {
        if (refused->factor) return too_large(context, where);
        return gathered_cells(context, rows, classification, specs, options, where);
    }
    return cells_of(context, rows, classification, std::get<stats::Crosstab>(std::move(counted)),
                    where);
}

std::vector<disclosure::RawRows> count_overlapping_groups(const Context& context, const View& view,
                                                          const Cells& cells,
                                                          const disclosure::GroupPlan& plan) {
    const stats::Rows rows = view.rows();
    std::vector<disclosure::RawRows> groups(plan.group_count);
    for (const std::vector<std::uint32_t>& group_of_cell : plan.group_of_cell) {
        std::vector<std::uint32_t> group_of_counted;
        for (const std::uint32_t cell : cells.cell_of_counted)
            group_of_counted.push_back(group_of_cell[cell]);
        const std::vector<base::Evidence> units =
            stats::group_evidence(rows, cells.counted, group_of_counted, groups.size());
        const std::vector<disclosure::RawRows> numbers =
            disclosure::rows_of_units(context.gate(),
                                      {.rows = rows,
                                       .table = cells.counted,
                                       .group_of_cell = group_of_counted,
                                       .groups = groups.size()},
                                      units);
        for (const std::uint32_t group : group_of_counted)
            if (group != stats::Factor::kNone) groups[group] = numbers[group];
    }
    return groups;
}

}  // namespace skjerm::command
