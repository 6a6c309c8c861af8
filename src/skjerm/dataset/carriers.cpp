#include "skjerm/dataset/carriers.h"

#include <algorithm>
#include <cstdint>

#include "skjerm/base/parallel.h"
#include "skjerm/column/types.h"
#include "skjerm/column/value_bits.h"

namespace skjerm::dataset {

namespace {

/// Mixes all bits of `value` into `state` (finaliser of SplitMix64).
std::uint64_t mixed(std::uint64_t state, std::uint64_t value) {
    std::uint64_t bits = (state ^ value) + 0x9E3779B97F4A7C15U;
    bits = (bits ^ (bits >> 30)) * 0xBF58476D1CE4E5B9U;
    bits = (bits ^ (bits >> 27)) * 0x94D049BB133111EBU;
    return bits ^ (bits >> 31);
}

}  // namespace

void unite_carriers(Carriers& carriers, const Carriers& more) {
    for (const column::ColumnPtr& one : more)
        if (std::find(carriers.begin(), carriers.end(), one) == carriers.end())
            carriers.push_back(one);
}

base::Result<Carriers> bounded_carriers(Carriers carriers, const base::MemoryBudgetPtr& budget) {
    if (carriers.size() <= kMostCarriers) return carriers;
    SKJERM_TRY_ASSIGN(auto builder,
                      column::ColumnBuilder<std::int64_t>::make(carriers.front()->size(), budget));
    const std::span<std::int64_t> out = builder.values();
    base::for_each_block(out.size(), [&](const base::Block& block) {
        std::vector<std::uint64_t> state(block.size(), 0);
        for (const column::ColumnPtr& carrier : carriers)
            column::visit(*carrier, [&](auto values) {
                for (std::size_t i = 0; i < block.size(); ++i)
                    state[i] = mixed(state[i], column::value_bits(values[block.begin + i]));
            });
        // Never the smallest integer, which is missing.
        for (std::size_t i = 0; i < block.size(); ++i)
            out[block.begin + i] = static_cast<std::int64_t>(state[i] >> 1);
    });
    return Carriers{std::move(builder).freeze()};
}

}  // namespace skjerm::dataset
