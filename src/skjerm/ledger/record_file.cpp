#include "skjerm/ledger/record_file.h"

#include <fcntl.h>
#include <sodium.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <string_view>
#include <utility>

#include "skjerm/base/check.h"
#include "skjerm/base/diagnostic_codes.h"

namespace skjerm::ledger {

namespace {

using base::Argument;
using base::Code;

constexpr std::uint64_t kMagic = 0x014744454C4A4B53;  // "SKJLEDG", version 1
constexpr std::size_t kHeaderBytes = 32;
constexpr std::size_t kHeadBytes = 16;     // of a record, before its body
constexpr std::size_t kChecksumBytes = 8;  // behind it
constexpr std::size_t kReadBytes = 1 << 20;
constexpr std::size_t kLongestBody = std::size_t{1} << 26;

base::Diagnostic file_fault(Code code, const std::filesystem::path& path) {
    return base::error(code, {}, {Argument::name(path.string())});
}

/// Whether only its owner, this user, can use what `descriptor` refers to.
bool is_private(int descriptor) {
    struct stat about {};
    return ::fstat(descriptor, &about) == 0 && about.st_uid == ::geteuid() &&
           (about.st_mode & 077U) == 0;
}

bool is_regular(int descriptor) {
    struct stat about {};
    return ::fstat(descriptor, &about) == 0 && S_ISREG(about.st_mode);
}

/// All of `out`, or as much as the file holds.
std::ptrdiff_t read_fully(int descriptor, std::uint64_t offset, std::span<std::uint8_t> out) {
    std::size_t done = 0;
    while (done < out.size()) {
        const ssize_t count = ::pread(descriptor, out.data() + done, out.size() - done,
                                      static_cast<off_t>(offset + done));
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) return -1;
        if (count == 0) break;
        done += static_cast<std::size_t>(count);
    }
    return static_cast<std::ptrdiff_t>(done);
}

void put(std::span<std::uint8_t> out, std::uint64_t value) {
    for (std::uint8_t& byte : out) {
        byte = static_cast<std::uint8_t>(value);
        value >>= 8U;
    }
}

std::uint64_t get(std::span<const std::uint8_t> in) {
    std::uint64_t value = 0;
    for (std::size_t i = in.size(); i > 0; --i) value = value << 8U | in[i - 1];
    return value;
}

}  // namespace

// ---- folder ----------------------------------------------------------------------------------

base::Result<Folder> Folder::open(const std::filesystem::path& path) {
    std::error_code ignored;
    std::filesystem::create_directories(path.parent_path(), ignored);
    if (::mkdir(path.c_str(), 0700) != 0 && errno != EEXIST)
        return file_fault(Code::LedgerNotWritten, path);
    const int folder = ::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (folder < 0) return file_fault(Code::LedgerUnreadable, path);
    const bool safe = is_private(folder);
    const int lock_file =
        safe ? ::openat(folder, "lock", O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600) : -1;
    ::close(folder);
    if (!safe) return file_fault(Code::LedgerTooOpen, path);
    if (lock_file < 0) return file_fault(Code::LedgerNotWritten, path / "lock");
    return Folder(path, lock_file);
}

Folder::Folder(Folder&& other) noexcept
    : path_(std::move(other.path_)), lock_file_(std::exchange(other.lock_file_, -1)) {}

Folder::~Folder() {
    if (lock_file_ >= 0) ::close(lock_file_);
}

base::Result<Folder::Lock> Folder::lock() const {
    while (::flock(lock_file_, LOCK_EX) != 0)
        if (errno != EINTR) return file_fault(Code::LedgerUnreadable, path_ / "lock");
    return Lock(lock_file_);
}

Folder::Lock::Lock(Lock&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}

Folder::Lock::~Lock() {
    if (descriptor_ >= 0) ::flock(descriptor_, LOCK_UN);
}

// ---- file ------------------------------------------------------------------------------------

RecordFile::RecordFile(RecordFile&& other) noexcept
    : path_(std::move(other.path_)),
      identity_(other.identity_),
      descriptor_(std::exchange(other.descriptor_, -1)),
      end_(other.end_),
      chain_(other.chain_),
      count_(other.count_),
      last_body_(other.last_body_) {}

RecordFile::~RecordFile() {
    if (descriptor_ >= 0) ::close(descriptor_);
    sodium_memzero(identity_.key.data(), identity_.key.size());
}

base::Status RecordFile::fault(Code code) const { return file_fault(code, path_); }

base::Status RecordFile::damaged() const {
    return base::error(
        Code::LedgerDamaged, {},
        {Argument::name(path_.string()), Argument::fact(static_cast<std::int64_t>(count_ + 1))});
}

