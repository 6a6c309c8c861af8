// Where ColumnBuilder gets its memory.
#pragma once

#include <cstddef>
#include <memory>

#include "skjerm/base/memory_budget.h"
#include "skjerm/base/result.h"

namespace skjerm::column {

/// `bytes` of memory at an address that is a multiple of 64, given back to `budget` (which may be
/// null: no limit) when the pointer's last copy dies. Zeroed, and in huge pages where the system
/// has them, from kMappedFrom bytes on.
[[nodiscard]] base::Result<std::shared_ptr<void>> allocate(std::size_t bytes,
                                                           const base::MemoryBudgetPtr& budget);

/// Requests of at least this size are mapped, not taken from the heap.
inline constexpr std::size_t kMappedFrom = std::size_t{1} << 20;

}  // namespace skjerm::column
