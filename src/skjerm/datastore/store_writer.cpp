#include "skjerm/datastore/store_writer.h"

#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <map>
#include <mutex>
#include <numeric>
#include <utility>

#include "skjerm/base/check.h"
#include "skjerm/base/diagnostic_codes.h"
#include "skjerm/datastore/calendar.h"
#include "skjerm/datastore/catalogue.h"
#include "skjerm/datastore/change_codec.h"
#include "skjerm/datastore/dictionary_file.h"
#include "skjerm/datastore/failure.h"
#include "skjerm/datastore/first_failure.h"
#include "skjerm/datastore/indexed_parquet.h"
#include "skjerm/datastore/partial_folder.h"
#include "skjerm/datastore/run_collector.h"
#include "skjerm/datastore/segment_writer.h"
#include "skjerm/datastore/shared_files.h"
#include "skjerm/datastore/spell_codec.h"

namespace skjerm::datastore {

namespace {

namespace fs = std::filesystem;

/// A block of the full population is about 130 MB encoded.
constexpr std::size_t kMaxPendingBlocks = 4;

/// Segment files whose descriptors may stay open: most of what the process is allowed, with room
/// left for everything else it opens.
std::size_t descriptors_to_keep() {
    rlimit limit{};
    constexpr std::size_t kReserve = 256;
    constexpr std::size_t kMost = 16384;
    if (::getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur <= kReserve) return 0;
    return std::min<std::size_t>(limit.rlim_cur - kReserve, kMost);
}

/// The folder without a trailing slash, so that another can be made beside it.
fs::path without_slash(const fs::path& directory) {
    const fs::path path = fs::absolute(directory).lexically_normal();
    return path.has_filename() ? path : path.parent_path();
}

std::vector<std::optional<base::DayNumber>> segment_days(const VariableToWrite& written) {
    const Temporality temporality = written.variable->temporality;
    if (temporality == Temporality::Fixed || temporality == Temporality::Event ||
        written.as_changes)
        return {std::nullopt};
    return {written.segment_days.begin(), written.segment_days.end()};
}

void check_variable(const StoreToWrite& store, const VariableToWrite& written) {
    const Variable& variable = *written.variable;
    const auto domains = store.unit_counts.size();
    SKJERM_CHECK(is_variable_name(variable.name));
    SKJERM_CHECK(variable.unit_type != nullptr && variable.unit_type->domain < domains);
    SKJERM_CHECK(variable.link == nullptr || variable.link->domain < domains);
    SKJERM_CHECK(fits(variable.temporality, variable.calendar));
    SKJERM_CHECK(can_store(variable, written.storage));
    const bool is_text = column::kind_of(written.storage) == column::Kind::Text;
    SKJERM_CHECK(is_text || written.dictionary.empty());
    SKJERM_CHECK(!is_text ||
                 column::width_of(written.storage) >=
                     column::width_of(column::narrowest_code(written.dictionary.size())));
    const bool has_days = variable.temporality == Temporality::Status ||
                          variable.temporality == Temporality::Accumulated;
    SKJERM_CHECK(!has_days || !written.segment_days.empty());
    SKJERM_CHECK(!written.as_changes || (has_days && written.segment_days.size() <= kMostDates));
    for (std::size_t index = 0; has_days && index < written.segment_days.size(); ++index) {
        const base::DayNumber day = written.segment_days[index];
        SKJERM_CHECK(has_day(variable.calendar, day));
        SKJERM_CHECK(index == 0 || written.segment_days[index - 1] < day);
    }
}

class DirectoryStoreWriter final : public StoreWriter {
public:
    DirectoryStoreWriter(StoreToWrite store, fs::path target, FileSystem& files)
        : store_(std::move(store)),
          files_(files),
          target_(std::move(target)),
          partial_(target_),
          folder_(partial_.path()),
          runs_(store_.variables, store_.unit_counts) {}
    ~DirectoryStoreWriter() override { discard(); }

    /// Makes folders and dictionaries; the segment files follow with their first block.
    [[nodiscard]] base::Status start();

