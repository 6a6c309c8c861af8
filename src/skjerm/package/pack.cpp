
#include <algorithm>
#include <cerrno>

#include "skjerm/base/diagnostic_codes.h"
#include "skjerm/package/cancellation.h"
#include "skjerm/package/data_digest.h"
#include "skjerm/package/fernet.h"
#include "skjerm/package/packed.h"
#include "skjerm/package/tar_file.h"
#include "skjerm/package/validate.h"

namespace skjerm::package {

namespace {

using base::Argument;
using base::Code;
namespace fs = std::filesystem;

constexpr std::size_t kPieceBytes = std::size_t{1} << 20;

/// The checksums of a file and its size.
struct Summary {
    std::string md5;
    std::string sha256;
    std::uint64_t bytes = 0;
};

base::Result<Summary> summary_of(const fs::path& file) {
    SKJERM_TRY_ASSIGN(const std::unique_ptr<ByteSource> source, open_file(file));
    DataDigest digest;
    std::vector<char> piece(kPieceBytes);
    Summary summary;
    for (;;) {
        SKJERM_TRY_ASSIGN(const std::size_t got, source->read(piece));
        if (got == 0) break;
        poll_cancellation();
        summary.bytes += got;
        digest.add(std::span(piece).first(got));
    }
    summary.md5 = digest.md5();
    summary.sha256 = digest.sha256();
    return summary;
}

/// One chunk of exactly `bytes` bytes of `data`.
base::Status add_chunk(TarWriter& tar, std::uint64_t number, std::uint64_t bytes, ByteSource& data,
                       const FernetKey& key, const fs::path& file, std::int64_t unix_time) {
    SKJERM_TRY(
        tar.begin_file("chunks/" + std::to_string(number) + ".csv.encr", fernet_size(bytes)));
    FernetWriter token(key, static_cast<std::uint64_t>(unix_time),
                       [&tar](std::string_view text) { return tar.write(text); });
    std::vector<char> piece(static_cast<std::size_t>(std::min<std::uint64_t>(bytes, kPieceBytes)));
    while (bytes > 0) {
        const auto wanted = static_cast<std::size_t>(std::min<std::uint64_t>(bytes, piece.size()));
        SKJERM_TRY_ASSIGN(const std::size_t got, data.read(std::span(piece).first(wanted)));
        poll_cancellation();
        if (got == 0) return unreadable(file, EIO);  // shorter than a moment ago
        SKJERM_TRY(token.write(std::span(piece).first(got)));
        bytes -= got;
    }
    return token.finish();
}

base::Status add_data(TarWriter& tar, const std::string& name, const fs::path& csv,
                      const RsaKey& public_key, const PackOptions& options) {
    SKJERM_TRY_ASSIGN(const Summary summary, summary_of(csv));
    const FernetKey key = FernetKey::random();
    const std::vector<std::uint8_t> wrapped = public_key.wrap(key);
    SKJERM_TRY(tar.add_file(name + ".symkey.encr",
                            {reinterpret_cast<const char*>(wrapped.data()), wrapped.size()}));
    SKJERM_TRY(tar.add_file(name + ".md5", summary.md5));
    if (options.with_sha256) SKJERM_TRY(tar.add_file(name + ".sha256", summary.sha256));
    SKJERM_TRY(tar.add_folder("chunks"));
    SKJERM_TRY_ASSIGN(const std::unique_ptr<ByteSource> data, open_file(csv));
    std::uint64_t rest = summary.bytes;
    std::uint64_t number = 1;
    do {  // an empty file has one empty chunk
        const std::uint64_t bytes = std::min(rest, options.chunk_bytes);
        SKJERM_TRY(add_chunk(tar, number, bytes, *data, key, csv, options.unix_time));
        rest -= bytes;
        ++number;
    } while (rest > 0);
    return base::ok();
}

}  // namespace

base::Status pack(const fs::path& directory, const RsaKey& public_key, const fs::path& file,
                  const PackOptions& options) {
    SKJERM_CHECK(options.chunk_bytes > 0);
    // "X/." and "X/" are X, too.
    const fs::path whole = fs::absolute(directory).lexically_normal();
    const std::string name =
        (whole.has_filename() ? whole : whole.parent_path()).filename().string();
    if (!is_dataset_name(name))
        return base::error(Code::PackageNameInvalid, {}, {Argument::name(name)});
    if (file.filename() != name + ".tar")
        return base::error(Code::PackageFileName, {},
                           {Argument::name(file.string()), Argument::name(name + ".tar")});
    const fs::path json = directory / (name + ".json");
    const fs::path csv = directory / (name + ".csv");
    std::error_code ignored;
    if (!fs::is_regular_file(json, ignored))
        return base::error(Code::PackageMetadataMissing, {}, {Argument::name(json.string())});
    SKJERM_TRY_ASSIGN(const std::unique_ptr<ByteSource> source, open_file(json));
    SKJERM_TRY_ASSIGN(const std::optional<std::string> metadata,
                      read_all(*source, kMostMetadataBytes));
    if (!metadata)
        return base::error(Code::PackageTooLarge, {},
                           {Argument::fact(static_cast<std::int64_t>(kMostMetadataBytes))});
    SKJERM_TRY_ASSIGN(const std::unique_ptr<TarWriter> tar,
                      TarWriter::create(file, options.unix_time));
    SKJERM_TRY(tar->add_file(name + ".json", *metadata));
    if (fs::is_regular_file(csv, ignored))
        SKJERM_TRY(add_data(*tar, name, csv, public_key, options));
    return tar->finish();
}

}  // namespace skjerm::package
