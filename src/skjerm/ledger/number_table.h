// Finds numbers by a hash: four bytes an entry and half as many spare, for books of millions that a
// program reads anew at every start. What a number stands for is known to its owner, who compares.
#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace skjerm::ledger {

class NumberTable {
public:
    /// The place of the number for which `is_wanted(number)` among those with this hash, which
    /// holds 0 when there is none: numbers start at 1. Valid until the next call of either.
    template <class IsWanted>
    [[nodiscard]] std::uint32_t& at(std::uint64_t hash, const IsWanted& is_wanted) {
        return places_[find(hash, is_wanted)];
    }
    template <class IsWanted>
    [[nodiscard]] std::uint32_t get(std::uint64_t hash, const IsWanted& is_wanted) const {
        return places_.empty() ? 0 : places_[find(hash, is_wanted)];
    }

    /// Makes room for `count` numbers in all. `hash_of(number)`: as it was put in.
    template <class HashOf>
    void make_room(std::size_t count, const HashOf& hash_of) {
        std::size_t size = places_.empty() ? kLeast : places_.size();
        while (size < count + count / 2) size *= 2;
        if (size == places_.size()) return;
        const std::vector<std::uint32_t> before = std::exchange(places_, {});
        places_.assign(size, 0);
        for (const std::uint32_t number : before)
            if (number != 0)
                places_[find(hash_of(number), [](std::uint32_t) { return false; })] = number;
    }
    void clear() { places_.clear(); }

    [[nodiscard]] std::size_t bytes() const { return places_.capacity() * sizeof(std::uint32_t); }

private:
    static constexpr std::size_t kLeast = 1024;  // a power of 2, as all sizes

    template <class IsWanted>
    [[nodiscard]] std::size_t find(std::uint64_t hash, const IsWanted& is_wanted) const {
        const std::size_t mask = places_.size() - 1;
        std::size_t place = hash & mask;
        while (places_[place] != 0 && !is_wanted(places_[place])) place = (place + 1) & mask;
        return place;
    }

    std::vector<std::uint32_t> places_;
};

}  // namespace skjerm::ledger
