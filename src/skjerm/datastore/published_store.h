// A datastore whose versions differ in content, opened for reading: ROOT/datastore.json with a
// catalogue for each released version. An open store keeps the versions it found: whatever a
// steward releases later is seen by those who open it later.
#pragma once

#include <filesystem>

#include "skjerm/base/result.h"
#include "skjerm/datastore/store.h"

namespace skjerm::datastore {

/// Whether `directory` is such a datastore, by the file datastore.json.
[[nodiscard]] bool is_published_store(const std::filesystem::path& directory);

/// Refuses a datastore without a released version, beside what Store::open refuses.
[[nodiscard]] base::Result<StorePtr> open_published_store(const std::filesystem::path& directory);

}  // namespace skjerm::datastore
