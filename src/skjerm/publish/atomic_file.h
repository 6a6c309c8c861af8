// Replacing a file as a whole: whoever opens it finds the old content or the new, at any moment and
// after any crash.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>

#include "skjerm/base/result.h"
#include "skjerm/datastore/file_system.h"

namespace skjerm::publish {

enum class FileAccess : std::uint8_t { Everybody, OwnerOnly };

/// Writes `<name>.new` beside it, forces it to disk, renames it and forces the folder to disk. The
/// folder of folder/name exists. Folders and `name` as in diagnostics.
[[nodiscard]] base::Status replace_file(datastore::FileSystem& files,
                                        const std::filesystem::path& folder,
                                        const std::string& name, std::span<const std::byte> bytes,
                                        FileAccess access = FileAccess::Everybody);

/// Whether the file is there with this content.
[[nodiscard]] bool holds(const std::filesystem::path& file, std::string_view text);

/// The same as replace_file, unless the file holds the text already; makes its folder.
[[nodiscard]] base::Status put_file(datastore::FileSystem& files,
                                    const std::filesystem::path& folder, const std::string& name,
                                    std::string_view text);

}  // namespace skjerm::publish
