// Blocks of changes: STATUS and ACCUMULATED variables whose value seldom changes from one
// measurement date or period to the next. A record is a unit, the first and the last of the
// consecutive dates on which it has the value, and the value; dates are places in the variable's
// list of dates. A unit without a record for a date has no value then.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "skjerm/datastore/spell_codec.h"
#include "skjerm/datastore/store_writer.h"
#include "skjerm/datastore/value_codec.h"

namespace skjerm::datastore {

/// Dates that a variable stored as changes may have.
inline constexpr std::size_t kMostDates = 65535;

/// `changes` holds places in a list of `dates` dates in place of days. They must be sound
/// (SKJERM_CHECK): ascending within a unit without overlap, and no value missing. Places take one
/// byte where there are at most 256 dates; decimals with two places take four bytes.
[[nodiscard]] EncodedBlock encode_changes(column::Storage storage, const SpellBlock& changes,
                                          std::uint32_t units, std::size_t dates);

/// Whether positions ascend inside the block, every unit's records ascend without overlap and stay
/// within `dates`, and every value is within `limit`.
[[nodiscard]] bool changes_are_sound(const BlockView& block, column::Storage storage,
                                     const ValueLimit& limit, std::size_t dates);

/// out[unit] = value at the `date`-th date, or missing, for all units of the block.
void decode_changes_at(const BlockView& block, column::Storage storage, std::size_t date,
                       std::byte* out);

/// The same for the units `positions` (ascending, equal ones allowed).
void gather_changes_at(const BlockView& block, column::Storage storage, std::size_t date,
                       std::span<const std::uint32_t> positions, std::byte* out);

/// All records of the block, with the days that `dates` gives their places; units are counted from
/// `first_unit`. `rows` has room for block.records.
void select_changes(const BlockView& block, column::Storage storage, std::uint32_t first_unit,
                    std::span<const base::DayNumber> dates, const SpellRows& rows);

}  // namespace skjerm::datastore
