// Any bytes as a file of the datastore: opening and reading gives a diagnostic or values within the
// limits of the catalogue, and never touches memory outside the file. The first byte says which
// file the rest is: a segment as it stands, a segment whose checksums are made right first (so that
// the checks behind them are reached), a dictionary, or the catalogue.
#include <sys/mman.h>
#include <unistd.h>

#include <cstdint>
#include <cstdlib>
#include <span>
#include <string>
#include <vector>

#include "skjerm/datastore/catalogue.h"
#include "skjerm/datastore/crc32c.h"
#include "skjerm/datastore/dictionary_file.h"
#include "skjerm/datastore/segment.h"
#include "skjerm/datastore/segment_reader.h"

namespace {

using namespace skjerm;
using namespace skjerm::datastore;

constexpr std::uint32_t kMostUnits = 1U << 17;  // keeps one run fast

void require(bool condition) {
    if (!condition) std::abort();
}

/// A file in memory with a path.
class MemoryFile {
public:
    explicit MemoryFile(std::span<const std::byte> bytes) : descriptor_(::memfd_create("skc", 0)) {
        require(descriptor_ >= 0);
        require(::write(descriptor_, bytes.data(), bytes.size()) ==
                static_cast<ssize_t>(bytes.size()));
    }
    ~MemoryFile() { ::close(descriptor_); }
    MemoryFile(const MemoryFile&) = delete;
    MemoryFile& operator=(const MemoryFile&) = delete;
    [[nodiscard]] std::string path() const {
        return "/proc/self/fd/" + std::to_string(descriptor_);
    }

private:
    int descriptor_;
};

void repair_checksums(std::vector<std::byte>& file) {
    if (file.size() < kHeaderBytes) return;
    std::byte* at = file.data();
    store(at + 32, static_cast<std::uint64_t>(file.size()));
    const std::span<const std::byte> all(file);
    const auto directory = load<std::uint64_t>(at + 24);
    const auto blocks = load<std::uint32_t>(at + 16);
    if (directory <= file.size() && blocks < 100 &&
        file.size() - directory == directory_bytes(blocks)) {
        for (std::uint32_t block = 0; block < blocks; ++block) {
            std::byte* entry = at + directory + block * kBlockEntryBytes;
            const auto offset = load<std::uint64_t>(entry);
            const auto length = load<std::uint32_t>(entry + 8);
            if (offset <= directory && length <= directory - offset)
                store(entry + 16, crc32c(all.subspan(offset, length)));
        }
        store(at + file.size() - 8,
              crc32c(all.subspan(directory, std::size_t{blocks} * kBlockEntryBytes)));
    }
    store(at + kHeaderBytes - 4, crc32c(all.first(kHeaderBytes - 4)));
}

void check_values(const column::Column& values, const ValueLimit& limit) {
    column::visit(values, [&](auto span) {
        using T = typename decltype(span)::value_type;
        for (const T value : span) {
            if constexpr (column::kIsCode<T>)
                require(static_cast<std::uint32_t>(value) <= limit.dictionary_entries);
            else if constexpr (std::is_same_v<T, column::UnitIndex>)
                require(column::is_missing(value) ||
                        static_cast<std::uint32_t>(value) < limit.linked_units);
        }
    });
}

void read_every_way(const std::shared_ptr<const Segment>& segment, const ValueLimit& limit) {
    const auto budget = std::make_shared<base::MemoryBudget>(std::size_t{1} << 28);
    ColumnShape shape;
    if (column::kind_of(segment->storage()) == column::Kind::Text) {
        static const auto kAny =
            std::make_shared<const column::Dictionary>(std::vector<std::string>{"a"});
        shape.dictionary = kAny;
    }
    std::vector<std::uint32_t> units;
    for (std::uint32_t unit = 0; unit < segment->units(); unit += 1 + unit % 97)
        units.push_back(unit);
    std::vector<base::DayNumber> days = {-40000, 0, 12000, 32767, 2147483647};
    if (!segment->dates().empty()) days = {0, segment->dates().back()};
    for (const base::DayNumber day : days) {
        const auto all = read_segment(segment, day, shape, budget, {});
        if (all.ok()) check_values(**all, limit);
        const auto some = read_segment_units(segment, day, units, shape, budget, {});
        require(all.ok() == some.ok() || !all.ok());
        if (some.ok()) check_values(**some, limit);
        if (!segment->has_spells() && segment->dates().empty()) break;
    }
}

void open_segment(std::span<const std::byte> bytes) {
    SegmentExpectation expected;
    const auto header =
        decode_header(bytes.first(std::min(bytes.size(), kHeaderBytes)), bytes.size(), "f", {});
    if (header.ok()) {
        if (header->units > kMostUnits) return;
        expected = {header->variable,
                    header->storage,
                    header->spells,
                    header->units,
                    header->day,
                    header->dictionary_crc,
                    {header->dictionary_entries, header->units},
                    {}};
        for (base::DayNumber date = 0; date < header->dates; ++date) expected.dates.push_back(date);
    }
    const MemoryFile file(bytes);
    const auto segment = Segment::open(file.path(), "f", expected, {});
    if (segment.ok()) read_every_way(*segment, expected.limit);
}

void open_dictionary(std::span<const std::byte> bytes) {
    const MemoryFile file(bytes);
    const auto entries = bytes.size() >= 16 ? load<std::uint32_t>(bytes.data() + 8) : 0;
    const auto crc = bytes.size() >= 16 ? load<std::uint32_t>(bytes.data() + 12) : 0;
    const auto dictionary = read_dictionary(file.path(), "f", entries, crc, {});
    if (dictionary.ok()) require((*dictionary)->size() == entries);
}

void open_catalogue(std::span<const std::byte> bytes) {
    const std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
    const auto catalogue = read_catalogue(text);
    if (catalogue.ok()) require(read_catalogue(write_catalogue(*catalogue)).ok());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    const auto all = std::as_bytes(std::span(data, size));
    std::vector<std::byte> bytes(all.begin() + 1, all.end());
    switch (data[0] % 4) {
        case 0:
            open_segment(bytes);
            break;
        case 1:
            repair_checksums(bytes);
            open_segment(bytes);
            break;
        case 2:
            open_dictionary(bytes);
            break;
        default:
            open_catalogue(bytes);
            break;
    }
    return 0;
}
