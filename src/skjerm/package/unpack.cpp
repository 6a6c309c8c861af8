#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <set>

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

constexpr std::uint64_t kMostKeyBytes = 16384 / 8;
constexpr std::uint64_t kMostChecksumBytes = 4096;
/// Members may stand in any order, and the next chunk is looked for from the front.
constexpr std::uint64_t kMostChunks = 10'000;
/// Bytes of a token that are not plain text: head, padding, signature.
constexpr std::uint64_t kMostTokenOverhead = 75;
constexpr std::uint64_t kHighestLimit = std::uint64_t{1} << 62;
constexpr std::size_t kPieceBytes = std::size_t{1} << 20;
constexpr std::string_view kChunkFolder = "chunks/";
constexpr std::string_view kChunkEnd = ".csv.encr";

base::Diagnostic about_member(Code code, const std::string& name) {
    return base::error(code, {}, {Argument::name(name)});
}

std::string chunk_name(std::uint64_t number) {
    return std::string(kChunkFolder) + std::to_string(number) + std::string(kChunkEnd);
}

/// The number in `chunks/<n>.csv.encr`, written as chunk_name() writes it.
std::optional<std::uint64_t> chunk_number(const std::string& name) {
    if (!name.starts_with(kChunkFolder) || !name.ends_with(kChunkEnd)) return std::nullopt;
    const char* const begin = name.data() + kChunkFolder.size();
    std::uint64_t number = 0;
    const auto read = std::from_chars(begin, name.data() + name.size(), number);
    if (read.ec != std::errc{} || number == 0 || number > kMostChunks) return std::nullopt;
    return chunk_name(number) == name ? std::optional(number) : std::nullopt;
}

base::Result<std::string> read_member(TarReader& tar, std::uint64_t most) {
    SKJERM_TRY_ASSIGN(std::optional<std::string> text, read_all(tar, most));
    if (text) return std::move(*text);
    return base::error(Code::PackageTooLarge, {},
                       {Argument::fact(static_cast<std::int64_t>(most))});
}

/// The first line without blanks.
std::string checksum_text(std::string_view text) {
    text = text.substr(0, text.find_first_of("\r\n"));
    std::string result;
    for (const char character : text)
        if (character != ' ' && character != '\t') result += character;
    return result;
}

/// Finds members by name, whatever their order; without going back when they stand in order.
class MemberFinder {
public:
    explicit MemberFinder(fs::path file) : file_(std::move(file)) {}

    /// The archive at that member; valid until the next call.
    base::Result<TarReader*> find(const std::string& name) {
        for (const bool again : {false, true}) {
            if (again || tar_ == nullptr) {
                SKJERM_TRY_ASSIGN(tar_, TarReader::open(file_));
            }
            for (;;) {
                SKJERM_TRY_ASSIGN(const std::optional<TarMember> member, tar_->next());
                if (!member) break;
                if (member->name == name) return tar_.get();
            }
        }
        return about_member(Code::PackageMemberMissing, name);
    }

private:
    fs::path file_;
    std::unique_ptr<TarReader> tar_;
};

/// What the data of a package must give; the SHA-256 is empty where the package has none.
struct ExpectedSums {
    std::string name;  ///< of the dataset
    std::string md5;
    std::string sha256;
};

/// The chunks one after the other, with the checksums of all at the end.
class DecryptedChunks final : public ByteSource {
public:
    DecryptedChunks(fs::path file, FernetKey key, std::uint64_t chunks, ExpectedSums expected)
        : file_(std::move(file)),
          finder_(file_),
          key_(std::move(key)),
          chunks_(chunks),
          expected_(std::move(expected)) {}

    base::Status verify() const {
        MemberFinder finder(file_);
        for (std::uint64_t chunk = 1; chunk <= chunks_; ++chunk) {
            const std::string name = chunk_name(chunk);
            SKJERM_TRY_ASSIGN(TarReader* const tar, finder.find(name));
            SKJERM_TRY(FernetReader(*tar, key_, name).verify());
        }
        return base::ok();
    }