base::Result<RecordFile> RecordFile::open(const std::filesystem::path& file,
                                          const Identity& identity) {
    const int descriptor =
        ::open(file.c_str(), O_RDWR | O_CREAT | O_APPEND | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (descriptor < 0)
        return file_fault(
            errno == ENOSPC || errno == EROFS ? Code::LedgerNotWritten : Code::LedgerUnreadable,
            file);
    RecordFile opened(file, identity, descriptor);
    if (!is_regular(descriptor)) return file_fault(Code::LedgerOtherVersion, file);
    if (!is_private(descriptor)) return file_fault(Code::LedgerTooOpen, file);
    SKJERM_TRY(opened.check_header());
    return opened;
}

base::Status RecordFile::begin_file() {
    std::array<std::uint8_t, kHeaderBytes> header{};
    put(std::span(header).subspan(0, 8), kMagic);
    put(std::span(header).subspan(8, 8), identity_.kind);
    put(std::span(header).subspan(16, 8), identity_.epoch);
    chain_ = chained(std::span(header).first(24), 0);
    put(std::span(header).subspan(24, 8), chain_);
    end_ = 0;
    SKJERM_TRY(write_all(header));
    if (::fdatasync(descriptor_) != 0) return fault(Code::LedgerNotWritten);
    end_ = kHeaderBytes;
    return base::ok();
}

base::Status RecordFile::check_header() {
    std::array<std::uint8_t, kHeaderBytes> header{};
    const std::ptrdiff_t count = read_fully(descriptor_, 0, header);
    if (count < 0) return fault(Code::LedgerUnreadable);
    if (count < static_cast<std::ptrdiff_t>(kHeaderBytes)) {
        // Empty, or torn while it was begun: there is nothing in it to lose.
        struct stat about {};
        if (::fstat(descriptor_, &about) != 0) return fault(Code::LedgerUnreadable);
        if (about.st_size > count) return fault(Code::LedgerUnreadable);
        if (::ftruncate(descriptor_, 0) != 0) return fault(Code::LedgerNotWritten);
        return begin_file();
    }
    const std::span<const std::uint8_t> bytes(header);
    if (get(bytes.subspan(0, 8)) != kMagic || get(bytes.subspan(8, 8)) != identity_.kind)
        return fault(Code::LedgerOtherVersion);
    chain_ = chained(bytes.first(24), 0);
    if (get(bytes.subspan(24, 8)) != chain_ || get(bytes.subspan(16, 8)) != identity_.epoch)
        return damaged();
    end_ = kHeaderBytes;
    return base::ok();
}

std::uint64_t RecordFile::chained(std::span<const std::uint8_t> bytes, std::uint64_t before) const {
    // The checksum before goes into the key: one pass over the bytes.
    std::array<std::uint8_t, crypto_shorthash_KEYBYTES> key{};
    static_assert(crypto_shorthash_KEYBYTES == std::tuple_size_v<base::Aes128::Key>);
    std::copy(identity_.key.begin(), identity_.key.end(), key.begin());
    for (std::size_t i = 0; i < 8; ++i) key[i] ^= static_cast<std::uint8_t>(before >> (8 * i));
    std::array<std::uint8_t, crypto_shorthash_BYTES> hash{};
    crypto_shorthash(hash.data(), bytes.data(), bytes.size(), key.data());
    return get(hash);
}

base::Status RecordFile::read_new(const Reader& reader) {
    struct stat about {};
    if (::fstat(descriptor_, &about) != 0) return fault(Code::LedgerUnreadable);
    const auto size = static_cast<std::uint64_t>(about.st_size);
    if (size < end_) return damaged();  // what was there is gone

    Bytes buffer;
    std::uint64_t buffer_begin = end_;
    // Bytes [offset, offset + count) of the file, as far as they exist.
    const auto bytes_at = [&](std::uint64_t offset,
                              std::uint64_t count) -> std::span<const std::uint8_t> {
        count = std::min(count, size - offset);
        if (offset < buffer_begin || offset + count > buffer_begin + buffer.size()) {
            buffer.resize(
                std::min<std::uint64_t>(std::max<std::uint64_t>(count, kReadBytes), size - offset));
            const std::ptrdiff_t got = read_fully(descriptor_, offset, buffer);
            buffer.resize(static_cast<std::size_t>(std::max<std::ptrdiff_t>(got, 0)));
            buffer_begin = offset;
        }
        const std::size_t from = static_cast<std::size_t>(offset - buffer_begin);
        return std::span<const std::uint8_t>(buffer).subspan(
            from, std::min<std::size_t>(count, buffer.size() - from));
    };

    while (end_ < size) {
        const std::uint64_t left = size - end_;
        const auto head = bytes_at(end_, kHeadBytes);
        const bool zeros =
            std::all_of(head.begin(), head.end(), [](auto byte) { return byte == 0; });
        bool torn = left < kHeadBytes;
        if (!torn && zeros) {
            // A file system may lengthen a file before it writes what belongs there.
            const auto rest = bytes_at(end_, std::min<std::uint64_t>(left, kLongestBody));
            torn = rest.size() == left &&
                   std::all_of(rest.begin(), rest.end(), [](auto byte) { return byte == 0; });
        }
        std::uint64_t length = 0;
        if (!torn) {
            if (head.size() < kHeadBytes) return fault(Code::LedgerUnreadable);
            length = get(head.first(4));
            const std::uint64_t checksum = chained(head.first(8), chain_);
            if (get(head.subspan(8, 8)) != checksum || length > kLongestBody) return damaged();
            torn = left < kHeadBytes + length + kChecksumBytes;
        }
        if (torn) {
            if (::ftruncate(descriptor_, static_cast<off_t>(end_)) != 0)
                return fault(Code::LedgerNotWritten);
            return base::ok();
        }
        const std::uint32_t type = static_cast<std::uint32_t>(get(head.subspan(4, 4)));
        const std::uint64_t head_chain = get(head.subspan(8, 8));
        const auto body = bytes_at(end_ + kHeadBytes, length + kChecksumBytes);
        if (body.size() < length + kChecksumBytes) return fault(Code::LedgerUnreadable);
        const std::uint64_t checksum = chained(body.first(length), head_chain);
        if (get(body.subspan(length, kChecksumBytes)) != checksum) return damaged();
        last_body_ = end_ + kHeadBytes;
        if (!reader(type, body.first(length)).ok()) return damaged();
        ++count_;
        chain_ = checksum;
        end_ += kHeadBytes + length + kChecksumBytes;
    }
    return base::ok();
}

base::Status RecordFile::write_all(std::span<const std::uint8_t> bytes) {
    std::size_t done = 0;
    while (done < bytes.size()) {
        const ssize_t count = ::write(descriptor_, bytes.data() + done, bytes.size() - done);
        if (count < 0 && errno == EINTR) continue;
        if (count <= 0) {
            // Half a record would be dropped by the next reader anyway.
            if (::ftruncate(descriptor_, static_cast<off_t>(end_)) != 0)
                return fault(Code::LedgerNotWritten);
            return fault(Code::LedgerNotWritten);
        }
        done += static_cast<std::size_t>(count);
    }
    return base::ok();
}

base::Status RecordFile::append(std::span<const Entry> entries, Durable durable) {
    if (entries.empty()) return base::ok();
    Bytes bytes;
    std::uint64_t chain = chain_;
    std::uint64_t last_body = last_body_;
    for (const Entry& entry : entries) {
        SKJERM_CHECK(entry.body.size() <= kLongestBody);
        std::array<std::uint8_t, kHeadBytes> head{};
        put(std::span(head).first(4), entry.body.size());
        put(std::span(head).subspan(4, 4), entry.type);
        chain = chained(std::span(head).first(8), chain);
        put(std::span(head).subspan(8, 8), chain);
        bytes.insert(bytes.end(), head.begin(), head.end());
        last_body = end_ + bytes.size();
        bytes.insert(bytes.end(), entry.body.begin(), entry.body.end());
        chain = chained(entry.body, chain);
        std::array<std::uint8_t, kChecksumBytes> tail{};
        put(tail, chain);
        bytes.insert(bytes.end(), tail.begin(), tail.end());
    }
    SKJERM_TRY(write_all(bytes));
    if (durable == Durable::Yes && ::fdatasync(descriptor_) != 0)
        return fault(Code::LedgerNotWritten);
    end_ += bytes.size();
    chain_ = chain;
    count_ += entries.size();
    last_body_ = last_body;
    return base::ok();
}

base::Status RecordFile::read_at(std::uint64_t offset, std::span<std::uint8_t> out) const {
    if (read_fully(descriptor_, offset, out) != static_cast<std::ptrdiff_t>(out.size()))
        return fault(Code::LedgerUnreadable);
    return base::ok();
}

// ---- bytes -----------------------------------------------------------------------------------

void ByteWriter::number(std::uint64_t value, int bytes) {
    for (int i = 0; i < bytes; ++i) bytes_.push_back(static_cast<std::uint8_t>(value >> (8 * i)));
}

void ByteWriter::text(std::string_view value) {
    u32(static_cast<std::uint32_t>(value.size()));
    bytes_.insert(bytes_.end(), value.begin(), value.end());
}

std::uint64_t ByteReader::number(std::size_t bytes) {
    if (bytes_.size() < bytes) {
        failed_ = true;
        bytes_ = {};
        return 0;
    }
    const std::uint64_t value = get(bytes_.first(bytes));
    bytes_ = bytes_.subspan(bytes);
    return value;
}

std::string ByteReader::text() {
    const std::size_t size = u32();
    if (bytes_.size() < size) {
        failed_ = true;
        bytes_ = {};
        return {};
    }
    std::string value(bytes_.begin(), bytes_.begin() + static_cast<std::ptrdiff_t>(size));
    bytes_ = bytes_.subspan(size);
    return value;
}

}  // namespace skjerm::ledger
