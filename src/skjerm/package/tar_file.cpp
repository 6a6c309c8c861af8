#include "skjerm/package/tar_file.h"

#include <archive.h>
#include <archive_entry.h>
#include <fcntl.h>
#include <unistd.h>

#include <cerrno>

#include "skjerm/base/check.h"
#include "skjerm/base/diagnostic_codes.h"

namespace skjerm::package {

namespace {

constexpr std::size_t kReadBytes = std::size_t{256} << 10;

struct FreeEntry {
    void operator()(archive_entry* entry) const { archive_entry_free(entry); }
};
using EntryPtr = std::unique_ptr<archive_entry, FreeEntry>;

TarMember::Kind kind_of(archive_entry* entry) {
    const bool link =
        archive_entry_hardlink(entry) != nullptr || archive_entry_symlink(entry) != nullptr;
    if (link || archive_entry_sparse_count(entry) > 0) return TarMember::Kind::Other;
    const auto type = archive_entry_filetype(entry);
    if (type == AE_IFDIR) return TarMember::Kind::Folder;
    const bool plain =
        type == AE_IFREG && archive_entry_size_is_set(entry) != 0 && archive_entry_size(entry) >= 0;
    return plain ? TarMember::Kind::File : TarMember::Kind::Other;
}

}  // namespace

base::Result<std::unique_ptr<TarReader>> TarReader::open(const std::filesystem::path& file) {
    // Opened first, so that a file that is not there is told from one that is no archive.
    SKJERM_TRY(open_file(file));
    archive* const reader = archive_read_new();
    SKJERM_CHECK(reader != nullptr);
    std::unique_ptr<TarReader> tar(new TarReader(reader, file.string()));
    SKJERM_CHECK(archive_read_support_format_tar(reader) == ARCHIVE_OK);
    if (archive_read_open_filename(reader, file.c_str(), kReadBytes) != ARCHIVE_OK)
        return tar->fault();
    return tar;
}

TarReader::~TarReader() { archive_read_free(reader_); }

base::Diagnostic TarReader::fault() const {
    return base::error(base::Code::PackageNotTar, {}, {base::Argument::name(file_)});
}

base::Result<std::optional<TarMember>> TarReader::next() {
    archive_entry* entry = nullptr;
    const int result = archive_read_next_header(reader_, &entry);
    if (result == ARCHIVE_EOF) return std::optional<TarMember>();
    if (result != ARCHIVE_OK) return fault();
    TarMember member;
    if (const char* name = archive_entry_pathname(entry)) member.name = name;
    member.kind = kind_of(entry);
    if (member.kind == TarMember::Kind::File)
        member.bytes = static_cast<std::uint64_t>(archive_entry_size(entry));
    return std::optional<TarMember>(std::move(member));
}

base::Result<std::size_t> TarReader::read(std::span<char> into) {
    const la_ssize_t got = archive_read_data(reader_, into.data(), into.size());
    if (got < 0) return fault();
    return static_cast<std::size_t>(got);
}

base::Result<std::unique_ptr<TarWriter>> TarWriter::create(const std::filesystem::path& file,
                                                           std::int64_t unix_time) {
    const int descriptor = ::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (descriptor < 0) {
        if (errno != EEXIST) return unwritable(file, errno);
        return base::error(base::Code::PackageTargetExists, {},
                           {base::Argument::name(file.string())});
    }
    archive* const writer = archive_write_new();
    SKJERM_CHECK(writer != nullptr);
    std::unique_ptr<TarWriter> tar(new TarWriter(writer, descriptor, file, unix_time));
    SKJERM_CHECK(archive_write_set_format_ustar(writer) == ARCHIVE_OK);
    if (archive_write_open_fd(writer, descriptor) != ARCHIVE_OK) return tar->fault();
    return tar;
}

TarWriter::~TarWriter() {
    if (!finished_) archive_write_fail(writer_);
    archive_write_free(writer_);
    ::close(descriptor_);
    if (!finished_) ::unlink(file_.c_str());
}

base::Diagnostic TarWriter::fault() const {
    const int error = archive_errno(writer_);
    return unwritable(file_, error > 0 ? error : EIO);
}

base::Status TarWriter::add_header(const std::string& name, unsigned type, unsigned mode,
                                   std::uint64_t bytes) {
    const EntryPtr entry(archive_entry_new());
    SKJERM_CHECK(entry != nullptr);
    archive_entry_set_pathname(entry.get(), name.c_str());
    archive_entry_set_filetype(entry.get(), type);
    archive_entry_set_perm(entry.get(), static_cast<decltype(archive_entry_perm(nullptr))>(mode));
    archive_entry_set_size(entry.get(), static_cast<la_int64_t>(bytes));
    archive_entry_set_mtime(entry.get(), unix_time_, 0);
    if (archive_write_header(writer_, entry.get()) != ARCHIVE_OK) return fault();
    return base::ok();
}

base::Status TarWriter::begin_file(const std::string& name, std::uint64_t bytes) {
    return add_header(name, AE_IFREG, 0644, bytes);
}

base::Status TarWriter::write(std::string_view bytes) {
    while (!bytes.empty()) {
        const la_ssize_t written = archive_write_data(writer_, bytes.data(), bytes.size());
        if (written <= 0) return fault();
        bytes.remove_prefix(static_cast<std::size_t>(written));
    }
    return base::ok();
}

base::Status TarWriter::add_file(const std::string& name, std::string_view bytes) {
    SKJERM_TRY(begin_file(name, bytes.size()));
    return write(bytes);
}

base::Status TarWriter::add_folder(const std::string& name) {
    return add_header(name, AE_IFDIR, 0755, 0);
}

base::Status TarWriter::finish() {
    if (archive_write_close(writer_) != ARCHIVE_OK) return fault();
    if (::fsync(descriptor_) != 0) return unwritable(file_, errno);
    finished_ = true;
    return base::ok();
}

}  // namespace skjerm::package
