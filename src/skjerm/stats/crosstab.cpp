#include "skjerm/stats/crosstab.h"

#include <algorithm>
#include <array>
#include <type_traits>
#include <utility>

#include "skjerm/base/check.h"
#include "skjerm/stats/count_cells.h"

namespace skjerm::stats {
namespace {

using base::Evidence;

// Up to here cells are counted by slot without a pass that finds the levels: 24 bytes each, so that
// they stay in the second-level cache.
constexpr std::size_t kSlotCells = std::size_t{1} << 15;

/// Product of sizes, or a number above `limit`.
std::size_t product(std::span<const std::size_t> sizes, std::size_t limit) {
    std::size_t result = 1;
    for (const std::size_t size : sizes) {
        if (size != 0 && result > limit / size) return limit + 1;
        result *= size;
    }
    return result;
}

/// index[i] = none where no column of `columns` has a valid value in row begin + i.
void drop_invalid(std::span<const column::ColumnPtr> columns, std::size_t begin, std::uint32_t none,
                  std::span<std::uint32_t> index) {
    if (columns.empty()) return;
    if (columns.size() == 1) {
        column::visit(*columns.front(), [&](auto all) {
            const auto values = all.subspan(begin, index.size());
            for (std::size_t i = 0; i < index.size(); ++i)
                index[i] = column::is_missing(values[i]) ? none : index[i];
        });
        return;
    }
    std::array<std::uint8_t, kChunkRows> valid{};
    for (const column::ColumnPtr& column : columns)
        column::visit(*column, [&](auto all) {
            const auto values = all.subspan(begin, index.size());
            for (std::size_t i = 0; i < index.size(); ++i)
                valid[i] |= static_cast<std::uint8_t>(!column::is_missing(values[i]));
        });
    for (std::size_t i = 0; i < index.size(); ++i) index[i] = valid[i] != 0 ? index[i] : none;
}

/// Counts by slot: cells are combinations of slots, row-major.
detail::CountedCells count_slots(const Rows& rows, std::span<const Slots> slots, std::size_t cells,
                                 const CrosstabOptions& options) {
    const auto none = static_cast<std::uint32_t>(cells);
    return detail::count_cells(rows, cells, [&](std::size_t begin, std::span<std::uint32_t> out) {
        std::fill(out.begin(), out.end(), 0U);
        std::size_t stride = cells;
        for (const Slots& factor : slots) {
            stride /= factor.size();
            factor.accumulate(begin, static_cast<std::uint32_t>(stride), out);
        }
        drop_invalid(options.valid_in_any, begin, none, out);
        detail::drop_unselected(rows, begin, none, out);
    });
}

/// Slot combinations that count: those where every factor keeps the slot. `keep[f][slot]`.
bool is_kept(std::span<const Slots> slots, const std::vector<std::vector<bool>>& keep,
             std::size_t cell) {
    for (std::size_t factor = slots.size(); factor-- > 0;) {
        if (!keep[factor][cell % slots[factor].size()]) return false;
        cell /= slots[factor].size();
    }
    return true;
}

/// Slots that a row may have and still count.
std::vector<std::vector<bool>> keepable(std::span<const Slots> slots,
                                        std::span<const FactorSpec> specs) {
    std::vector<std::vector<bool>> keep;
    for (std::size_t factor = 0; factor < slots.size(); ++factor) {
        const Factor all(slots[factor], specs[factor], std::vector(slots[factor].size(), true));
        keep.emplace_back(slots[factor].size());
        for (std::size_t slot = 0; slot < keep.back().size(); ++slot)
            keep.back()[slot] = all.level_of_slot(slot) != Factor::kNone;
    }
    return keep;
}

/// Which slots the counted rows use, from counts by slot.
std::vector<std::vector<bool>> used_in_cells(std::span<const Slots> slots,
                                             const std::vector<std::vector<bool>>& keep,
                                             const std::vector<Evidence>& cells) {
    std::vector<std::vector<bool>> used;
    for (const Slots& factor : slots) used.emplace_back(factor.size());
    for (std::size_t cell = 0; cell < cells.size(); ++cell) {
        if (cells[cell].rows == 0 || !is_kept(slots, keep, cell)) continue;
        std::size_t rest = cell;
        for (std::size_t factor = slots.size(); factor-- > 0;) {
            used[factor][rest % slots[factor].size()] = true;
            rest /= slots[factor].size();
        }
    }
    return used;
}

/// Factors with the used levels, or which of the limits they pass.
std::variant<std::vector<Factor>, TooLarge> make_factors(std::span<const Slots> slots,
                                                         std::span<const FactorSpec> specs,
                                                         const std::vector<std::vector<bool>>& used,
                                                         const CrosstabOptions& options) {
    std::vector<Factor> factors;
    std::vector<std::size_t> sizes;
    for (std::size_t i = 0; i < slots.size(); ++i) {
        factors.emplace_back(slots[i], specs[i], used[i]);
        sizes.push_back(factors.back().size());
        if (sizes.back() > options.max_levels) return TooLarge{i};
    }
    if (product(sizes, options.max_cells) > options.max_cells) return TooLarge{};
    return factors;
}

/// Cells over levels from cells over slots.
std::vector<Evidence> cells_of_levels(std::span<const Factor> factors,
                                      const std::vector<Evidence>& by_slot) {
    std::size_t cells = 1;
    for (const Factor& factor : factors) cells *= factor.size();
    std::vector<Evidence> result(cells);
    for (std::size_t cell = 0; cell < cells; ++cell) {
        std::size_t rest = cell;
        std::size_t place = 0;
        std::size_t stride = 1;
        for (std::size_t i = factors.size(); i-- > 0;) {
            place += stride * factors[i].slot(rest % factors[i].size());
            stride *= factors[i].slots().size();
            rest /= factors[i].size();
        }
        result[cell] = by_slot[place];
    }
    return result;
}

/// Drops levels that no counted row has: a row counts only if it has a level on every factor.
Crosstab without_empty_levels(Crosstab table, std::span<const FactorSpec> specs) {
    std::vector<std::vector<bool>> used;
    std::vector<std::size_t> level_used;
    bool all_used = true;
    std::size_t inner = table.cells.size();
    std::vector<Slots> slots;
    for (const Factor& factor : table.factors) {
        inner /= factor.size();
        slots.push_back(factor.slots());
        used.emplace_back(factor.slots().size());
        for (std::size_t cell = 0; cell < table.cells.size(); ++cell)
            if (table.cells[cell].rows != 0)
                used.back()[factor.slot(cell / inner % factor.size())] = true;
        for (std::size_t level = 0; level < factor.size(); ++level)
            all_used &= used.back()[factor.slot(level)];
    }
    if (all_used) return table;

    Crosstab result{{}, {}, table.valid_in_any, table.repeated_units};
    std::size_t cells = 1;
    for (std::size_t i = 0; i < specs.size(); ++i) {
        result.factors.emplace_back(std::move(slots[i]), specs[i], used[i]);
        cells *= result.factors.back().size();
    }
    result.cells.resize(cells);
    for (std::size_t cell = 0; cell < cells; ++cell) {
        std::size_t rest = cell;
        std::size_t place = 0;
        std::size_t stride = 1;
        for (std::size_t i = specs.size(); i-- > 0;) {
            const Factor& kept = result.factors[i];
            place += stride * table.factors[i].level_of_slot(kept.slot(rest % kept.size()));
            stride *= table.factors[i].size();
            rest /= kept.size();
        }
        result.cells[cell] = table.cells[place];
    }
    return result;
}

}  // namespace

std::variant<Crosstab, TooLarge> count_crosstab(const Rows& rows, std::span<const FactorSpec> specs,
                                                const CrosstabOptions& options) {
    SKJERM_CHECK(!specs.empty() && specs.size() <= 4);
    SKJERM_CHECK(options.max_cells <= kLargestCrosstab);
    std::vector<Slots> slots;
    std::vector<std::size_t> sizes;
    for (std::size_t i = 0; i < specs.size(); ++i) {
        std::optional<Slots> made = detail::make_slots(rows, specs[i], options.max_levels);
        if (!made) return TooLarge{i};
        slots.push_back(*std::move(made));
        sizes.push_back(slots.back().size());
    }

    const std::size_t slot_cells = product(sizes, kSlotCells);
    if (slot_cells <= kSlotCells) {
        const detail::CountedCells counted = count_slots(rows, slots, slot_cells, options);
        const auto used = used_in_cells(slots, keepable(slots, specs), counted.cells);
        auto factors = make_factors(slots, specs, used, options);
        if (auto* too_large = std::get_if<TooLarge>(&factors)) return *too_large;
        auto& kept = std::get<0>(factors);
        std::vector<Evidence> cells = cells_of_levels(kept, counted.cells);
        return Crosstab{std::move(kept), std::move(cells), options.valid_in_any,
                        counted.repeated_units};
    }

    std::vector<std::vector<bool>> used;
    for (const Slots& factor : slots) used.push_back(detail::used_slots(rows, factor));
    auto factors = make_factors(slots, specs, used, options);
    if (auto* too_large = std::get_if<TooLarge>(&factors)) return *too_large;
    return without_empty_levels(
        count_crosstab(rows, std::move(std::get<0>(factors)), options.valid_in_any), specs);
}

Crosstab count_crosstab(const Rows& rows, std::vector<Factor> factors,
                        std::vector<column::ColumnPtr> valid_in_any) {
    Crosstab table{std::move(factors), {}, std::move(valid_in_any), false};
    const CellIndex index(rows, table);
    detail::CountedCells counted = detail::count_cells(
        rows, index.cells(),
        [&](std::size_t begin, std::span<std::uint32_t> out) { index.fill(begin, out); });
    table.cells = std::move(counted.cells);
    table.repeated_units = counted.repeated_units;
    return table;
}

std::variant<Margins, TooLarge> count_margins(const Rows& rows, std::span<const FactorSpec> specs,
                                              const CrosstabOptions& options) {
    Margins margins;
    for (std::size_t i = 0; i < specs.size(); ++i) {
        std::optional<Factor> factor = make_factor(rows, specs[i], options.max_levels);
        if (!factor) return TooLarge{i};
        margins.factors.push_back(*std::move(factor));
    }
    for (const Factor& factor : margins.factors) {
        const auto none = static_cast<std::uint32_t>(factor.size());
        const auto fill = [&](std::size_t begin, std::span<std::uint32_t> out) {
            std::array<std::uint32_t, kChunkRows> level;
            const std::span levels(level.data(), out.size());
            factor.fill_levels(begin, out);
            for (const Factor& other : margins.factors) {
                other.fill_levels(begin, levels);
                for (std::size_t i = 0; i < out.size(); ++i)
                    out[i] = levels[i] == Factor::kNone ? none : out[i];
            }
            drop_invalid(options.valid_in_any, begin, none, out);
            detail::drop_unselected(rows, begin, none, out);
        };
        margins.levels.push_back(detail::count_cells(rows, factor.size(), fill).cells);
    }
    return margins;
}

CellIndex::CellIndex(const Rows& rows, const Crosstab& table)
    : rows_(&rows), table_(&table), cells_(1) {
    for (const Factor& factor : table.factors) cells_ *= factor.size();
    SKJERM_CHECK(cells_ <= kLargestCrosstab);
    std::size_t stride = cells_;
    for (const Factor& factor : table.factors) {
        stride = factor.size() == 0 ? 0 : stride / factor.size();
        Part part{&factor, std::vector<std::uint32_t>(factor.slots().size())};
        for (std::size_t slot = 0; slot < part.cell_of_slot.size(); ++slot) {
            const std::uint32_t level = factor.level_of_slot(slot);
            // Four such numbers do not overflow, and any of them exceeds every cell.
            part.cell_of_slot[slot] = level == Factor::kNone
                                          ? static_cast<std::uint32_t>(kLargestCrosstab)
                                          : static_cast<std::uint32_t>(stride) * level;
        }
        parts_.push_back(std::move(part));
    }
}

void CellIndex::fill(std::size_t begin, std::span<std::uint32_t> out) const {
    SKJERM_CHECK(out.size() <= kChunkRows);
    std::array<std::uint32_t, kChunkRows> slot;
    const std::span slots(slot.data(), out.size());
    std::fill(out.begin(), out.end(), 0U);
    for (const Part& part : parts_) {
        std::fill(slots.begin(), slots.end(), 0U);
        part.factor->slots().accumulate(begin, 1, slots);
        const std::uint32_t* const cell_of_slot = part.cell_of_slot.data();
        for (std::size_t i = 0; i < out.size(); ++i) out[i] += cell_of_slot[slots[i]];
    }
    const auto none = static_cast<std::uint32_t>(cells_);
    for (std::uint32_t& cell : out) cell = std::min(cell, none);
    drop_invalid(table_->valid_in_any, begin, none, out);
    detail::drop_unselected(*rows_, begin, none, out);
}

void CellIndex::fill_at(std::size_t begin, std::span<const std::uint16_t> places,
                        const column::Column& valid, std::span<std::uint32_t> out) const {
    SKJERM_CHECK(places.size() <= kChunkRows && out.size() == places.size());
    const auto none = static_cast<std::uint32_t>(cells_);
    const std::vector<column::ColumnPtr>& any_of = table_->valid_in_any;
    const bool counts =
        any_of.empty() || std::any_of(any_of.begin(), any_of.end(),
                                      [&](const auto& column) { return column.get() == &valid; });
    if (parts_.empty() || !counts) {
        // Rarely asked for: the cells of all rows, of which some are taken.
        std::array<std::uint32_t, kChunkRows> cell;
        const std::size_t size = places.empty() ? 0 : places.back() + std::size_t{1};
        fill(begin, std::span(cell.data(), size));
        for (std::size_t i = 0; i < out.size(); ++i) out[i] = cell[places[i]];
        return;
    }
    std::fill(out.begin(), out.end(), 0U);
    for (const Part& part : parts_)
        part.factor->slots().accumulate_at(begin, places, part.cell_of_slot, out);
    for (std::uint32_t& cell : out) cell = std::min(cell, none);
}

std::vector<std::uint32_t> group_lookup(std::span<const std::uint32_t> group_of_cell,
                                        std::size_t groups) {
    std::vector<std::uint32_t> group(group_of_cell.begin(), group_of_cell.end());
    group.push_back(Factor::kNone);
    const auto none = static_cast<std::uint32_t>(groups);
    for (std::uint32_t& one : group) one = std::min(one, none);
    return group;
}

std::vector<Evidence> group_evidence(const Rows& rows, const Crosstab& table,
                                     std::span<const std::uint32_t> group_of_cell,
                                     std::size_t groups) {
    SKJERM_CHECK(group_of_cell.size() == table.cells.size());
    std::vector<Evidence> result(groups);
    if (!table.repeated_units) {
        for (std::size_t cell = 0; cell < table.cells.size(); ++cell)
            if (group_of_cell[cell] != Factor::kNone)
                result[group_of_cell[cell]].merge(table.cells[cell]);
        return result;
    }
    const CellIndex index(rows, table);
    const std::vector<std::uint32_t> group = group_lookup(group_of_cell, groups);
    return detail::count_cells(rows, groups,
                               [&](std::size_t begin, std::span<std::uint32_t> out) {
                                   index.fill(begin, out);
                                   for (std::uint32_t& cell : out) cell = group[cell];
                               })
        .cells;
}

std::vector<Evidence> evidence_above(const Rows& rows, const Crosstab& table,
                                     std::span<const std::uint32_t> group_of_cell,
                                     std::size_t groups, const column::Column& column,
                                     double threshold) {
    const CellIndex index(rows, table);
    const std::vector<std::uint32_t> group = group_lookup(group_of_cell, groups);
    const auto none = static_cast<std::uint32_t>(groups);
    return column::visit(column, [&](auto values) {
        using T = std::remove_const_t<typename decltype(values)::element_type>;
        return detail::count_cells(rows, groups,
                                   [&](std::size_t begin, std::span<std::uint32_t> out) {
                                       index.fill(begin, out);
                                       for (std::size_t i = 0; i < out.size(); ++i) {
                                           const T value = values[begin + i];
                                           const bool above =
                                               !column::is_missing(value) &&
                                               static_cast<double>(value) > threshold;
                                           out[i] = above ? group[out[i]] : none;
                                       }
                                   })
            .cells;
    });
}

}  // namespace skjerm::stats
