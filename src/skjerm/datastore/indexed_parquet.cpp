#include "skjerm/datastore/indexed_parquet.h"

#include <algorithm>
#include <cerrno>
#include <limits>
#include <type_traits>
#include <vector>

#include "skjerm/base/check.h"
#include "skjerm/datastore/bits.h"
#include "skjerm/datastore/change_codec.h"
#include "skjerm/datastore/duckdb_source.h"
#include "skjerm/datastore/failure.h"
#include "skjerm/datastore/spell_codec.h"
#include "skjerm/datastore/text_codes.h"

namespace skjerm::datastore {

namespace {

using column::ColumnPtr;
using column::Storage;

duckdb_type value_type(Storage storage) {
    switch (storage) {
        case Storage::Int8:
            return DUCKDB_TYPE_TINYINT;
        case Storage::Int16:
            return DUCKDB_TYPE_SMALLINT;
        case Storage::Int32:
            return DUCKDB_TYPE_INTEGER;
        case Storage::Int64:
            return DUCKDB_TYPE_BIGINT;
        case Storage::Float64:
            return DUCKDB_TYPE_DOUBLE;
        case Storage::Code8:
        case Storage::Code16:
        case Storage::Code32:
            return DUCKDB_TYPE_VARCHAR;
        case Storage::Unit32:
            return DUCKDB_TYPE_UINTEGER;
    }
    return DUCKDB_TYPE_INVALID;
}

std::vector<duckdb_type> column_types(Storage storage, bool spells) {
    std::vector<duckdb_type> types = {DUCKDB_TYPE_UINTEGER, value_type(storage)};
    if (spells) types.insert(types.end(), {DUCKDB_TYPE_DATE, DUCKDB_TYPE_DATE});
    return types;
}

base::Diagnostic unwritable(const std::string& name, const DuckDbError& error) {
    return unwritable_file(name, error.is_disk_full() ? ENOSPC : EIO);
}

// ------------------------------------------------------------------------------------- writing

constexpr idx_t kUnitColumn = 0;
constexpr idx_t kValueColumn = 1;
constexpr idx_t kStartColumn = 2;
constexpr idx_t kStopColumn = 3;
static_assert(sizeof(duckdb_date) == sizeof(base::DayNumber));

/// The rows of a segment, a block of which is decoded at a time.
template <class Word>
class SegmentRows {
public:
    SegmentRows(const Segment& segment, const column::Dictionary* dictionary)
        : segment_(segment),
          dictionary_(dictionary),
          missing_(static_cast<Word>(missing_bits(segment.storage()))) {}

    /// The next rows, up to a full chunk.
    base::Result<idx_t> fill(duckdb_data_chunk chunk) {
        idx_t rows = 0;
        for (const idx_t room = duckdb_vector_size(); rows < room;) {
            if (at_ == units_.size()) {
                if (block_ == segment_.blocks()) break;
                SKJERM_TRY(load(block_++));
                continue;
            }
            const idx_t count = std::min<idx_t>(room - rows, units_.size() - at_);
            put(chunk, rows, count);
            rows += count;
            at_ += count;
        }
        return rows;
    }

private:
    base::Status load(std::uint32_t index) {
        SKJERM_TRY_ASSIGN(const BlockView block, segment_.block(index, {}));
        const auto first_unit = static_cast<std::uint32_t>(index * base::kBlockRows);
        at_ = 0;
        if (segment_.has_spells() || !segment_.dates().empty())
            load_spells(block, first_unit);
        else
            load_values(block, first_unit);
        return base::ok();
    }

    void load_values(const BlockView& block, std::uint32_t first_unit) {
        values_.resize(block.units);
        decode_values(block, segment_.storage(), std::as_writable_bytes(std::span(values_)).data());
        units_.clear();
        for (std::uint32_t unit = 0; unit < block.units; ++unit) {
            if (values_[unit] == missing_) continue;
            values_[units_.size()] = values_[unit];
            units_.push_back(first_unit + unit);
        }
    }

    void load_spells(const BlockView& block, std::uint32_t first_unit) {
        units_.resize(block.records);
        starts_.resize(block.records);
        stops_.resize(block.records);
        values_.resize(block.records);
        const SpellRows all{units_, starts_, stops_, std::as_writable_bytes(std::span(values_))};
        if (segment_.dates().empty())
            select_spells(block, segment_.storage(), std::numeric_limits<base::DayNumber>::min(),
                          std::numeric_limits<base::DayNumber>::max(), first_unit,
                          SpellBlock::kOpenStop, all);
        else
            select_changes(block, segment_.storage(), first_unit, segment_.dates(), all);
    }

