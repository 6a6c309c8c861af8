// The fixed parts of a `.skc` file: header, block directory, encodings. docs/format/datastore.md
// describes them to the byte. Everything is little-endian, as are all machines we run on.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <type_traits>
#include <vector>

#include "skjerm/base/date.h"
#include "skjerm/base/parallel.h"
#include "skjerm/base/result.h"
#include "skjerm/column/types.h"

namespace skjerm::datastore {

static_assert(std::endian::native == std::endian::little);

inline constexpr std::size_t kHeaderBytes = 4096;
inline constexpr std::size_t kAlignment = 64;
/// Format 1 knows the encodings to SpellsLong, format 2 no packed parts.
inline constexpr std::uint32_t kSegmentFormat = 3;

/// How one block of 65 536 units lies in the file. `records` is the number of units with a value,
/// or of spells; numbers are rounded up to whole 8 bytes where [8] stands.
enum class Encoding : std::uint8_t {
    Empty = 0,               ///< no bytes: no unit has a record
    Dense = 1,               ///< a value for every unit, missing included
    Bitmap = 2,              ///< a presence bit for every unit [8], then the values present
    Sparse = 3,              ///< uint16 positions [8], then the values
    SpellsShort = 4,         ///< uint16 positions [8], int16 starts [8], int16 stops [8], values
    SpellsLong = 5,          ///< the same with int32 days
    ChangesShort = 6,        ///< uint16 positions [8], uint8 first and last dates [8] each, values
    ChangesLong = 7,         ///< the same with uint16 dates
    ScaledChangesShort = 8,  ///< ChangesShort with int32 hundredths in place of float64 values
    ScaledChangesLong = 9,   ///< ChangesLong with these
    ScaledBitmap = 10,       ///< Bitmap with int32 hundredths in place of float64 values
    ScaledSparse = 11        ///< Sparse with these
};

/// Which parts of a block are packed (packed_numbers.h).
using PackedParts = std::uint8_t;
inline constexpr PackedParts kPackedPositions = 1;  ///< as distances from the one before
inline constexpr PackedParts kPackedFirsts = 2;     ///< starts of spells, first dates of changes
inline constexpr PackedParts kPackedLasts = 4;
inline constexpr PackedParts kPackedValues = 8;
inline constexpr PackedParts kLastsAreLengths = 16;  ///< lasts less firsts; with kPackedLasts

/// The parts of a block by the bytes that a number in each takes as it stands; 0: not there.
struct BlockShape {
    bool has_presence = false;  ///< a bit for every unit, in whole 8 bytes
    std::size_t position_width = 0;
    std::size_t place_width = 0;  ///< of firsts and lasts
    std::size_t value_width = 0;
};
[[nodiscard]] BlockShape shape_of(Encoding encoding, column::Storage storage);

/// An open stop in SpellsShort; in SpellsLong it is SpellBlock::kOpenStop.
inline constexpr std::int16_t kOpenStopShort = std::numeric_limits<std::int16_t>::max();

/// What the header says of the file as a whole.
struct SegmentHeader {
    std::uint32_t format = 1;
    column::Storage storage = column::Storage::Int8;
    bool spells = false;
    std::uint16_t dates = 0;  ///< of a variable stored as changes; else 0
    std::uint32_t units = 0;
    std::optional<base::DayNumber> day;  ///< status date or start of the period
    std::uint32_t dictionary_entries = 0;
    std::uint32_t dictionary_crc = 0;  ///< of the dictionary file's entries; 0 without
    std::string variable;
    std::uint64_t records = 0;
    std::uint64_t directory_offset = 0;
    std::uint64_t file_bytes = 0;
};

/// One row of the block directory (24 bytes in the file).
struct BlockEntry {
    std::uint64_t offset = 0;
    std::uint32_t length = 0;
    std::uint32_t records = 0;
    std::uint32_t crc = 0;
    Encoding encoding = Encoding::Empty;
    PackedParts packed = 0;
    friend bool operator==(const BlockEntry&, const BlockEntry&) = default;
};
inline constexpr std::size_t kBlockEntryBytes = 24;

[[nodiscard]] constexpr std::uint64_t round_up(std::uint64_t bytes, std::uint64_t multiple) {
    return (bytes + multiple - 1) / multiple * multiple;
}
[[nodiscard]] constexpr std::uint32_t blocks_of(std::uint32_t units) {
    return static_cast<std::uint32_t>(base::block_count(units));
}
/// Directory with its checksum.
[[nodiscard]] constexpr std::uint64_t directory_bytes(std::uint32_t blocks) {
    return std::uint64_t{blocks} * kBlockEntryBytes + 8;
}
/// The length that a block must have when none of its parts is packed.
[[nodiscard]] std::uint64_t encoded_length(Encoding encoding, column::Storage storage,
                                           std::uint32_t units, std::uint32_t records);

[[nodiscard]] std::vector<std::byte> encode_header(const SegmentHeader& header);
/// Checks magic, format version, checksum and that the offsets lie inside `file_bytes`.
[[nodiscard]] base::Result<SegmentHeader> decode_header(std::span<const std::byte> bytes,
                                                        std::uint64_t file_bytes,
                                                        const std::string& file, base::Span where);

[[nodiscard]] std::vector<std::byte> encode_directory(std::span<const BlockEntry> entries);
/// Checks the checksum, and that every block lies inside the data with the length of its shape,
/// where that is known without reading it.
[[nodiscard]] base::Result<std::vector<BlockEntry>> decode_directory(
    std::span<const std::byte> bytes, const SegmentHeader& header, const std::string& file,
    base::Span where);

/// Reads and writes plain numbers at any place in bytes. The caller has checked the bounds.
template <class T>
[[nodiscard]] T load(const std::byte* at) {
    static_assert(std::is_trivially_copyable_v<T>);
    T value;
    std::memcpy(&value, at, sizeof value);
    return value;
}
template <class T>
void store(std::byte* at, T value) {
    static_assert(std::is_trivially_copyable_v<T>);
    std::memcpy(at, &value, sizeof value);
}

}  // namespace skjerm::datastore