    base::Result<std::size_t> read(std::span<char> into) override {
        for (;;) {
            if (token_ == nullptr) {
                if (chunk_ == chunks_) return at_end();
                const std::string name = chunk_name(++chunk_);
                SKJERM_TRY_ASSIGN(TarReader* const tar, finder_.find(name));
                token_ = std::make_unique<FernetReader>(*tar, key_, name);
            }
            SKJERM_TRY_ASSIGN(const std::size_t got, token_->read(into));
            if (got > 0) {
                digest_.add(into.first(got));
                return got;
            }
            token_.reset();
        }
    }

private:
    base::Result<std::size_t> at_end() {
        if (!is_done_) {
            is_done_ = true;
            if (digest_.md5() != expected_.md5)
                wrong_ = expected_.name + ".md5";
            else if (!expected_.sha256.empty() && digest_.sha256() != expected_.sha256)
                wrong_ = expected_.name + ".sha256";
        }
        if (!wrong_.empty()) return about_member(Code::PackageChecksum, wrong_);
        return std::size_t{0};
    }

    fs::path file_;
    MemberFinder finder_;
    FernetKey key_;
    std::uint64_t chunks_;
    ExpectedSums expected_;
    DataDigest digest_;
    bool is_done_ = false;
    std::string wrong_;        // the member that does not agree
    std::uint64_t chunk_ = 0;  // the one being read
    std::unique_ptr<FernetReader> token_;
};

/// Writes all of a source to a new file for the owner alone.
base::Status write_file(const fs::path& file, ByteSource& source) {
    const int descriptor = ::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (descriptor < 0) return unwritable(file, errno);
    struct Closer {
        int descriptor;
        ~Closer() { ::close(descriptor); }
    } closer{descriptor};
    std::vector<char> piece(kPieceBytes);
    for (;;) {
        SKJERM_TRY_ASSIGN(const std::size_t got, source.read(piece));
        if (got == 0) break;
        poll_cancellation();
        std::string_view rest(piece.data(), got);
        while (!rest.empty()) {
            const ssize_t written = ::write(descriptor, rest.data(), rest.size());
            if (written < 0 && errno == EINTR) continue;
            if (written <= 0) return unwritable(file, written < 0 ? errno : ENOSPC);
            rest.remove_prefix(static_cast<std::size_t>(written));
        }
    }
    return ::fsync(descriptor) == 0 ? base::ok() : base::Status(unwritable(file, errno));
}

/// A folder that is removed again unless it has got its name.
class NewFolder {
public:
    static base::Result<NewFolder> beside(const fs::path& target) {
        std::string name = (target.parent_path() / ".unpack-XXXXXX").string();
        if (::mkdtemp(name.data()) == nullptr) return unwritable(target.parent_path(), errno);
        return NewFolder(name);
    }
    NewFolder(NewFolder&& other) noexcept : path_(std::exchange(other.path_, {})) {}
    NewFolder(const NewFolder&) = delete;
    NewFolder& operator=(const NewFolder&) = delete;
    NewFolder& operator=(NewFolder&&) = delete;
    ~NewFolder() {
        std::error_code ignored;
        if (!path_.empty()) fs::remove_all(path_, ignored);
    }

    [[nodiscard]] const fs::path& path() const { return path_; }
    base::Status rename_to(const fs::path& target) {
        std::error_code error;
        fs::rename(path_, target, error);
        if (error) return unwritable(target, error.value());
        path_.clear();
        return base::ok();
    }

private:
    explicit NewFolder(fs::path path) : path_(std::move(path)) {}
    fs::path path_;
};

}  // namespace

base::Result<PackedDataset> PackedDataset::open(const fs::path& file,
                                                const UnpackOptions& options) {
    PackedDataset dataset;
    dataset.file_ = file;
    dataset.name_ = file.stem().string();
    if (!is_dataset_name(dataset.name_))
        return base::error(Code::PackageNameInvalid, {}, {Argument::name(dataset.name_)});
    SKJERM_TRY(dataset.read_index(options));
    return dataset;
}

