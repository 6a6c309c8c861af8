// The anchors of an epoch: sets of units that selections become, so that two selections that differ
// in a few units give the same answers to the byte (spec 12.4). Shared by all institutions, kept
// for the epoch, ordered by first use.
//
// An installation keeps them in one file (RecordFile), of which the index alone is in memory. Every
// anchor has a sequence number, its place in the file, so that a replay can ask what a selection
// became when the store held so many.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <vector>

#include "skjerm/base/result.h"
#include "skjerm/ledger/record_file.h"
#include "skjerm/ledger/set_index.h"
#include "skjerm/ledger/set_sketch.h"

namespace skjerm::ledger {

/// An anchor and the buckets in which it differs from the set that was asked for.
struct NearSet {
    std::uint32_t number = 0;   ///< sequence number, from 0
    std::uint64_t key_sum = 0;  ///< of the anchor
    std::vector<Residual> residuals;
};

class AnchorStore {
public:
    static constexpr std::uint32_t kFileKind = 1;
    /// Anchors that are compared with a set, at most.
    static constexpr std::size_t kMostCandidates = 64;

    /// Opens the file; hold the folder's lock for this and all calls below.
    [[nodiscard]] static base::Result<AnchorStore> open(const std::filesystem::path& file,
                                                        RecordFile::Identity identity);

    /// Takes in what other processes have added.
    [[nodiscard]] base::Status refresh();

    /// The anchors that differ from `set` in at most kSketchCapacity buckets: by number of buckets,
    /// then oldest first. Only the first `as_of` anchors of the store are looked at.
    [[nodiscard]] base::Result<std::vector<NearSet>> near(const SetRecord& set, std::uint64_t delta,
                                                          std::uint64_t as_of) const;

    /// Adds an anchor, durably; its number is size() before.
    [[nodiscard]] base::Status add(const SetRecord& set);

    [[nodiscard]] std::uint64_t size() const { return places_.size(); }
    [[nodiscard]] base::Result<SetRecord> get(std::uint32_t number) const;
    /// Memory of the index.
    [[nodiscard]] std::size_t bytes() const;

private:
    explicit AnchorStore(RecordFile file) : file_(std::move(file)) {}

    RecordFile file_;
    SetIndex index_;
    std::vector<std::uint64_t> places_;  ///< of the records in the file
};

/// A record as bytes.
void write_set(ByteWriter& out, const SetRecord& set);
[[nodiscard]] SetRecord read_set(ByteReader& in);
inline constexpr std::size_t kSetBytes = 2 + 8 + 8 + 4 * 8 + 8 + (2 * kSketchCapacity + 1) * 8;

}  // namespace skjerm::ledger
