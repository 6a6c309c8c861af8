#include "skjerm/publish/native_tier.h"

#include <algorithm>
#include <cstring>
#include <numeric>
#include <set>
#include <tuple>
#include <utility>

#include "skjerm/base/check.h"
#include "skjerm/base/parallel.h"
#include "skjerm/datastore/bits.h"
#include "skjerm/datastore/dictionary_file.h"
#include "skjerm/datastore/failure.h"
#include "skjerm/datastore/indexed_parquet.h"
#include "skjerm/datastore/segment.h"
#include "skjerm/datastore/segment_writer.h"
#include "skjerm/datastore/spell_codec.h"
#include "skjerm/datastore/value_codec.h"

namespace skjerm::publish {

namespace {

using base::DayNumber;
using column::Storage;
using datastore::SpellBlock;
using datastore::StoredVariable;

/// Texts in order of their bytes, and for each number of the spill its code.
struct SortedTexts {
    std::vector<std::string> entries;
    std::vector<std::uint64_t> codes;
};

SortedTexts sort_texts(const std::deque<std::string>& texts) {
    std::vector<std::size_t> order(texts.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::sort(order, {}, [&](std::size_t at) -> const std::string& { return texts[at]; });
    SortedTexts sorted;
    sorted.codes.resize(texts.size());
    for (const std::size_t at : order) {
        sorted.entries.push_back(texts[at]);
        sorted.codes[at] = sorted.entries.size();
    }
    return sorted;
}

Storage storage_of(const DatasetRows& rows) {
    switch (rows.kind) {
        case ValueKind::Integer:
            return column::narrowest_integer(rows.lowest, rows.highest);
        case ValueKind::Number:
            return Storage::Float64;
        case ValueKind::Text:
            return column::narrowest_code(rows.texts.texts().size());
        case ValueKind::Unit:
            return Storage::Unit32;
    }
    base::fail_check("unreachable kind of value", __FILE__, __LINE__);
}

/// The rows by unit index, in parts of whole blocks that fit into memory one at a time.
class SortedParts {
public:
    SortedParts(datastore::FileSystem& files, const NativeRequest& request, std::uint64_t rows)
        : units_(request.units) {
        const std::uint64_t wanted =
            rows * sizeof(IndexedRow) / std::max<std::size_t>(request.memory_bytes, 1) + 1;
        const std::size_t blocks = std::max<std::size_t>(1, base::block_count(units_));
        blocks_each_ = (blocks + wanted - 1) / wanted;
        const std::size_t parts = (blocks + blocks_each_ - 1) / blocks_each_;
        for (std::size_t part = 0; part < parts; ++part)
            parts_.emplace_back(files, request.working, "part-" + std::to_string(part));
    }

    [[nodiscard]] base::Status add(const IndexedRow& row) {
        return parts_[row.unit / base::kBlockRows / blocks_each_].append(row);
    }
    [[nodiscard]] base::Status finish() {
        for (auto& part : parts_) SKJERM_TRY(part.finish());
        return base::ok();
    }

    [[nodiscard]] std::size_t size() const { return parts_.size(); }
    /// The rows of a part by segment, unit and start; its file is gone then.
    [[nodiscard]] std::vector<IndexedRow> take(std::size_t part) {
        const std::span<const IndexedRow> records = parts_[part].records();
        std::vector<IndexedRow> rows(records.begin(), records.end());
        parts_[part].discard();
        std::ranges::sort(rows, [](const IndexedRow& left, const IndexedRow& right) {
            return std::tie(left.segment, left.unit, left.start, left.stop, left.order) <
                   std::tie(right.segment, right.unit, right.start, right.stop, right.order);
        });
        return rows;
    }

private:
    std::uint32_t units_;
    std::size_t blocks_each_ = 1;
    std::vector<RecordFile<IndexedRow>> parts_;
};

/// The rows of one unit as spells apart from each other: on each day the last row that holds on it.
void append_apart(std::span<const IndexedRow> rows, std::vector<IndexedRow>& out) {
    std::set<DayNumber> cuts;
    for (const IndexedRow& row : rows) {
        cuts.insert(row.start);
        if (row.stop != SpellBlock::kOpenStop) cuts.insert(row.stop + 1);
    }
    const IndexedRow* before = nullptr;  // the row of the stretch just appended
    for (auto cut = cuts.begin(); cut != cuts.end(); ++cut) {
        const auto holds = [&](const IndexedRow& row) {
            return row.start <= *cut && *cut <= row.stop;
        };
        const auto last = std::find_if(rows.rbegin(), rows.rend(), holds);
        const IndexedRow* const found = last == rows.rend() ? nullptr : &*last;
        const auto next = std::next(cut);
        const DayNumber end = next == cuts.end() ? SpellBlock::kOpenStop : *next - 1;
        if (found != nullptr && found == before) {
            out.back().stop = end;
        } else if (found != nullptr) {
            out.push_back(*found);
            out.back().start = *cut;
            out.back().stop = end;
        }
        before = found;
    }
}

/// Rows by unit and start, whose spells may overlap in data that nobody validated.
std::vector<IndexedRow> without_overlaps(std::span<const IndexedRow> rows) {
    std::vector<IndexedRow> apart;
    apart.reserve(rows.size());
    for (std::size_t begin = 0; begin < rows.size();) {
        std::size_t end = begin + 1;
        bool overlaps = false;
        for (; end < rows.size() && rows[end].unit == rows[begin].unit; ++end)
            overlaps = overlaps || rows[end].start <= rows[end - 1].stop;
        const std::span<const IndexedRow> unit = rows.subspan(begin, end - begin);
        if (overlaps)
            append_apart(unit, apart);
        else
            apart.insert(apart.end(), unit.begin(), unit.end());
        begin = end;
    }
    return apart;
}

class NativeWriter {
public:
    NativeWriter(datastore::FileSystem& files, const DatasetRows& rows, const RowDomains& domains,
                 const NativeRequest& request, const RowProgress& progress)
        : files_(files), rows_(rows), domains_(domains), request_(request), progress_(progress) {}

    base::Result<StoredVariable> run() {
        const datastore::Variable& variable = *request_.variable;
        stored_.variable = request_.variable;
        stored_.storage = storage_of(rows_);
        stored_.data_version =
            datastore::DataVersion{request_.folder, request_.units, request_.linked_units,
                                   request_.layout.periods, request_.layout.as_spells};
        for (const char* tier : {"native", "indexed"})
            if (const int error = files_.create_directories(request_.root / tier / variable.name /
                                                            request_.folder);
                error != 0)
                return datastore::unwritable_file(variable.name, error);
        if (rows_.kind == ValueKind::Text) SKJERM_TRY(write_dictionary());
        SKJERM_TRY(write_segments());
        if (request_.write_copies) SKJERM_TRY(write_copies());
        return std::move(stored_);
    }

private:
    base::Status write_dictionary() {
        SortedTexts sorted = sort_texts(rows_.texts.texts());
        const datastore::EncodedDictionary encoded = datastore::encode_dictionary(sorted.entries);
        const std::string name = datastore::dictionary_file(*stored_.variable, request_.folder);
        SKJERM_TRY(datastore::write_file(files_, request_.root, name, encoded.bytes));
        SKJERM_TRY_ASSIGN(stored_.dictionary, datastore::describe_file(request_.root, name));
        stored_.dictionary_entries = static_cast<std::uint32_t>(sorted.entries.size());
        stored_.dictionary_crc = encoded.crc;
        codes_ = std::move(sorted.codes);
        return base::ok();
    }

    base::Status write_segments() {
        std::vector<std::optional<DayNumber>> days(request_.layout.segment_days.begin(),
                                                   request_.layout.segment_days.end());
        if (days.empty()) days.emplace_back();
        std::vector<datastore::SegmentWriter> writers;
        constexpr std::size_t kOpenFiles = 400;
        for (const std::optional<DayNumber> day : days) {
            datastore::SegmentHeader header;
            header.storage = stored_.storage;
            header.spells = datastore::has_spells(stored_);
            header.units = request_.units;
            header.day = day;
            header.dictionary_entries = stored_.dictionary_entries;
            header.dictionary_crc = stored_.dictionary_crc;
            header.variable = stored_.variable->name;
            writers.emplace_back(files_, request_.root,
                                 datastore::native_file(*stored_.variable, day, request_.folder),
                                 std::move(header), writers.size() < kOpenFiles);
        }
        SKJERM_TRY_ASSIGN(SortedParts parts, partition());
        for (std::size_t part = 0; part < parts.size(); ++part)
            SKJERM_TRY(write_part(parts.take(part), writers));
        for (std::size_t segment = 0; segment < writers.size(); ++segment) {
            SKJERM_TRY_ASSIGN(datastore::StoredFile file, writers[segment].finish());
            stored_.segments.push_back({days[segment], std::move(file), std::nullopt});
        }
        return base::ok();
    }

    /// Replaces keys by indexes and texts by codes.
    base::Result<SortedParts> partition() {
        SortedParts parts(files_, request_, rows_.rows);
        const std::span<const SpillRow> all = rows_.spill.records();
        for (std::size_t begin = 0; begin < all.size(); begin += base::kBlockRows) {
            const std::span<const SpillRow> some =
                all.subspan(begin, std::min(base::kBlockRows, all.size() - begin));
            SKJERM_TRY(add_rows(some, parts));
            if (progress_) progress_(begin + some.size());
        }
        SKJERM_TRY(parts.finish());
        return parts;
    }

    base::Status add_rows(std::span<const SpillRow> rows, SortedParts& parts) {
        const std::vector<std::uint32_t> units = indexes(rows, &SpillRow::unit, *domains_.units);
        std::vector<std::uint32_t> linked;
        if (rows_.kind == ValueKind::Unit)
            linked = indexes(rows, &SpillRow::value, *domains_.linked);
        for (std::size_t row = 0; row < rows.size(); ++row) {
            SKJERM_CHECK(units[row] < request_.units);
            IndexedRow indexed{0, units[row], rows[row].value, 0, rows[row].start, rows[row].stop};
            if (!linked.empty()) {
                SKJERM_CHECK(linked[row] < request_.linked_units);
                indexed.value = linked[row];
            } else if (rows_.kind == ValueKind::Text) {
                indexed.value = codes_[rows[row].value];
            }
            indexed.order = order_of(indexed.value);
            if (indexed.stop == kNoDay) indexed.stop = SpellBlock::kOpenStop;
            indexed.segment = request_.layout.segment_of(indexed.start);
            SKJERM_TRY(parts.add(indexed));
        }
        return base::ok();
    }

    /// A number that is greater for a greater value.
    [[nodiscard]] std::uint64_t order_of(std::uint64_t value) const {
        constexpr std::uint64_t kSign = std::uint64_t{1} << 63U;
        if (rows_.kind == ValueKind::Integer) return value ^ kSign;
        if (rows_.kind == ValueKind::Number) return value & kSign ? ~value : value | kSign;
        return value;
    }

    static std::vector<std::uint32_t> indexes(std::span<const SpillRow> rows,
                                              std::uint64_t SpillRow::*key,
                                              const UnitDomain& domain) {
        std::vector<std::uint64_t> keys;
        keys.reserve(rows.size());
        for (const SpillRow& row : rows) keys.push_back(row.*key);
        std::vector<std::uint32_t> found(keys.size());
        domain.indexes(keys, found);
        return found;
    }

    base::Status write_part(const std::vector<IndexedRow>& rows,
                            std::vector<datastore::SegmentWriter>& writers) {
        for (std::size_t begin = 0; begin < rows.size();) {
            const std::size_t block = rows[begin].unit / base::kBlockRows;
            std::size_t end = begin;
            while (end < rows.size() && rows[end].segment == rows[begin].segment &&
                   rows[end].unit / base::kBlockRows == block)
                ++end;
            const std::span<const IndexedRow> some(rows.data() + begin, end - begin);
            datastore::SegmentWriter& writer = writers[rows[begin].segment];
            SKJERM_TRY(writer.append(block, writer.header().spells ? encode_spells(block, some)
                                                                   : encode_values(block, some)));
            begin = end;
        }
        return base::ok();
    }

    [[nodiscard]] std::uint32_t units_in(std::size_t block) const {
        return static_cast<std::uint32_t>(base::block_at(block, request_.units).size());
    }

    datastore::EncodedBlock encode_values(std::size_t block,
                                          std::span<const IndexedRow> rows) const {
        const std::size_t width = column::width_of(stored_.storage);
        const std::uint32_t units = units_in(block);
        std::vector<std::byte> values(units * width);
        datastore::fill_missing(stored_.storage, units, values.data());
        for (const IndexedRow& row : rows)
            std::memcpy(values.data() + row.unit % base::kBlockRows * width, &row.value, width);
        return datastore::encode_values(stored_.storage, std::move(values), units);
    }

    datastore::EncodedBlock encode_spells(std::size_t block,
                                          std::span<const IndexedRow> rows) const {
        const std::size_t width = column::width_of(stored_.storage);
        const std::uint32_t units = units_in(block);
        const std::vector<IndexedRow> apart = without_overlaps(rows);
        rows = apart;
        SpellBlock spells;
        spells.offsets.reserve(units + 1U);
        std::size_t at = 0;
        for (std::uint32_t unit = 0; unit < units; ++unit) {
            spells.offsets.push_back(static_cast<std::uint32_t>(at));
            for (; at < rows.size() && rows[at].unit % base::kBlockRows == unit; ++at) {
                spells.starts.push_back(rows[at].start);
                spells.stops.push_back(rows[at].stop);
                const auto* bytes = reinterpret_cast<const std::byte*>(&rows[at].value);
                spells.values.insert(spells.values.end(), bytes, bytes + width);
            }
        }
        spells.offsets.push_back(static_cast<std::uint32_t>(at));
        return datastore::encode_spells(stored_.storage, spells, units);
    }

    /// Tier 2, from the files of tier 3.
    base::Status write_copies() {
        const auto database = datastore::DuckDbDatabase::open(1);
        SKJERM_CHECK(database != nullptr);
        const datastore::Variable& variable = *stored_.variable;
        column::DictionaryPtr dictionary;
        if (stored_.dictionary) {
            SKJERM_TRY_ASSIGN(
                dictionary, datastore::read_dictionary(
                                request_.root / stored_.dictionary->file, stored_.dictionary->file,
                                stored_.dictionary_entries, stored_.dictionary_crc, {}));
            const std::string name = datastore::indexed_dictionary_file(variable, request_.folder);
            SKJERM_TRY(
                datastore::write_indexed_dictionary(*database, *dictionary, request_.root, name));
            SKJERM_TRY_ASSIGN(stored_.indexed_dictionary,
                              datastore::describe_file(request_.root, name));
        }
        std::vector<std::uint32_t> unit_counts;  // the data version has its own
        unit_counts.resize(std::max<std::size_t>(variable.unit_type->domain + 1U,
                                                 variable.link ? variable.link->domain + 1U : 0U));
        for (datastore::StoredSegment& segment : stored_.segments) {
            SKJERM_TRY_ASSIGN(
                const auto native,
                datastore::Segment::open(request_.root / segment.native.file, segment.native.file,
                                         expectation_of(stored_, segment, unit_counts), {}));
            const std::string name =
                datastore::indexed_file(variable, segment.day, request_.folder);
            SKJERM_TRY(datastore::write_indexed(*database, *native, dictionary.get(), request_.root,
                                                name));
            SKJERM_TRY_ASSIGN(segment.indexed, datastore::describe_file(request_.root, name));
        }
        return base::ok();
    }

    datastore::FileSystem& files_;
    const DatasetRows& rows_;
    const RowDomains& domains_;
    const NativeRequest& request_;
    const RowProgress& progress_;
    StoredVariable stored_;
    std::vector<std::uint64_t> codes_;
};

}  // namespace

base::Result<StoredVariable> write_native(datastore::FileSystem& files, const DatasetRows& rows,
                                          const RowDomains& domains, const NativeRequest& request,
                                          const RowProgress& progress) {
    return NativeWriter(files, rows, domains, request, progress).run();
}

}  // namespace skjerm::publish
