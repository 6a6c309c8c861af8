#include "skjerm/datastore/segment_writer.h"

#include <algorithm>
#include <utility>

#include "skjerm/base/keyed_hash.h"
#include "skjerm/datastore/crc32c.h"
#include "skjerm/datastore/failure.h"
#include "skjerm/datastore/mapped_file.h"

namespace skjerm::datastore {

namespace {

/// The first format that knows such a block.
std::uint32_t format_of(const EncodedBlock& block) {
    if (block.packed != 0) return 3;
    return block.encoding > Encoding::SpellsLong ? 2 : 1;
}

}  // namespace

SegmentWriter::SegmentWriter(FileSystem& files, std::filesystem::path folder, std::string name,
                             SegmentHeader header, bool stays_open)
    : files_(files),
      folder_(std::move(folder)),
      name_(std::move(name)),
      header_(std::move(header)),
      stays_open_(stays_open),
      entries_(blocks_of(header_.units)) {}

SegmentWriter::SegmentWriter(SegmentWriter&& other) noexcept
    : files_(other.files_),
      folder_(std::move(other.folder_)),
      name_(std::move(other.name_)),
      header_(std::move(other.header_)),
      stays_open_(other.stays_open_),
      descriptor_(std::exchange(other.descriptor_, -1)),
      end_(other.end_),
      entries_(std::move(other.entries_)) {}

SegmentWriter::~SegmentWriter() {
    if (descriptor_ >= 0) files_.close(descriptor_);
}

base::Diagnostic SegmentWriter::failed(int error) const { return unwritable_file(name_, error); }

base::Status SegmentWriter::write(std::uint64_t offset, std::span<const std::byte> bytes) {
    if (descriptor_ < 0)
        if (const int error = files_.open(folder_ / name_, descriptor_); error != 0)
            return failed(error);
    if (const int error = files_.write_at(descriptor_, offset, bytes); error != 0)
        return failed(error);
    return stays_open_ ? base::ok() : close();
}

base::Status SegmentWriter::close() {
    if (descriptor_ < 0) return base::ok();
    const int error = files_.close(std::exchange(descriptor_, -1));
    return error == 0 ? base::ok() : base::Status(failed(error));
}

void SegmentWriter::set_units(std::uint32_t units) {
    SKJERM_CHECK(units >= header_.units);
    header_.units = units;
    entries_.resize(blocks_of(units));
}

base::Status SegmentWriter::append(std::size_t index, const EncodedBlock& block) {
    SKJERM_CHECK(index < entries_.size() && entries_[index].records == 0);
    if (block.encoding == Encoding::Empty) return base::ok();
    BlockEntry& entry = entries_[index];
    entry = {.offset = round_up(end_, kAlignment),
             .length = static_cast<std::uint32_t>(block.bytes.size()),
             .records = block.records,
             .crc = crc32c(block.bytes),
             .encoding = block.encoding,
             .packed = block.packed};
    end_ = entry.offset + entry.length;
    header_.format = std::max(header_.format, format_of(block));
    header_.records += block.records;
    return write(entry.offset, block.bytes);
}

bool SegmentWriter::should_be_dense() const {
    if (header_.spells || header_.dates != 0 ||
        header_.records * 4 < std::uint64_t{header_.units} * 3)
        return false;
    return std::any_of(entries_.begin(), entries_.end(),
                       [](const BlockEntry& entry) { return entry.encoding != Encoding::Dense; });
}

base::Status SegmentWriter::rewrite_dense() {
    SKJERM_TRY(close());
    SKJERM_TRY_ASSIGN(const auto old, MappedFile::open(folder_ / name_, name_, {}));
    SegmentHeader header = header_;
    header.records = 0;
    header.format = 1;
    SegmentWriter dense(files_, folder_, name_ + ".dense", header, /*stays_open=*/true);
    for (std::size_t index = 0; index < entries_.size(); ++index) {
        const BlockEntry& entry = entries_[index];
        const auto units = static_cast<std::uint32_t>(base::block_at(index, header_.units).size());
        const BlockView view{entry.encoding, units, entry.records,
                             old->bytes().subspan(entry.offset, entry.length), entry.packed};
        std::vector<std::byte> values(units * column::width_of(header_.storage));
        decode_values(view, header_.storage, values.data());
        SKJERM_TRY(dense.append(index, encode_dense(std::move(values), units, entry.records)));
    }
    SKJERM_TRY(dense.close());
    if (const int error = files_.rename(folder_ / dense.name_, folder_ / name_); error != 0)
        return failed(error);
    header_.format = dense.header_.format;
    entries_ = std::move(dense.entries_);
    end_ = dense.end_;
    return base::ok();
}

base::Status SegmentWriter::complete() {
    if (should_be_dense()) SKJERM_TRY(rewrite_dense());
    header_.directory_offset = round_up(end_, kAlignment);
    header_.file_bytes = header_.directory_offset + directory_bytes(blocks_of(header_.units));
    stays_open_ = true;
    SKJERM_TRY(write(header_.directory_offset, encode_directory(entries_)));
    SKJERM_TRY(write(0, encode_header(header_)));
    return close();
}

base::Result<StoredFile> SegmentWriter::finish() {
    SKJERM_TRY(complete());
    return describe_file(folder_, name_);
}

base::Result<StoredFile> describe_file(const std::filesystem::path& folder,
                                       const std::string& name) {
    SKJERM_TRY_ASSIGN(const auto file, MappedFile::open(folder / name, name, {}));
    const std::span<const std::byte> bytes = file->bytes();
    const std::span<const std::uint8_t> octets(reinterpret_cast<const std::uint8_t*>(bytes.data()),
                                               bytes.size());
    return StoredFile{name, bytes.size(), base::to_hex(base::sha256(octets))};
}

base::Status write_file(FileSystem& files, const std::filesystem::path& folder,
                        const std::string& name, std::span<const std::byte> bytes) {
    int descriptor = -1;
    if (const int error = files.open(folder / name, descriptor); error != 0)
        return unwritable_file(name, error);
    const int write_error = files.write_at(descriptor, 0, bytes);
    const int close_error = files.close(descriptor);
    if (const int error = write_error != 0 ? write_error : close_error; error != 0)
        return unwritable_file(name, error);
    return base::ok();
}

}  // namespace skjerm::datastore
