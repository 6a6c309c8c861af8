// Blocks of spells: records in the order of their units, each with a start day, a stop day and a
// value. A unit's spells ascend and do not overlap, so that at most one is in force on a day.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "skjerm/base/date.h"
#include "skjerm/datastore/store_writer.h"
#include "skjerm/datastore/value_codec.h"

namespace skjerm::datastore {

/// Days as int16 where every day of the block allows it. `spells` must be sound: SKJERM_CHECK.
[[nodiscard]] EncodedBlock encode_spells(column::Storage storage, const SpellBlock& spells,
                                         std::uint32_t units);

/// Whether positions ascend inside the block, every unit's spells ascend without overlap, and every
/// value is within `limit`.
[[nodiscard]] bool spells_are_sound(const BlockView& block, column::Storage storage,
                                    const ValueLimit& limit);

/// out[unit] = value of the spell with start ≤ day ≤ stop, or missing, for all units of the block.
void decode_spells_at(const BlockView& block, column::Storage storage, base::DayNumber day,
                      std::byte* out);

/// The same for the units `positions` (ascending, equal ones allowed).
void gather_spells_at(const BlockView& block, column::Storage storage, base::DayNumber day,
                      std::span<const std::uint32_t> positions, std::byte* out);

/// How many spells overlap [first, last].
[[nodiscard]] std::size_t count_spells(const BlockView& block, base::DayNumber first,
                                       base::DayNumber last);

/// Where select_spells puts its rows, each as long as the count; `values` in bytes.
struct SpellRows {
    std::span<std::uint32_t> units;
    std::span<base::DayNumber> starts;
    std::span<base::DayNumber> stops;  ///< `open_stop` while in force
    std::span<std::byte> values;
};
/// The spells that overlap [first, last], with the records' own days; units are counted from
/// `first_unit`.
void select_spells(const BlockView& block, column::Storage storage, base::DayNumber first,
                   base::DayNumber last, std::uint32_t first_unit, base::DayNumber open_stop,
                   const SpellRows& rows);

}  // namespace skjerm::datastore
