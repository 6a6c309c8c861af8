// Keyed signs of rows, chunk by chunk: 1 where the sign of the row's unit within its set is +1,
// 0 where it is -1. Where rows have carriers (Rows::sign_places), these take the place of units.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "skjerm/base/evidence.h"
#include "skjerm/stats/rows.h"

namespace skjerm::stats {

/// Signs within one set for all rows.
class SetSigns {
public:
    /// `rows` and `signs` must outlive it. `set_key`: key sum of the set.
    SetSigns(const Rows& rows, const base::KeyedSigns& signs, std::uint64_t set_key)
        : units_(rows.units), places_(rows.sign_places), signs_(&signs), set_key_(set_key) {}

    /// plus[i] of row begin + i. At most kChunkRows rows.
    void fill(std::size_t begin, std::span<std::uint8_t> plus) const;

private:
    const column::RowUnits* units_;
    std::span<const std::uint32_t> places_;  // in the place of units, unless empty
    const base::KeyedSigns* signs_;
    std::uint64_t set_key_;
};

/// Signs of rows of which each belongs to one of several sets.
class GroupSigns {
public:
    /// `set_keys`: key sum of each set; must outlive it, as `rows` and `signs`.
    GroupSigns(const Rows& rows, const base::KeyedSigns& signs,
               std::span<const std::uint64_t> set_keys)
        : units_(rows.units), places_(rows.sign_places), signs_(&signs), set_keys_(set_keys) {}

    /// plus[i] of row begin + i within the set group[i]. At most kChunkRows rows.
    void fill(std::size_t begin, std::span<const std::uint32_t> group,
              std::span<std::uint8_t> plus) const;
    /// plus[i] of row begin + places[i] within the set group[i]. At most kChunkRows rows.
    void fill_at(std::size_t begin, std::span<const std::uint16_t> places,
                 std::span<const std::uint32_t> group, std::span<std::uint8_t> plus) const;

private:
    void fill_units(std::span<const std::uint32_t> units, std::span<const std::uint32_t> group,
                    std::span<std::uint8_t> plus) const;

    const column::RowUnits* units_;
    std::span<const std::uint32_t> places_;  // in the place of units, unless empty
    const base::KeyedSigns* signs_;
    std::span<const std::uint64_t> set_keys_;
};

}  // namespace skjerm::stats
