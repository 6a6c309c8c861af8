#include "skjerm/datastore/indexed_parquet.h"

#include <algorithm>
#include <cerrno>
#include <limits>
#include <type_traits>
#include <vector>

#include "skjerm/base/check.h"
#include "skjerm/datastore/bits.h"
#include "skjerm/datastore/change_codec.h"
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

const char* sql_type(Storage storage) {
    switch (storage) {
        case Storage::Int8:
            return "TINYINT";
        case Storage::Int16:
            return "SMALLINT";
        case Storage::Int32:
            return "INTEGER";
        case Storage::Int64:
            return "BIGINT";
        case Storage::Float64:
            return "DOUBLE";
        case Storage::Code8:
        case Storage::Code16:
        case Storage::Code32:
            return "VARCHAR";
        case Storage::Unit32:
            return "UINTEGER";
    }
    return "";
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

template <class Word>
void set_value(DuckDbAppender& rows, idx_t row, Word word, Word missing,
               const column::Dictionary* dictionary) {
    if (word == missing)
        rows.set_null(kValueColumn, row);
    else if (dictionary != nullptr)
        rows.set_text(kValueColumn, row, dictionary->text(static_cast<std::uint32_t>(word)));
    else
        rows.set(kValueColumn, row, word);
}

template <class Word>
void append_values(DuckDbAppender& rows, const BlockView& block, Storage storage,
                   std::uint32_t first_unit, const column::Dictionary* dictionary) {
    const auto missing = static_cast<Word>(missing_bits(storage));
    std::vector<Word> values(block.units);
    decode_values(block, storage, std::as_writable_bytes(std::span(values)).data());
    for (std::uint32_t unit = 0; unit < block.units; ++unit) {
        if (values[unit] == missing) continue;
        const idx_t row = rows.next_row();
        rows.set(kUnitColumn, row, first_unit + unit);
        set_value(rows, row, values[unit], missing, dictionary);
    }
}

template <class Word>
void append_spells(DuckDbAppender& rows, const BlockView& block, Storage storage,
                   std::uint32_t first_unit, std::span<const base::DayNumber> dates,
                   const column::Dictionary* dictionary) {
    const auto missing = static_cast<Word>(missing_bits(storage));
    std::vector<std::uint32_t> units(block.records);
    std::vector<base::DayNumber> starts(block.records);
    std::vector<base::DayNumber> stops(block.records);
    std::vector<Word> values(block.records);
    const SpellRows all{units, starts, stops, std::as_writable_bytes(std::span(values))};
    if (dates.empty())
        select_spells(block, storage, std::numeric_limits<base::DayNumber>::min(),
                      std::numeric_limits<base::DayNumber>::max(), first_unit,
                      SpellBlock::kOpenStop, all);
    else
        select_changes(block, storage, first_unit, dates, all);
    for (std::size_t spell = 0; spell < units.size(); ++spell) {
        const idx_t row = rows.next_row();
        rows.set(kUnitColumn, row, units[spell]);
        set_value(rows, row, values[spell], missing, dictionary);
        rows.set(kStartColumn, row, duckdb_date{starts[spell]});
        if (stops[spell] == SpellBlock::kOpenStop)
            rows.set_null(kStopColumn, row);
        else
            rows.set(kStopColumn, row, duckdb_date{stops[spell]});
    }
}

base::Status copy_to_file(DuckDbConnection& connection, const std::filesystem::path& folder,
                          const std::string& name) {
    const auto error = connection.run("COPY indexed TO " + sql_literal((folder / name).string()) +
                                      " (FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 3, "
                                      "ROW_GROUP_SIZE 262144)");
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
    DuckDbConnection connection(database);
    const bool has_days = segment.has_spells() || !segment.dates().empty();
    const std::string days = has_days ? ", s DATE, e DATE" : "";
    if (const auto error = connection.run(std::string("CREATE TEMP TABLE indexed (u UINTEGER, v ") +
                                          sql_type(storage) + days + ")"))
        return unwritable(name, *error);
    DuckDbAppender rows(connection, "indexed", column_types(storage, has_days));
    for (std::uint32_t index = 0; index < segment.blocks(); ++index) {
        SKJERM_TRY_ASSIGN(const BlockView block, segment.block(index, {}));
        const auto first_unit = static_cast<std::uint32_t>(index * base::kBlockRows);
        with_word(storage, [&](auto zero) {
            using Word = decltype(zero);
            if (has_days)
                append_spells<Word>(rows, block, storage, first_unit, segment.dates(), dictionary);
            else
                append_values<Word>(rows, block, storage, first_unit, dictionary);
        });
    }
    if (const auto error = rows.finish()) return unwritable(name, *error);
    return copy_to_file(connection, folder, name);
}

base::Status write_indexed_dictionary(const DuckDbDatabase& database,
                                      const column::Dictionary& dictionary,
                                      const std::filesystem::path& folder,
                                      const std::string& name) {
    DuckDbConnection connection(database);
    if (const auto error = connection.run("CREATE TEMP TABLE indexed (v VARCHAR)"))
        return unwritable(name, *error);
    DuckDbAppender rows(connection, "indexed", {DUCKDB_TYPE_VARCHAR});
    for (const std::string& entry : dictionary.entries()) rows.set_text(0, rows.next_row(), entry);
    if (const auto error = rows.finish()) return unwritable(name, *error);
    return copy_to_file(connection, folder, name);
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
