#include "skjerm/datastore/mapped_file.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <utility>

#include "skjerm/datastore/failure.h"

namespace skjerm::datastore {

namespace {

/// Which memory belongs to which file. An entry is taken by its name, and can be found as long as
/// it has a beginning.
struct Entry {
    std::atomic<const char*> name = nullptr;
    std::atomic<const std::byte*> begin = nullptr;
    std::atomic<std::size_t> size = 0;
};
std::array<Entry, 1024> known_mappings;

std::size_t add_entry(const char* name, const std::byte* begin, std::size_t size) {
    for (std::size_t index = 0; index < known_mappings.size(); ++index) {
        const char* nobody = nullptr;
        if (!known_mappings[index].name.compare_exchange_strong(nobody, name)) continue;
        known_mappings[index].size = size;
        known_mappings[index].begin = begin;
        return index;
    }
    return known_mappings.size();
}

void remove_entry(std::size_t index) {
    if (index == known_mappings.size()) return;
    known_mappings[index].begin = nullptr;
    known_mappings[index].name = nullptr;
}

}  // namespace

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
        new MappedFile(path, name, static_cast<const std::byte*>(data), size, identity_of(status)));
}

MappedFile::MappedFile(std::filesystem::path path, std::string name, const std::byte* data,
                       std::size_t size, Identity identity)
    : path_(std::move(path)),
      name_(std::move(name)),
      data_(data),
      size_(size),
      identity_(identity),
      entry_(add_entry(name_.c_str(), data, size)) {}

MappedFile::~MappedFile() {
    remove_entry(entry_);
    if (size_ > 0) ::munmap(const_cast<std::byte*>(data_), size_);
}

const char* MappedFile::name_at(const void* address) noexcept {
    const auto* byte = static_cast<const std::byte*>(address);
    for (const Entry& entry : known_mappings) {
        const std::byte* begin = entry.begin;
        // The kernel maps whole pages: the last one reaches beyond the end of the file.
        constexpr std::size_t kPage = 4096;
        const std::size_t pages = (entry.size + kPage - 1) / kPage;
        if (begin != nullptr && begin <= byte && byte < begin + pages * kPage) return entry.name;
    }
    return nullptr;
}

void MappedFile::release_pages() const {
    // A wish as well: where it is not granted, the pages stay.
    if (size_ > 0) madvise(const_cast<std::byte*>(data_), size_, MADV_DONTNEED);
}

bool MappedFile::is_unchanged() const {
    struct stat status {};
    return ::stat(path_.c_str(), &status) == 0 && identity_of(status) == identity_;
}

}  // namespace skjerm::datastore