    [[nodiscard]] base::Status put(StoreBlock block) override;
    [[nodiscard]] std::size_t max_pending_blocks() const override { return kMaxPendingBlocks; }
    [[nodiscard]] base::Status commit() override;

private:
    struct EncodedSegment {
        SegmentWriter* writer;
        EncodedBlock block;
    };
    struct PendingBlock {
        std::vector<EncodedSegment> segments;
        std::vector<UnitRun> runs;
    };
    /// The sequence of blocks of one domain.
    struct Progress {
        std::size_t next = 0;  ///< blocks before it are in the files
        bool appending = false;
        std::map<std::size_t, PendingBlock> pending;
    };
    struct OpenVariable {
        ValueLimit limit;
        std::uint32_t dictionary_crc = 0;
        std::optional<StoredFile> dictionary;
        std::vector<SegmentWriter> segments;
    };

    [[nodiscard]] base::Status start_variable(const VariableToWrite& written);
    [[nodiscard]] std::vector<EncodedSegment> encode(StoreBlock& block, column::UnitDomain domain,
                                                     std::uint32_t units);
    [[nodiscard]] base::Status append(std::size_t index, PendingBlock& block);
    [[nodiscard]] base::Status append_runs(std::vector<RunCollector::Block> blocks);
    [[nodiscard]] base::Status finish_runs();
    [[nodiscard]] SegmentWriter& segment_writer(std::size_t variable, std::size_t segment,
                                                column::UnitDomain domain);
    void wait_for_turn(std::unique_lock<std::mutex>& lock, const Progress& progress,
                       std::size_t index);
    void append_pending(std::unique_lock<std::mutex>& lock, Progress& progress);
    void check_complete() const;
    [[nodiscard]] base::Result<Catalogue> finish_segments();
    [[nodiscard]] base::Status write_indexed_copies(Catalogue& catalogue);
    [[nodiscard]] base::Status write_indexed_variable(const DuckDbDatabase& database,
                                                      StoredVariable& stored);
    [[nodiscard]] base::Status write_durably(const char* name, std::string_view text);
    [[nodiscard]] base::Status write_everything();
    [[nodiscard]] base::Status move_into_place();
    void discard();

    StoreToWrite store_;
    FileSystem& files_;
    fs::path target_;
    PartialFolder partial_;
    const fs::path& folder_;  // beside the target, renamed to it by commit()
    std::vector<OpenVariable> variables_;
    std::size_t descriptors_left_ = descriptors_to_keep();

