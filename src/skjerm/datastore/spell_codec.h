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

/// Spells that overlap [first, last], with the records' own days; an open stop stays kOpenStop.
struct SpellSelection {
    std::vector<std::uint32_t> units;  ///< base + position in the block
    std::vector<base::DayNumber> starts;
    std::vector<base::DayNumber> stops;
    std::vector<std::byte> values;
};
[[nodiscard]] SpellSelection select_spells(const BlockView& block, column::Storage storage,
                                           base::DayNumber first, base::DayNumber last,
                                           std::uint32_t base);

}  // namespace skjerm::datastore
