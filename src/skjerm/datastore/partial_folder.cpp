#include "skjerm/datastore/partial_folder.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

namespace skjerm::datastore {

namespace {

namespace fs = std::filesystem;

std::string prefix_of(const fs::path& target) { return target.filename().string() + ".partial-"; }

/// Whether a name is one that a writer of `target` gives: `<target>.partial-<process>-<serial>`.
bool is_partial_folder(std::string_view name, const fs::path& target) {
    const std::string prefix = prefix_of(target);
    if (!name.starts_with(prefix)) return false;
    name.remove_prefix(prefix.size());
    const auto is_number = [](std::string_view text) {
        return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
    };
    const std::size_t hyphen = name.find('-');
    return hyphen != std::string_view::npos && is_number(name.substr(0, hyphen)) &&
           is_number(name.substr(hyphen + 1));
}

/// A descriptor that holds the lock on a folder; -1 when another process has it, or the file system
/// knows no locks.
int lock_folder(const fs::path& folder) {
    const int descriptor = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (descriptor < 0) return -1;
    if (::flock(descriptor, LOCK_EX | LOCK_NB) == 0) return descriptor;
    ::close(descriptor);
    return -1;
}

}  // namespace

PartialFolder::PartialFolder(const fs::path& target) : target_(target) {
    static std::atomic<unsigned> serial{0};
    path_ = target.parent_path() /
            (prefix_of(target) + std::to_string(::getpid()) + "-" + std::to_string(serial++));
}

PartialFolder::~PartialFolder() {
    if (lock_ >= 0) ::close(lock_);
}

int PartialFolder::make(FileSystem& files) {
    remove_abandoned(files);
    // Between making and locking, another writer may take the folder for an abandoned one.
    constexpr int kAttempts = 10;
    for (int attempt = 0; attempt < kAttempts; ++attempt) {
        if (const int error = files.create_directories(path_); error != 0) return error;
        lock_ = lock_folder(path_);
        std::error_code ignored;
        if (fs::exists(path_, ignored)) return 0;
        if (lock_ >= 0) ::close(lock_);
        lock_ = -1;
    }
    return EBUSY;
}

void PartialFolder::remove_abandoned(FileSystem& files) const {
    std::vector<fs::path> found;
    std::error_code error;
    for (fs::directory_iterator at(target_.parent_path(), error), end; !error && at != end;
         at.increment(error))
        if (is_partial_folder(at->path().filename().string(), target_)) found.push_back(at->path());
    for (const fs::path& folder : found) {
        const int lock = lock_folder(folder);
        if (lock < 0) continue;
        files.remove_all(folder);
        ::close(lock);
    }
}

}  // namespace skjerm::datastore
