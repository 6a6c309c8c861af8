// The folder beside a store in which it is made, until it is renamed to the store's own name. A
// lock on it tells the folder of a writer at work from one whose writer was killed; those are
// removed when the next writer of the same store starts.
#pragma once

#include <filesystem>

#include "skjerm/datastore/file_system.h"

namespace skjerm::datastore {

class PartialFolder {
public:
    /// The folder `<target>.partial-…`, which does not exist yet.
    explicit PartialFolder(const std::filesystem::path& target);
    /// Gives up the lock; the folder stays as it is.
    ~PartialFolder();
    PartialFolder(const PartialFolder&) = delete;
    PartialFolder& operator=(const PartialFolder&) = delete;

    [[nodiscard]] const std::filesystem::path& path() const { return path_; }

    /// Removes what killed writers of the same store left, then makes and locks the folder. 0 or
    /// the error number of making it; without locks (on some network file systems) nothing is
    /// removed.
    [[nodiscard]] int make(FileSystem& files);

private:
    void remove_abandoned(FileSystem& files) const;

    std::filesystem::path target_;
    std::filesystem::path path_;
    int lock_ = -1;
};

}  // namespace skjerm::datastore
