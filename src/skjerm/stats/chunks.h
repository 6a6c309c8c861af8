// Pieces of a block small enough that per-row scratch (slots, keys, signs) stays in the first-level
// cache, and the walk over them.
#pragma once

#include <algorithm>
#include <cstddef>

#include "skjerm/base/parallel.h"

namespace skjerm::stats {

inline constexpr std::size_t kChunkRows = 1024;

/// Calls f(first row, rows) for the chunks of `block`.
template <class F>
void for_each_chunk(const base::Block& block, F f) {
    for (std::size_t begin = block.begin; begin < block.end; begin += kChunkRows)
        f(begin, std::min(kChunkRows, block.end - begin));
}

}  // namespace skjerm::stats
