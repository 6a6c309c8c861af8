#include "skjerm/datastore/segment_format.h"

#include <algorithm>

#include "skjerm/datastore/crc32c.h"
#include "skjerm/datastore/failure.h"

namespace skjerm::datastore {

namespace {

constexpr char kMagic[4] = {'S', 'K', 'C', '1'};
constexpr std::int32_t kNoDay = std::numeric_limits<std::int32_t>::min();
constexpr std::size_t kNameBytes = 256;

// Places in the header.
constexpr std::size_t kAtFormat = 4;
constexpr std::size_t kAtStorage = 8;
constexpr std::size_t kAtSpells = 9;
constexpr std::size_t kAtDates = 10;
constexpr std::size_t kAtUnits = 12;
constexpr std::size_t kAtBlocks = 16;
constexpr std::size_t kAtDay = 20;
constexpr std::size_t kAtDirectory = 24;
constexpr std::size_t kAtFileBytes = 32;
constexpr std::size_t kAtRecords = 40;
constexpr std::size_t kAtDictionaryEntries = 48;
constexpr std::size_t kAtDictionaryCrc = 52;
constexpr std::size_t kAtNameLength = 56;
constexpr std::size_t kAtName = 64;
constexpr std::size_t kAtCrc = kHeaderBytes - 4;

bool fits_content(Encoding encoding, const SegmentHeader& header) {
    if (encoding > Encoding::SpellsLong && header.format < 2) return false;
    switch (encoding) {
        case Encoding::Empty:
            return true;
        case Encoding::Dense:
        case Encoding::Bitmap:
        case Encoding::Sparse:
            return !header.spells && header.dates == 0;
        case Encoding::ScaledBitmap:
        case Encoding::ScaledSparse:
            return !header.spells && header.dates == 0 &&
                   header.storage == column::Storage::Float64;
        case Encoding::SpellsShort:
        case Encoding::SpellsLong:
            return header.spells;
        case Encoding::ChangesShort:
        case Encoding::ChangesLong:
            return header.dates != 0;
        case Encoding::ScaledChangesShort:
        case Encoding::ScaledChangesLong:
            return header.dates != 0 && header.storage == column::Storage::Float64;
    }
    return false;
}

bool fits_encoding(PackedParts packed, Encoding encoding, const SegmentHeader& header) {
    if (packed == 0) return true;
    if (header.format < 3 || encoding == Encoding::Dense || encoding == Encoding::Empty)
        return false;
    const BlockShape shape = shape_of(encoding, header.storage);
    unsigned possible = kPackedValues;
    if (shape.position_width != 0) possible |= kPackedPositions;
    if (shape.place_width != 0) possible |= kPackedFirsts | kPackedLasts;
    if ((packed & kPackedLasts) != 0) possible |= kLastsAreLengths;
    return (packed & ~possible) == 0;
}

bool is_sound(const BlockEntry& entry, const SegmentHeader& header, std::uint32_t units) {
    if (!fits_content(entry.encoding, header)) return false;
    if (!fits_encoding(entry.packed, entry.encoding, header)) return false;
    if (!header.spells && header.dates == 0 && entry.records > units) return false;
    if (entry.encoding == Encoding::Empty)
        return entry.records == 0 && entry.length == 0 && entry.offset == 0;
    if (entry.offset < kHeaderBytes || entry.offset % kAlignment != 0) return false;
    if (entry.offset > header.directory_offset ||
        entry.length > header.directory_offset - entry.offset)
        return false;
    return entry.packed != 0 ||
           entry.length == encoded_length(entry.encoding, header.storage, units, entry.records);
}

}  // namespace

BlockShape shape_of(Encoding encoding, column::Storage storage) {
    const std::size_t width = column::width_of(storage);
    constexpr std::size_t kHundredths = 4;
    switch (encoding) {
        case Encoding::Empty:
            return {};
        case Encoding::Dense:
            return {.value_width = width};
        case Encoding::Bitmap:
            return {.has_presence = true, .value_width = width};
        case Encoding::ScaledBitmap:
            return {.has_presence = true, .value_width = kHundredths};
        case Encoding::Sparse:
            return {.position_width = 2, .value_width = width};
        case Encoding::ScaledSparse:
            return {.position_width = 2, .value_width = kHundredths};
        case Encoding::ChangesShort:
            return {.position_width = 2, .place_width = 1, .value_width = width};
        case Encoding::ScaledChangesShort:
            return {.position_width = 2, .place_width = 1, .value_width = kHundredths};
        case Encoding::SpellsShort:
        case Encoding::ChangesLong:
            return {.position_width = 2, .place_width = 2, .value_width = width};
        case Encoding::ScaledChangesLong:
            return {.position_width = 2, .place_width = 2, .value_width = kHundredths};
        case Encoding::SpellsLong:
            return {.position_width = 2, .place_width = 4, .value_width = width};
    }
    return {};
}

std::uint64_t encoded_length(Encoding encoding, column::Storage storage, std::uint32_t units,
                             std::uint32_t records) {
    const BlockShape shape = shape_of(encoding, storage);
    const std::uint64_t count = encoding == Encoding::Dense ? units : records;
    return (shape.has_presence ? round_up(units, 64) / 8 : 0) +
           round_up(count * shape.position_width, 8) + 2 * round_up(count * shape.place_width, 8) +
           count * shape.value_width;
}

std::vector<std::byte> encode_header(const SegmentHeader& header) {
    SKJERM_CHECK(header.variable.size() <= kNameBytes);
    std::vector<std::byte> bytes(kHeaderBytes);
    std::byte* at = bytes.data();
    std::memcpy(at, kMagic, sizeof kMagic);
    store(at + kAtFormat, header.format);
    store(at + kAtStorage, static_cast<std::uint8_t>(header.storage));
    store(at + kAtSpells, static_cast<std::uint8_t>(header.spells ? 1 : 0));
    store(at + kAtDates, header.dates);
    store(at + kAtUnits, header.units);
    store(at + kAtBlocks, blocks_of(header.units));
    store(at + kAtDay, header.day.value_or(kNoDay));
    store(at + kAtDirectory, header.directory_offset);
    store(at + kAtFileBytes, header.file_bytes);
    store(at + kAtRecords, header.records);
    store(at + kAtDictionaryEntries, header.dictionary_entries);
    store(at + kAtDictionaryCrc, header.dictionary_crc);
    store(at + kAtNameLength, static_cast<std::uint32_t>(header.variable.size()));
    std::memcpy(at + kAtName, header.variable.data(), header.variable.size());
    store(at + kAtCrc, crc32c(std::span<const std::byte>(bytes).first(kAtCrc)));
    return bytes;
}

base::Result<SegmentHeader> decode_header(std::span<const std::byte> bytes,
                                          std::uint64_t file_bytes, const std::string& file,
                                          base::Span where) {
    if (bytes.size() < kHeaderBytes) return damaged_file(file, damage::kTruncated, where);
    const std::byte* at = bytes.data();
    if (std::memcmp(at, kMagic, sizeof kMagic) != 0)
        return damaged_file(file, damage::kMagic, where);
    if (load<std::uint32_t>(at + kAtCrc) != crc32c(bytes.first(kAtCrc)))
        return damaged_file(file, damage::kChecksum, where);
    const auto format = load<std::uint32_t>(at + kAtFormat);
    if (format > kSegmentFormat) return newer_format(file, format, kSegmentFormat, where);

    const auto storage = load<std::uint8_t>(at + kAtStorage);
    const auto spells = load<std::uint8_t>(at + kAtSpells);
    const auto dates = load<std::uint16_t>(at + kAtDates);
    const auto name_length = load<std::uint32_t>(at + kAtNameLength);
    if (format == 0 || storage > static_cast<std::uint8_t>(column::Storage::Unit32) || spells > 1 ||
        (dates != 0 && (spells != 0 || format < 2)) || name_length > kNameBytes)
        return damaged_file(file, damage::kHeader, where);

    SegmentHeader header;
    header.format = format;
    header.storage = static_cast<column::Storage>(storage);
    header.spells = spells != 0;
    header.dates = dates;
    header.units = load<std::uint32_t>(at + kAtUnits);
    if (const auto day = load<std::int32_t>(at + kAtDay); day != kNoDay) header.day = day;
    header.directory_offset = load<std::uint64_t>(at + kAtDirectory);
    header.file_bytes = load<std::uint64_t>(at + kAtFileBytes);
    header.records = load<std::uint64_t>(at + kAtRecords);
    header.dictionary_entries = load<std::uint32_t>(at + kAtDictionaryEntries);
    header.dictionary_crc = load<std::uint32_t>(at + kAtDictionaryCrc);
    header.variable.assign(reinterpret_cast<const char*>(at + kAtName), name_length);

    if (header.file_bytes > file_bytes) return damaged_file(file, damage::kTruncated, where);
    const std::uint32_t blocks = blocks_of(header.units);
    if (header.file_bytes != file_bytes || load<std::uint32_t>(at + kAtBlocks) != blocks ||
        header.directory_offset < kHeaderBytes || header.directory_offset > file_bytes ||
        file_bytes - header.directory_offset != directory_bytes(blocks))
        return damaged_file(file, damage::kHeader, where);
    return header;
}

std::vector<std::byte> encode_directory(std::span<const BlockEntry> entries) {
    std::vector<std::byte> bytes(directory_bytes(static_cast<std::uint32_t>(entries.size())));
    std::byte* at = bytes.data();
    for (const BlockEntry& entry : entries) {
        store(at, entry.offset);
        store(at + 8, entry.length);
        store(at + 12, entry.records);
        store(at + 16, entry.crc);
        store(at + 20, static_cast<std::uint8_t>(entry.encoding));
        store(at + 21, entry.packed);
        at += kBlockEntryBytes;
    }
    store(at, crc32c(std::span<const std::byte>(bytes).first(bytes.size() - 8)));
    return bytes;
}

base::Result<std::vector<BlockEntry>> decode_directory(std::span<const std::byte> bytes,
                                                       const SegmentHeader& header,
                                                       const std::string& file, base::Span where) {
    const std::uint32_t blocks = blocks_of(header.units);
    SKJERM_CHECK(bytes.size() == directory_bytes(blocks));
    if (load<std::uint32_t>(bytes.data() + bytes.size() - 8) !=
        crc32c(bytes.first(bytes.size() - 8)))
        return damaged_file(file, damage::kChecksum, where);

    std::vector<BlockEntry> entries(blocks);
    std::uint64_t records = 0;
    for (std::uint32_t index = 0; index < blocks; ++index) {
        const std::byte* at = bytes.data() + index * kBlockEntryBytes;
        const auto encoding = load<std::uint8_t>(at + 20);
        if (encoding > static_cast<std::uint8_t>(Encoding::ScaledSparse))
            return damaged_file(file, damage::kDirectory, where);
        BlockEntry& entry = entries[index];
        entry = {.offset = load<std::uint64_t>(at),
                 .length = load<std::uint32_t>(at + 8),
                 .records = load<std::uint32_t>(at + 12),
                 .crc = load<std::uint32_t>(at + 16),
                 .encoding = static_cast<Encoding>(encoding),
                 .packed = load<std::uint8_t>(at + 21)};
        const auto units = static_cast<std::uint32_t>(base::block_at(index, header.units).size());
        if (!is_sound(entry, header, units)) return damaged_file(file, damage::kDirectory, where);
        records += entry.records;
    }
    if (records != header.records) return damaged_file(file, damage::kDirectory, where);
    return entries;
}

}  // namespace skjerm::datastore
