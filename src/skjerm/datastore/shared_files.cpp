#include "skjerm/datastore/shared_files.h"

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "skjerm/base/keyed_hash.h"
#include "skjerm/datastore/failure.h"
#include "skjerm/datastore/first_failure.h"
#include "skjerm/datastore/mapped_file.h"

namespace skjerm::datastore {

namespace {

/// Header and directory without the variable's name: with equal ones the blocks are all but surely
/// equal.
std::string key_of(const SegmentWriter& writer) {
    SegmentHeader header = writer.header();
    header.variable.clear();
    std::vector<std::byte> bytes = encode_header(header);
    const std::vector<std::byte> directory = encode_directory(writer.entries());
    bytes.insert(bytes.end(), directory.begin(), directory.end());
    return base::to_hex(
        base::sha256(std::string_view(reinterpret_cast<const char*>(bytes.data()), bytes.size())));
}

base::Result<bool> have_equal_blocks(const std::filesystem::path& folder, const std::string& one,
                                     const std::string& other) {
    SKJERM_TRY_ASSIGN(const auto first, MappedFile::open(folder / one, one, {}));
    SKJERM_TRY_ASSIGN(const auto second, MappedFile::open(folder / other, other, {}));
    return std::ranges::equal(first->bytes().subspan(kHeaderBytes),
                              second->bytes().subspan(kHeaderBytes));
}

}  // namespace

bool can_share(const StoredVariable& one, const StoredVariable& other) {
    const auto domain_of = [](const UnitTypePtr& type) {
        return type ? std::optional(type->domain) : std::nullopt;
    };
    return one.storage == other.storage && !one.data_version && !other.data_version &&
           domain_of(one.variable->unit_type) == domain_of(other.variable->unit_type) &&
           domain_of(one.variable->link) == domain_of(other.variable->link) &&
           one.dictionary_entries == other.dictionary_entries &&
           one.dictionary_crc == other.dictionary_crc && has_spells(one) == has_spells(other) &&
           one.change_dates == other.change_dates;
}

const StoredVariable* holder_of(const StoredVariable& stored, const StoredSegment& segment,
                                std::span<const StoredVariable> variables) {
    const auto found =
        std::ranges::lower_bound(variables, segment.holder, {},
                                 [](const StoredVariable& each) { return each.variable->name; });
    if (found == variables.end() || found->variable->name != segment.holder ||
        !can_share(stored, *found))
        return nullptr;
    const auto held = std::ranges::find_if(found->segments, [&](const StoredSegment& each) {
        return each.day == segment.day && each.holder.empty() &&
               each.native.file == segment.native.file &&
               each.native.bytes == segment.native.bytes &&
               each.native.sha256 == segment.native.sha256;
    });
    return held == found->segments.end() ? nullptr : &*found;
}

base::Status complete_files(std::span<const WrittenSegment> segments, FileSystem& files,
                            const std::filesystem::path& folder) {
    SKJERM_TRY(parallel_tasks(segments.size(), [&](std::size_t task) {
        segments[task].segment->day = segments[task].writer->header().day;
        return segments[task].writer->complete();
    }));
    std::map<std::string, std::vector<std::size_t>> by_key;
    std::vector<std::size_t> earlier(segments.size());
    for (std::size_t at = 0; at < segments.size(); ++at) {
        earlier[at] = at;
        const WrittenSegment& written = segments[at];
        if (written.writer->header().records == 0) continue;
        auto& same = by_key[key_of(*written.writer)];
        const auto found = std::ranges::find_if(same, [&](std::size_t other) {
            return can_share(*written.variable, *segments[other].variable);
        });
        if (found != same.end())
            earlier[at] = *found;
        else
            same.push_back(at);
    }
    SKJERM_TRY(parallel_tasks(segments.size(), [&](std::size_t task) -> base::Status {
        const WrittenSegment& written = segments[task];
        const std::string& name = written.writer->name();
        if (earlier[task] != task) {
            const std::string& first = segments[earlier[task]].writer->name();
            SKJERM_TRY_ASSIGN(const bool equal, have_equal_blocks(folder, name, first));
            if (equal) {
                const int error = files.remove_all(folder / name);
                return error == 0 ? base::ok() : base::Status(unwritable_file(name, error));
            }
            earlier[task] = task;
        }
        SKJERM_TRY_ASSIGN(written.segment->native, describe_file(folder, name));
        return base::ok();
    }));
    for (std::size_t at = 0; at < segments.size(); ++at) {
        if (earlier[at] == at) continue;
        const WrittenSegment& first = segments[earlier[at]];
        segments[at].segment->native = first.segment->native;
        segments[at].segment->holder = first.variable->variable->name;
    }
    return base::ok();
}

}  // namespace skjerm::datastore
