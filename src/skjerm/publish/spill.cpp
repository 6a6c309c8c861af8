#include "skjerm/publish/spill.h"

#include <utility>

#include "skjerm/datastore/failure.h"

namespace skjerm::publish {

template <class Record>
RecordFile<Record>::RecordFile(RecordFile&& other) noexcept
    : files_(other.files_),
      folder_(std::move(other.folder_)),
      name_(std::move(other.name_)),
      descriptor_(std::exchange(other.descriptor_, -1)),
      is_made_(std::exchange(other.is_made_, false)),
      end_(other.end_),
      buffer_(std::move(other.buffer_)),
      mapped_(std::move(other.mapped_)),
      records_(std::exchange(other.records_, {})) {}

template <class Record>
RecordFile<Record>::~RecordFile() {
    discard();
}

template <class Record>
void RecordFile<Record>::discard() {
    if (descriptor_ >= 0) files_->close(std::exchange(descriptor_, -1));
    records_ = {};
    mapped_.reset();
    if (std::exchange(is_made_, false)) files_->remove_all(folder_ / name_);
}

template <class Record>
base::Status RecordFile<Record>::flush() {
    if (descriptor_ < 0) {
        is_made_ = true;
        if (const int error = files_->open(folder_ / name_, descriptor_); error != 0)
            return datastore::unwritable_file(name_, error);
    }
    const std::span<const std::byte> bytes = std::as_bytes(std::span(buffer_));
    if (const int error = files_->write_at(descriptor_, end_, bytes); error != 0)
        return datastore::unwritable_file(name_, error);
    end_ += bytes.size();
    buffer_.clear();
    return base::ok();
}

template <class Record>
base::Status RecordFile<Record>::finish() {
    if (!buffer_.empty()) SKJERM_TRY(flush());
    buffer_.shrink_to_fit();
    if (descriptor_ < 0) return base::ok();  // no record at all
    if (const int error = files_->close(std::exchange(descriptor_, -1)); error != 0)
        return datastore::unwritable_file(name_, error);
    SKJERM_TRY_ASSIGN(mapped_, datastore::MappedFile::open(folder_ / name_, name_, {}));
    records_ = {reinterpret_cast<const Record*>(mapped_->bytes().data()),
                mapped_->bytes().size() / sizeof(Record)};
    return base::ok();
}

template class RecordFile<SpillRow>;
template class RecordFile<IndexedRow>;

}  // namespace skjerm::publish
