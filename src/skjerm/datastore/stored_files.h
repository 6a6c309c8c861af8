// The files that a catalogue lists, and whether they are still what was written.
#pragma once

#include <filesystem>
#include <vector>

#include "skjerm/base/result.h"
#include "skjerm/datastore/catalogue.h"

namespace skjerm::datastore {

/// In the order of the catalogue.
[[nodiscard]] std::vector<StoredFile> files_of(const StoredVariable& stored);
[[nodiscard]] std::vector<StoredFile> files_of(const Catalogue& catalogue);

/// Reads the whole file and compares its size and SHA-256.
[[nodiscard]] base::Status verify_file(const std::filesystem::path& directory,
                                       const StoredFile& file);

}  // namespace skjerm::datastore
