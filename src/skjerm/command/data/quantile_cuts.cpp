#include "skjerm/command/data/quantile_cuts.h"

#include <algorithm>
#include <bit>
#include <vector>

#include "skjerm/base/parallel.h"
#include "skjerm/disclosure/value_noise.h"
#include "skjerm/expr/derivation.h"
#include "skjerm/stats/order_statistics.h"

namespace skjerm::command {

namespace {

/// Sum over the selected rows of the unit's key times its value, modulo 2^64: the same in any
/// order, and another one for any other value of any unit.
std::uint64_t content_of(const stats::Rows& rows, const column::Column& values) {
    std::vector<std::uint64_t> sums(base::block_count(rows.count), 0);
    column::visit(values, [&](auto all) {
        base::for_each_block(rows.count, [&](const base::Block& block) {
            for (std::size_t row = block.begin; row < block.end; ++row) {
                const bool selected = rows.selected.empty() || rows.selected[row] == 1;
                if (!selected || column::is_missing(all[row])) continue;
                const auto bits = std::bit_cast<std::uint64_t>(static_cast<double>(all[row]));
                sums[block.index] += rows.keys->key(rows.units->unit(row)) * (bits | 1U);
            }
        });
    });
    std::uint64_t content = 0;
    for (const std::uint64_t sum : sums) content += sum;
    return content;
}

}  // namespace

expr::QuantileCuts quantile_cuts(const Context& context, const View& view) {
    return [&context, &view](const expr::BoundExpression& x, const column::Column& values,
                             std::span<const std::int8_t> selected,
                             int groups) -> base::Result<std::vector<double>> {
        stats::Rows rows = view.rows();
        rows.selected = selected;
        const stats::ColumnOrder order(rows, values);
        std::vector<double> cuts;
        if (!context.gate().admits_quantile_groups(order.valid(), groups)) return cuts;
        std::vector<stats::RankRange> ranks;
        const std::uint64_t content = content_of(rows, values);
        const base::Word128 family =
            expr::derivation_of(x, rows_key(context, view.dataset())).family;
        const auto last = static_cast<double>(order.valid().rows) - 1;
        std::vector<double> shares;
        for (int group = 1; group < groups; ++group) {
            const int shift =
                disclosure::cut_shift(context.gate(), order.valid(), content, family, group);
            shares.push_back(
                std::clamp(static_cast<double>(group) / groups + shift / last, 0.0, 1.0));
            ranks.push_back(stats::type7_ranks(order.valid().rows, shares.back()));
        }
        const stats::WeightedOrder loaded = order.load(ranks, nullptr);
        for (const double share : shares)
            cuts.push_back(stats::quantile_type7(loaded, share).value_or(0));
        std::sort(cuts.begin(), cuts.end());
        return cuts;
    };
}

}  // namespace skjerm::command