    std::mutex mutex_;
    std::condition_variable changed_;
    std::map<column::UnitDomain, Progress> progress_;
    RunCollector runs_;  // used by the thread that appends
    std::optional<base::Diagnostic> failure_;
    bool abandoned_ = false;  // a block can no longer come
    bool started_ = false;
};

base::Status DirectoryStoreWriter::start() {
    started_ = true;
    if (const int error = partial_.make(files_); error != 0)
        return unwritable_file(target_.string(), error);
    variables_.reserve(store_.variables.size());
    for (const VariableToWrite& written : store_.variables) {
        check_variable(store_, written);
        if (const base::Status status = start_variable(written); !status.ok())
            return status.diagnostic();
    }
    return base::ok();
}

base::Status DirectoryStoreWriter::start_variable(const VariableToWrite& written) {
    const Variable& variable = *written.variable;
    const fs::path native = folder_ / "native" / variable.name;
    if (const int error = files_.create_directories(native); error != 0)
        return unwritable_file(target_.string(), error);

    OpenVariable open;
    // Links within runs are put in their place, and so within bounds, by the collector.
    if (variable.link) open.limit.linked_units = store_.unit_counts[variable.link->domain];
    if (column::kind_of(written.storage) == column::Kind::Text) {
        const EncodedDictionary dictionary = encode_dictionary(written.dictionary);
        const std::string name = dictionary_file(variable);
        SKJERM_TRY(write_file(files_, folder_, name, dictionary.bytes));
        SKJERM_TRY_ASSIGN(open.dictionary, describe_file(folder_, name));
        open.dictionary_crc = dictionary.crc;
        open.limit.dictionary_entries = static_cast<std::uint32_t>(written.dictionary.size());
    }
    for (const std::optional<base::DayNumber> day : segment_days(written)) {
        SegmentHeader header;
        header.storage = written.storage;
        header.spells = variable.temporality == Temporality::Event;
        if (written.as_changes) {
            header.format = 2;
            header.dates = static_cast<std::uint16_t>(written.segment_days.size());
        }
        const std::uint32_t units = store_.unit_counts[variable.unit_type->domain];
        header.units = units == kCountedLater ? 0 : units;
        header.day = day;
        header.dictionary_entries = open.limit.dictionary_entries;
        header.dictionary_crc = open.dictionary_crc;
        header.variable = variable.name;
        const bool stays_open = descriptors_left_ > 0;
        if (stays_open) --descriptors_left_;
        open.segments.emplace_back(files_, folder_, native_file(variable, day), std::move(header),
                                   stays_open);
    }
    variables_.push_back(std::move(open));
    return base::ok();
}

SegmentWriter& DirectoryStoreWriter::segment_writer(std::size_t variable, std::size_t segment,
                                                    column::UnitDomain domain) {
    SKJERM_CHECK(variable < variables_.size());
    SKJERM_CHECK(segment < variables_[variable].segments.size());
    SKJERM_CHECK(store_.variables[variable].variable->unit_type->domain == domain);
    return variables_[variable].segments[segment];
}

std::vector<DirectoryStoreWriter::EncodedSegment> DirectoryStoreWriter::encode(
    StoreBlock& block, column::UnitDomain domain, std::uint32_t units) {
    std::vector<EncodedSegment> encoded;
    encoded.reserve(block.segments.size() + block.spells.size());
    for (SegmentBlock& segment : block.segments) {
        SegmentWriter& writer = segment_writer(segment.variable, segment.segment, domain);
        const column::Storage storage = writer.header().storage;
        SKJERM_CHECK(!writer.header().spells && writer.header().dates == 0);
        SKJERM_CHECK(within(segment.values.data(),
                            segment.values.size() / column::width_of(storage), storage,
                            variables_[segment.variable].limit));
        encoded.push_back({&writer, encode_values(storage, std::move(segment.values), units)});
    }
    for (const auto& [variable, spells] : block.spells) {
        SegmentWriter& writer = segment_writer(variable, 0, domain);
        const column::Storage storage = writer.header().storage;
        const std::size_t dates = writer.header().dates;
        SKJERM_CHECK(writer.header().spells || dates != 0);
        SKJERM_CHECK(within(spells.values.data(), spells.starts.size(), storage,
                            variables_[variable].limit));
        encoded.push_back({&writer, dates != 0 ? encode_changes(storage, spells, units, dates)
                                               : encode_spells(storage, spells, units)});
    }
    return encoded;
}

base::Status DirectoryStoreWriter::put(StoreBlock block) {
    const column::UnitDomain domain = block.domain.value_or(store_.block_domain);
    const std::size_t index = block.index;
    PendingBlock pending;
    try {
        SKJERM_CHECK(domain < store_.unit_counts.size());
        const std::uint32_t all_units = store_.unit_counts[domain];
        SKJERM_CHECK(all_units != kCountedLater && index < blocks_of(all_units));
        SKJERM_CHECK(block.runs.empty() || domain == store_.block_domain);
        pending.segments = encode(
            block, domain, static_cast<std::uint32_t>(base::block_at(index, all_units).size()));
        pending.runs = std::move(block.runs);
    } catch (...) {
        const std::scoped_lock lock(mutex_);
        abandoned_ = true;
        changed_.notify_all();
        throw;
    }

    std::unique_lock lock(mutex_);
    Progress& progress = progress_[domain];
    wait_for_turn(lock, progress, index);
    if (failure_) return *failure_;
    SKJERM_CHECK(index >= progress.next);
    const bool is_new = progress.pending.emplace(index, std::move(pending)).second;
    SKJERM_CHECK(is_new);
    append_pending(lock, progress);
    if (failure_) return *failure_;
    return base::ok();
}

/// Until the block is within the window. The block that is waited for may never come: its thread
/// may have been cancelled between two blocks, or have thrown.
void DirectoryStoreWriter::wait_for_turn(std::unique_lock<std::mutex>& lock,
                                         const Progress& progress, std::size_t index) {
    constexpr auto kPoll = std::chrono::milliseconds(50);
    const auto is_settled = [&] {
        return failure_ || abandoned_ || index < progress.next + kMaxPendingBlocks;
    };
    while (!changed_.wait_for(lock, kPoll, is_settled))
        if (base::current_cancellation().requested()) throw base::Cancelled{};
    SKJERM_CHECK(failure_ || !abandoned_);
}

/// Appends what has come without a gap. One thread does it for all; the others go on encoding.
void DirectoryStoreWriter::append_pending(std::unique_lock<std::mutex>& lock, Progress& progress) {
    if (progress.appending) return;
    progress.appending = true;
    while (!failure_ && progress.pending.contains(progress.next)) {
        // The place in `pending` is kept until the block is in the files: it counts as pending.
        PendingBlock& block = progress.pending.at(progress.next);
        const std::size_t index = progress.next;
        lock.unlock();
        base::Status status = append(index, block);
        lock.lock();
        if (!status.ok()) {
            failure_ = std::move(status).diagnostic();
        } else {
            progress.pending.erase(index);
            ++progress.next;
        }
        changed_.notify_all();
    }
    progress.appending = false;
}

base::Status DirectoryStoreWriter::append(std::size_t index, PendingBlock& block) {
    for (const EncodedSegment& segment : block.segments)
        SKJERM_TRY(segment.writer->append(index, segment.block));
    if (block.runs.empty()) return base::ok();
    runs_.add(std::move(block.runs));
    return append_runs(runs_.take_whole_blocks());
}

/// Encodes blocks of domains that are counted later and puts them at the end of their files.
base::Status DirectoryStoreWriter::append_runs(std::vector<RunCollector::Block> blocks) {
    for (RunCollector::Block& block : blocks) {
        const std::size_t index = block.values.index;
        const column::UnitDomain domain = *block.values.domain;
        for (const EncodedSegment& segment : encode(block.values, domain, block.units)) {
            const auto begin = static_cast<std::uint32_t>(index * base::kBlockRows);
            segment.writer->set_units(begin + block.units);
            SKJERM_TRY(segment.writer->append(index, segment.block));
        }
    }
    return base::ok();
}

/// What is left of the domains counted later, and how many units they have.
base::Status DirectoryStoreWriter::finish_runs() {
    SKJERM_TRY(append_runs(runs_.take_rest()));
    for (std::size_t domain = 0; domain < store_.unit_counts.size(); ++domain)
        if (store_.unit_counts[domain] == kCountedLater)
            store_.unit_counts[domain] = runs_.units(static_cast<column::UnitDomain>(domain));
    for (std::size_t index = 0; index < variables_.size(); ++index) {
        const Variable& variable = *store_.variables[index].variable;
        for (SegmentWriter& writer : variables_[index].segments)
            writer.set_units(store_.unit_counts[variable.unit_type->domain]);
    }
    return base::ok();
}

void DirectoryStoreWriter::check_complete() const {
    for (const VariableToWrite& written : store_.variables) {
        const column::UnitDomain domain = written.variable->unit_type->domain;
        if (store_.unit_counts[domain] == kCountedLater) continue;
        const auto found = progress_.find(domain);
        const std::size_t blocks = found == progress_.end() ? 0 : found->second.next;
        SKJERM_CHECK(blocks == blocks_of(store_.unit_counts[domain]));
    }
}

base::Result<Catalogue> DirectoryStoreWriter::finish_segments() {
    std::vector<std::size_t> by_name(variables_.size());
    std::iota(by_name.begin(), by_name.end(), std::size_t{0});
    std::sort(by_name.begin(), by_name.end(), [&](std::size_t left, std::size_t right) {
        return store_.variables[left].variable->name < store_.variables[right].variable->name;
    });

    Catalogue catalogue{store_.databank, store_.title,      store_.synthetic,   store_.provenance,
                        store_.versions, store_.unit_types, store_.unit_counts, {}};
    std::vector<WrittenSegment> written;
    catalogue.variables.reserve(by_name.size());
    for (const std::size_t index : by_name) {
        OpenVariable& open = variables_[index];
        StoredVariable stored;
        stored.variable = store_.variables[index].variable;
        stored.storage = store_.variables[index].storage;
        stored.dictionary_entries = open.limit.dictionary_entries;
        stored.dictionary_crc = open.dictionary_crc;
        stored.dictionary = open.dictionary;
        stored.segments.resize(open.segments.size());
        if (store_.variables[index].as_changes)
            stored.change_dates = store_.variables[index].segment_days;
        catalogue.variables.push_back(std::move(stored));
        for (std::size_t segment = 0; segment < open.segments.size(); ++segment)
            written.push_back({&open.segments[segment], &catalogue.variables.back(),
                               &catalogue.variables.back().segments[segment]});
    }
    SKJERM_TRY(complete_files(written, files_, folder_));
    return catalogue;
}

/// One variable after the other and one thread in DuckDB: so the files are the same every time.
base::Status DirectoryStoreWriter::write_indexed_copies(Catalogue& catalogue) {
    const auto database = DuckDbDatabase::open(1);
    SKJERM_CHECK(database != nullptr);
    return parallel_tasks(catalogue.variables.size(), [&](std::size_t variable) {
        return write_indexed_variable(*database, catalogue.variables[variable]);
    });
}

base::Status DirectoryStoreWriter::write_indexed_variable(const DuckDbDatabase& database,
                                                          StoredVariable& stored) {
    const Variable& variable = *stored.variable;
    if (const int error = files_.create_directories(folder_ / "indexed" / variable.name);
        error != 0)
        return unwritable_file(target_.string(), error);
    column::DictionaryPtr dictionary;
    if (stored.dictionary) {
        SKJERM_TRY_ASSIGN(
            dictionary, read_dictionary(folder_ / stored.dictionary->file, stored.dictionary->file,
                                        stored.dictionary_entries, stored.dictionary_crc, {}));
        const std::string name = indexed_dictionary_file(variable);
        SKJERM_TRY(write_indexed_dictionary(database, *dictionary, folder_, name));
        SKJERM_TRY_ASSIGN(stored.indexed_dictionary, describe_file(folder_, name));
    }
    for (StoredSegment& segment : stored.segments) {
        const std::string name = indexed_file(variable, segment.day);
        SKJERM_TRY_ASSIGN(const auto native,
                          Segment::open(folder_ / segment.native.file, segment.native.file,
                                        expectation_of(stored, segment, store_.unit_counts), {}));
        SKJERM_TRY(write_indexed(database, *native, dictionary.get(), folder_, name));
        SKJERM_TRY_ASSIGN(segment.indexed, describe_file(folder_, name));
    }
    return base::ok();
}

base::Status DirectoryStoreWriter::write_durably(const char* name, std::string_view text) {
    SKJERM_TRY(write_file(files_, folder_, name, std::as_bytes(std::span(text))));
    const int error = files_.sync(folder_ / name);
    return error == 0 ? base::ok() : base::Status(unwritable_file(name, error));
}

base::Status DirectoryStoreWriter::write_everything() {
    SKJERM_TRY_ASSIGN(Catalogue catalogue, finish_segments());
    if (store_.write_indexed_parquet) SKJERM_TRY(write_indexed_copies(catalogue));
    if (const int error = files_.sync_all(folder_); error != 0)
        return unwritable_file(target_.string(), error);
    const std::string text = write_catalogue(catalogue);
    SKJERM_TRY(write_durably(kCatalogueFile, text));
    SKJERM_TRY(write_durably(kCatalogueDigestFile, catalogue_digest(text)));
    if (const int error = files_.sync(folder_); error != 0)
        return unwritable_file(target_.string(), error);
    return move_into_place();
}

base::Status DirectoryStoreWriter::move_into_place() {
    std::error_code ignored;
    const bool was_there = fs::exists(target_, ignored);
    if (const int error = files_.rename(folder_, target_); error != 0)
        return unwritable_file(target_.string(), error);
    const int error = files_.sync(target_.parent_path());
    if (error == 0) return base::ok();
    // The name may not survive a power cut, so nothing was promised: take it back.
    files_.rename(target_, folder_);
    if (was_there) files_.create_directories(target_);
    return unwritable_file(target_.string(), error);
}

base::Status DirectoryStoreWriter::commit() {
    {
        const std::scoped_lock lock(mutex_);
        if (failure_) return *failure_;
        check_complete();
    }
    base::Status status = finish_runs();
    if (status.ok()) status = write_everything();
    if (status.ok())
        started_ = false;
    else
        discard();
    return status;
}

void DirectoryStoreWriter::discard() {
    if (!std::exchange(started_, false)) return;
    variables_.clear();
    files_.remove_all(folder_);
}

}  // namespace

base::Result<std::unique_ptr<StoreWriter>> StoreWriter::create(StoreToWrite store,
                                                               FileSystem& files) {
    const fs::path target = without_slash(store.directory);
    std::error_code ignored;
    if (fs::exists(target, ignored) &&
        !(fs::is_directory(target, ignored) && fs::is_empty(target, ignored)))
        return base::error(base::Code::DatastoreTargetExists, {},
                           {base::Argument::name(store.directory.string())});
    auto writer = std::make_unique<DirectoryStoreWriter>(std::move(store), target, files);
    SKJERM_TRY(writer->start());
    return std::unique_ptr<StoreWriter>(std::move(writer));
}

}  // namespace skjerm::datastore
