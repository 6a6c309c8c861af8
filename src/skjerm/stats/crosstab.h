// Counts of rows by one to four classifying variables, with the evidence of every cell, in one
// pass.
//
// What is hard is speed: 10^7 rows with two narrow columns should cost little more than making the
// unit keys. Columns whose codes span little are counted by code (slots of factor.h) before
// anything is known of their levels; empty levels are taken out afterwards. Otherwise a first pass
// finds the levels. Cells are never hashed: a table that is too large for direct addressing is too
// large to be shown.
//
// Everything is integers, so the bits do not depend on threads or row order.
// Cost: O(rows) time, O(cells) memory per thread; bench/stats_crosstab.cpp.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <variant>
#include <vector>

#include "skjerm/base/evidence.h"
#include "skjerm/stats/factor.h"
#include "skjerm/stats/rows.h"

namespace skjerm::stats {

struct CrosstabOptions {
    std::size_t max_levels = 2000;  ///< of one variable
    std::size_t max_cells = 50000;  ///< at most kLargestCrosstab
    /// When not empty, only rows with a valid value in at least one of these columns count.
    std::vector<column::ColumnPtr> valid_in_any{};
};
inline constexpr std::size_t kLargestCrosstab = std::size_t{1} << 20;

/// Why there is no table: one variable has too many levels, or all together too many cells.
struct TooLarge {
    std::optional<std::size_t> factor;  ///< the variable, or absent
};

struct Crosstab {
    std::vector<Factor> factors;  ///< levels among the counted rows; none when no row counts
    /// Evidence of every combination of levels, row-major, last factor fastest; zero where none.
    std::vector<base::Evidence> cells;
    std::vector<column::ColumnPtr> valid_in_any;  ///< as in the options
    /// Some unit has several rows: the units of two cells may overlap.
    bool repeated_units = false;
};

/// Counts the selected rows by `factors` (1 to 4). Rows without a level on one of them are dropped.
[[nodiscard]] std::variant<Crosstab, TooLarge> count_crosstab(const Rows& rows,
                                                              std::span<const FactorSpec> factors,
                                                              const CrosstabOptions& options);

/// Counts the selected rows by levels that are made already, gathered or not; empty ones stay. At
/// most kLargestCrosstab cells.
[[nodiscard]] Crosstab count_crosstab(const Rows& rows, std::vector<Factor> factors,
                                      std::vector<column::ColumnPtr> valid_in_any);

/// The levels of every variable among the rows that a table over all of them counts.
struct Margins {
    std::vector<Factor> factors;
    std::vector<std::vector<base::Evidence>> levels;  ///< of each factor
};

/// Margins of a table of any size; `options.max_cells` does not matter. Levels of selected rows
/// that are dropped for another variable stay, without evidence.
[[nodiscard]] std::variant<Margins, TooLarge> count_margins(const Rows& rows,
                                                            std::span<const FactorSpec> factors,
                                                            const CrosstabOptions& options);

/// The cell of each row, chunk by chunk: for passes over values after the table is counted.
class CellIndex {
public:
    /// `table` and `rows` must outlive the index.
    CellIndex(const Rows& rows, const Crosstab& table);

    [[nodiscard]] std::size_t cells() const { return cells_; }
    /// out[i] = cell of row begin + i; cells() where the row does not count.
    /// At most kChunkRows rows.
    void fill(std::size_t begin, std::span<std::uint32_t> out) const;
    /// out[i] = cell of row begin + places[i], or cells(), for selected rows with a valid value in
    /// `valid`. At most kChunkRows rows.
    void fill_at(std::size_t begin, std::span<const std::uint16_t> places,
                 const column::Column& valid, std::span<std::uint32_t> out) const;

private:
    struct Part {
        const Factor* factor;
        std::vector<std::uint32_t> cell_of_slot;  // stride × level, or a large number for none
    };
    const Rows* rows_;
    const Crosstab* table_;
    std::size_t cells_;
    std::vector<Part> parts_;
};

/// The group of each number that CellIndex::fill gives: `group_of_cell`, with Factor::kNone and
/// rows that do not count turned into `groups`.
[[nodiscard]] std::vector<std::uint32_t> group_lookup(std::span<const std::uint32_t> group_of_cell,
                                                      std::size_t groups);

/// Evidence of the groups that `group_of_cell` makes of the cells (kNone: in no group).
[[nodiscard]] std::vector<base::Evidence> group_evidence(
    const Rows& rows, const Crosstab& table, std::span<const std::uint32_t> group_of_cell,
    std::size_t groups);

/// Likewise, of the rows with a valid value of `column` that is above `threshold`; minus infinity
/// takes every valid value.
[[nodiscard]] std::vector<base::Evidence> evidence_above(
    const Rows& rows, const Crosstab& table, std::span<const std::uint32_t> group_of_cell,
    std::size_t groups, const column::Column& column, double threshold);

}  // namespace skjerm::stats
