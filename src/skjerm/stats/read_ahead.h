// Brings the rows of the next chunk into the cache while one is worked on: the CPU itself looks
// ahead no farther than a page of 4 KiB, and where much is done with a chunk it would wait at every
// page. Internal to stats.
#pragma once

#include <algorithm>
#include <cstddef>
#include <span>

namespace skjerm::stats::detail {

/// What follows a chunk of `size` values from `begin` on: as many again.
template <class T>
class ReadAhead {
public:
    ReadAhead(std::span<const T> values, std::size_t begin, std::size_t size)
        : values_(values), next_(begin + size), end_(std::min(values.size(), next_ + size)) {}

    /// Asks for a KiB more. Between two calls there should be some work: a CPU that is asked for
    /// more lines than it can wait for at a time stands still.
    void ask() {
        const std::size_t last = std::min(end_, next_ + kValues);
        for (; next_ < last; next_ += kValuesOfLine) __builtin_prefetch(&values_[next_]);
    }

private:
    static constexpr std::size_t kValues = 1024 / sizeof(T);
    static constexpr std::size_t kValuesOfLine = 64 / sizeof(T);
    std::span<const T> values_;
    std::size_t next_;
    std::size_t end_;
};

}  // namespace skjerm::stats::detail
