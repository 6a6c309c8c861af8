// The second copy of a segment: a Parquet file sorted by unit index that any tool can read, and
// from which a column can be had when the native file is lost. Columns: u (unit index), v (the
// value; text as text), and for spells s and e (first and last day; e is null while in force).
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

#include "skjerm/base/memory_budget.h"
#include "skjerm/base/result.h"
#include "skjerm/datastore/duckdb_session.h"
#include "skjerm/datastore/segment.h"
#include "skjerm/datastore/segment_reader.h"
#include "skjerm/datastore/spell_reader.h"

namespace skjerm::datastore {

/// Writes `segment` to folder/name, whose folder exists. The same bytes for the same segment when
/// the database has one thread.
[[nodiscard]] base::Status write_indexed(const DuckDbDatabase& database, const Segment& segment,
                                         const column::Dictionary* dictionary,
                                         const std::filesystem::path& folder,
                                         const std::string& name);
/// One column v with the entries in order of code.
[[nodiscard]] base::Status write_indexed_dictionary(const DuckDbDatabase& database,
                                                    const column::Dictionary& dictionary,
                                                    const std::filesystem::path& folder,
                                                    const std::string& name);

/// A Parquet file to read, already known to be undamaged.
struct IndexedFile {
    std::filesystem::path path;
    std::string name;  ///< in diagnostics
};

/// The column that read_segment gives of the native file.
[[nodiscard]] base::Result<column::ColumnPtr> read_indexed(
    const DuckDbDatabase& database, const IndexedFile& file, const SegmentExpectation& expectation,
    std::optional<base::DayNumber> day, const ColumnShape& shape,
    const base::MemoryBudgetPtr& budget, base::Span where);

/// The columns that read_segment_spells gives of the native file.
[[nodiscard]] base::Result<Store::Spells> read_indexed_spells(
    const DuckDbDatabase& database, const IndexedFile& file, const SegmentExpectation& expectation,
    const SpellRequest& request, const ColumnShape& shape, const base::MemoryBudgetPtr& budget,
    base::Span where);

[[nodiscard]] base::Result<column::DictionaryPtr> read_indexed_dictionary(
    const DuckDbDatabase& database, const IndexedFile& file, std::uint32_t entries,
    base::Span where);

}  // namespace skjerm::datastore
