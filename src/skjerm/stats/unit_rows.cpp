#include "skjerm/stats/unit_rows.h"

#include <algorithm>

#include "skjerm/base/check.h"
#include "skjerm/base/parallel.h"
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
            drop_invalid(begin, rows);
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
    void drop_invalid(std::size_t begin, std::span<std::uint32_t> groups) const {
        if (grouped_.valid == nullptr) return;
        column::visit(*grouped_.valid, [&](auto values) {
            for (std::size_t i = 0; i < groups.size(); ++i)
                if (column::is_missing(values[begin + i]) ||
                    static_cast<double>(values[begin + i]) <= grouped_.above)
                    groups[i] = static_cast<std::uint32_t>(grouped_.groups);
        });
    }
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

}  // namespace skjerm::stats
