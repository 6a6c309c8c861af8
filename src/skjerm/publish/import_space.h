// Whether there is room for an import, asked before it begins: a disk that fills up half-way harms
// nothing, but hours are lost, and others who write to it are stopped as well.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "skjerm/base/result.h"
#include "skjerm/datastore/file_system.h"

namespace skjerm::publish {

/// Bytes that an import may need at most, by the size of the data file as plain text.
struct SpaceNeed {
    std::uint64_t working = 0;  ///< rows on their way, sorted and unsorted
    std::uint64_t data = 0;     ///< the files of all three tiers
};
[[nodiscard]] SpaceNeed space_needed(std::uint64_t csv_bytes);

/// SpaceShort when `root` or `working`, which both exist, have less than that; where they share a
/// disk, the sum. A file system that does not tell its room is no reason to refuse.
[[nodiscard]] base::Status check_space(datastore::FileSystem& files,
                                       const std::filesystem::path& root,
                                       const std::filesystem::path& working,
                                       const std::string& name, std::uint64_t csv_bytes);

}  // namespace skjerm::publish
