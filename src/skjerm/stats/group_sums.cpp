#include "skjerm/stats/group_sums.h"

#include <algorithm>
#include <array>
#include <optional>
#include <type_traits>

#include "skjerm/base/check.h"
#include "skjerm/base/parallel.h"
#include "skjerm/stats/chunk_values.h"
#include "skjerm/stats/row_signs.h"

namespace skjerm::stats {
namespace {

using detail::ChunkValues;

/// Sums of the rows of one group with one sign; Sum is 64 bits where that cannot overflow.
template <class Sum>
struct Totals {
    std::uint64_t rows = 0;
    Sum sum = 0;
    Sum magnitude = 0;
    Int128 squares = 0;

    template <class Q>
    void add(Q q) {
        ++rows;
        sum += q;
        magnitude += q < 0 ? -Sum{q} : Sum{q};
        if constexpr (sizeof(Q) == 4)
            squares += static_cast<std::uint64_t>(std::int64_t{q} * q);
        else
            squares += Int128{q} * q;
    }
    void merge(const Totals& other) {
        rows += other.rows;
        sum += other.sum;
        magnitude += other.magnitude;
        squares += other.squares;
    }
    [[nodiscard]] ClippedSums finish() const { return {rows, sum, magnitude, squares}; }
};

/// How one grouping is computed: scattered, or, where all cells are in one group, straight.
struct Plan {
    Plan(const Rows& rows, const base::KeyedSigns& keyed, const Grouping& grouping)
        : keys(grouping.set_keys.begin(), grouping.set_keys.end()) {
        const bool is_whole =
            keys.size() == 1 &&
            std::all_of(grouping.group_of_cell.begin(), grouping.group_of_cell.end(),
                        [](std::uint32_t group) { return group == 0; });
        if (is_whole) whole.emplace(rows, keyed, keys[0]);
        group_of = group_lookup(grouping.group_of_cell, keys.size());
        keys.push_back(0);  // of rows in no group
    }
    std::vector<std::uint64_t> keys;
    std::vector<std::uint32_t> group_of;
    std::optional<SetSigns> whole;
};

/// Sums of one grouping in one thread.
template <class Sum>
struct State {
    explicit State(const Plan& plan) : totals(plan.whole ? 0 : 2 * plan.keys.size()) {}
    void merge(const State& other) {
        for (std::size_t i = 0; i < totals.size(); ++i) totals[i].merge(other.totals[i]);
        whole.all.merge(other.whole.all);
        whole.plus.merge(other.whole.plus);
    }
    [[nodiscard]] std::vector<SignedSums> finish() const {
        if (totals.empty()) return {whole};
        std::vector<SignedSums> sums;
        for (std::size_t at = 0; at + 2 < totals.size(); at += 2) {
            SignedSums& one = sums.emplace_back();
            one.all = totals[at].finish();
            one.plus = totals[at + 1].finish();
            one.all.merge(one.plus);
        }
        return sums;
    }
    std::vector<Totals<Sum>> totals;  // of group g: 2g with sign -1, 2g + 1 with sign +1
    SignedSums whole;
};

template <class Q, class T>
std::vector<std::vector<SignedSums>> sum_groups(const Rows& rows, const CellIndex& index,
                                                std::span<const Plan> plans,
                                                const base::KeyedSigns& keyed,
                                                std::span<const T> values,
                                                const ValueScale& scale) {
    // Below 2^32 rows of |q| below 2^26 the sums of q stay within 64 bits.
    using Sum = std::conditional_t<sizeof(Q) == 4, std::int64_t, Int128>;
    using States = std::vector<State<Sum>>;
    const States states = base::fold_exact<States>(
        rows.count, [&] { return States(plans.begin(), plans.end()); },
        [&](States& into, const base::Block& block) {
            ChunkValues<Q> chunk;
            std::array<std::uint32_t, kChunkRows> cell;
            std::array<std::uint32_t, kChunkRows> group;
            std::array<std::uint8_t, kChunkRows> plus;
            const auto none = static_cast<std::uint32_t>(index.cells());
            for_each_chunk(block, [&](std::size_t begin, std::size_t size) {
                index.fill(begin, std::span(cell.data(), size));
                chunk.fill(rows, scale, values, begin, size);
                for (std::size_t i = 0; i < size; ++i)
                    cell[i] = chunk.valid[i] != 0 ? cell[i] : none;
                // Rows without a cell must add nothing where a plan does not look at cells.
                for (std::size_t i = 0; i < size; ++i) {
                    chunk.valid[i] = cell[i] != none ? std::uint8_t{1} : std::uint8_t{0};
                    chunk.q[i] = cell[i] != none ? chunk.q[i] : Q{0};
                }
                for (std::size_t at = 0; at < plans.size(); ++at) {
                    const Plan& plan = plans[at];
                    if (plan.whole) {
                        plan.whole->fill(begin, std::span(plus.data(), size));
                        detail::add_chunk(into[at].whole, chunk, plus, size);
                        continue;
                    }
                    for (std::size_t i = 0; i < size; ++i) group[i] = plan.group_of[cell[i]];
                    GroupSigns(rows, keyed, plan.keys)
                        .fill(begin, std::span(group.data(), size), std::span(plus.data(), size));
                    Totals<Sum>* const totals = into[at].totals.data();
                    for (std::size_t i = 0; i < size; ++i)
                        totals[2 * group[i] + plus[i]].add(chunk.q[i]);
                }
            });
        },
        [](States& into, const States& from) {
            for (std::size_t i = 0; i < into.size(); ++i) into[i].merge(from[i]);
        });

    std::vector<std::vector<SignedSums>> sums;
    for (const State<Sum>& state : states) sums.push_back(state.finish());
    return sums;
}

}  // namespace

std::vector<std::vector<SignedSums>> group_sums(const Rows& rows, const Crosstab& table,
                                                std::span<const Grouping> groupings,
                                                const base::KeyedSigns& signs,
                                                const column::Column& column,
                                                const ValueScale& scale) {
    std::vector<Plan> plans;
    for (const Grouping& grouping : groupings) {
        SKJERM_CHECK(grouping.group_of_cell.size() == table.cells.size());
        plans.emplace_back(rows, signs, grouping);
    }
    const CellIndex index(rows, table);
    return detail::with_values(column, scale, [&]<class Q>(std::type_identity<Q>, auto values) {
        return sum_groups<Q>(rows, index, plans, signs, values, scale);
    });
}

}  // namespace skjerm::stats