base::Status PackedDataset::read_index(const UnpackOptions& options) {
    const std::string json = name_ + ".json";
    const std::string key = name_ + ".symkey.encr";
    const std::string md5 = name_ + ".md5";
    const std::string sha256 = name_ + ".sha256";
    SKJERM_TRY_ASSIGN(const std::unique_ptr<TarReader> tar, TarReader::open(file_));
    std::set<std::string> seen;
    std::uint64_t highest_chunk = 0;
    const std::uint64_t most = std::min(options.most_plain_bytes, kHighestLimit);
    for (;;) {
        SKJERM_TRY_ASSIGN(const std::optional<TarMember> member, tar->next());
        if (!member) break;
        const bool folder = member->name == "chunks" || member->name == "chunks/";
        const auto chunk = chunk_number(member->name);
        const bool is_known = folder || chunk || member->name == json || member->name == key ||
                              member->name == md5 || member->name == sha256;
        if (!is_known) return about_member(Code::PackageMemberUnexpected, member->name);
        if (member->kind != (folder ? TarMember::Kind::Folder : TarMember::Kind::File))
            return about_member(Code::PackageMemberKind, member->name);
        if (!seen.insert(folder ? "chunks" : member->name).second)
            return about_member(Code::PackageMemberTwice, member->name);
        if (chunk) {
            highest_chunk = std::max(highest_chunk, *chunk);
            ++chunks_;
            // Cannot overflow: one more is added only while the sum is within the limit.
            plain_bytes_ += member->bytes / 4 * 3;
            if (plain_bytes_ > most + kMostTokenOverhead * chunks_)
                return base::error(Code::PackageTooLarge, {},
                                   {Argument::fact(static_cast<std::int64_t>(most))});
        } else if (member->name == json) {
            SKJERM_TRY_ASSIGN(metadata_, read_member(*tar, kMostMetadataBytes));
        } else if (member->name == key) {
            SKJERM_TRY_ASSIGN(wrapped_key_, read_member(*tar, kMostKeyBytes));
        } else if (member->name == md5) {
            SKJERM_TRY_ASSIGN(const std::string text, read_member(*tar, kMostChecksumBytes));
            md5_ = checksum_text(text);
        } else if (member->name == sha256) {
            SKJERM_TRY_ASSIGN(const std::string text, read_member(*tar, kMostChecksumBytes));
            sha256_ = checksum_text(text);
            if (sha256_.empty()) return about_member(Code::PackageChecksum, sha256);
        }
    }
    if (!seen.contains(json)) return about_member(Code::PackageMemberMissing, json);
    if (seen.size() == 1) return base::ok();
    for (const std::string& needed : {key, md5, chunk_name(1)})
        if (!seen.contains(needed)) return about_member(Code::PackageMemberMissing, needed);
    if (chunks_ != highest_chunk)
        for (std::uint64_t chunk = 1; chunk < highest_chunk; ++chunk)
            if (!seen.contains(chunk_name(chunk)))
                return about_member(Code::PackageMemberMissing, chunk_name(chunk));
    return base::ok();
}

base::Result<std::unique_ptr<ByteSource>> PackedDataset::data(const RsaKey& private_key) const {
    SKJERM_CHECK(has_data());
    std::optional<FernetKey> key = private_key.unwrap(
        {reinterpret_cast<const std::uint8_t*>(wrapped_key_.data()), wrapped_key_.size()});
    if (!key) return about_member(Code::PackageKeyMismatch, private_key.file());
    auto chunks = std::make_unique<DecryptedChunks>(file_, std::move(*key), chunks_,
                                                    ExpectedSums{name_, md5_, sha256_});
    SKJERM_TRY(chunks->verify());
    return std::unique_ptr<ByteSource>(std::move(chunks));
}

base::Status unpack(const PackedDataset& dataset, const RsaKey* private_key,
                    const fs::path& directory) {
    SKJERM_CHECK(!dataset.has_data() || private_key != nullptr);
    const fs::path target = directory / dataset.name();
    std::error_code error;
    if (fs::exists(fs::symlink_status(target, error)))
        return about_member(Code::PackageTargetExists, target.string());
    fs::create_directories(directory, error);
    if (error) return unwritable(directory, error.value());
    SKJERM_TRY_ASSIGN(NewFolder folder, NewFolder::beside(target));
    const std::unique_ptr<ByteSource> metadata = text_source(dataset.metadata());
    SKJERM_TRY(write_file(folder.path() / (dataset.name() + ".json"), *metadata));
    if (dataset.has_data()) {
        SKJERM_TRY_ASSIGN(const std::unique_ptr<ByteSource> data, dataset.data(*private_key));
        SKJERM_TRY(write_file(folder.path() / (dataset.name() + ".csv"), *data));
    }
    return folder.rename_to(target);
}

}  // namespace skjerm::package
