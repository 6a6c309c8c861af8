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
#include "skjerm/stats/kept_places.h"
#include "skjerm/stats/read_ahead.h"
#include "skjerm/stats/row_signs.h"
#include "skjerm/stats/stepped_sums.h"
#include "skjerm/stats/vectors.h"

namespace skjerm::stats {
namespace {

using detail::ChunkValues;
using detail::SteppedSums;

/// Sums of the rows of one group with one sign, on any scale.
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

void add(Totals& totals, std::int64_t q) {
    ++totals.rows;
    totals.sum += q;
    totals.magnitude += q < 0 ? -Int128{q} : Int128{q};
    totals.squares += Int128{q} * q;
}

/// Sums of small d in 64 bits, half a cache line, for as many rows as their squares leave room for:
/// squares, sum (modulo 2^64), magnitude, and the number of rows of each kind in a third of a word.
struct NarrowTotals {
    static constexpr unsigned kCountBits = 21;
    static constexpr std::uint64_t kMostRows = (std::uint64_t{1} << kCountBits) - 1;

    detail::Uint64x4 words{};

    [[nodiscard]] SteppedSums widened() const {
        const std::uint64_t rows = words[3];
        return {rows & kMostRows,       rows >> kCountBits & kMostRows,
                rows >> 2 * kCountBits, static_cast<std::int64_t>(words[1]),
                Int128{words[2]},       Int128{words[0]}};
    }
    /// What a row that counts adds.
    static detail::Uint64x4 of(std::int32_t code) {
        const std::int64_t d = detail::d_of_code(code);
        return detail::Uint64x4{static_cast<std::uint64_t>(d * d), static_cast<std::uint64_t>(d),
                                static_cast<std::uint64_t>(d < 0 ? -d : d),
                                std::uint64_t{1} << kCountBits * (detail::kind_of_code(code) - 1)};
    }
};

/// Adds rows that count where they belong, four at a time.
void add_rows(std::vector<NarrowTotals>& totals, std::span<const std::int32_t> codes,
              const std::uint32_t* target) {
    using detail::Int32x4;
    using detail::Int64x4;
    using detail::Uint64x4;
    NarrowTotals* const to = totals.data();
    std::size_t i = 0;
    for (; i + 4 <= codes.size(); i += 4) {
        const auto code = detail::load<Int32x4>(codes.data() + i);
        const auto d = __builtin_convertvector(code >> 2, Int64x4);
        const auto kind = __builtin_convertvector(code & 3, Int64x4);
        const Int64x4 squares = detail::products(d, d);
        const auto magnitude = __builtin_convertvector(detail::absolute(code >> 2), Int64x4);
        const Int64x4 one = {1, 1, 1, 1};
        const Int64x4 rows = one << (kind * NarrowTotals::kCountBits - NarrowTotals::kCountBits);
        // Four numbers of each of four rows, turned around.
        const Int64x4 even_front = __builtin_shufflevector(squares, d, 0, 4, 2, 6);
        const Int64x4 odd_front = __builtin_shufflevector(squares, d, 1, 5, 3, 7);
        const Int64x4 even_back = __builtin_shufflevector(magnitude, rows, 0, 4, 2, 6);
        const Int64x4 odd_back = __builtin_shufflevector(magnitude, rows, 1, 5, 3, 7);
        const auto add = [&](std::size_t row, Int64x4 terms) {
            to[target[i + row]].words += reinterpret_cast<Uint64x4>(terms);
        };
        add(0, __builtin_shufflevector(even_front, even_back, 0, 1, 4, 5));
        add(1, __builtin_shufflevector(odd_front, odd_back, 0, 1, 4, 5));
        add(2, __builtin_shufflevector(even_front, even_back, 2, 3, 6, 7));
        add(3, __builtin_shufflevector(odd_front, odd_back, 2, 3, 6, 7));
    }
    for (; i < codes.size(); ++i) to[target[i]].words += NarrowTotals::of(codes[i]);
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
        for (std::size_t cell = 0; cell < group_of.size(); ++cell)
            is_identity = is_identity && group_of[cell] == cell;
        keys.push_back(0);  // of rows in no group
    }
    std::vector<std::uint64_t> keys;
    std::vector<std::uint32_t> group_of;
    bool is_identity = true;  // every cell is the group of the same number
    std::optional<SetSigns> whole;
};

SignedSums signed_sums(const ClippedSums& minus, const ClippedSums& plus) {
    SignedSums sums{minus, plus};
    sums.all.merge(plus);
    return sums;
}

/// Sums of one grouping in one thread, on any scale.
struct WideState {
    explicit WideState(const Plan& plan) : totals(plan.whole ? 0 : 2 * plan.keys.size()) {}
    void merge(const WideState& other) {
        for (std::size_t i = 0; i < totals.size(); ++i) totals[i].merge(other.totals[i]);
        whole.all.merge(other.whole.all);
        whole.plus.merge(other.whole.plus);
    }
    [[nodiscard]] std::vector<SignedSums> finish() const {
        if (totals.empty()) return {whole};
        std::vector<SignedSums> sums;
        for (std::size_t at = 0; at + 2 < totals.size(); at += 2)
            sums.push_back(signed_sums(totals[at].finish(), totals[at + 1].finish()));
        return sums;
    }
    std::vector<Totals> totals;  // of group g: 2g with sign -1, 2g + 1 with sign +1
    SignedSums whole;
};

/// The same on a scale of equal steps.
struct SteppedState {
    explicit SteppedState(const Plan& plan)
        : totals(plan.whole ? 0 : 2 * plan.keys.size()), narrow(totals.size()) {}
    void merge(const SteppedState& other) {
        for (std::size_t i = 0; i < totals.size(); ++i) totals[i].merge(other.totals[i]);
        whole.merge(other.whole);
    }
    /// Moves what `narrow` holds to `totals`.
    void widen() {
        for (std::size_t i = 0; i < narrow.size(); ++i) {
            if (narrow[i].words[3] == 0) continue;
            totals[i].merge(narrow[i].widened());
            narrow[i] = {};
        }
    }
    [[nodiscard]] std::vector<SignedSums> finish(const IntegerSteps& steps) const {
        if (totals.empty()) return {whole.in_q(steps)};
        std::vector<SignedSums> sums;
        for (std::size_t at = 0; at + 2 < totals.size(); at += 2)
            sums.push_back(signed_sums(totals[at].in_q(steps), totals[at + 1].in_q(steps)));
        return sums;
    }
    std::vector<SteppedSums> totals;
    std::vector<NarrowTotals> narrow;
    detail::SignedSteps whole;
};

/// Sums of all groupings in one thread.
template <class State>
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
template <class Value>
struct CountedRows {
    std::size_t size = 0;
    detail::KeptPlaces place;  // within the chunk, ascending
    std::array<std::uint32_t, kChunkRows> cell;
    std::array<Value, kChunkRows + 8> value;

