// Where the bytes of a data file come from: a file, or a package that is decrypted on the way.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "skjerm/base/result.h"

namespace skjerm::package {

class ByteSource {
public:
    virtual ~ByteSource() = default;
    /// Fills the front of `into` and says how much; 0 is the end. `into` is not empty.
    [[nodiscard]] virtual base::Result<std::size_t> read(std::span<char> into) = 0;
};

/// A regular file; a diagnostic when it cannot be opened.
[[nodiscard]] base::Result<std::unique_ptr<ByteSource>> open_file(
    const std::filesystem::path& file);

/// Everything up to the end; nullopt when that is more than `most` bytes.
[[nodiscard]] base::Result<std::optional<std::string>> read_all(ByteSource& source,
                                                                std::uint64_t most);

/// Text in memory that outlives the source.
[[nodiscard]] std::unique_ptr<ByteSource> text_source(std::string_view text);

/// A failed open, read or write, with the word of the system for the error number.
[[nodiscard]] base::Diagnostic unreadable(const std::filesystem::path& file, int error);
[[nodiscard]] base::Diagnostic unwritable(const std::filesystem::path& file, int error);

}  // namespace skjerm::package
