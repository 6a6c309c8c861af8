// The counting kernel: evidence of cells, where any callable says in which cell each row is.
// Internal to stats.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <span>
#include <utility>
#include <vector>

#include "skjerm/base/evidence.h"
#include "skjerm/base/parallel.h"
#include "skjerm/stats/chunks.h"
#include "skjerm/stats/rows.h"
#include "skjerm/stats/vectors.h"

namespace skjerm::stats::detail {

/// Keys of the units behind the rows, and whether units repeat.
class UnitRows {
public:
    explicit UnitRows(const Rows& rows)
        : keys_(rows.keys), list_(rows.units->listed_units()), count_(rows.count) {}

    void fill_keys(std::size_t begin, std::span<std::uint64_t> out) const {
        if (list_.empty())
            keys_->fill_range(begin, out);
        else
            keys_->fill(list_.subspan(begin, out.size()), out);
    }
    /// The unit of `row` in a dataset with a list of units.
    [[nodiscard]] std::uint32_t unit(std::size_t row) const { return list_[row]; }
    /// Some row of the chunk has the same unit as the row before it.
    [[nodiscard]] bool repeats(std::size_t begin, std::size_t size) const {
        if (list_.empty()) return false;
        bool any = false;
        for (std::size_t row = std::max<std::size_t>(begin, 1); row < begin + size; ++row)
            any |= list_[row] == list_[row - 1];
        return any;
    }
    /// The block moved to the next borders between units, so that no unit is in two blocks.
    [[nodiscard]] base::Block whole_units(base::Block block) const {
        return {block.index, first_of_unit(block.begin), first_of_unit(block.end)};
    }

private:
    [[nodiscard]] std::size_t first_of_unit(std::size_t row) const {
        if (list_.empty() || row == 0) return row;
        while (row < count_ && list_[row] == list_[row - 1]) ++row;
        return row;
    }

    const base::UnitKeys* keys_;
    std::span<const std::uint32_t> list_;
    std::size_t count_;
};

struct CountedCells {
    std::vector<base::Evidence> cells;
    bool repeated_units = false;
};

/// Cells of one thread. Several replicas take consecutive rows in turn: two rows of one cell in a
/// row would otherwise wait for each other (a load right behind a store to the same place).
class CellCounter {
public:
    explicit CellCounter(std::size_t cells)
        : stride_(cells + 1), replicas_(replicas_for(cells)), cells_(stride_ * replicas_) {}

    /// `index` and `keys` of a chunk in which no unit repeats.
    void add(std::span<const std::uint32_t> index, std::span<const std::uint64_t> keys) {
        switch (replicas_) {
            case 8:
                add_to<8>(index, keys);
                break;
            case 4:
                add_to<4>(index, keys);
                break;
            case 2:
                add_to<2>(index, keys);
                break;
            default:
                add_to<1>(index, keys);
                break;
        }
        previous_repeats_ = false;
    }

    /// A chunk in which some unit has several rows. `before`: cell of the row before the chunk.
    void add_repeated(const UnitRows& units, std::size_t begin, std::uint32_t before,
                      std::span<const std::uint32_t> index, std::span<const std::uint64_t> keys) {
        if (last_unit_.empty())
            last_unit_.assign(stride_, std::numeric_limits<std::uint32_t>::max());
        repeated_ = true;
        // A chunk without repeats left no trace of its last row, whose unit may go on here.
        if (!previous_repeats_ && begin > 0) last_unit_[before] = units.unit(begin - 1);
        previous_repeats_ = true;
        for (std::size_t i = 0; i < index.size(); ++i) {
            Cell& cell = cells_[index[i]];
            const std::uint32_t unit = units.unit(begin + i);
            if (last_unit_[index[i]] == unit) {
                ++cell.rows;
                ++cell.repeats;
            } else {
                last_unit_[index[i]] = unit;
                add_row(cell, keys[i]);
            }
        }
    }

    void merge(const CellCounter& other) {
        for (std::size_t i = 0; i < cells_.size(); ++i) {
            cells_[i].key_sum += other.cells_[i].key_sum;
            cells_[i].key_min = std::min(cells_[i].key_min, other.cells_[i].key_min);
            cells_[i].parities ^= other.cells_[i].parities;
            cells_[i].rows += other.cells_[i].rows;
            cells_[i].repeats += other.cells_[i].repeats;
        }
        repeated_ |= other.repeated_;
    }

