// One store block of the population, made alone: what generate() does for each of them.
#pragma once

#include <cstddef>
#include <cstdint>

#include "datagen/world.h"
#include "skjerm/datastore/store_writer.h"

namespace skjerm::datagen {

/// Registers of the units [index × 65 536, …) of a population of `persons`. A function of the model
/// and its arguments alone.
[[nodiscard]] datastore::StoreBlock make_block(const Model& model, std::size_t index,
                                               std::uint32_t persons);

}  // namespace skjerm::datagen
