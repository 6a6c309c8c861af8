// Work over rows in fixed blocks of 65 536, on all cores, with results that do not depend on the
// number of threads.
//
// Two kinds of fold:
//  - fold_blocks: one accumulator per group of blocks, merged in a fixed tree over the group index.
//    For floating-point state: the tree is a function of the row count alone.
//  - fold_exact: one accumulator per thread, merged in any order. Only for state whose merge is
//    exactly associative and commutative (integer sums, minima, bit sets).
#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "skjerm/base/result.h"

namespace skjerm::base {

inline constexpr std::size_t kBlockRows = 65536;

struct Block {
    std::size_t index;  ///< 0-based
    std::size_t begin;  ///< first row
    std::size_t end;    ///< one past the last row
    [[nodiscard]] std::size_t size() const { return end - begin; }
};

[[nodiscard]] constexpr std::size_t block_count(std::size_t rows) {
    return (rows + kBlockRows - 1) / kBlockRows;
}
[[nodiscard]] constexpr Block block_at(std::size_t index, std::size_t rows) {
    const std::size_t begin = index * kBlockRows;
    return {index, begin, std::min(rows, begin + kBlockRows)};
}

/// Cooperative cancellation: set from a signal handler or another thread, polled between blocks.
class CancellationFlag {
public:
    void request() { requested_.store(true, std::memory_order_relaxed); }
    void clear() { requested_.store(false, std::memory_order_relaxed); }
    [[nodiscard]] bool requested() const { return requested_.load(std::memory_order_relaxed); }

private:
    std::atomic<bool> requested_{false};
};

/// Thrown between blocks when the current flag is set; caught by the session, never by a command.
struct Cancelled {};

/// The flag that running loops poll (one per process is enough: one command runs at a time).
CancellationFlag& current_cancellation();

/// Limits all parallel loops of the process to `threads` (0: all cores). Call before working.
void set_thread_limit(int threads);
[[nodiscard]] int thread_limit();

/// Calls work(task) for every task in [0, tasks), on all cores, in no particular order.
/// Polls current_cancellation() before each task.
void parallel_for(std::size_t tasks, const std::function<void(std::size_t)>& work);

/// Calls work(block) for every block of `rows` rows.
void for_each_block(std::size_t rows, const std::function<void(const Block&)>& work);

/// A slot number in [0, worker_slots()) that no other running task of the same loop has.
[[nodiscard]] std::size_t worker_slot();
[[nodiscard]] std::size_t worker_slots();

/// Folds with one accumulator per thread: `add(state, block)`, then `merge(into, from)` over the
/// states in slot order. The merge must be exactly associative and commutative.
template <class State, class Make, class Add, class Merge>
[[nodiscard]] State fold_exact(std::size_t rows, Make make, Add add, Merge merge) {
    std::vector<std::optional<State>> states(worker_slots());
    for_each_block(rows, [&](const Block& block) {
        std::optional<State>& state = states[worker_slot()];
        if (!state) state.emplace(make());
        add(*state, block);
    });
    State total = make();
    for (std::optional<State>& state : states)
        if (state) merge(total, std::move(*state));
    return total;
}

/// Folds with one accumulator per group of `blocks_per_group` consecutive blocks, merged pairwise
/// in a binary tree over the group index: the same bits for any number of threads. Memory is
/// O(groups) states, so choose larger groups for large states.
template <class State, class Make, class Add, class Merge>
[[nodiscard]] State fold_blocks(std::size_t rows, Make make, Add add, Merge merge,
                                std::size_t blocks_per_group = 1) {
    const std::size_t blocks = block_count(rows);
    const std::size_t groups = (blocks + blocks_per_group - 1) / blocks_per_group;
    std::vector<std::optional<State>> states(groups);
    parallel_for(groups, [&](std::size_t group) {
        State state = make();
        const std::size_t last = std::min(blocks, (group + 1) * blocks_per_group);
        for (std::size_t index = group * blocks_per_group; index < last; ++index)
            add(state, block_at(index, rows));
        states[group].emplace(std::move(state));
    });
    for (std::size_t step = 1; step < groups; step *= 2) {
        for (std::size_t left = 0; left + step < groups; left += 2 * step) {
            merge(*states[left], std::move(*states[left + step]));
            states[left + step].reset();
        }
    }
    return groups == 0 ? make() : std::move(*states[0]);
}

}  // namespace skjerm::base
