#include "skjerm/command/data/quantile_cuts.h"

#include <vector>

#include "skjerm/stats/order_statistics.h"

namespace skjerm::command {

expr::QuantileCuts quantile_cuts(const Context& context, const View& view) {
    return [&context, &view](const column::Column& values, std::span<const std::int8_t> selected,
                             int groups) -> base::Result<std::vector<double>> {
        stats::Rows rows = view.rows();
        rows.selected = selected;
        const stats::ColumnOrder order(rows, values);
        std::vector<double> cuts;
        if (!context.gate().admits_quantile_groups(order.valid(), groups)) return cuts;
        std::vector<stats::RankRange> ranks;
        for (int group = 1; group < groups; ++group)
            ranks.push_back(
                stats::type7_ranks(order.valid().rows, static_cast<double>(group) / groups));
        const stats::WeightedOrder loaded = order.load(ranks, nullptr);
        for (int group = 1; group < groups; ++group)
            cuts.push_back(
                stats::quantile_type7(loaded, static_cast<double>(group) / groups).value_or(0));
        return cuts;
    };
}

}  // namespace skjerm::command
