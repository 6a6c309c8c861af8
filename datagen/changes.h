// Values at every date as changes: what a variable with many dates whose values seldom change is
// written as.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "skjerm/column/types.h"
#include "skjerm/datastore/store_writer.h"

namespace skjerm::datagen {

/// `dates`: for each date the values of `units` units as `storage`, or nothing when none has a
/// value then.
[[nodiscard]] datastore::SpellBlock changes_of(column::Storage storage, std::size_t units,
                                               std::span<const std::vector<std::byte>> dates);

}  // namespace skjerm::datagen
