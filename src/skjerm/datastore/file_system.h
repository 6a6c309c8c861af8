// The few calls by which a store is written, behind an interface so that tests can make each of
// them fail in turn.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>

namespace skjerm::datastore {

/// Room on the file system that a folder lies on.
struct FreeSpace {
    std::uint64_t bytes = 0;   ///< that this user may still write
    std::uint64_t device = 0;  ///< the same for folders that share the room
};

/// Every call returns 0 or the error number.
class FileSystem {
public:
    virtual ~FileSystem() = default;

    /// With all folders above it; no error when it exists.
    virtual int create_directories(const std::filesystem::path& directory) = 0;
    /// Opens for writing, keeping what the file holds; makes it when absent.
    virtual int open(const std::filesystem::path& file, int& descriptor) = 0;
    virtual int write_at(int descriptor, std::uint64_t offset,
                         std::span<const std::byte> bytes) = 0;
    virtual int close(int descriptor) = 0;
    /// Makes a file or a folder durable.
    virtual int sync(const std::filesystem::path& path) = 0;
    /// Makes everything written so far to the file system of `directory` durable: one call instead
    /// of one for each of thousands of files.
    virtual int sync_all(const std::filesystem::path& directory) = 0;
    virtual int rename(const std::filesystem::path& from, const std::filesystem::path& to) = 0;
    virtual int remove_all(const std::filesystem::path& path) = 0;
    /// Takes all rights from everybody but the owner, who may read and write (0600, 0700).
    virtual int restrict_to_owner(const std::filesystem::path& path) = 0;
    virtual int free_space(const std::filesystem::path& folder, FreeSpace& space) = 0;
};

/// The operating system's.
[[nodiscard]] FileSystem& posix_file_system();

}  // namespace skjerm::datastore
