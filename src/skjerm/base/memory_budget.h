// The memory a session may use for columns and scratch. Buffers draw from it and give back when
// they die; a command that would pass the limit fails with a diagnostic and changes nothing.
#pragma once

#include <atomic>
#include <cstddef>
#include <memory>

#include "skjerm/base/result.h"

namespace skjerm::base {

/// Thread-safe. Shared by everything that allocates on behalf of one session.
class MemoryBudget {
public:
    explicit MemoryBudget(std::size_t limit_bytes) : limit_bytes_(limit_bytes) {}

    /// Takes `bytes`; false, and nothing taken, when that would pass the limit.
    [[nodiscard]] bool try_take(std::size_t bytes);
    void give_back(std::size_t bytes);

    [[nodiscard]] std::size_t limit_bytes() const { return limit_bytes_; }
    [[nodiscard]] std::size_t used_bytes() const { return used_bytes_.load(); }

private:
    std::size_t limit_bytes_;
    std::atomic<std::size_t> used_bytes_{0};
};

using MemoryBudgetPtr = std::shared_ptr<MemoryBudget>;

/// The diagnostic of a request past the limit. It names the limit, never the size of the data.
[[nodiscard]] Diagnostic out_of_memory_budget(const MemoryBudget& budget);

}  // namespace skjerm::base
