#include "skjerm/datastore/stored_files.h"

#include <iterator>

#include "skjerm/datastore/failure.h"
#include "skjerm/datastore/segment_writer.h"

namespace skjerm::datastore {

std::vector<StoredFile> files_of(const StoredVariable& stored) {
    std::vector<StoredFile> files;
    if (stored.dictionary) files.push_back(*stored.dictionary);
    if (stored.indexed_dictionary) files.push_back(*stored.indexed_dictionary);
    for (const StoredSegment& segment : stored.segments) {
        if (segment.holder.empty()) files.push_back(segment.native);
        if (segment.indexed) files.push_back(*segment.indexed);
    }
    return files;
}

std::vector<StoredFile> files_of(const Catalogue& catalogue) {
    std::vector<StoredFile> files;
    for (const StoredVariable& stored : catalogue.variables) {
        std::vector<StoredFile> more = files_of(stored);
        files.insert(files.end(), std::make_move_iterator(more.begin()),
                     std::make_move_iterator(more.end()));
    }
    return files;
}

base::Status verify_file(const std::filesystem::path& directory, const StoredFile& file) {
    SKJERM_TRY_ASSIGN(const StoredFile found, describe_file(directory, file.file));
    if (found.bytes < file.bytes) return damaged_file(file.file, damage::kTruncated, {});
    if (found.bytes != file.bytes || found.sha256 != file.sha256)
        return damaged_file(file.file, damage::kChecksum, {});
    return base::ok();
}

}  // namespace skjerm::datastore
