// Order keys thrown together by group and sign, from many threads, then sorted. Internal to stats.
//
// The place of a group is known from its size; keys with sign -1 fill it from the front, those with
// +1 from the back. Each thread collects a small batch per group and sign, so that threads meet
// only when a batch is written out. What order keys arrive in does not matter: they are sorted.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

namespace skjerm::stats::detail {

/// Sorts ascending: by radix over the bytes that differ. `scratch` grows to the size of `keys`.
void sort_keys(std::span<std::uint64_t> keys, std::vector<std::uint64_t>& scratch);

class SignScatter {
public:
    explicit SignScatter(std::span<const std::uint64_t> sizes);

    /// Collects the keys of one thread; writes out what is left when it dies.
    class Writer {
    public:
        explicit Writer(SignScatter& target);
        Writer(const Writer&) = delete;
        Writer& operator=(const Writer&) = delete;
        ~Writer();
        void add(std::size_t group, bool plus, std::uint64_t key) {
            const std::size_t place = 2 * group + (plus ? 1U : 0U);
            batches_[place * batch_size_ + fill_[place]] = key;
            if (++fill_[place] == batch_size_) write_out(place);
        }

    private:
        void write_out(std::size_t place);
        SignScatter* target_;
        std::size_t batch_size_;
        std::vector<std::uint64_t> batches_;
        std::vector<std::uint32_t> fill_;
    };

    /// After all writers are gone: sorts every group.
    void sort();
    [[nodiscard]] std::span<const std::uint64_t> minus(std::size_t group) const;
    [[nodiscard]] std::span<const std::uint64_t> plus(std::size_t group) const;

private:
    [[nodiscard]] std::span<std::uint64_t> part(std::size_t group, bool plus) const;

    std::vector<std::size_t> begin_;  // groups + 1
    std::unique_ptr<std::uint64_t[]> keys_;
    std::unique_ptr<std::atomic<std::size_t>[]> used_;  // 2 per group: minus, plus
};

}  // namespace skjerm::stats::detail
