#include "skjerm/datastore/segment.h"

#include <algorithm>

#include "skjerm/base/diagnostic_codes.h"
#include "skjerm/datastore/block_parts.h"
#include "skjerm/datastore/change_codec.h"
#include "skjerm/datastore/crc32c.h"
#include "skjerm/datastore/failure.h"
#include "skjerm/datastore/spell_codec.h"

namespace skjerm::datastore {

namespace {

bool agrees(const SegmentHeader& header, const SegmentExpectation& expected) {
    return header.variable == expected.variable && header.storage == expected.storage &&
           header.spells == expected.spells && header.units == expected.units &&
           header.day == expected.day && header.dates == expected.dates.size() &&
           header.dictionary_entries == expected.limit.dictionary_entries &&
           header.dictionary_crc == expected.dictionary_crc;
}

bool lies_contiguously(std::span<const BlockEntry> entries, column::Storage storage) {
    const std::uint64_t stride = base::kBlockRows * column::width_of(storage);
    for (std::size_t index = 0; index < entries.size(); ++index)
        if (entries[index].encoding != Encoding::Dense ||
            entries[index].offset != kHeaderBytes + index * stride)
            return false;
    return !entries.empty();
}

}  // namespace

SegmentExpectation expectation_of(const StoredVariable& stored, const StoredSegment& segment,
                                  std::span<const std::uint32_t> unit_counts) {
    const Variable& variable = *stored.variable;
    SegmentExpectation expected;
    expected.variable = segment.holder.empty() ? variable.name : segment.holder;
    expected.storage = stored.storage;
    expected.spells = has_spells(stored);
    expected.units = unit_counts[variable.unit_type->domain];
    expected.day = segment.day;
    expected.dictionary_crc = stored.dictionary_crc;
    expected.limit.dictionary_entries = stored.dictionary_entries;
    expected.dates = stored.change_dates;
    if (variable.link) expected.limit.linked_units = unit_counts[variable.link->domain];
    if (stored.data_version) {
        expected.units = stored.data_version->units;
        expected.limit.linked_units = stored.data_version->linked_units;
    }
    return expected;
}

base::Result<std::shared_ptr<const Segment>> Segment::open(const std::filesystem::path& path,
                                                           const std::string& name,
                                                           const SegmentExpectation& expectation,
                                                           base::Span where) {
    SKJERM_TRY_ASSIGN(auto file, MappedFile::open(path, name, where));
    const std::span<const std::byte> bytes = file->bytes();
    SKJERM_TRY_ASSIGN(SegmentHeader header,
                      decode_header(bytes.first(std::min(bytes.size(), kHeaderBytes)), bytes.size(),
                                    name, where));
    if (!agrees(header, expectation)) return damaged_file(name, damage::kHeader, where);
    SKJERM_TRY_ASSIGN(
        std::vector<BlockEntry> entries,
        decode_directory(bytes.subspan(header.directory_offset), header, name, where));
    return std::shared_ptr<const Segment>(new Segment(std::move(file), name, std::move(header),
                                                      std::move(entries), expectation.limit,
                                                      expectation.dates));
}

Segment::Segment(std::shared_ptr<const MappedFile> file, std::string name, SegmentHeader header,
                 std::vector<BlockEntry> entries, ValueLimit limit,
                 std::vector<base::DayNumber> dates)
    : file_(std::move(file)),
      name_(std::move(name)),
      header_(std::move(header)),
      entries_(std::move(entries)),
      limit_(limit),
      dates_(std::move(dates)),
      contiguous_(lies_contiguously(entries_, header_.storage)),
      checked_(entries_.size()) {}

const std::byte* Segment::contiguous_values() const {
    SKJERM_CHECK(contiguous_);
    return file_->bytes().data() + kHeaderBytes;
}

base::Status Segment::check_unchanged(base::Span where) const {
    if (!file_->is_unchanged())
        return base::error(base::Code::DatastoreFileChanged, where, {base::Argument::name(name_)});
    return base::ok();
}

base::Result<BlockView> Segment::block(std::uint32_t index, base::Span where) const {
    SKJERM_CHECK(index < entries_.size());
    const BlockEntry& entry = entries_[index];
    const BlockView view{
        entry.encoding, static_cast<std::uint32_t>(base::block_at(index, header_.units).size()),
        entry.records, file_->bytes().subspan(entry.offset, entry.length), entry.packed};
    if (checked_[index].load(std::memory_order_acquire)) return view;

    if (crc32c(view.bytes) != entry.crc) return damaged_file(name_, damage::kChecksum, where);
    if (!parts_are_sound(view, header_.storage)) return damaged_file(name_, damage::kBlock, where);
    const bool sound = header_.spells ? spells_are_sound(view, header_.storage, limit_)
                       : !dates_.empty()
                           ? changes_are_sound(view, header_.storage, limit_, dates_.size())
                           : is_sound(view, header_.storage, limit_);
    if (!sound) return damaged_file(name_, damage::kBlock, where);
    checked_[index].store(true, std::memory_order_release);
    return view;
}

}  // namespace skjerm::datastore