    void put(duckdb_data_chunk chunk, idx_t first, idx_t count) const {
        const auto vector = [&](idx_t column) {
            return duckdb_data_chunk_get_vector(chunk, column);
        };
        const auto cells = [&](idx_t column) { return duckdb_vector_get_data(vector(column)); };
        std::copy_n(units_.data() + at_, count,
                    static_cast<std::uint32_t*>(cells(kUnitColumn)) + first);
        for (idx_t row = 0; row < count; ++row) {
            const Word value = values_[at_ + row];
            if (value == missing_)
                set_null(vector(kValueColumn), first + row);
            else if (dictionary_ != nullptr)
                set_text(vector(kValueColumn), first + row,
                         dictionary_->text(static_cast<std::uint32_t>(value)));
            else
                static_cast<Word*>(cells(kValueColumn))[first + row] = value;
        }
        if (starts_.empty()) return;
        std::copy_n(starts_.data() + at_, count,
                    static_cast<base::DayNumber*>(cells(kStartColumn)) + first);
        for (idx_t row = 0; row < count; ++row) {
            const base::DayNumber stop = stops_[at_ + row];
            if (stop == SpellBlock::kOpenStop)
                set_null(vector(kStopColumn), first + row);
            else
                static_cast<base::DayNumber*>(cells(kStopColumn))[first + row] = stop;
        }
    }

