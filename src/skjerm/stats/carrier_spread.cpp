#include "skjerm/stats/carrier_spread.h"

#include <algorithm>
#include <utility>

#include "skjerm/base/parallel.h"
#include "skjerm/column/value_bits.h"
#include "skjerm/stats/chunks.h"
#include "skjerm/stats/crosstab.h"
#include "skjerm/stats/group_order.h"

namespace skjerm::stats {

namespace {

using column::Column;
using column::ColumnPtr;
using column::UnitIndex;

constexpr UnitIndex kNoCarrier = column::missing<UnitIndex>();

/// The group of each row; `groups` where it counts in none.
std::vector<std::uint32_t> group_of_rows(const GroupedRows& grouped) {
    const CellIndex index(grouped.rows, grouped.table);
    const std::vector<std::uint32_t> lookup = group_lookup(grouped.group_of_cell, grouped.groups);
    const auto none = static_cast<std::uint32_t>(grouped.groups);
    std::vector<std::uint32_t> groups(grouped.rows.count, none);
    base::for_each_block(groups.size(), [&](const base::Block& block) {
        for_each_chunk(block, [&](std::size_t begin, std::size_t size) {
            const std::span<std::uint32_t> out(groups.data() + begin, size);
            index.fill(begin, out);
            for (std::uint32_t& one : out) one = lookup[one];
            if (grouped.valid == nullptr) return;
            column::visit(*grouped.valid, [&](auto values) {
                for (std::size_t i = 0; i < size; ++i)
                    if (column::is_missing(values[begin + i])) out[i] = none;
            });
        });
    });
    return groups;
}

/// Carriers under small numbers, ascending, and what the keys are made of.
struct NumberedCarriers {
    ColumnPtr numbers;                ///< Unit32
    std::vector<std::uint64_t> bits;  ///< by number; empty: the number itself
};

NumberedCarriers numbered(const Column& carrier) {
    NumberedCarriers result;
    // Memory of the statistic, not of the session's data: no budget.
    auto builder = column::ColumnBuilder<UnitIndex>::make(carrier.size(), nullptr).value();
    const std::span<UnitIndex> numbers = builder.values();
    column::visit(carrier, [&](auto values) {
        using T = std::remove_const_t<typename decltype(values)::element_type>;
        if constexpr (!column::kIsCode<T> && !std::is_same_v<T, UnitIndex>) {
            for (const T value : values)
                if (!column::is_missing(value)) result.bits.push_back(column::value_bits(value));
            std::sort(result.bits.begin(), result.bits.end());
            result.bits.erase(std::unique(result.bits.begin(), result.bits.end()),
                              result.bits.end());
        }
        base::for_each_block(values.size(), [&](const base::Block& block) {
            for (std::size_t row = block.begin; row < block.end; ++row) {
                const T value = values[row];
                if (column::is_missing(value)) {
                    numbers[row] = kNoCarrier;
                } else if constexpr (column::kIsCode<T> || std::is_same_v<T, UnitIndex>) {
                    numbers[row] = UnitIndex{static_cast<std::uint32_t>(value)};
                } else {
                    const auto at = std::lower_bound(result.bits.begin(), result.bits.end(),
                                                     column::value_bits(value));
                    numbers[row] = UnitIndex{static_cast<std::uint32_t>(at - result.bits.begin())};
                }
            }
        });
    });
    result.numbers = std::move(builder).freeze();
    return result;
}

using Spreads = std::vector<CarrierSpread>;

/// Adds a carrier with `rows` rows in one group.
void add_carrier(CarrierSpread& spread, std::uint64_t key, std::uint64_t rows) {
    spread.carriers.add(key);
    spread.rows += rows;
    spread.largest = std::max(spread.largest, rows);
}

}  // namespace

std::vector<CarrierSpread> carrier_spreads(const GroupedRows& grouped, const Column& carrier,
                                           const base::UnitKeys& keys) {
    const std::vector<std::uint32_t> group_of_row = group_of_rows(grouped);
    const NumberedCarriers carriers = numbered(carrier);
    const GroupOrder order = GroupOrder::by_references(*carriers.numbers);
    std::vector<Spreads> of_thread(base::worker_slots(), Spreads(grouped.groups + 1));
    std::vector<std::vector<std::uint32_t>> scratch(base::worker_slots());
    order.for_each_stretch([&](std::size_t first, std::size_t last) {
        Spreads& spreads = of_thread[base::worker_slot()];
        std::vector<std::uint32_t>& groups = scratch[base::worker_slot()];
        for (std::size_t one = first; one < last; ++one) {
            groups.clear();
            for (std::size_t place = order.start(one); place < order.start(one + 1); ++place)
                groups.push_back(group_of_row[order.row(place)]);
            std::sort(groups.begin(), groups.end());
            const std::uint32_t number = order.units()[one];
            const std::uint64_t key =
                keys.key(carriers.bits.empty() ? number : carriers.bits[number]);
            for (std::size_t i = 0; i < groups.size();) {
                std::size_t end = i + 1;
                while (end < groups.size() && groups[end] == groups[i]) ++end;
                add_carrier(spreads[groups[i]], key, end - i);
                i = end;
            }
        }
    });
    const std::span<const UnitIndex> numbers = carriers.numbers->values<UnitIndex>();
    base::for_each_block(numbers.size(), [&](const base::Block& block) {
        Spreads& spreads = of_thread[base::worker_slot()];
        for (std::size_t row = block.begin; row < block.end; ++row)
            if (numbers[row] == kNoCarrier)
                add_carrier(spreads[group_of_row[row]],
                            grouped.rows.keys->key(grouped.rows.units->unit(row)), 1);
    });
    Spreads result(grouped.groups);
    for (const Spreads& part : of_thread)
        for (std::size_t group = 0; group < result.size(); ++group)
            result[group].merge(part[group]);
    return result;
}

}  // namespace skjerm::stats
