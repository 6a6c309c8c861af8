#include "skjerm/package/row_conflicts.h"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <optional>

#include "skjerm/base/diagnostic_codes.h"
#include "skjerm/base/parallel.h"
#include "skjerm/package/byte_source.h"
#include "skjerm/package/cell_type.h"

namespace skjerm::package {

namespace {

/// A row in a partition: this, then the bytes of the identifier.
struct RowHead {
    std::uint64_t hash;
    std::uint64_t line;
    std::int32_t start;
    std::int32_t stop;
    std::uint32_t identifier_bytes;
    std::uint32_t unused;
};

struct RowEntry {
    RowHead head;
    const char* identifier;

    [[nodiscard]] std::string_view text() const { return {identifier, head.identifier_bytes}; }
    [[nodiscard]] bool same_identifier(const RowEntry& other) const {
        return head.hash == other.head.hash && text() == other.text();
    }
};

/// Sorted by identifier, START and line.
bool comes_before(const RowEntry& a, const RowEntry& b) {
    if (a.head.hash != b.head.hash) return a.head.hash < b.head.hash;
    if (const int order = a.text().compare(b.text()); order != 0) return order < 0;
    if (a.head.start != b.head.start) return a.head.start < b.head.start;
    return a.head.line < b.head.line;
}

/// Distributes identifiers; nothing depends on its values but speed.
std::uint64_t hash_of(std::string_view text) {
    constexpr std::uint64_t kFactor = 0x9E3779B97F4A7C15;
    std::uint64_t hash = text.size() * kFactor;
    while (!text.empty()) {
        std::uint64_t word = 0;
        const std::size_t bytes = std::min(text.size(), sizeof word);
        std::memcpy(&word, text.data(), bytes);
        text.remove_prefix(bytes);
        hash = (hash ^ word) * kFactor;
        hash ^= hash >> 32;
    }
    hash *= kFactor;
    return hash ^ (hash >> 29);
}

/// Bits 56-63 choose the partition, the lower ones the slice of a large partition.
std::size_t partition_of(std::uint64_t hash) { return static_cast<std::size_t>(hash >> 56); }

template <class F>
void for_each_row(std::string_view rows, F use) {
    while (!rows.empty()) {
        RowEntry entry{};
        std::memcpy(&entry.head, rows.data(), sizeof(RowHead));
        entry.identifier = rows.data() + sizeof(RowHead);
        rows.remove_prefix(sizeof(RowHead) + entry.head.identifier_bytes);
        use(entry);
    }
}

/// The line by which the identifiers of a report are ordered, and its conflicts.
void keep_first(std::vector<RowConflict>& conflicts, std::vector<std::size_t>& group_ends,
                std::size_t most) {
    // Groups are ordered by their first line; one that begins behind `most` conflicts is not shown.
    std::vector<std::pair<std::uint64_t, std::pair<std::size_t, std::size_t>>> groups;
    std::size_t begin = 0;
    for (const std::size_t end : group_ends) {
        const RowConflict& first = conflicts[begin];
        groups.push_back({std::min(first.first_line, first.second_line), {begin, end}});
        begin = end;
    }
    std::sort(groups.begin(), groups.end());
    std::vector<RowConflict> kept;
    std::vector<std::size_t> kept_ends;
    for (const auto& [line, range] : groups) {
        if (kept.size() >= most) break;
        for (std::size_t at = range.first; at < range.second && kept.size() < most; ++at)
            kept.push_back(std::move(conflicts[at]));
        kept_ends.push_back(kept.size());
    }
    conflicts = std::move(kept);
    group_ends = std::move(kept_ends);
}

/// Where one identifier's conflicts end and the next one's begin.
std::vector<std::size_t> ends_of_groups(const std::vector<RowConflict>& conflicts) {
    std::vector<std::size_t> ends;
    for (std::size_t at = 0; at < conflicts.size(); ++at)
        if (at + 1 == conflicts.size() || conflicts[at + 1].identifier != conflicts[at].identifier)
            ends.push_back(at + 1);
    return ends;
}

}  // namespace

RowConflicts::RowConflicts(Rule rule, std::size_t memory_bytes, std::filesystem::path folder)
    : rule_(rule),
      memory_bytes_(memory_bytes),
      folder_(std::move(folder)),
      partitions_(kPartitions) {}

RowConflicts::~RowConflicts() {
    if (file_ >= 0) ::close(file_);
}

base::Status RowConflicts::add(std::string_view identifier, std::int32_t start, std::int32_t stop,
                               std::uint64_t line) {
    const RowHead head{.hash = hash_of(identifier),
                       .line = line,
                       .start = start,
                       .stop = stop,
                       .identifier_bytes = static_cast<std::uint32_t>(identifier.size()),
                       .unused = 0};
    std::string& rows = partitions_[partition_of(head.hash)].rows;
    const std::size_t capacity = rows.capacity();
    rows.append(reinterpret_cast<const char*>(&head), sizeof head);
    rows.append(identifier);
    held_bytes_ += rows.capacity() - capacity;
    // Half is left for sorting at the end.
    if (held_bytes_ > memory_bytes_ / 2) return spill();
    return base::ok();
}

/// Writes all partitions behind what is in the file and empties them.
base::Status RowConflicts::spill() {
    if (file_ < 0) {
        std::string name = (folder_ / "skjerm-rows-XXXXXX").string();
        file_ = ::mkostemp(name.data(), O_CLOEXEC);
        if (file_ < 0) return unwritable(folder_, errno);
        ::unlink(name.c_str());
    }
    for (Partition& partition : partitions_) {
        std::string_view rest = partition.rows;
        if (rest.empty()) continue;
        partition.extents.push_back({file_bytes_, rest.size()});
        partition.spilled_bytes += rest.size();
        while (!rest.empty()) {
            const ssize_t written =
                ::pwrite(file_, rest.data(), rest.size(), static_cast<off_t>(file_bytes_));
            if (written < 0 && errno == EINTR) continue;
            if (written <= 0) return unwritable(folder_, written < 0 ? errno : ENOSPC);
            rest.remove_prefix(static_cast<std::size_t>(written));
            file_bytes_ += static_cast<std::uint64_t>(written);
        }
        partition.rows = std::string();
    }
    held_bytes_ = 0;
    return base::ok();
}

/// The rows of a partition whose hash falls into the slice. Stops when more than `most_bytes` have
/// come together: `complete` is false then.
base::Result<std::string> RowConflicts::load(const Partition& partition, std::uint64_t slice,
                                             std::uint64_t slices, std::size_t most_bytes,
                                             bool& complete) const {
    complete = true;
    std::string rows;
    const auto keep = [&](std::string_view from) {
        for_each_row(from, [&](const RowEntry& entry) {
            if (entry.head.hash % slices != slice) return;
            if (rows.size() > most_bytes) {
                complete = false;
                return;
            }
            rows.append(entry.identifier - sizeof(RowHead),
                        sizeof(RowHead) + entry.head.identifier_bytes);
        });
    };
    std::string extent_rows;
    for (const Extent& extent : partition.extents) {
        extent_rows.resize(extent.bytes);
        std::size_t got = 0;
        while (got < extent.bytes) {
            const ssize_t read = ::pread(file_, extent_rows.data() + got, extent.bytes - got,
                                         static_cast<off_t>(extent.offset + got));
            if (read < 0 && errno == EINTR) continue;
            if (read <= 0) return unreadable(folder_, read < 0 ? errno : EIO);
            got += static_cast<std::size_t>(read);
        }
        keep(extent_rows);
    }
    keep(partition.rows);
    return rows;
}

/// The conflicts among whole partitions' rows, the first `most`.
std::vector<RowConflict> RowConflicts::check_rows(std::string_view rows, std::size_t most) const {
    std::vector<RowEntry> entries;
    for_each_row(rows, [&](const RowEntry& entry) { entries.push_back(entry); });
    std::sort(entries.begin(), entries.end(), comes_before);

    std::vector<RowConflict> conflicts;
    std::vector<std::size_t> group_ends;
    const std::size_t room = 64 * most;  // until the conflicts that are not shown are thrown away
    for (std::size_t at = 0; at < entries.size();) {
        std::size_t found = 0;
        for (++at; at < entries.size() && entries[at].same_identifier(entries[at - 1]); ++at) {
            const RowHead& first = entries[at - 1].head;
            const RowHead& second = entries[at].head;
            const bool conflict = rule_ == Rule::OneRow ||
                                  (rule_ == Rule::OneRowADate && first.start == second.start) ||
                                  (rule_ == Rule::DisjointSpans &&
                                   (first.stop == kNoDay || first.stop >= second.start));
            if (!conflict || found == most) continue;
            ++found;
            conflicts.push_back({std::string(entries[at].text()), first.line, second.line,
                                 first.start, first.stop, second.start, second.stop});
        }
        if (found > 0) group_ends.push_back(conflicts.size());
        if (conflicts.size() > room) keep_first(conflicts, group_ends, most);
    }
    keep_first(conflicts, group_ends, most);
    return conflicts;
}

base::Result<std::vector<RowConflict>> RowConflicts::check(const Partition& partition,
                                                           std::size_t most,
                                                           std::size_t most_bytes) const {
    if (partition.extents.empty()) return check_rows(partition.rows, most);
    const std::uint64_t bytes = partition.spilled_bytes + partition.rows.size();
    // Hashes are even enough that a slice seldom has twice its share.
    const std::uint64_t slices = 1 + 2 * bytes / most_bytes;
    std::vector<RowConflict> conflicts;
    for (std::uint64_t slice = 0; slice < slices; ++slice) {
        bool complete = true;
        SKJERM_TRY_ASSIGN(const std::string rows,
                          load(partition, slice, slices, most_bytes, complete));
        std::vector<RowConflict> more = check_rows(rows, most);
        // One identifier with more rows than fit has conflicts among those that do.
        if (!complete && more.empty()) return base::error(base::Code::PackageMemoryShort, {});
        std::move(more.begin(), more.end(), std::back_inserter(conflicts));
        std::vector<std::size_t> ends = ends_of_groups(conflicts);
        keep_first(conflicts, ends, most);
    }
    return conflicts;
}

base::Result<std::vector<RowConflict>> RowConflicts::finish(std::size_t most) {
    // A row takes its bytes and those of an entry for sorting, in each of the threads.
    const std::size_t most_bytes =
        std::max<std::size_t>(memory_bytes_ / (6 * base::worker_slots()), 4096);
    std::vector<std::optional<base::Result<std::vector<RowConflict>>>> parts(kPartitions);
    base::parallel_for(kPartitions, [&](std::size_t index) {
        parts[index].emplace(check(partitions_[index], most, most_bytes));
        partitions_[index].rows = std::string();
    });
    std::vector<RowConflict> conflicts;
    for (auto& part : parts) {
        if (!part->ok()) return std::move(*part).diagnostic();
        std::vector<RowConflict>& found = **part;
        std::move(found.begin(), found.end(), std::back_inserter(conflicts));
    }
    std::vector<std::size_t> ends = ends_of_groups(conflicts);
    keep_first(conflicts, ends, most);
    return conflicts;
}

}  // namespace skjerm::package
