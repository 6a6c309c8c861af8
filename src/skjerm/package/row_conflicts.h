// Finds rows of one identifier that cannot stand together, in a file of any size with bounded
// memory.
//
// Rows are kept in partitions by a hash of the identifier, and partitions go to a temporary file
// when they have grown too large. At the end each partition is sorted by identifier and START. The
// hash only distributes: what counts as one identifier is decided on all of its bytes.
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "skjerm/base/result.h"

namespace skjerm::package {

/// Two rows of one identifier.
struct RowConflict {
    std::string identifier;
    std::uint64_t first_line = 0;  ///< the row that comes first: by START, then by line
    std::uint64_t second_line = 0;
    std::int32_t first_start = 0;
    std::int32_t first_stop = 0;
    std::int32_t second_start = 0;
    std::int32_t second_stop = 0;
};

class RowConflicts {
public:
    enum class Rule : std::uint8_t {
        OneRow,        ///< an identifier has one row (D6)
        OneRowADate,   ///< an identifier has one row for each START (D9)
        DisjointSpans  ///< [START, STOP] of an identifier do not overlap (D12)
    };

    /// Holds at most about `memory_bytes`; the rest goes to an unlinked file in `folder`.
    RowConflicts(Rule rule, std::size_t memory_bytes, std::filesystem::path folder);
    ~RowConflicts();
    RowConflicts(const RowConflicts&) = delete;
    RowConflicts& operator=(const RowConflicts&) = delete;

    /// START and STOP are day numbers or kNoDay. Fails when the temporary file cannot be written.
    [[nodiscard]] base::Status add(std::string_view identifier, std::int32_t start,
                                   std::int32_t stop, std::uint64_t line);

    /// The conflicts between neighbours in the order of START, at most `most`: identifiers in the
    /// order of their first row that conflicts, rows of one by START. Does not depend on memory or
    /// threads. To be called once.
    [[nodiscard]] base::Result<std::vector<RowConflict>> finish(std::size_t most);

private:
    struct Extent {
        std::uint64_t offset;
        std::size_t bytes;
    };
    struct Partition {
        std::string rows;             // in memory
        std::vector<Extent> extents;  // in the file
        std::uint64_t spilled_bytes = 0;
    };
    static constexpr std::size_t kPartitions = 256;

    base::Status spill();
    base::Result<std::string> load(const Partition& partition, std::uint64_t slice,
                                   std::uint64_t slices, std::size_t most_bytes,
                                   bool& complete) const;
    base::Result<std::vector<RowConflict>> check(const Partition& partition, std::size_t most,
                                                 std::size_t most_bytes) const;
    std::vector<RowConflict> check_rows(std::string_view rows, std::size_t most) const;

    Rule rule_;
    std::size_t memory_bytes_;
    std::filesystem::path folder_;
    std::vector<Partition> partitions_;
    std::size_t held_bytes_ = 0;
    int file_ = -1;
    std::uint64_t file_bytes_ = 0;
};

}  // namespace skjerm::package
