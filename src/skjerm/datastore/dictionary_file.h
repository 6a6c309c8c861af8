// The strings of a text variable in the file `dictionary.skd`, shared by its segments.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "skjerm/base/result.h"
#include "skjerm/column/dictionary.h"

namespace skjerm::datastore {

struct EncodedDictionary {
    std::vector<std::byte> bytes;  ///< the whole file
    std::uint32_t crc = 0;         ///< of the entries; repeated in the header of every segment
};
/// `entries`: strictly ascending, none empty.
[[nodiscard]] EncodedDictionary encode_dictionary(std::span<const std::string> entries);

/// Checks length, checksums, order and UTF-8. `crc` and `entries` are those of the catalogue.
[[nodiscard]] base::Result<column::DictionaryPtr> read_dictionary(const std::filesystem::path& path,
                                                                  const std::string& name,
                                                                  std::uint32_t entries,
                                                                  std::uint32_t crc,
                                                                  base::Span where);

}  // namespace skjerm::datastore
