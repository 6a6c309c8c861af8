// The distinct combinations of several values that occur in the rows, so that a text function of
// them runs once per combination. Hash tables per thread, joined afterwards; what is computed from
// them does not depend on the numbering.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "skjerm/base/result.h"
#include "skjerm/column/column.h"
#include "skjerm/expr/interval.h"
#include "skjerm/expr/program.h"

namespace skjerm::expr {

/// One of the values: eight bytes a row (int64, double or a code in 64 bits).
struct CombinationKey {
    Register values;
    bool is_integer;  ///< `range` holds; the smallest int64 is missing
    Interval range;
};

struct Combinations {
    column::ColumnPtr numbers;  ///< Int32: the number of each row's combination
    std::size_t count = 0;
    std::vector<std::uint64_t> tuples;  ///< combination by combination, one word per key
};

/// Runs `program`, whose registers the keys are.
[[nodiscard]] base::Result<Combinations> find_combinations(Program& program,
                                                           std::span<const CombinationKey> keys,
                                                           std::size_t rows,
                                                           const base::MemoryBudgetPtr& budget);

}  // namespace skjerm::expr
