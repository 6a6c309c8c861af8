#include "skjerm/stats/unit_rows.h"

#include <algorithm>
#include <array>
#include <utility>

#include "skjerm/base/check.h"
#include "skjerm/base/mix64.h"
#include "skjerm/base/parallel.h"
#include "skjerm/column/value_bits.h"
#include "skjerm/stats/chunk_values.h"
#include "skjerm/stats/chunks.h"
#include "skjerm/stats/count_cells.h"

namespace skjerm::stats {

namespace {

/// The pairs of unit and group of some rows, with the number of rows of each.
struct UnitGroups {
    std::vector<std::uint32_t> units;
    std::vector<std::uint32_t> groups;
    std::vector<std::uint32_t> counts;

    void clear() {
        units.clear();
        groups.clear();
        counts.clear();
    }
    void add(std::uint32_t unit, std::uint32_t group, std::size_t count) {
        units.push_back(unit);
        groups.push_back(group);
        counts.push_back(static_cast<std::uint32_t>(std::min<std::size_t>(count, kMostUnitRows)));
    }
};

/// Takes the rows of a chunk whose value does not count out of their groups.
void drop_invalid(const GroupedRows& grouped, std::size_t begin, std::span<std::uint32_t> groups) {
    if (grouped.valid == nullptr) return;
    column::visit(*grouped.valid, [&](auto values) {
        for (std::size_t i = 0; i < groups.size(); ++i)
            if (column::is_missing(values[begin + i]) ||
                static_cast<double>(values[begin + i]) <= grouped.above)
                groups[i] = static_cast<std::uint32_t>(grouped.groups);
    });
}

/// Multiplies each key by an odd number made of the row's time.
void multiply_by_times(const column::Column* times, std::size_t begin,
                       std::span<std::uint64_t> keys) {
    if (times == nullptr) return;
    constexpr std::uint64_t kSpread = 0x9E3779B97F4A7C15U;
    column::visit(*times, [&](auto values) {
        for (std::size_t i = 0; i < keys.size(); ++i)
            keys[i] *= 2 * (kSpread * column::value_bits(values[begin + i])) + 1;
    });
}

/// Reads blocks of whole units.
class UnitReader {
public:
    explicit UnitReader(const GroupedRows& grouped)
        : grouped_(grouped),
          index_(grouped.rows, grouped.table),
          group_(group_lookup(grouped.group_of_cell, grouped.groups)),
          units_(grouped.rows) {}

    void read(const base::Block& block, std::vector<std::uint32_t>& group_of_row,
              UnitGroups& out) const {
        const base::Block whole = units_.whole_units(block);
        group_of_row.resize(whole.end - whole.begin);
        for_each_chunk(whole, [&](std::size_t begin, std::size_t size) {
            const std::span rows = std::span(group_of_row).subspan(begin - whole.begin, size);
            index_.fill(begin, rows);
            for (std::uint32_t& row : rows) row = group_[row];
            drop_invalid(grouped_, begin, rows);
        });
        out.clear();
        for (std::size_t first = whole.begin; first < whole.end;) {
            const std::uint32_t unit = grouped_.rows.units->unit(first);
            std::size_t end = first + 1;
            while (end < whole.end && grouped_.rows.units->unit(end) == unit) ++end;
            add_unit(unit, std::span(group_of_row).subspan(first - whole.begin, end - first), out);
            first = end;
        }
    }

private:
    void add_unit(std::uint32_t unit, std::span<std::uint32_t> groups, UnitGroups& out) const {
        std::sort(groups.begin(), groups.end());
        for (std::size_t first = 0; first < groups.size();) {
            std::size_t end = first + 1;
            while (end < groups.size() && groups[end] == groups[first]) ++end;
            if (groups[first] < grouped_.groups) out.add(unit, groups[first], end - first);
            first = end;
        }
    }

