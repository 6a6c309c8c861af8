// Variables that say the same of everybody at a date (a tax return and the income statistics made
// from it, say) share one native file: it stands under the name of the first of them, and the
// others' segments name that variable as its holder.
#pragma once

#include <filesystem>
#include <span>

#include "skjerm/base/result.h"
#include "skjerm/datastore/catalogue.h"
#include "skjerm/datastore/file_system.h"
#include "skjerm/datastore/segment_writer.h"

namespace skjerm::datastore {

/// Whether a native file of one can be read as the other's: storage, domains, dictionary and dates
/// agree.
[[nodiscard]] bool can_share(const StoredVariable& one, const StoredVariable& other);

/// The one of `variables` (ascending by name) whose file the segment names; null when there is none
/// that holds that very file itself.
[[nodiscard]] const StoredVariable* holder_of(const StoredVariable& stored,
                                              const StoredSegment& segment,
                                              std::span<const StoredVariable> variables);

/// A segment with all its blocks, and where the catalogue tells of it.
struct WrittenSegment {
    SegmentWriter* writer;
    const StoredVariable* variable;
    StoredSegment* segment;
};
/// Completes the files of `segments`, in the order of the catalogue. One that has the blocks of an
/// earlier one is removed, and its segment gets the earlier file.
[[nodiscard]] base::Status complete_files(std::span<const WrittenSegment> segments,
                                          FileSystem& files, const std::filesystem::path& folder);

}  // namespace skjerm::datastore
