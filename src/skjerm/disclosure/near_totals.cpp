#include "skjerm/disclosure/near_totals.h"

#include <algorithm>
#include <numeric>
#include <optional>

#include "skjerm/base/check.h"

namespace skjerm::disclosure {

namespace {

/// Larger sets are never released as 0.
constexpr std::uint64_t kMostShownAsNone = kNoiseBound;

/// The line that sums over the innermost variable that is not a total yet; none for the grand
/// total.
std::optional<std::size_t> total_of(const LinePlan& lines, std::size_t line) {
    const std::size_t depth = lines.depth(line);
    if (depth == 0) return std::nullopt;
    return lines.line_of(lines.lines[line], depth - 1);
}

class NearTotals {
public:
    NearTotals(const TablePlan& plan, std::span<const base::Evidence> units,
               std::span<const base::Evidence> cells, const CountNoise& noise)
        : plan_(plan), units_(units), cells_(cells), noise_(noise) {}

    std::vector<std::size_t> run() {
        const std::size_t columns = plan_.columns.lines.size();
        const auto depth = [&](std::size_t group) {
            return plan_.rows.depth(group / columns) + plan_.columns.depth(group % columns);
        };
        std::vector<std::size_t> order(units_.size());
        std::iota(order.begin(), order.end(), std::size_t{0});
        std::ranges::stable_sort(order, {}, depth);
        stands_for_.resize(units_.size());
        std::iota(stands_for_.begin(), stands_for_.end(), std::size_t{0});
        const std::size_t everything = units_.size() - 1;
        for (const std::size_t group : order) {
            if (units_[group].units == 0) continue;  // nobody: 0, whatever the totals are
            // Of more than two variables it depends on the layout which totals are shown, and a
            // number must not.
            if (plan_.axes.size() > 2) {
                compare(group, everything);
                continue;
            }
            if (const auto row = total_of(plan_.rows, group / columns))
                compare(group, plan_.group(*row, group % columns));
            if (const auto column = total_of(plan_.columns, group % columns))
                compare(group, plan_.group(group / columns, *column));
        }
        return std::move(stands_for_);
    }

private:
    void compare(std::size_t group, std::size_t total) {
        SKJERM_CHECK(units_[group].units <= units_[total].units);
        if (units_[total].units - units_[group].units > kMostShownAsNone) return;
        const bool almost = cells_.empty() ? is_almost(units_[total], units_[group], noise_)
                                           : noise_.release(missing(group, total)) == 0;
        if (!almost) return;
        // The total may itself stand for a larger one.
        const base::Evidence& known = units_[stands_for_[group]];
        const base::Evidence& found = units_[stands_for_[total]];
        if (stands_for_[group] == group || known.units < found.units ||
            (known.units == found.units && known.key_sum < found.key_sum))
            stands_for_[group] = stands_for_[total];
    }

    [[nodiscard]] bool holds(std::size_t group, std::size_t cell) const {
        return std::ranges::any_of(plan_.groups.group_of_cell, [&](const auto& group_of_cell) {
            return group_of_cell[cell] == group;
        });
    }

    base::Evidence missing(std::size_t group, std::size_t total) const {
        base::Evidence rest;
        for (std::size_t cell = 0; cell < cells_.size(); ++cell)
            if (cells_[cell].units > 0 && holds(total, cell) && !holds(group, cell))
                rest.merge(cells_[cell]);
        return rest;
    }

    const TablePlan& plan_;
    std::span<const base::Evidence> units_;
    std::span<const base::Evidence> cells_;
    const CountNoise& noise_;
    std::vector<std::size_t> stands_for_;
};

}  // namespace

std::vector<std::size_t> standing_for(const TablePlan& plan, std::span<const base::Evidence> units,
                                      std::span<const base::Evidence> cells,
                                      const CountNoise& noise) {
    SKJERM_CHECK(units.size() == plan.groups.group_count);
    return NearTotals(plan, units, cells, noise).run();
}

bool is_almost(const base::Evidence& whole, const base::Evidence& part, const CountNoise& noise) {
    SKJERM_CHECK(part.units <= whole.units);
    base::Evidence rest;
    rest.rows = rest.units = whole.units - part.units;
    rest.key_sum = whole.key_sum - part.key_sum;
    // The smallest key of a difference is not known without its units. The sum is as good a key
    // here, where one decision hangs on it and no number is shown.
    if (rest.units > 0) rest.key_min = rest.key_sum;
    return noise.release(rest) == 0;
}

}  // namespace skjerm::disclosure