    const GroupedRows& grouped_;
    CellIndex index_;
    std::vector<std::uint32_t> group_;
    detail::UnitRows units_;
};

/// What one thread adds up, with scratch of its own.
template <class Sums>
struct Accumulator {
    std::vector<Sums> sums;
    std::vector<std::uint32_t> group_of_row{};
    UnitGroups pairs{};
    std::vector<std::uint64_t> keys{};
    std::vector<std::uint8_t> plus{};
};

}  // namespace

std::vector<std::uint64_t> unit_row_distribution(const GroupedRows& grouped) {
    using State = Accumulator<std::uint64_t>;
    const UnitReader reader(grouped);
    return base::fold_exact<State>(
               grouped.rows.count,
               [] { return State{std::vector<std::uint64_t>(kMostUnitRows + 1)}; },
               [&](State& state, const base::Block& block) {
                   reader.read(block, state.group_of_row, state.pairs);
                   for (const std::uint32_t count : state.pairs.counts) ++state.sums[count];
               },
               [](State& into, const State& from) {
                   for (std::size_t i = 0; i < into.sums.size(); ++i) into.sums[i] += from.sums[i];
               })
        .sums;
}

std::vector<SignedSums> unit_row_sums(const GroupedRows& grouped, std::uint32_t highest,
                                      std::uint32_t centre, std::span<const std::uint64_t> set_keys,
                                      const base::KeyedSigns& signs) {
    SKJERM_CHECK(set_keys.size() == grouped.groups);
    using State = Accumulator<SignedSums>;
    const UnitReader reader(grouped);
    return base::fold_exact<State>(
               grouped.rows.count, [&] { return State{std::vector<SignedSums>(grouped.groups)}; },
               [&](State& state, const base::Block& block) {
                   reader.read(block, state.group_of_row, state.pairs);
                   const UnitGroups& pairs = state.pairs;
                   state.keys.resize(pairs.units.size());
                   state.plus.resize(pairs.units.size());
                   for (std::size_t i = 0; i < pairs.units.size(); ++i)
                       state.keys[i] = set_keys[pairs.groups[i]];
                   signs.fill(pairs.units, state.keys, state.plus);
                   for (std::size_t i = 0; i < pairs.units.size(); ++i) {
                       const std::int64_t q =
                           static_cast<std::int64_t>(std::min(pairs.counts[i], highest)) -
                           static_cast<std::int64_t>(centre);
                       const ClippedSums one{
                           .count = 1, .sum = q, .magnitude = q < 0 ? -q : q, .squares = q * q};
                       SignedSums& sums = state.sums[pairs.groups[i]];
                       sums.all.merge(one);
                       if (state.plus[i] != 0) sums.plus.merge(one);
                   }
               },
               [](State& into, const State& from) {
                   for (std::size_t i = 0; i < into.sums.size(); ++i) {
                       into.sums[i].all.merge(from.sums[i].all);
                       into.sums[i].plus.merge(from.sums[i].plus);
                   }
               })
        .sums;
}

std::vector<Int128> largest_contributions(const GroupedRows& grouped, const column::Column& column,
                                          const ValueScale& scale) {
    using State = std::vector<Int128>;
    const CellIndex index(grouped.rows, grouped.table);
    const std::vector<std::uint32_t> lookup = group_lookup(grouped.group_of_cell, grouped.groups);
    const detail::UnitRows units(grouped.rows);
    return detail::with_values(column, scale, [&]<class Q>(std::type_identity<Q>, auto values) {
        State largest = base::fold_exact<State>(
            grouped.rows.count, [&] { return State(grouped.groups + 1); },
            [&](State& state, const base::Block& block) {
                detail::ChunkValues<Q> chunk;
                std::array<std::uint32_t, kChunkRows> group;
                // What the unit of the last row has in each group so far; a unit has few rows.
                std::vector<std::pair<std::uint32_t, Int128>> sums;
                std::uint32_t unit = 0;
                for_each_chunk(units.whole_units(block), [&](std::size_t begin, std::size_t size) {
                    const std::span groups(group.data(), size);
                    index.fill(begin, groups);
                    for (std::uint32_t& one : groups) one = lookup[one];
                    chunk.fill(grouped.rows, scale, values, begin, size);
                    for (std::size_t i = 0; i < size; ++i) {
                        const std::uint32_t next = grouped.rows.units->unit(begin + i);
                        if (next != unit) sums.clear();
                        unit = next;
                        const Int128 q = chunk.q[i] < 0 ? -Int128{chunk.q[i]} : Int128{chunk.q[i]};
                        auto sum = std::find_if(sums.begin(), sums.end(), [&](const auto& one) {
                            return one.first == group[i];
                        });
                        if (sum == sums.end()) sum = sums.insert(sum, {group[i], 0});
                        sum->second += q;
                        state[group[i]] = std::max(state[group[i]], sum->second);
                    }
                });
            },
            [](State& into, const State& from) {
                for (std::size_t i = 0; i < into.size(); ++i) into[i] = std::max(into[i], from[i]);
            });
        largest.pop_back();
        return largest;
    });
}

base::Evidence evidence_with_rows(std::uint64_t unit_key, std::uint64_t rows,
                                  std::uint64_t row_keys) {
    constexpr std::uint64_t kWithRows = 0x726F7773;  // never the smallest key of units alone
    base::Evidence one;
    one.add(base::mix64(unit_key, row_keys));
    one.rows = rows;
    one.key_min = base::mix64(unit_key, kWithRows);
    return one;
}

std::vector<base::Evidence> evidence_with_rows(const GroupedRows& grouped) {
    using State = std::vector<base::Evidence>;
    struct OwnRows {
        std::uint32_t group;
        std::uint64_t rows;
        std::uint64_t keys;
    };
    const CellIndex index(grouped.rows, grouped.table);
    const std::vector<std::uint32_t> lookup = group_lookup(grouped.group_of_cell, grouped.groups);
    const detail::UnitRows units(grouped.rows);
    return base::fold_exact<State>(
        grouped.rows.count, [&] { return State(grouped.groups); },
        [&](State& state, const base::Block& block) {
            std::array<std::uint32_t, kChunkRows> group;
            std::array<std::uint64_t, kChunkRows> keys;
            std::array<std::uint64_t, kChunkRows> row_keys;
            // What the unit of the last row has in each group so far; a unit has few rows.
            std::vector<OwnRows> own;
            std::uint32_t unit = 0;
            std::uint64_t unit_key = 0;
            const auto finish_unit = [&] {
                for (const OwnRows& one : own)
                    state[one.group].merge(evidence_with_rows(unit_key, one.rows, one.keys));
                own.clear();
            };
            for_each_chunk(units.whole_units(block), [&](std::size_t begin, std::size_t size) {
                const std::span groups(group.data(), size);
                index.fill(begin, groups);
                for (std::uint32_t& one : groups) one = lookup[one];
                drop_invalid(grouped, begin, groups);
                units.fill_keys(begin, std::span(keys.data(), size));
                row_keys = keys;
                multiply_by_times(grouped.rows.times, begin, std::span(row_keys.data(), size));
                for (std::size_t i = 0; i < size; ++i) {
                    const std::uint32_t next = grouped.rows.units->unit(begin + i);
                    if (next != unit) finish_unit();
                    unit = next;
                    unit_key = keys[i];
                    if (group[i] == grouped.groups) continue;
                    auto rows = std::find_if(own.begin(), own.end(), [&](const OwnRows& one) {
                        return one.group == group[i];
                    });
                    if (rows == own.end()) rows = own.insert(own.end(), {group[i], 0, 0});
                    ++rows->rows;
                    rows->keys += row_keys[i];
                }
            });
            finish_unit();
        },
        [](State& into, const State& from) {
            for (std::size_t i = 0; i < into.size(); ++i) into[i].merge(from[i]);
        });
}

std::vector<std::uint64_t> keys_of_rows(const Rows& rows) {
    const detail::UnitRows units(rows);
    std::vector<std::uint64_t> keys(rows.count);
    base::for_each_block(rows.count, [&](const base::Block& block) {
        const std::span<std::uint64_t> part =
            std::span(keys).subspan(block.begin, block.end - block.begin);
        units.fill_keys(block.begin, part);
        multiply_by_times(rows.times, block.begin, part);
    });
    return keys;
}

std::vector<std::uint64_t> row_key_sums(const GroupedRows& grouped) {
    using State = std::vector<std::uint64_t>;
    const CellIndex index(grouped.rows, grouped.table);
    const std::vector<std::uint32_t> lookup = group_lookup(grouped.group_of_cell, grouped.groups);
    const detail::UnitRows units(grouped.rows);
    State sums = base::fold_exact<State>(
        grouped.rows.count, [&] { return State(grouped.groups + 1); },
        [&](State& state, const base::Block& block) {
            std::array<std::uint32_t, kChunkRows> group;
            std::array<std::uint64_t, kChunkRows> keys;
            for_each_chunk(block, [&](std::size_t begin, std::size_t size) {
                const std::span chunk(group.data(), size);
                index.fill(begin, chunk);
                for (std::uint32_t& one : chunk) one = lookup[one];
                drop_invalid(grouped, begin, chunk);
                units.fill_keys(begin, std::span(keys.data(), size));
                multiply_by_times(grouped.rows.times, begin, std::span(keys.data(), size));
                for (std::size_t i = 0; i < size; ++i) state[group[i]] += keys[i];
            });
        },
        [](State& into, const State& from) {
            for (std::size_t i = 0; i < into.size(); ++i) into[i] += from[i];
        });
    sums.pop_back();
    return sums;
}

}  // namespace skjerm::stats