    const Segment& segment_;
    const column::Dictionary* dictionary_;  // null: values are no texts
    Word missing_;
    std::uint32_t block_ = 0;           // the next one to decode
    std::vector<std::uint32_t> units_;  // of the block decoded, as the following
    std::vector<Word> values_;
    std::vector<base::DayNumber> starts_;
    std::vector<base::DayNumber> stops_;
    std::size_t at_ = 0;  // rows of it that are through
};

base::Status copy_to_file(const DuckDbDatabase& database, const DuckDbSource& rows,
                          const std::filesystem::path& folder, const std::string& name) {
    const auto error = DuckDbConnection(database).run(
        "COPY (SELECT * FROM " + rows.sql() + ") TO " + sql_literal((folder / name).string()) +
        " (FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 3, ROW_GROUP_SIZE 262144)");
    if (error) return unwritable(name, *error);
    return base::ok();
}

// ------------------------------------------------------------------------------------- reading

/// Codes of a text variable; absent for others.
std::optional<TextCodes> codes_of(const ColumnShape& shape) {
    if (shape.dictionary == nullptr) return std::nullopt;
    return std::optional<TextCodes>(*shape.dictionary);
}

/// Puts the values of one chunk in their places; false when one does not belong there.
template <class Word>
bool scatter(duckdb_data_chunk chunk, idx_t rows, const SegmentExpectation& expected,
             std::span<Word> out) {
    const DuckDbColumn<std::uint32_t> units(chunk, kUnitColumn);
    const DuckDbColumn<Word> values(chunk, kValueColumn);
    for (idx_t row = 0; row < rows; ++row) {
        if (!units.has(row) || units[row] >= out.size()) return false;
        if (values.has(row)) out[units[row]] = values[row];
    }
    return within(reinterpret_cast<const std::byte*>(values.values()), rows, expected.storage,
                  expected.limit);
}
template <class Word>
bool scatter_texts(duckdb_data_chunk chunk, idx_t rows, TextCodes& codes, std::span<Word> out) {
    const DuckDbColumn<std::uint32_t> units(chunk, kUnitColumn);
    const DuckDbColumn<duckdb_string_t> values(chunk, kValueColumn);
    for (idx_t row = 0; row < rows; ++row) {
        if (!units.has(row) || units[row] >= out.size()) return false;
        if (!values.has(row)) continue;
        const std::uint32_t code = codes.code(values[row]);
        if (code == 0) return false;
        out[units[row]] = static_cast<Word>(code);
    }
    return true;
}

/// A day as SQL, within what DuckDB calls a date; no register reaches that far.
std::string date_literal(base::DayNumber day) {
    constexpr base::DayNumber kFar = 2'000'000;
    return "DATE '1970-01-01' + CAST(" + std::to_string(std::clamp(day, -kFar, kFar)) +
           " AS INTEGER)";
}

/// `columns` of the rows, of spells only those that overlap [first, last].
std::string select(const IndexedFile& file, const std::string& columns) {
    return "SELECT " + columns + " FROM read_parquet(" + sql_literal(file.path.string()) + ")";
}
std::string select_overlapping(const IndexedFile& file, const std::string& columns,
                               base::DayNumber first, base::DayNumber last) {
    return select(file, columns) + " WHERE s <= " + date_literal(last) +
           " AND (e IS NULL OR e >= " + date_literal(first) + ")";
}

/// Spells as they come, before their number is known.
template <class Word>
struct SpellList {
    std::vector<std::uint32_t> units;
    std::vector<base::DayNumber> starts;
    std::vector<base::DayNumber> stops;
    std::vector<Word> values;
};

/// Appends the spells of one chunk; false when one does not belong there or is out of order.
/// `Stored` is Word, or a text.
template <class Word, class Stored>
bool append_chunk(duckdb_data_chunk chunk, idx_t rows, const SegmentExpectation& expected,
                  TextCodes* codes, SpellList<Word>& list) {
    const DuckDbColumn<std::uint32_t> units(chunk, kUnitColumn);
    const DuckDbColumn<Stored> values(chunk, kValueColumn);
    const DuckDbColumn<duckdb_date> starts(chunk, kStartColumn);
    const DuckDbColumn<duckdb_date> stops(chunk, kStopColumn);
    for (idx_t row = 0; row < rows; ++row) {
        if (!units.has(row) || !starts.has(row) || units[row] >= expected.units) return false;
        Word value = static_cast<Word>(missing_bits(expected.storage));
        if (values.has(row)) {
            if constexpr (std::is_same_v<Stored, duckdb_string_t>) {
                const std::uint32_t code = codes->code(values[row]);
                if (code == 0) return false;
                value = static_cast<Word>(code);
            } else {
                value = values[row];
            }
        }
        const bool in_order =
            list.units.empty() || list.units.back() < units[row] ||
            (list.units.back() == units[row] && list.starts.back() < starts[row].days);
        if (!in_order) return false;
        list.units.push_back(units[row]);
        list.starts.push_back(starts[row].days);
        list.stops.push_back(stops.has(row) ? stops[row].days : column::missing<std::int32_t>());
        list.values.push_back(value);
    }
    return true;
}

}  // namespace

base::Status write_indexed(const DuckDbDatabase& database, const Segment& segment,
                           const column::Dictionary* dictionary,
                           const std::filesystem::path& folder, const std::string& name) {
    const Storage storage = segment.storage();
    std::vector<DuckDbSource::Column> columns = {{"u", DUCKDB_TYPE_UINTEGER},
                                                 {"v", value_type(storage)}};
    if (segment.has_spells() || !segment.dates().empty())
        columns.insert(columns.end(), {{"s", DUCKDB_TYPE_DATE}, {"e", DUCKDB_TYPE_DATE}});
    return with_word(storage, [&](auto zero) -> base::Status {
        SegmentRows<decltype(zero)> rows(segment, dictionary);
        std::optional<base::Diagnostic> failure;
        const DuckDbSource source(std::move(columns),
                                  [&](duckdb_data_chunk chunk) -> std::optional<idx_t> {
                                      const base::Result<idx_t> filled = rows.fill(chunk);
                                      if (filled) return *filled;
                                      failure = filled.diagnostic();
                                      return std::nullopt;
                                  });
        const base::Status copied = copy_to_file(database, source, folder, name);
        return failure ? base::Status(*failure) : copied;
    });
}

base::Status write_indexed_dictionary(const DuckDbDatabase& database,
                                      const column::Dictionary& dictionary,
                                      const std::filesystem::path& folder,
                                      const std::string& name) {
    std::span<const std::string> left = dictionary.entries();
    const DuckDbSource source({{"v", DUCKDB_TYPE_VARCHAR}}, [&](duckdb_data_chunk chunk) {
        const idx_t count = std::min<idx_t>(duckdb_vector_size(), left.size());
        for (idx_t row = 0; row < count; ++row)
            set_text(duckdb_data_chunk_get_vector(chunk, 0), row, left[row]);
        left = left.subspan(count);
        return count;
    });
    return copy_to_file(database, source, folder, name);
}

base::Result<ColumnPtr> read_indexed(const DuckDbDatabase& database, const IndexedFile& file,
                                     const SegmentExpectation& expectation,
                                     std::optional<base::DayNumber> day, const ColumnShape& shape,
                                     const base::MemoryBudgetPtr& budget, base::Span where) {
    const Storage storage = expectation.storage;
    std::optional<TextCodes> codes = codes_of(shape);
    return with_type(storage, [&](auto zero) -> base::Result<ColumnPtr> {
        using T = decltype(zero);
        SKJERM_TRY_ASSIGN(auto builder, column::ColumnBuilder<T>::make(expectation.units, budget));
        auto* bytes = reinterpret_cast<std::byte*>(builder.values().data());
        fill_missing(storage, expectation.units, bytes);
        const bool is_read = with_word(storage, [&](auto word) {
            using Word = decltype(word);
            const std::span<Word> out(reinterpret_cast<Word*>(bytes), expectation.units);
            DuckDbConnection connection(database);
            const auto error = connection.query(
                expectation.spells || !expectation.dates.empty()
                    ? select_overlapping(file, "u, v", *day, *day)
                    : select(file, "u, v"),
                column_types(storage, false), [&](duckdb_data_chunk chunk, idx_t rows) {
                    return codes ? scatter_texts<Word>(chunk, rows, *codes, out)
                                 : scatter<Word>(chunk, rows, expectation, out);
                });
            return !error.has_value();
        });
        if (!is_read) return damaged_file(file.name, damage::kEntries, where);
        return std::move(builder).freeze(shape.dictionary, shape.domain);
    });
}

base::Result<Store::Spells> read_indexed_spells(
    const DuckDbDatabase& database, const IndexedFile& file, const SegmentExpectation& expectation,
    const SpellRequest& request, const ColumnShape& shape, const base::MemoryBudgetPtr& budget,
    base::Span where) {
    std::optional<TextCodes> codes = codes_of(shape);
    return with_word(expectation.storage, [&](auto zero) -> base::Result<Store::Spells> {
        using Word = decltype(zero);
        SpellList<Word> list;
        DuckDbConnection connection(database);
        const auto error = connection.query(
            select_overlapping(file, "u, v, s, e", request.first, request.last),
            column_types(expectation.storage, true), [&](duckdb_data_chunk chunk, idx_t rows) {
                return codes ? append_chunk<Word, duckdb_string_t>(chunk, rows, expectation,
                                                                   &*codes, list)
                             : append_chunk<Word, Word>(chunk, rows, expectation, nullptr, list);
            });
        if (error) return damaged_file(file.name, damage::kEntries, where);
        return build_spells(expectation.storage, list.units.size(), request.unit_domain, shape,
                            budget, [&](const SpellRows& rows) {
                                std::ranges::copy(list.units, rows.units.begin());
                                std::ranges::copy(list.starts, rows.starts.begin());
                                std::ranges::copy(list.stops, rows.stops.begin());
                                std::ranges::copy(std::as_bytes(std::span(list.values)),
                                                  rows.values.begin());
                                return base::ok();
                            });
    });
}

base::Result<column::DictionaryPtr> read_indexed_dictionary(const DuckDbDatabase& database,
                                                            const IndexedFile& file,
                                                            std::uint32_t entries,
                                                            base::Span where) {
    std::vector<std::string> texts;
    DuckDbConnection connection(database);
    const auto error = connection.query(
        "SELECT v FROM read_parquet(" + sql_literal(file.path.string()) + ")",
        {DUCKDB_TYPE_VARCHAR}, [&](duckdb_data_chunk chunk, idx_t rows) {
            const DuckDbColumn<duckdb_string_t> entries_read(chunk, 0);
            for (idx_t row = 0; row < rows; ++row) {
                if (!entries_read.has(row)) return false;
                texts.emplace_back(text_of(entries_read[row]));
                const std::size_t count = texts.size();
                if (texts.back().empty() || (count > 1 && texts[count - 2] >= texts[count - 1]))
                    return false;
            }
            return true;
        });
    if (error || texts.size() != entries) return damaged_file(file.name, damage::kEntries, where);
    return std::make_shared<const column::Dictionary>(std::move(texts));
}

}  // namespace skjerm::datastore