    /// Finds the cells of the rows that are there. Takes out those without one, and calls
    /// drop(place) for them.
    template <class Drop>
    void find_cells(const CellIndex& index, const column::Column& column, std::size_t begin,
                    Drop drop) {
        index.fill_at(begin, places(), column, std::span(cell.data(), size));
        const auto none = static_cast<std::uint32_t>(index.cells());
        std::uint32_t most = 0;
        for (std::size_t i = 0; i < size; ++i) most = std::max(most, cell[i]);
        if (most < none) return;
        std::size_t kept = 0;
        for (std::size_t i = 0; i < size; ++i) {
            if (cell[i] == none) drop(place[i]);
            place[kept] = place[i];
            value[kept] = value[i];
            cell[kept] = cell[i];
            kept += cell[i] == none ? 0U : 1U;
        }
        size = kept;
    }
    [[nodiscard]] std::span<const std::uint16_t> places() const { return {place.data(), size}; }
};

/// Where the sums of the counted rows of a chunk go in one plan: 2 * group + (1 for sign +1).
template <class Value>
void find_targets(const CountedRows<Value>& counted, const Plan& plan, const Rows& rows,
                  const base::KeyedSigns& keyed, std::size_t begin,
                  std::array<std::uint32_t, kChunkRows>& target) {
    std::array<std::uint8_t, kChunkRows> plus;
    std::span<const std::uint32_t> group(counted.cell.data(), counted.size);
    if (!plan.is_identity) {
        for (std::size_t i = 0; i < group.size(); ++i) target[i] = plan.group_of[group[i]];
        group = std::span(target.data(), counted.size);
    }
    GroupSigns(rows, keyed, plan.keys)
        .fill_at(begin, counted.places(), group, std::span(plus.data(), group.size()));
    for (std::size_t i = 0; i < group.size(); ++i) target[i] = 2 * group[i] + plus[i];
}

/// The rows that a plan is computed from, and how.
struct Task {
    const Rows& rows;
    const CellIndex& index;
    std::span<const Plan> plans;
    const base::KeyedSigns& keyed;
    const column::Column& column;
};

template <class T>
std::vector<std::vector<SignedSums>> sum_groups(const Task& task, std::span<const T> values,
                                                const ValueScale& scale) {
    using Q = std::int64_t;
    const auto states = base::fold_exact<States<WideState>>(
        task.rows.count, [&] { return States<WideState>(task.plans); },
        [&](States<WideState>& into, const base::Block& block) {
            ChunkValues<Q> chunk;
            CountedRows<Q> counted;
            std::array<std::uint32_t, kChunkRows> target;
            std::array<std::uint8_t, kChunkRows> plus;
            for_each_chunk(block, [&](std::size_t begin, std::size_t size) {
                chunk.fill(task.rows, scale, values, begin, size);
                // Rows without a cell must add nothing where a plan does not look at cells.
                counted.size =
                    detail::keep_places(std::span(chunk.valid.data(), size), counted.place);
                for (std::size_t i = 0; i < counted.size; ++i)
                    counted.value[i] = chunk.q[counted.place[i]];
                counted.find_cells(task.index, task.column, begin,
                                   [&](std::size_t place) { chunk.drop(place); });
                for (std::size_t at = 0; at < task.plans.size(); ++at) {
                    const Plan& plan = task.plans[at];
                    WideState& state = into.of_plan[at];
                    if (plan.whole) {
                        plan.whole->fill(begin, std::span(plus.data(), size));
                        detail::add_chunk(state.whole, chunk, plus, size);
                        continue;
                    }
                    find_targets(counted, plan, task.rows, task.keyed, begin, target);
                    for (std::size_t i = 0; i < counted.size; ++i)
                        add(state.totals[target[i]], counted.value[i]);
                }
            });
        },
        [](States<WideState>& into, const States<WideState>& from) { into.merge(from); });
    std::vector<std::vector<SignedSums>> sums;
    for (const WideState& state : states.of_plan) sums.push_back(state.finish());
    return sums;
}

/// On a scale of equal steps.
template <class T>
std::vector<std::vector<SignedSums>> sum_stepped_groups(const Task& task, std::span<const T> values,
                                                        const IntegerSteps& steps) {
    const std::uint64_t largest = steps.largest();
    const std::uint64_t room = std::min(
        NarrowTotals::kMostRows, std::numeric_limits<std::uint64_t>::max() / (largest * largest));
    // Whatever the groups, all counted rows are in the totals of a plan, those in no group too.
    const auto scattered = std::find_if(task.plans.begin(), task.plans.end(),
                                        [](const Plan& plan) { return !plan.whole; });
    auto states = base::fold_exact<States<SteppedState>>(
        task.rows.count, [&] { return States<SteppedState>(task.plans); },
        [&](States<SteppedState>& into, const base::Block& block) {
            detail::SteppedChunk chunk;
            CountedRows<std::int32_t> counted;
            std::array<std::uint32_t, kChunkRows> target;
            std::array<std::uint8_t, kChunkRows> plus{};
            for_each_chunk(block, [&](std::size_t begin, std::size_t size) {
                detail::ReadAhead<T> ahead(values, begin, size);
                chunk.fill(task.rows, steps, values, begin, size);
                ahead.ask();
                counted.size = chunk.keep(counted.place, counted.value);
                counted.find_cells(task.index, task.column, begin,
                                   [&](std::size_t place) { chunk.drop(place); });
                ahead.ask();
                into.make_room(counted.size, room);
                for (std::size_t at = 0; at < task.plans.size(); ++at) {
                    const Plan& plan = task.plans[at];
                    SteppedState& state = into.of_plan[at];
                    if (plan.whole) {
                        plan.whole->fill(begin, std::span(plus.data(), size));
                        if (scattered == task.plans.end())
                            state.whole.add(chunk, plus);
                        else
                            state.whole.add_plus(chunk, plus);
                        ahead.ask();
                        continue;
                    }
                    find_targets(counted, plan, task.rows, task.keyed, begin, target);
                    ahead.ask();
                    add_rows(state.narrow, {counted.value.data(), counted.size}, target.data());
                }
            });
            into.widen();
        },
        [](States<SteppedState>& into, const States<SteppedState>& from) { into.merge(from); });
    std::vector<std::vector<SignedSums>> sums;
    for (SteppedState& state : states.of_plan) {
        if (state.totals.empty() && scattered != task.plans.end())
            for (const SteppedSums& one :
                 states.of_plan[static_cast<std::size_t>(scattered - task.plans.begin())].totals)
                state.whole.all.merge(one);
        sums.push_back(state.finish(steps));
    }
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
    const Task task{rows, index, plans, signs, column};
    return detail::visit_numbers(column, [&](auto values) {
        using T = std::remove_const_t<typename decltype(values)::element_type>;
        if constexpr (detail::kIsNarrowType<T>)
            if (scale.steps()) return sum_stepped_groups(task, values, *scale.steps());
        return sum_groups(task, values, scale);
    });
}

}  // namespace skjerm::stats
