// A file mapped read-only into memory for as long as the object lives.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>

#include "skjerm/base/result.h"

namespace skjerm::datastore {

class MappedFile {
public:
    /// `name` is the file's name in diagnostics.
    [[nodiscard]] static base::Result<std::shared_ptr<const MappedFile>> open(
        const std::filesystem::path& path, const std::string& name, base::Span where);
    ~MappedFile();
    MappedFile(const MappedFile&) = delete;
    MappedFile& operator=(const MappedFile&) = delete;

    [[nodiscard]] std::span<const std::byte> bytes() const { return {data_, size_}; }

    /// Gives the pages back to the page cache: what was read of them no longer counts as the
    /// process's memory. They come back, from there, when they are read again.
    void release_pages() const;

    /// The name of the file whose mapping holds `address`, or null. For handlers of SIGBUS: neither
    /// allocates nor locks. Valid as long as the mapping; knows the first thousand mappings.
    [[nodiscard]] static const char* name_at(const void* address) noexcept;

    /// Whether the path still leads to the same file with the same size and time of change. Reading
    /// a mapping of a file that was cut short would end the process, so every use asks first.
    [[nodiscard]] bool is_unchanged() const;

private:
    struct Identity {
        std::uint64_t device;
        std::uint64_t inode;
        std::int64_t size;
        std::int64_t seconds;
        std::int64_t nanoseconds;
        friend bool operator==(const Identity&, const Identity&) = default;
    };
    MappedFile(std::filesystem::path path, std::string name, const std::byte* data,
               std::size_t size, Identity identity);
    template <class Stat>
    static Identity identity_of(const Stat& status);

    std::filesystem::path path_;
    std::string name_;
    const std::byte* data_;
    std::size_t size_;
    Identity identity_;
    std::size_t entry_;  // in the list behind name_at()
};

}  // namespace skjerm::datastore
