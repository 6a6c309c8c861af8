#include "skjerm/stats/selection.h"

#include <algorithm>

#include "skjerm/stats/count_cells.h"

namespace skjerm::stats {

namespace {

/// Evidence behind the categories of each class; there are few categories.
std::vector<SelectionEvidence> evidence_behind(const Rows& rows, std::size_t classes,
                                               const FillClasses& fill) {
    std::vector<std::uint32_t> class_of(rows.count);
    fill(0, class_of);
    std::vector<SelectionEvidence> result(classes);
    for (std::size_t row = 0; row < rows.count; ++row)
        for (std::size_t i = 0; i < classes; ++i)
            (class_of[row] == i ? result[i].selected : result[i].rest).merge(rows.behind[row]);
    return result;
}

}  // namespace

SelectionEvidence selection_evidence(const Rows& rows) {
    const auto side = [&](std::size_t begin, std::span<std::uint32_t> out) {
        for (std::size_t i = 0; i < out.size(); ++i) out[i] = rows.selects(begin + i) ? 0U : 1U;
    };
    if (!rows.behind.empty()) return evidence_behind(rows, 1, side).front();
    if (rows.selected.empty()) return {population_evidence(rows), {}};
    const detail::CountedCells counted =
        detail::count_cells(rows, 2, [&](std::size_t begin, std::span<std::uint32_t> out) {
            const std::int8_t* selected = rows.selected.data() + begin;
            for (std::size_t i = 0; i < out.size(); ++i) out[i] = selected[i] == 1 ? 0U : 1U;
        });
    return {counted.cells[0], counted.cells[1]};
}

std::vector<SelectionEvidence> class_evidence(const Rows& rows, std::size_t classes,
                                              const FillClasses& fill) {
    if (!rows.behind.empty()) return evidence_behind(rows, classes, fill);
    // Rows of no class are the last cell: they are among the others of every class.
    const detail::CountedCells counted = detail::count_cells(rows, classes + 1, fill);
    std::vector<SelectionEvidence> result(classes);
    base::Evidence before;
    for (std::size_t i = 0; i < classes; ++i) {
        result[i] = {counted.cells[i], before};
        before.merge(counted.cells[i]);
    }
    base::Evidence after = counted.cells[classes];
    for (std::size_t i = classes; i-- > 0;) {
        result[i].rest.merge(after);
        after.merge(counted.cells[i]);
    }
    if (!counted.repeated_units) return result;
    // A unit with rows in two other classes is to be counted once.
    for (std::size_t i = 0; i < classes; ++i) {
        const auto wanted = static_cast<std::uint32_t>(i);
        const auto side = [&](std::size_t begin, std::span<std::uint32_t> out) {
            fill(begin, out);
            for (std::uint32_t& cell : out) cell = cell == wanted ? 0U : 1U;
        };
        result[i].rest = detail::count_cells(rows, 2, side).cells[1];
    }
    return result;
}

base::Evidence population_evidence(const Rows& rows) {
    return detail::count_cells(rows, 1,
                               [](std::size_t, std::span<std::uint32_t> out) {
                                   std::fill(out.begin(), out.end(), 0U);
                               })
        .cells[0];
}

base::Evidence valid_evidence(const Rows& rows, const column::Column& column) {
    return column::visit(column, [&](auto values) {
        return detail::count_cells(rows, 1,
                                   [&](std::size_t begin, std::span<std::uint32_t> out) {
                                       for (std::size_t i = 0; i < out.size(); ++i)
                                           out[i] = column::is_missing(values[begin + i]) ? 1U : 0U;
                                       detail::drop_unselected(rows, begin, 1, out);
                                   })
            .cells[0];
    });
}

}  // namespace skjerm::stats
