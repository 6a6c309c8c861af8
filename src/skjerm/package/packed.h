// Packed packages, compatible with the official packager in both directions: a tar with the
// metadata in clear text, the data encrypted in chunks, the key of this package encrypted with the
// public key of the datastore, and the MD5 of the data. Ours can hold their SHA-256 as well, which
// official readers pass over.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "skjerm/base/result.h"
#include "skjerm/package/byte_source.h"
#include "skjerm/package/keys.h"
#include "skjerm/package/validate.h"

namespace skjerm::package {

/// Bytes of the data file that go into one chunk.
inline constexpr std::uint64_t kChunkBytes = 250'000'000;

struct PackOptions {
    std::uint64_t chunk_bytes = kChunkBytes;  ///< at least 1
    std::int64_t unix_time = 0;               ///< of the members and the tokens
    bool with_sha256 = false;                 ///< a member NAME.sha256 more
};

/// Packs `<directory>/<NAME>.json` and, when it is there, `<NAME>.csv`, where NAME is the name of
/// the directory, into `file`, which must be `<NAME>.tar` and not exist.
[[nodiscard]] base::Status pack(const std::filesystem::path& directory, const RsaKey& public_key,
                                const std::filesystem::path& file, const PackOptions& options);

struct UnpackOptions {
    /// Plain text that a package may hold.
    std::uint64_t most_plain_bytes = 200'000'000'000;
};

/// A packed package whose members are those that it can have. Nothing is decrypted before all
/// signatures are right, and plain text is never written to a disk.
class PackedDataset {
public:
    /// The stem of `file` is the name of the dataset.
    [[nodiscard]] static base::Result<PackedDataset> open(const std::filesystem::path& file,
                                                          const UnpackOptions& options = {});

    [[nodiscard]] const std::filesystem::path& file() const { return file_; }
    [[nodiscard]] const std::string& name() const { return name_; }
    [[nodiscard]] const std::string& metadata() const { return metadata_; }
    [[nodiscard]] bool has_data() const { return chunks_ > 0; }
    /// The size of the data as plain text, or a little more.
    [[nodiscard]] std::uint64_t plain_bytes() const { return plain_bytes_; }

    /// The data as plain text, after checking the signatures of all chunks. At its end the source
    /// compares the MD5, and the SHA-256 where the package has it, and gives a diagnostic instead
    /// of the end when one differs.
    [[nodiscard]] base::Result<std::unique_ptr<ByteSource>> data(const RsaKey& private_key) const;

private:
    PackedDataset() = default;
    base::Status read_index(const UnpackOptions& options);

    std::filesystem::path file_;
    std::string name_;
    std::string metadata_;
    std::string wrapped_key_;
    std::string md5_;
    std::string sha256_;  ///< empty without
    std::uint64_t chunks_ = 0;
    std::uint64_t plain_bytes_ = 0;
};

/// Checks a packed package as validate() checks a folder. Its data are decrypted on the way into
/// the check; `key` may be null where there are none, or metadata alone are read.
[[nodiscard]] base::Result<Report> validate(const PackedDataset& dataset, const RsaKey* key,
                                            const ValidateOptions& options);

/// Writes `<directory>/<NAME>/<NAME>.json` and `.csv`, readable for the owner alone. The folder
/// `<NAME>` must not exist, and exists afterwards only when all has succeeded.
[[nodiscard]] base::Status unpack(const PackedDataset& dataset, const RsaKey* private_key,
                                  const std::filesystem::path& directory);

}  // namespace skjerm::package
