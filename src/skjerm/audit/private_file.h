// Files and folders that belong to one user alone, and what can be wrong with them: the log, the
// scripts beside it, the data owner's keys.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "skjerm/base/result.h"

namespace skjerm::audit {

/// A file descriptor, closed at the end.
class Descriptor {
public:
    Descriptor() = default;
    explicit Descriptor(int number) : number_(number) {}
    Descriptor(Descriptor&& other) noexcept;
    Descriptor& operator=(Descriptor&& other) noexcept;
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    ~Descriptor();
    [[nodiscard]] bool is_open() const { return number_ >= 0; }
    [[nodiscard]] int number() const { return number_; }

private:
    int number_ = -1;
};

/// Makes the folder (0700) if there is none, and those above it. Refuses one that is a link, of
/// another user, or open to group or others.
[[nodiscard]] base::Status make_private_folder(const std::filesystem::path& folder);
/// Only the refusals; AuditNothingThere when there is none.
[[nodiscard]] base::Status check_private_folder(const std::filesystem::path& folder);

enum class Access : std::uint8_t { Read, Append, MakeAndAppend };

/// Opens a regular file that only its owner, this user, can use; a new one gets 0600. nullopt when
/// there is none (and none is to be made).
[[nodiscard]] base::Result<std::optional<Descriptor>> open_private_file(
    const std::filesystem::path& file, Access access);

/// All of an open file from `begin` on.
[[nodiscard]] base::Result<std::string> read_from(const Descriptor& file, std::uint64_t begin,
                                                  const std::filesystem::path& name);
/// The whole file; nullopt when there is none.
[[nodiscard]] base::Result<std::optional<std::string>> read_private_file(
    const std::filesystem::path& file);

/// The same of a file that may be anybody's: a copy that an auditor works on.
[[nodiscard]] base::Result<std::optional<std::string>> read_file(const std::filesystem::path& file);

/// Writes all of `text`, or says why not: AuditDiskFull or AuditNotWritten about `name`.
[[nodiscard]] base::Status write_all(const Descriptor& file, std::string_view text,
                                     const std::filesystem::path& name);
/// Forces the names in a folder to disk.
[[nodiscard]] base::Status sync_folder(const std::filesystem::path& folder);

/// Makes a file (0600) with this content, whole and on disk, or not at all. A file of that name
/// stays as it is; false: it was there.
[[nodiscard]] base::Result<bool> make_private_file(const std::filesystem::path& file,
                                                   std::string_view content);

/// AuditDiskFull or AuditNotWritten, as the error number of the last call says.
[[nodiscard]] base::Diagnostic write_fault(const std::filesystem::path& name, int error_number);

}  // namespace skjerm::audit
