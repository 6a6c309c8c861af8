// Rows of one dataset on their way into the store, kept on disk as records of fixed width: the only
// form that all later stages read, however many rows there are.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "skjerm/base/date.h"
#include "skjerm/base/result.h"
#include "skjerm/datastore/file_system.h"
#include "skjerm/datastore/mapped_file.h"

namespace skjerm::publish {

/// START or STOP that is not there.
inline constexpr base::DayNumber kNoDay = -2147483647 - 1;

/// One row as it came. `value` holds an integer, the bits of a double, a number of a text, or the
/// key of a unit, by the kind of the dataset.
struct SpillRow {
    std::uint64_t unit = 0;
    std::uint64_t value = 0;
    base::DayNumber start = kNoDay;
    base::DayNumber stop = kNoDay;
};

/// A file of records that is written from front to end and then read in any order. Removed with the
/// object.
template <class Record>
class RecordFile {
public:
    RecordFile(datastore::FileSystem& files, std::filesystem::path folder, std::string name)
        : files_(&files), folder_(std::move(folder)), name_(std::move(name)) {}
    ~RecordFile();
    RecordFile(RecordFile&& other) noexcept;
    RecordFile& operator=(RecordFile&&) = delete;
    RecordFile(const RecordFile&) = delete;
    RecordFile& operator=(const RecordFile&) = delete;

    [[nodiscard]] base::Status append(const Record& record) {
        buffer_.push_back(record);
        return buffer_.size() < kBuffered ? base::ok() : flush();
    }
    /// No more records will come.
    [[nodiscard]] base::Status finish();
    /// After finish().
    [[nodiscard]] std::span<const Record> records() const { return records_; }
    /// Removes the file; its records are no longer there.
    void discard();

private:
    static constexpr std::size_t kBuffered = 32768;
    [[nodiscard]] base::Status flush();

    datastore::FileSystem* files_;
    std::filesystem::path folder_;
    std::string name_;
    int descriptor_ = -1;
    bool is_made_ = false;
    std::uint64_t end_ = 0;
    std::vector<Record> buffer_;
    std::shared_ptr<const datastore::MappedFile> mapped_;
    std::span<const Record> records_;
};

/// A row whose unit and value are in the form of the store: value in the bits of its storage.
struct IndexedRow {
    std::uint32_t segment = 0;
    std::uint32_t unit = 0;
    std::uint64_t value = 0;
    std::uint64_t order = 0;  ///< greater for a greater value
    base::DayNumber start = 0;
    base::DayNumber stop = 0;
};

extern template class RecordFile<SpillRow>;
extern template class RecordFile<IndexedRow>;

}  // namespace skjerm::publish
