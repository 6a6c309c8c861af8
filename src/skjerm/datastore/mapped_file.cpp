#include "skjerm/datastore/mapped_file.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "skjerm/datastore/failure.h"

namespace skjerm::datastore {

template <class Stat>
MappedFile::Identity MappedFile::identity_of(const Stat& status) {
    return {static_cast<std::uint64_t>(status.st_dev), static_cast<std::uint64_t>(status.st_ino),
            static_cast<std::int64_t>(status.st_size),
            static_cast<std::int64_t>(status.st_mtim.tv_sec),
            static_cast<std::int64_t>(status.st_mtim.tv_nsec)};
}

base::Result<std::shared_ptr<const MappedFile>> MappedFile::open(const std::filesystem::path& path,
                                                                 const std::string& name,
                                                                 base::Span where) {
    const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) return unreadable_file(name, errno, where);
    struct stat status {};
    void* data = nullptr;
    int error = ::fstat(descriptor, &status) == 0 ? 0 : errno;
    if (error == 0 && !S_ISREG(status.st_mode)) error = EISDIR;
    const auto size = static_cast<std::size_t>(status.st_size);
    if (error == 0 && size > 0) {
        data = ::mmap(nullptr, size, PROT_READ, MAP_SHARED, descriptor, 0);
        if (data == MAP_FAILED) error = errno;
    }
    ::close(descriptor);
    if (error != 0) return unreadable_file(name, error, where);
    return std::shared_ptr<const MappedFile>(
        new MappedFile(path, static_cast<const std::byte*>(data), size, identity_of(status)));
}

MappedFile::~MappedFile() {
    if (size_ > 0) ::munmap(const_cast<std::byte*>(data_), size_);
}

bool MappedFile::is_unchanged() const {
    struct stat status {};
    return ::stat(path_.c_str(), &status) == 0 && identity_of(status) == identity_;
}

}  // namespace skjerm::datastore
