// CRC-32C (Castagnoli, polynomial 0x1EDC6F41 reflected), the checksum of blocks, directories and
// headers. RFC 3720, appendix B.4.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace skjerm::datastore {

/// By the CPU's instruction where it has one.
[[nodiscard]] std::uint32_t crc32c(std::span<const std::byte> bytes);
/// By table; the same value.
[[nodiscard]] std::uint32_t crc32c_portable(std::span<const std::byte> bytes);

}  // namespace skjerm::datastore