    [[nodiscard]] CountedCells finish() const {
        CountedCells result{std::vector<base::Evidence>(stride_ - 1), repeated_};
        for (std::size_t replica = 0; replica < replicas_; ++replica)
            for (std::size_t i = 0; i + 1 < stride_; ++i) {
                const Cell& cell = cells_[replica * stride_ + i];
                result.cells[i].merge({cell.rows, cell.rows - cell.repeats, cell.key_sum,
                                       cell.key_min, cell.parities});
            }
        return result;
    }

private:
    // Dense row numbers are below 2^32, so 32 bits count rows. The members lie as the lanes of one
    // vector, which is read and written once a row.
    struct alignas(32) Cell {
        std::uint64_t key_sum = 0;
        std::uint32_t rows = 0;
        std::uint32_t repeats = 0;  // rows that are not the first of their unit in the cell
        std::uint64_t parities = 0;
        std::uint64_t key_min = std::numeric_limits<std::uint64_t>::max();
    };
    static_assert(sizeof(Cell) == sizeof(Uint64x4) && offsetof(Cell, rows) == 8 &&
                  offsetof(Cell, parities) == 16 && offsetof(Cell, key_min) == 24);

    static std::size_t replicas_for(std::size_t cells) {
        if (cells <= 128) return 8;
        if (cells <= 512) return 4;
        return cells <= 4096 ? 2 : 1;
    }
    static void add_row(Cell& cell, std::uint64_t key) {
        static_assert(std::endian::native == std::endian::little);
        constexpr std::uint64_t kAll = std::numeric_limits<std::uint64_t>::max();
        const bool is_least = key < cell.key_min;
        const Uint64x4 keys{key, key, key, key};
        const Uint64x4 sum_and_rows = (keys & Uint64x4{kAll, 0, 0, 0}) | Uint64x4{0, 1, 0, 0};
        // Evidence::parity_bit() in its lane.
        const Uint64x4 parity = Uint64x4{0, 0, 1, 0} << (keys & Uint64x4{0, 0, 63, 0});
        Uint64x4 lanes = load<Uint64x4>(&cell);
        lanes = (lanes + sum_and_rows) ^ parity;
        std::memcpy(static_cast<void*>(&cell), &lanes, sizeof lanes);
        if (is_least) [[unlikely]]  // ever rarer: a store less a row
            cell.key_min = key;
    }
    template <std::size_t kReplicas>
    void add_to(std::span<const std::uint32_t> index, std::span<const std::uint64_t> keys) {
        Cell* const cells = cells_.data();
        std::size_t i = 0;
        for (; i + kReplicas <= index.size(); i += kReplicas)
            for (std::size_t replica = 0; replica < kReplicas; ++replica)
                add_row(cells[replica * stride_ + index[i + replica]], keys[i + replica]);
        for (; i < index.size(); ++i) add_row(cells[index[i]], keys[i]);
    }

    std::size_t stride_;  // cells, and one for rows that do not count
    std::size_t replicas_;
    std::vector<Cell> cells_;
    std::vector<std::uint32_t> last_unit_;  // per cell; empty until a unit repeats
    bool previous_repeats_ = false;
    bool repeated_ = false;
};

/// Evidence of `cells` cells. fill_index(begin, out) writes the cell of each row of a chunk,
/// `cells` for rows that do not count.
template <class FillIndex>
[[nodiscard]] CountedCells count_cells(const Rows& rows, std::size_t cells,
                                       const FillIndex& fill_index) {
    const UnitRows units(rows);
    return base::fold_exact<CellCounter>(
               rows.count, [&] { return CellCounter(cells); },
               [&](CellCounter& counter, const base::Block& block) {
                   std::array<std::uint32_t, kChunkRows> index;
                   std::array<std::uint64_t, kChunkRows> keys;
                   for_each_chunk(
                       units.whole_units(block), [&](std::size_t begin, std::size_t size) {
                           const std::span chunk_index(index.data(), size);
                           const std::span chunk_keys(keys.data(), size);
                           fill_index(begin, chunk_index);
                           units.fill_keys(begin, chunk_keys);
                           if (!units.repeats(begin, size)) {
                               counter.add(chunk_index, chunk_keys);
                               return;
                           }
                           std::uint32_t before = 0;
                           if (begin > 0) fill_index(begin - 1, std::span(&before, 1));
                           counter.add_repeated(units, begin, before, chunk_index, chunk_keys);
                       });
               },
               [](CellCounter& into, const CellCounter& from) { into.merge(from); })
        .finish();
}

/// index[i] = `none` where row begin + i is not selected.
inline void drop_unselected(const Rows& rows, std::size_t begin, std::uint32_t none,
                            std::span<std::uint32_t> index) {
    if (rows.selected.empty()) return;
    const std::int8_t* selected = rows.selected.data() + begin;
    for (std::size_t i = 0; i < index.size(); ++i) index[i] = selected[i] == 1 ? index[i] : none;
}

}  // namespace skjerm::stats::detail
