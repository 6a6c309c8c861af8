// Writes a new datastore, block of 65 536 units by block, from any number of threads, with the same
// bytes whatever their number. Everything is written into a directory beside the target and renamed
// into place by commit(): a store is there completely or not at all. Segments with the same blocks
// share a file (shared_files.h).
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "skjerm/base/result.h"
#include "skjerm/column/types.h"
#include "skjerm/datastore/file_system.h"
#include "skjerm/datastore/store.h"
#include "skjerm/datastore/variable.h"

namespace skjerm::datastore {

/// A variable to be written. Text variables give their dictionary beforehand (sorted, so that its
/// row + 1 is the code); integers give the range that fixes their width.
struct VariableToWrite {
    VariablePtr variable;
    column::Storage storage;
    std::vector<std::string> dictionary;
    /// For FIXED and EVENT one segment. For STATUS the status dates, for ACCUMULATED the period
    /// starts, ascending.
    std::vector<base::DayNumber> segment_days;
    /// STATUS and ACCUMULATED: in place of a segment for each date a single one that holds every
    /// value once for as long as it stays the same. For variables with many dates whose values
    /// seldom change. Their blocks are SpellBlocks of places in `segment_days`.
    bool as_changes = false;
};

/// Spells of the units of one block, in unit order then start. Values are stored as `storage`. Of a
/// variable stored as changes, `starts` and `stops` are not days but places in its `segment_days`,
/// none is open, and no value is missing.
struct SpellBlock {
    std::vector<std::uint32_t> offsets;  ///< units in block + 1
    std::vector<base::DayNumber> starts;
    std::vector<base::DayNumber> stops;  ///< kOpenStop while in force
    std::vector<std::byte> values;       ///< records × width of the storage
    static constexpr base::DayNumber kOpenStop = 2147483647;
};

/// The values of one segment for the units of one block: units × width bytes, missing included.
/// An empty vector means that no unit of the block has a record.
struct SegmentBlock {
    std::size_t variable;  ///< index in the list given to create()
    std::size_t segment;   ///< index in segment_days (0 for FIXED)
    std::vector<std::byte> values;
};

/// Units of a domain that is counted while it is written (kCountedLater): they follow the units of
/// the run before, in the order of the blocks that bring them.
struct UnitRun {
    column::UnitDomain domain;
    std::uint32_t units;
    /// As in a StoreBlock, for `units` units. A link to a domain counted later counts from that
    /// domain's first unit in the same StoreBlock.
    std::vector<SegmentBlock> segments;
    std::vector<std::pair<std::size_t, SpellBlock>> spells;
};

/// Everything about the units of one block. A segment that is not mentioned has no record there.
struct StoreBlock {
    std::size_t index;  ///< 0-based; units [index × 65 536, …)
    std::vector<SegmentBlock> segments;
    std::vector<std::pair<std::size_t, SpellBlock>> spells;  ///< variable index, spells
    /// The domain of these units where it is not the store's `block_domain`. Each domain has its
    /// own sequence of blocks.
    std::optional<column::UnitDomain> domain = std::nullopt;
    /// Units of other domains that belong to these; at most one run for each domain. Only in blocks
    /// of `block_domain`.
    std::vector<UnitRun> runs = {};
};

/// In place of the number of units of a domain whose units come as runs.
inline constexpr std::uint32_t kCountedLater = 0xFFFFFFFF;

struct StoreToWrite {
    std::filesystem::path directory;
    std::string databank;
    Label title;
    bool synthetic = true;
    std::vector<Version> versions;
    std::vector<UnitTypePtr> unit_types;
    /// Units per domain, or kCountedLater; the domain of the blocks written is `block_domain`.
    std::vector<std::uint32_t> unit_counts;
    column::UnitDomain block_domain = 0;
    std::vector<VariableToWrite> variables;
    std::string provenance;  ///< e.g. "skjerm synth 1 persons=500000 seed=1"; part of the catalogue
    bool write_indexed_parquet = false;
};

class StoreWriter {
public:
    /// Starts beside `store.directory`; refuses when that exists and is not an empty directory.
    /// `files` is replaced by tests alone and outlives the writer.
    [[nodiscard]] static base::Result<std::unique_ptr<StoreWriter>> create(
        StoreToWrite store, FileSystem& files = posix_file_system());
    virtual ~StoreWriter() = default;  ///< without commit(): removes what was written

    /// Encodes and hands over one block. Thread-safe; blocks may come in any order, but fewer than
    /// `max_pending_blocks()` beyond the first one still missing (memory is bounded by that): a
    /// call further ahead waits until the missing one has come. Threads that take the next index
    /// from one counter can therefore never lock up. A wait ends with base::Cancelled when the
    /// command is cancelled. An error is final and given to every caller.
    [[nodiscard]] virtual base::Status put(StoreBlock block) = 0;
    [[nodiscard]] virtual std::size_t max_pending_blocks() const = 0;

    /// Finishes files, checksums, catalogue; fsync; renames into place. Full disk and other I/O
    /// errors give a diagnostic and leave nothing behind.
    [[nodiscard]] virtual base::Status commit() = 0;
};

}  // namespace skjerm::datastore
