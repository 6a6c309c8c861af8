#include "skjerm/disclosure/table_plan.h"

#include <algorithm>
#include <array>

#include "skjerm/base/check.h"
#include "skjerm/stats/crosstab.h"

namespace skjerm::disclosure {

namespace {

constexpr std::size_t kMostAxes = 4;

using Label = RawLevel::Label;
using Kind = released::Category::Kind;

std::size_t product_of_levels(const RawTable& table) {
    std::size_t product = 1;
    for (const RawAxis& axis : table.axes) product *= axis.levels.size();
    return product;
}

/// How many of the variables go down; the others go across.
std::size_t stub_size(std::size_t axes) { return axes <= 2 ? 1 : 2; }

std::vector<std::size_t> slots_of(std::span<const AxisPlan> axes) {
    std::vector<std::size_t> slots;
    for (const AxisPlan& axis : axes) slots.push_back(axis.slots());
    return slots;
}

/// Evidence of each level of each axis, over all cells.
std::vector<std::vector<base::Evidence>> margins_of(const RawTable& table) {
    std::vector<std::vector<base::Evidence>> margins;
    std::size_t inner = table.cells.size();  // cells per level of the axes so far
    for (const RawAxis& axis : table.axes) {
        const std::size_t levels = axis.levels.size();
        std::vector<base::Evidence> margin(levels);
        if (levels > 0) inner /= levels;
        for (std::size_t cell = 0; cell < table.cells.size(); ++cell)
            margin[cell / inner % levels].merge(table.cells[cell]);
        margins.push_back(std::move(margin));
    }
    return margins;
}

}  // namespace

LinePlan::LinePlan(std::vector<std::size_t> slots_of_variables)
    : slots(std::move(slots_of_variables)) {
    SKJERM_CHECK(slots.size() <= 2);
    if (slots.empty()) {
        lines = {{}};
        return;
    }
    const auto outer_total = static_cast<std::uint32_t>(slots[0]);
    if (slots.size() == 1) {
        for (std::uint32_t category = 0; category <= outer_total; ++category)
            lines.push_back({category});
        return;
    }
    const auto inner_total = static_cast<std::uint32_t>(slots[1]);
    for (std::uint32_t outer = 0; outer < outer_total; ++outer)
        for (std::uint32_t inner = 0; inner <= inner_total; ++inner)
            lines.push_back({outer, inner});
    lines.push_back({outer_total, inner_total});
}

std::size_t LinePlan::line_of(std::span<const std::uint32_t> categories, std::size_t kept) const {
    if (slots.empty()) return 0;
    if (kept == 0) return lines.size() - 1;
    if (slots.size() == 1) return categories[0];
    return categories[0] * (slots[1] + 1) + (kept == 2 ? categories[1] : slots[1]);
}

std::size_t LinePlan::depth(std::size_t line) const {
    std::size_t depth = 0;
    while (depth < slots.size() && lines[line][depth] < slots[depth]) ++depth;
    return depth;
}

LevelPlan plan_levels(const RawAxis& axis, std::span<const base::Evidence> margin,
                      const Policy& policy, const CountNoise& noise) {
    SKJERM_CHECK(margin.size() == axis.levels.size());
    LevelPlan plan;
    plan.reserve(margin.size());
    for (std::size_t level = 0; level < margin.size(); ++level) {
        const RawLevel& raw = axis.levels[level];
        if (raw.label == Label::Hidden) {
            plan.push_back(LevelTreatment::Hide);
            continue;
        }
        const std::uint64_t released = noise.release(margin[level], TracedRole::Level);
        if (raw.label == Label::Data && raw.category.kind == Kind::Value) {
            plan.push_back(released >= policy.label_min ? LevelTreatment::Show
                                                        : LevelTreatment::Pool);
        } else {
            plan.push_back(released > 0 ? LevelTreatment::Show : LevelTreatment::Hide);
        }
    }
    return plan;
}

AxisPlan plan_axis(const RawAxis& axis, std::span<const base::Evidence> margin,
                   const Policy& policy, const CountNoise& noise) {
    const LevelPlan treatments = plan_levels(axis, margin, policy, noise);
    const auto joins_pool = [&](std::size_t level) {
        const Kind kind = axis.levels[level].category.kind;
        return treatments[level] == LevelTreatment::Pool ||
               (kind == Kind::OtherValues && axis.levels[level].label != Label::Hidden);
    };
    base::Evidence pool;
    for (std::size_t level = 0; level < margin.size(); ++level)
        if (joins_pool(level)) pool.merge(margin[level]);
    const bool shows_pool = noise.release(pool, TracedRole::Level) > 0;

    AxisPlan plan;
    for (const base::Evidence& level : margin)
        plan.occurring += noise.release(level, TracedRole::Level) > 0 ? 1U : 0U;
    plan.slot_of_level.assign(margin.size(), GroupPlan::kNone);
    const auto add = [&](released::Category category) {
        plan.categories.push_back(std::move(category));
        return static_cast<std::uint32_t>(plan.categories.size() - 1);
    };
    // The pool stands after the values and before the levels that mean missing.
    std::uint32_t pool_slot = GroupPlan::kNone;
    const auto add_pool = [&] {
        if (shows_pool && pool_slot == GroupPlan::kNone)
            pool_slot = add({.kind = Kind::OtherValues, .code = {}, .label = {}});
    };
    for (std::size_t level = 0; level < margin.size(); ++level) {
        const released::Category& category = axis.levels[level].category;
        if (joins_pool(level)) continue;
        if (category.kind == Kind::Missing) add_pool();
        if (treatments[level] == LevelTreatment::Show) plan.slot_of_level[level] = add(category);
    }
    add_pool();
    for (std::size_t level = 0; level < margin.size(); ++level)
        if (joins_pool(level)) plan.slot_of_level[level] = pool_slot;
    return plan;
}

bool is_admissible_size(std::span<const AxisPlan> axes, const Policy& policy) {
    constexpr std::uint64_t kGathered = 2;  // levels that are pooled, and that are hidden
    std::uint64_t shown = 1;
    std::uint64_t counted = 1;
    for (const AxisPlan& axis : axes) {
        if (axis.occurring > policy.table_max_levels) return false;
        shown *= std::max<std::uint64_t>(axis.slots(), 1);
        counted *= axis.slots() + kGathered;
        if (shown > policy.table_max_cells || counted > stats::kLargestCrosstab) return false;
    }
    return true;
}

std::vector<AxisPlan> plan_axes(const RawTable& table, const Policy& policy,
                                const CountNoise& noise) {
    SKJERM_CHECK(!table.axes.empty() && table.axes.size() <= kMostAxes);
    SKJERM_CHECK(table.cells.size() == product_of_levels(table));
    const std::vector<std::vector<base::Evidence>> margins =
        table.overlapping ? table.overlapping->margins : margins_of(table);
    SKJERM_CHECK(margins.size() == table.axes.size());
    std::vector<AxisPlan> axes;
    for (std::size_t axis = 0; axis < table.axes.size(); ++axis)
        axes.push_back(plan_axis(table.axes[axis], margins[axis], policy, noise));
    return axes;
}

TablePlan plan_table(std::vector<AxisPlan> axes) {
    const std::size_t stub = stub_size(axes.size());
    const std::span<const AxisPlan> down = std::span(axes).first(stub);
    const std::span<const AxisPlan> across = std::span(axes).subspan(stub);
    TablePlan plan{.axes = {},
                   .rows = LinePlan(slots_of(down)),
                   .columns = LinePlan(slots_of(across)),
                   .groups = {}};
    plan.groups.group_count = plan.rows.lines.size() * plan.columns.lines.size();

    std::size_t cells = 1;
    for (const AxisPlan& axis : axes) cells *= axis.slot_of_level.size();

    for (std::size_t kept_down = down.size() + 1; kept_down-- > 0;) {
        for (std::size_t kept_across = across.size() + 1; kept_across-- > 0;) {
            std::vector<std::uint32_t> group_of_cell(cells, GroupPlan::kNone);
            std::array<std::uint32_t, kMostAxes> slots{};
            for (std::size_t cell = 0; cell < cells; ++cell) {
                std::size_t rest = cell;
                bool shown = true;
                for (std::size_t axis = axes.size(); axis-- > 0;) {
                    const std::vector<std::uint32_t>& slot_of_level = axes[axis].slot_of_level;
                    slots[axis] = slot_of_level[rest % slot_of_level.size()];
                    rest /= slot_of_level.size();
                    const bool kept = axis < stub ? axis < kept_down : axis - stub < kept_across;
                    shown = shown && (!kept || slots[axis] != GroupPlan::kNone);
                }
                if (!shown) continue;
                const std::size_t row = plan.rows.line_of(std::span(slots).first(stub), kept_down);
                const std::size_t column = plan.columns.line_of(
                    std::span(slots).subspan(stub, across.size()), kept_across);
                group_of_cell[cell] = static_cast<std::uint32_t>(plan.group(row, column));
            }
            plan.groups.group_of_cell.push_back(std::move(group_of_cell));
        }
    }
    plan.axes = std::move(axes);
    return plan;
}

std::vector<base::Evidence> gather(const GroupPlan& plan, std::span<const base::Evidence> cells) {
    std::vector<base::Evidence> groups(plan.group_count);
    for (const std::vector<std::uint32_t>& group_of_cell : plan.group_of_cell) {
        SKJERM_CHECK(group_of_cell.size() == cells.size());
        for (std::size_t cell = 0; cell < cells.size(); ++cell)
            if (group_of_cell[cell] != GroupPlan::kNone)
                groups[group_of_cell[cell]].merge(cells[cell]);
    }
    return groups;
}

}  // namespace skjerm::disclosure
