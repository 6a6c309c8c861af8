#include "skjerm/datastore/dictionary_file.h"

#include <limits>
#include <utility>

#include "skjerm/base/check.h"
#include "skjerm/base/utf8.h"
#include "skjerm/datastore/crc32c.h"
#include "skjerm/datastore/failure.h"
#include "skjerm/datastore/mapped_file.h"
#include "skjerm/datastore/segment_format.h"

namespace skjerm::datastore {

namespace {

// Header: magic, format, number of entries, CRC of the body, length of the body, zero, CRC of the
// header. Body: the end of each entry (uint32), then the strings without separators.
constexpr char kMagic[4] = {'S', 'K', 'D', '1'};
constexpr std::uint32_t kFormat = 1;
constexpr std::size_t kHeader = 32;
constexpr std::size_t kAtHeaderCrc = 28;

}  // namespace

EncodedDictionary encode_dictionary(std::span<const std::string> entries) {
    std::uint64_t text_bytes = 0;
    for (const std::string& entry : entries) text_bytes += entry.size();
    SKJERM_CHECK(text_bytes <= std::numeric_limits<std::uint32_t>::max());

    EncodedDictionary result;
    const std::uint64_t body = entries.size() * 4 + text_bytes;
    result.bytes.resize(kHeader + body);
    std::byte* ends = result.bytes.data() + kHeader;
    std::byte* text = ends + entries.size() * 4;
    std::uint32_t end = 0;
    for (std::size_t index = 0; index < entries.size(); ++index) {
        const std::string& entry = entries[index];
        SKJERM_CHECK(!entry.empty() && (index == 0 || entries[index - 1] < entry));
        std::memcpy(text + end, entry.data(), entry.size());
        end += static_cast<std::uint32_t>(entry.size());
        store(ends + index * 4, end);
    }
    const std::span<const std::byte> all = result.bytes;
    result.crc = crc32c(all.subspan(kHeader));

    std::byte* at = result.bytes.data();
    std::memcpy(at, kMagic, sizeof kMagic);
    store(at + 4, kFormat);
    store(at + 8, static_cast<std::uint32_t>(entries.size()));
    store(at + 12, result.crc);
    store(at + 16, body);
    store(at + kAtHeaderCrc, crc32c(all.first(kAtHeaderCrc)));
    return result;
}

base::Result<column::DictionaryPtr> read_dictionary(const std::filesystem::path& path,
                                                    const std::string& name, std::uint32_t entries,
                                                    std::uint32_t crc, base::Span where) {
    SKJERM_TRY_ASSIGN(const auto file, MappedFile::open(path, name, where));
    const std::span<const std::byte> bytes = file->bytes();
    if (bytes.size() < kHeader) return damaged_file(name, damage::kTruncated, where);
    const std::byte* at = bytes.data();
    if (std::memcmp(at, kMagic, sizeof kMagic) != 0)
        return damaged_file(name, damage::kMagic, where);
    if (load<std::uint32_t>(at + kAtHeaderCrc) != crc32c(bytes.first(kAtHeaderCrc)))
        return damaged_file(name, damage::kChecksum, where);
    if (const auto format = load<std::uint32_t>(at + 4); format > kFormat)
        return newer_format(name, format, kFormat, where);
    const std::uint64_t body = load<std::uint64_t>(at + 16);
    if (body > bytes.size() - kHeader) return damaged_file(name, damage::kTruncated, where);
    if (load<std::uint32_t>(at + 8) != entries || load<std::uint32_t>(at + 12) != crc ||
        body != bytes.size() - kHeader || body < std::uint64_t{entries} * 4)
        return damaged_file(name, damage::kHeader, where);
    if (crc32c(bytes.subspan(kHeader)) != crc) return damaged_file(name, damage::kChecksum, where);

    const std::byte* ends = at + kHeader;
    const auto* text = reinterpret_cast<const char*>(ends + std::size_t{entries} * 4);
    const std::uint64_t text_bytes = body - std::uint64_t{entries} * 4;
    std::vector<std::string> strings;
    strings.reserve(entries);
    std::uint32_t begin = 0;
    for (std::uint32_t index = 0; index < entries; ++index) {
        const auto end = load<std::uint32_t>(ends + std::size_t{index} * 4);
        if (end <= begin || end > text_bytes) return damaged_file(name, damage::kEntries, where);
        strings.emplace_back(text + begin, end - begin);
        if (base::first_invalid_utf8(strings.back()) ||
            (index > 0 && strings[index - 1] >= strings[index]))
            return damaged_file(name, damage::kEntries, where);
        begin = end;
    }
    if (begin != text_bytes) return damaged_file(name, damage::kEntries, where);
    return std::make_shared<const column::Dictionary>(std::move(strings));
}

}  // namespace skjerm::datastore
