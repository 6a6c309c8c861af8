// The members of a tar archive (ustar, GNU or pax) that a package can have. Nothing is extracted by
// the name of a member: a name is compared with those expected, and anything that is no plain file
// (links, devices, sparse files) is told as such.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "skjerm/base/result.h"
#include "skjerm/package/byte_source.h"

struct archive;

namespace skjerm::package {

struct TarMember {
    enum class Kind : std::uint8_t { File, Folder, Other };
    std::string name;  ///< as it stands in the archive; empty when that is no text
    Kind kind = Kind::Other;
    std::uint64_t bytes = 0;
};

/// Reads members in the order of the archive; as a ByteSource, the bytes of the current one.
class TarReader final : public ByteSource {
public:
    [[nodiscard]] static base::Result<std::unique_ptr<TarReader>> open(
        const std::filesystem::path& file);
    ~TarReader() override;
    TarReader(const TarReader&) = delete;
    TarReader& operator=(const TarReader&) = delete;

    /// nullopt at the end of the archive.
    [[nodiscard]] base::Result<std::optional<TarMember>> next();
    [[nodiscard]] base::Result<std::size_t> read(std::span<char> into) override;

private:
    TarReader(archive* reader, std::string file) : reader_(reader), file_(std::move(file)) {}
    [[nodiscard]] base::Diagnostic fault() const;

    archive* reader_;
    std::string file_;
};

/// Writes a new archive (ustar) that only its owner can read; the file is removed again unless
/// finish() has succeeded.
class TarWriter {
public:
    /// `unix_time` is the time of every member.
    [[nodiscard]] static base::Result<std::unique_ptr<TarWriter>> create(
        const std::filesystem::path& file, std::int64_t unix_time);
    ~TarWriter();
    TarWriter(const TarWriter&) = delete;
    TarWriter& operator=(const TarWriter&) = delete;

    [[nodiscard]] base::Status begin_file(const std::string& name, std::uint64_t bytes);
    /// More of the file begun last; all in all as many bytes as were announced.
    [[nodiscard]] base::Status write(std::string_view bytes);
    [[nodiscard]] base::Status add_file(const std::string& name, std::string_view bytes);
    [[nodiscard]] base::Status add_folder(const std::string& name);
    /// Completes the archive and makes it durable.
    [[nodiscard]] base::Status finish();

private:
    TarWriter(archive* writer, int descriptor, std::filesystem::path file, std::int64_t unix_time)
        : writer_(writer), descriptor_(descriptor), file_(std::move(file)), unix_time_(unix_time) {}
    [[nodiscard]] base::Status add_header(const std::string& name, unsigned type, unsigned mode,
                                          std::uint64_t bytes);
    [[nodiscard]] base::Diagnostic fault() const;

    archive* writer_;
    int descriptor_;
    std::filesystem::path file_;
    std::int64_t unix_time_;
    bool finished_ = false;
};

}  // namespace skjerm::package
