// Finds sets that may differ from a given one in a few units only: they share one of the four
// smallest keys (with probability above 0.999 for sets of 30 units and more), and their sizes
// differ by as many. Sets are known by numbers that grow.
//
// 64 bytes a set, in one sorted array and a short unsorted one for what was added last.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "skjerm/ledger/set_sketch.h"

namespace skjerm::ledger {

class SetIndex {
public:
    /// `number` larger than all before.
    void add(const SetRecord& set, std::uint32_t number);

    /// At most `most` sets whose size differs by at most `delta`: those that share most of the
    /// smallest keys first, then those of nearest size, then the oldest. `is_wanted`: of the
    /// numbers, which to look at.
    [[nodiscard]] std::vector<std::uint32_t> near(
        const SetRecord& set, std::uint64_t delta, std::size_t most,
        const std::function<bool(std::uint32_t)>& is_wanted) const;

    /// Forgets sets that are not wanted any more.
    void keep_only(const std::function<bool(std::uint32_t)>& is_wanted);

    [[nodiscard]] std::size_t bytes() const;

private:
    struct Entry {
        std::uint64_t key;
        std::uint32_t units;  // sizes are below 2^32
        std::uint32_t number;
        std::uint64_t parities;
        friend auto operator<=>(const Entry&, const Entry&) = default;
    };
    void merge_recent();

    std::vector<Entry> sorted_;
    std::vector<Entry> recent_;
};

}  // namespace skjerm::ledger
