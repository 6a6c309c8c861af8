#include "skjerm/stats/selection.h"

#include "skjerm/stats/count_cells.h"

namespace skjerm::stats {

namespace {

/// Evidence behind categories; there are few of them.
SelectionEvidence evidence_behind(const Rows& rows) {
    SelectionEvidence sides;
    for (std::size_t row = 0; row < rows.count; ++row)
        (rows.selects(row) ? sides.selected : sides.rest).merge(rows.behind[row]);
    return sides;
}

}  // namespace

SelectionEvidence selection_evidence(const Rows& rows) {
    if (!rows.behind.empty()) return evidence_behind(rows);
    if (rows.selected.empty()) return {population_evidence(rows), {}};
    const detail::CountedCells counted =
        detail::count_cells(rows, 2, [&](std::size_t begin, std::span<std::uint32_t> out) {
            const std::int8_t* selected = rows.selected.data() + begin;
            for (std::size_t i = 0; i < out.size(); ++i) out[i] = selected[i] == 1 ? 0U : 1U;
        });
    return {counted.cells[0], counted.cells[1]};
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
