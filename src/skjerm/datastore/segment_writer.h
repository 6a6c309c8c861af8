// Writes one `.skc` file block by block. The header comes last, so that a file that was never
// finished is not taken for a segment.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "skjerm/base/result.h"
#include "skjerm/datastore/catalogue.h"
#include "skjerm/datastore/file_system.h"
#include "skjerm/datastore/segment_format.h"
#include "skjerm/datastore/value_codec.h"

namespace skjerm::datastore {

class SegmentWriter {
public:
    /// `folder` holds the store being written and `name` is the file's name in it. `header` lacks
    /// what only the blocks tell. With `stays_open` the descriptor is kept between blocks.
    SegmentWriter(FileSystem& files, std::filesystem::path folder, std::string name,
                  SegmentHeader header, bool stays_open);
    ~SegmentWriter();
    SegmentWriter(SegmentWriter&& other) noexcept;
    SegmentWriter& operator=(SegmentWriter&&) = delete;
    SegmentWriter(const SegmentWriter&) = delete;

    [[nodiscard]] const SegmentHeader& header() const { return header_; }
    [[nodiscard]] const std::string& name() const { return name_; }
    [[nodiscard]] const std::vector<BlockEntry>& entries() const { return entries_; }

    /// Makes room for `units`, when they were not known at the beginning.
    void set_units(std::uint32_t units);

    /// Blocks come in ascending order of index; those left out are empty.
    [[nodiscard]] base::Status append(std::size_t index, const EncodedBlock& block);

    /// Turns a segment that is three quarters filled into dense blocks, writes directory and
    /// header.
    [[nodiscard]] base::Status complete();
    /// The same, and gives size and SHA-256.
    [[nodiscard]] base::Result<StoredFile> finish();

private:
    [[nodiscard]] base::Status write(std::uint64_t offset, std::span<const std::byte> bytes);
    [[nodiscard]] base::Status close();
    [[nodiscard]] bool should_be_dense() const;
    [[nodiscard]] base::Status rewrite_dense();
    [[nodiscard]] base::Diagnostic failed(int error) const;

    FileSystem& files_;
    std::filesystem::path folder_;
    std::string name_;
    SegmentHeader header_;
    bool stays_open_;
    int descriptor_ = -1;
    std::uint64_t end_ = kHeaderBytes;
    std::vector<BlockEntry> entries_;
};

/// Size and SHA-256 of a file already written.
[[nodiscard]] base::Result<StoredFile> describe_file(const std::filesystem::path& folder,
                                                     const std::string& name);

/// Writes a whole file.
[[nodiscard]] base::Status write_file(FileSystem& files, const std::filesystem::path& folder,
                                      const std::string& name, std::span<const std::byte> bytes);

}  // namespace skjerm::datastore
