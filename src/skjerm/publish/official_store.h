// A directory written by the official services, read as a datastore. Nothing is written into it:
// unit indexes and columns are made once, in a folder of ours elsewhere, and again only for
// versions that have come since.
#pragma once

#include <filesystem>

#include "skjerm/base/result.h"
#include "skjerm/datastore/store.h"

namespace skjerm::publish {

/// Whether `directory` holds datastore/datastore_versions.json.
[[nodiscard]] bool is_official_directory(const std::filesystem::path& directory);

/// Opens the official `directory` by way of `cache`, a folder that is ours alone (it holds what the
/// directory holds) and is made when absent. A data file that is missing or damaged makes its
/// variable unavailable: it has a catalogue entry, and reading it fails; the rest works.
[[nodiscard]] base::Result<datastore::StorePtr> open_official(
    const std::filesystem::path& directory, const std::filesystem::path& cache);

/// The folder for it: below XDG_CACHE_HOME, else ~/.cache, by the path of the directory.
[[nodiscard]] std::filesystem::path official_cache(const std::filesystem::path& directory);

/// Any datastore: made by skjerm, with versions or without, or by the official services. Of one
/// with versions the draft can be read by those who may change it: whoever has the right to write
/// its files is its steward. A version that was signed and has been changed since is refused when
/// it is asked for, and the datastore when that is the newest one.
[[nodiscard]] base::Result<datastore::StorePtr> open_store(const std::filesystem::path& directory);

}  // namespace skjerm::publish
