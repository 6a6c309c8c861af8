// One `.skc` file opened for reading. The header and the block directory are checked when it is
// opened; a block's checksum and content when it is first touched, once per opening, by whichever
// thread comes first.
#pragma once

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "skjerm/base/result.h"
#include "skjerm/datastore/catalogue.h"
#include "skjerm/datastore/mapped_file.h"
#include "skjerm/datastore/segment_format.h"
#include "skjerm/datastore/value_codec.h"

namespace skjerm::datastore {

/// What the catalogue says of a segment; a file that says otherwise is damaged.
struct SegmentExpectation {
    std::string variable;
    column::Storage storage = column::Storage::Int8;
    bool spells = false;
    std::uint32_t units = 0;
    std::optional<base::DayNumber> day;
    std::uint32_t dictionary_crc = 0;
    ValueLimit limit;
    std::vector<base::DayNumber> dates = {};  ///< of a variable stored as changes; else empty
};

[[nodiscard]] SegmentExpectation expectation_of(const StoredVariable& stored,
                                                const StoredSegment& segment,
                                                std::span<const std::uint32_t> unit_counts);

class Segment {
public:
    [[nodiscard]] static base::Result<std::shared_ptr<const Segment>> open(
        const std::filesystem::path& path, const std::string& name,
        const SegmentExpectation& expectation, base::Span where);

    [[nodiscard]] const std::string& name() const { return name_; }
    [[nodiscard]] column::Storage storage() const { return header_.storage; }
    [[nodiscard]] bool has_spells() const { return header_.spells; }
    /// The dates of a variable stored as changes; else empty.
    [[nodiscard]] const std::vector<base::DayNumber>& dates() const { return dates_; }
    [[nodiscard]] std::uint32_t units() const { return header_.units; }
    [[nodiscard]] std::uint64_t records() const { return header_.records; }
    [[nodiscard]] std::uint32_t blocks() const {
        return static_cast<std::uint32_t>(entries_.size());
    }

    /// The values of all units lie side by side in the mapping, for a column without a copy.
    [[nodiscard]] bool is_contiguous() const { return contiguous_; }
    /// Only when is_contiguous() and there are units.
    [[nodiscard]] const std::byte* contiguous_values() const;

    /// Refuses a file that was changed after it was opened; to be asked once before each use.
    [[nodiscard]] base::Status check_unchanged(base::Span where) const;
    /// Block `index`, checked. Thread-safe.
    [[nodiscard]] base::Result<BlockView> block(std::uint32_t index, base::Span where) const;

    /// After a reading that copied what it needed (MappedFile::release_pages).
    void release_pages() const { file_->release_pages(); }

private:
    Segment(std::shared_ptr<const MappedFile> file, std::string name, SegmentHeader header,
            std::vector<BlockEntry> entries, ValueLimit limit, std::vector<base::DayNumber> dates);

    std::shared_ptr<const MappedFile> file_;
    std::string name_;
    SegmentHeader header_;
    std::vector<BlockEntry> entries_;
    ValueLimit limit_;
    std::vector<base::DayNumber> dates_;
    bool contiguous_ = false;
    mutable std::vector<std::atomic<bool>> checked_;  // per block
};

}  // namespace skjerm::datastore
