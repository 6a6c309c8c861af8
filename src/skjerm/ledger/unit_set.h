// Sets of units as they stand in a dataset: rows that a condition selected. Turns them into records
// for the ledger, and finds the rows of keys again. Both passes read every row, whatever is
// selected, and give the same bits for any number of threads.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "skjerm/base/evidence.h"
#include "skjerm/ledger/set_sketch.h"

namespace skjerm::ledger {

/// Rows of a dataset, in ascending order of their units.
struct UnitSet {
    std::size_t rows = 0;
    std::span<const std::int8_t> selected{};  ///< empty: all; else one entry a row, 1 = selected
    std::span<const std::uint32_t> units{};   ///< of the rows; empty: row i is unit i
    const base::UnitKeys* keys = nullptr;
    std::uint16_t domain = 0;
};

/// The record of the selected units. A unit with several rows counts once, and as another unit when
/// only some of them are selected: the same people in two years are two sets.
[[nodiscard]] SetRecord record_of(const UnitSet& set);

/// A row of the dataset and the key of its unit.
struct KeyedRow {
    std::uint64_t key = 0;
    std::uint32_t row = 0;
    friend bool operator==(const KeyedRow&, const KeyedRow&) = default;
};

/// All rows, selected or not, whose keys are in one of `buckets`, in ascending order of keys. Of
/// datasets with one row a unit.
[[nodiscard]] std::vector<KeyedRow> rows_in_buckets(const UnitSet& set,
                                                    std::span<const std::uint32_t> buckets);

/// The rows of the units by which two sets differ: of each residual one unit, or two that share the
/// bucket. nullopt when some unit has no row, or there are more than `most`. `rows`: what
/// rows_in_buckets() gave, of these buckets at least.
[[nodiscard]] std::optional<std::vector<std::uint32_t>> units_behind(
    std::span<const Residual> residuals, std::span<const KeyedRow> rows, std::size_t most);

}  // namespace skjerm::ledger
