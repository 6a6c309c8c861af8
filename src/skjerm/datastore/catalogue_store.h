// The store of one catalogue: its variables, read from the files it lists.
#pragma once

#include <cstdint>
#include <filesystem>
#include <vector>

#include "skjerm/datastore/catalogue.h"
#include "skjerm/datastore/store.h"

namespace skjerm::datastore {

/// `unit_counts`: units per domain by now, none fewer than in the catalogue; what was written when
/// there were fewer is missing for the others.
[[nodiscard]] StorePtr store_of(const std::filesystem::path& directory, Catalogue catalogue,
                                std::vector<std::uint32_t> unit_counts);

}  // namespace skjerm::datastore
