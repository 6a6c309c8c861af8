// An append-only file of records, each chained to the one before by a keyed checksum: a record that
// was changed, removed, repeated or put in by somebody without the key is found when the file is
// read. What a program that was killed had begun to write is dropped; any other damage is an error,
// and then nothing may be released.
//
//   header   32 bytes: "SKJLEDG" and a version, kind, epoch, checksum
//   record   u32 length of the body, u32 type, u64 checksum of these two and of all before,
//            the body, u64 checksum of the body and of all before
//
// Numbers are little-endian. The checksums are SipHash-2-4.
//
// Several processes share a file: whoever reads or writes holds the lock of its folder.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "skjerm/base/keyed_hash.h"
#include "skjerm/base/result.h"

namespace skjerm::ledger {

using Bytes = std::vector<std::uint8_t>;

/// A folder that only its owner may use (0700; made when absent), and its lock.
class Folder {
public:
    [[nodiscard]] static base::Result<Folder> open(const std::filesystem::path& path);
    Folder(Folder&& other) noexcept;
    Folder& operator=(Folder&&) = delete;
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;
    ~Folder();

    [[nodiscard]] const std::filesystem::path& path() const { return path_; }

    /// Keeps other processes out while it lives. One at a time in each process.
    class Lock {
    public:
        explicit Lock(int descriptor) : descriptor_(descriptor) {}
        Lock(Lock&& other) noexcept;
        Lock& operator=(Lock&&) = delete;
        Lock(const Lock&) = delete;
        Lock& operator=(const Lock&) = delete;
        ~Lock();

    private:
        int descriptor_;
    };
    /// Waits until nobody else holds it.
    [[nodiscard]] base::Result<Lock> lock() const;

private:
    Folder(std::filesystem::path path, int lock_file)
        : path_(std::move(path)), lock_file_(lock_file) {}
    std::filesystem::path path_;
    int lock_file_;
};

class RecordFile {
public:
    struct Identity {
        std::uint32_t kind = 0;   ///< of file: what its records are
        std::uint64_t epoch = 0;  ///< of the secret
        base::Aes128::Key key{};  ///< of the checksums
    };
    /// Called with each record, in order: its type and body.
    using Reader = std::function<base::Status(std::uint32_t type, std::span<const std::uint8_t>)>;

    /// Opens `file`, or makes it (0600). Hold the lock of its folder.
    [[nodiscard]] static base::Result<RecordFile> open(const std::filesystem::path& file,
                                                       const Identity& identity);
    RecordFile(RecordFile&& other) noexcept;
    RecordFile& operator=(RecordFile&&) = delete;
    RecordFile(const RecordFile&) = delete;
    RecordFile& operator=(const RecordFile&) = delete;
    ~RecordFile();

    /// Reads the records that were added since the last call, by any process.
    [[nodiscard]] base::Status read_new(const Reader& reader);

    struct Entry {
        std::uint32_t type = 0;
        Bytes body;
    };
    enum class Durable : std::uint8_t {
        No,  ///< survives the end of the process
        Yes  ///< survives the end of the machine
    };
    /// Adds records, all or none. Everything must have been read, and the lock held since. The
    /// reader is not called for them.
    [[nodiscard]] base::Status append(std::span<const Entry> entries, Durable durable);

    /// Records read or written so far.
    [[nodiscard]] std::uint64_t count() const { return count_; }
    /// Where the body of the last record read or written begins in the file.
    [[nodiscard]] std::uint64_t last_body() const { return last_body_; }
    /// Reads bytes that were read or written before.
    [[nodiscard]] base::Status read_at(std::uint64_t offset, std::span<std::uint8_t> out) const;

private:
    RecordFile(std::filesystem::path path, const Identity& identity, int descriptor)
        : path_(std::move(path)), identity_(identity), descriptor_(descriptor) {}

    [[nodiscard]] base::Status begin_file();
    [[nodiscard]] base::Status check_header();
    [[nodiscard]] base::Status fault(base::Code code) const;
    [[nodiscard]] base::Status damaged() const;
    [[nodiscard]] std::uint64_t chained(std::span<const std::uint8_t> bytes,
                                        std::uint64_t before) const;
    [[nodiscard]] base::Status write_all(std::span<const std::uint8_t> bytes);

    std::filesystem::path path_;
    Identity identity_;
    int descriptor_;
    std::uint64_t end_ = 0;    ///< of what is known
    std::uint64_t chain_ = 0;  ///< checksum of all before it
    std::uint64_t count_ = 0;
    std::uint64_t last_body_ = 0;
};

/// Puts numbers and texts one after another.
class ByteWriter {
public:
    void u8(std::uint8_t value) { bytes_.push_back(value); }
    void u16(std::uint16_t value) { number(value, 2); }
    void u32(std::uint32_t value) { number(value, 4); }
    void u64(std::uint64_t value) { number(value, 8); }
    void text(std::string_view value);
    [[nodiscard]] Bytes take() { return std::move(bytes_); }
    [[nodiscard]] const Bytes& bytes() const { return bytes_; }

private:
    void number(std::uint64_t value, int bytes);
    Bytes bytes_;
};

/// Reads them back; after a number too many everything is 0 and complete() is false.
class ByteReader {
public:
    explicit ByteReader(std::span<const std::uint8_t> bytes) : bytes_(bytes) {}
    std::uint8_t u8() { return static_cast<std::uint8_t>(number(1)); }
    std::uint16_t u16() { return static_cast<std::uint16_t>(number(2)); }
    std::uint32_t u32() { return static_cast<std::uint32_t>(number(4)); }
    std::uint64_t u64() { return number(8); }
    std::string text();
    /// All was read, and there was enough.
    [[nodiscard]] bool complete() const { return bytes_.empty() && !failed_; }
    [[nodiscard]] bool failed() const { return failed_; }
    [[nodiscard]] std::size_t left() const { return bytes_.size(); }

private:
    std::uint64_t number(std::size_t bytes);
    std::span<const std::uint8_t> bytes_;
    bool failed_ = false;
};

}  // namespace skjerm::ledger
