#include "skjerm/stats/group_sums.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <limits>
#include <optional>
#include <type_traits>

#include "skjerm/base/check.h"
#include "skjerm/base/parallel.h"
#include "skjerm/stats/chunk_values.h"
#include "skjerm/stats/row_signs.h"

namespace skjerm::stats {
namespace {

using detail::ChunkValues;

/// Sums of the rows of one group with one sign.
struct Totals {
    Int128 sum = 0;
    Int128 magnitude = 0;
    Int128 squares = 0;
    std::uint64_t rows = 0;

    void merge(const Totals& other) {
        rows += other.rows;
        sum += other.sum;
        magnitude += other.magnitude;
        squares += other.squares;
    }
    [[nodiscard]] ClippedSums finish() const { return {rows, sum, magnitude, squares}; }
};

/// The same in 64 bits, half a cache line, for as many rows as their squares leave room for.
struct NarrowTotals {
    std::uint64_t squares = 0;
    std::int64_t sum = 0;
    std::uint64_t magnitude = 0;
    std::uint64_t rows = 0;
};

void add(NarrowTotals& totals, std::int32_t q) {
    const std::int64_t wide = q;
    ++totals.rows;
    totals.sum += wide;
    totals.magnitude += static_cast<std::uint64_t>(wide < 0 ? -wide : wide);
    totals.squares += static_cast<std::uint64_t>(wide * wide);
}

void add(Totals& totals, std::int64_t q) {
    ++totals.rows;
    totals.sum += q;
    totals.magnitude += q < 0 ? -Int128{q} : Int128{q};
    totals.squares += Int128{q} * q;
}

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
struct State {
    explicit State(const Plan& plan)
        : totals(plan.whole ? 0 : 2 * plan.keys.size()), narrow(totals.size()) {}
    void merge(const State& other) {
        for (std::size_t i = 0; i < totals.size(); ++i) totals[i].merge(other.totals[i]);
        whole.all.merge(other.whole.all);
        whole.plus.merge(other.whole.plus);
    }
    /// Moves what `narrow` holds to `totals`.
    void widen() {
        for (std::size_t i = 0; i < narrow.size(); ++i) {
            const NarrowTotals& one = narrow[i];
            if (one.rows == 0) continue;
            totals[i].merge({one.sum, Int128{one.magnitude}, Int128{one.squares}, one.rows});
            narrow[i] = {};
        }
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
    std::vector<Totals> totals;  // of group g: 2g with sign -1, 2g + 1 with sign +1
    std::vector<NarrowTotals> narrow;
    SignedSums whole;
};

/// Sums of all groupings in one thread.
struct States {
    explicit States(std::span<const Plan> plans) : of_plan(plans.begin(), plans.end()) {}
    void merge(const States& other) {
        for (std::size_t i = 0; i < of_plan.size(); ++i) of_plan[i].merge(other.of_plan[i]);
    }
    /// Before `rows` more are added to narrow sums that may hold `room` rows.
    void make_room(std::uint64_t rows, std::uint64_t room) {
        if (narrow_rows + rows > room) widen();
        narrow_rows += rows;
    }
    void widen() {
        for (State& state : of_plan) state.widen();
        narrow_rows = 0;
    }
    std::vector<State> of_plan;
    std::uint64_t narrow_rows = 0;
};

/// The rows of a chunk that count, side by side.
template <class Q>
struct CountedRows {
    std::size_t size = 0;
    std::array<std::uint16_t, kChunkRows> place;  // within the chunk, ascending
    std::array<std::uint32_t, kChunkRows> cell;
    std::array<Q, kChunkRows> q;

    void gather(const std::array<std::uint32_t, kChunkRows>& cells, std::uint32_t none,
                const ChunkValues<Q>& chunk, std::size_t rows) {
        size = 0;
        for (std::size_t i = 0; i < rows; ++i) {
            place[size] = static_cast<std::uint16_t>(i);
            size += static_cast<std::size_t>(cells[i] != none);
        }
        for (std::size_t i = 0; i < size; ++i) cell[i] = cells[place[i]];
        for (std::size_t i = 0; i < size; ++i) q[i] = chunk.q[place[i]];
    }
};

template <class Q, class T>
std::vector<std::vector<SignedSums>> sum_groups(const Rows& rows, const CellIndex& index,
                                                std::span<const Plan> plans,
                                                const base::KeyedSigns& keyed,
                                                std::span<const T> values,
                                                const ValueScale& scale) {
    constexpr bool kNarrow = sizeof(Q) == 4;
    std::uint64_t room = std::numeric_limits<std::uint64_t>::max();
    if constexpr (kNarrow) {
        const std::uint64_t largest = scale.largest_magnitude();
        room /= largest * largest;
    }
    const States states = base::fold_exact<States>(
        rows.count, [&] { return States(plans); },
        [&](States& into, const base::Block& block) {
            ChunkValues<Q> chunk;
            CountedRows<Q> counted;
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
                counted.gather(cell, none, chunk, size);
                if constexpr (kNarrow) into.make_room(counted.size, room);
                for (std::size_t at = 0; at < plans.size(); ++at) {
                    const Plan& plan = plans[at];
                    State& state = into.of_plan[at];
                    if (plan.whole) {
                        plan.whole->fill(begin, std::span(plus.data(), size));
                        detail::add_chunk(state.whole, chunk, plus, size);
                        continue;
                    }
                    const std::size_t n = counted.size;
                    for (std::size_t i = 0; i < n; ++i) group[i] = plan.group_of[counted.cell[i]];
                    GroupSigns(rows, keyed, plan.keys)
                        .fill_at(begin, std::span(counted.place.data(), n),
                                 std::span(group.data(), n), std::span(plus.data(), n));
                    if constexpr (kNarrow) {
                        NarrowTotals* const totals = state.narrow.data();
                        for (std::size_t i = 0; i < n; ++i)
                            add(totals[2 * group[i] + plus[i]], counted.q[i]);
                    } else {
                        Totals* const totals = state.totals.data();
                        for (std::size_t i = 0; i < n; ++i)
                            add(totals[2 * group[i] + plus[i]], counted.q[i]);
                    }
                }
            });
            into.widen();
        },
        [](States& into, const States& from) { into.merge(from); });

    std::vector<std::vector<SignedSums>> sums;
    for (const State& state : states.of_plan) sums.push_back(state.finish());
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
