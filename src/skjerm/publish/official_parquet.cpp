#include "skjerm/publish/official_parquet.h"

#include <algorithm>
#include <bit>
#include <cerrno>
#include <limits>
#include <optional>
#include <utility>

#include "skjerm/base/check.h"
#include "skjerm/base/parallel.h"
#include "skjerm/datastore/duckdb_session.h"
#include "skjerm/datastore/duckdb_source.h"
#include "skjerm/datastore/failure.h"
#include "skjerm/datastore/segment_writer.h"

namespace skjerm::publish {

namespace {

namespace fs = std::filesystem;
using datastore::DuckDbColumn;
using datastore::DuckDbConnection;
using datastore::DuckDbDatabase;
using datastore::DuckDbError;
using datastore::DuckDbSource;
using datastore::set_null;
using datastore::set_text;
using datastore::sql_literal;
using datastore::text_of;

/// One thread, so that the rows keep their order and the files are the same every time.
std::unique_ptr<DuckDbDatabase> open_duckdb() {
    auto database = DuckDbDatabase::open(1);
    SKJERM_CHECK(database != nullptr);
    return database;
}

base::Diagnostic unwritable(const std::string& name, const DuckDbError& error) {
    return datastore::unwritable_file(name, error.is_disk_full() ? ENOSPC : EIO);
}

// ------------------------------------------------------------------------------------- writing

constexpr idx_t kUnitColumn = 0;
constexpr idx_t kValueColumn = 1;
constexpr idx_t kStartColumn = 2;
constexpr idx_t kStopColumn = 3;
constexpr idx_t kYearColumn = 4;

duckdb_type value_type(ValueKind kind) {
    switch (kind) {
        case ValueKind::Text:
            return DUCKDB_TYPE_VARCHAR;
        case ValueKind::Number:
            return DUCKDB_TYPE_DOUBLE;
        case ValueKind::Integer:
        case ValueKind::Unit:
            return DUCKDB_TYPE_BIGINT;
    }
    return DUCKDB_TYPE_INVALID;
}

/// "YYYY" of the day at each place.
std::vector<std::string> years_of_days() {
    std::vector<std::string> years(kDayPlaces);
    for (std::size_t at = 0; at < years.size(); ++at)
        years[at] = std::to_string(base::civil_from_days(day_at_place(at)).year);
    return years;
}

/// The rows as DuckDB takes them.
class OfficialRows {
public:
    /// `text_units` is null where identifiers are pseudonyms. `partitioned`: by year of START.
    OfficialRows(const DatasetRows& rows, const UnitDomain* text_units, bool partitioned)
        : rows_(rows),
          text_units_(text_units),
          years_(partitioned ? years_of_days() : std::vector<std::string>()),
          left_(rows.spill.records()) {}

    [[nodiscard]] std::vector<DuckDbSource::Column> columns() const {
        std::vector<DuckDbSource::Column> columns = {
            {"unit_id", text_units_ != nullptr ? DUCKDB_TYPE_VARCHAR : DUCKDB_TYPE_BIGINT},
            {"value", value_type(rows_.kind)},
            {"start_epoch_days", DUCKDB_TYPE_SMALLINT},
            {"stop_epoch_days", DUCKDB_TYPE_SMALLINT}};
        if (!years_.empty()) columns.push_back({"start_year", DUCKDB_TYPE_VARCHAR});
        return columns;
    }

    [[nodiscard]] idx_t fill(duckdb_data_chunk chunk) {
        const std::size_t count = std::min<std::size_t>(duckdb_vector_size(), left_.size());
        const std::span<const SpillRow> rows = left_.first(count);
        fill_units(chunk, rows);
        fill_values(chunk, rows);
        fill_days(chunk, kStartColumn, rows, &SpillRow::start);
        fill_days(chunk, kStopColumn, rows, &SpillRow::stop);
        if (!years_.empty())
            for (idx_t row = 0; row < count; ++row)
                set_text(duckdb_data_chunk_get_vector(chunk, kYearColumn), row,
                         years_[place_of_day(rows[row].start)]);
        left_ = left_.subspan(count);
        return count;
    }

private:
    void fill_units(duckdb_data_chunk chunk, std::span<const SpillRow> rows) const {
        const duckdb_vector vector = duckdb_data_chunk_get_vector(chunk, kUnitColumn);
        auto* const units = static_cast<std::uint64_t*>(duckdb_vector_get_data(vector));
        for (idx_t row = 0; row < rows.size(); ++row) {
            if (text_units_ != nullptr)
                set_text(vector, row, text_units_->text(rows[row].unit));
            else
                units[row] = rows[row].unit;
        }
    }

    void fill_values(duckdb_data_chunk chunk, std::span<const SpillRow> rows) const {
        const duckdb_vector vector = duckdb_data_chunk_get_vector(chunk, kValueColumn);
        auto* const values = static_cast<std::uint64_t*>(duckdb_vector_get_data(vector));
        for (idx_t row = 0; row < rows.size(); ++row) {
            if (rows_.kind == ValueKind::Text)
                set_text(vector, row, rows_.texts.texts()[rows[row].value]);
            else
                values[row] = rows[row].value;
        }
    }

    static void fill_days(duckdb_data_chunk chunk, idx_t column, std::span<const SpillRow> rows,
                          base::DayNumber SpillRow::*day) {
        const duckdb_vector vector = duckdb_data_chunk_get_vector(chunk, column);
        auto* const days = static_cast<std::int16_t*>(duckdb_vector_get_data(vector));
        for (idx_t row = 0; row < rows.size(); ++row) {
            const base::DayNumber number = rows[row].*day;
            if (number == kNoDay)
                set_null(vector, row);
            else
                days[row] = static_cast<std::int16_t>(number);
        }
    }

    const DatasetRows& rows_;
    const UnitDomain* text_units_;
    std::vector<std::string> years_;  // empty: not partitioned
    std::span<const SpillRow> left_;
};

/// Files below folder/name, or that one file, in ascending order.
std::vector<std::string> files_below(const fs::path& folder, const std::string& name) {
    std::vector<std::string> found;
    std::error_code error;
    if (!fs::is_directory(folder / name, error)) return {name};
    for (fs::recursive_directory_iterator at(folder / name, error), end; !error && at != end;
         at.increment(error))
        if (at->is_regular_file(error) && at->path().extension() == ".parquet")
            found.push_back(fs::relative(at->path(), folder, error).string());
    std::ranges::sort(found);
    return found;
}

// ------------------------------------------------------------------------------------- reading

/// One chunk of official rows on its way into the spill.
class OfficialChunk {
public:
    OfficialChunk(duckdb_data_chunk chunk, idx_t rows, const OfficialShape& shape,
                  const RowDomains& domains, DatasetRows& into)
        : chunk_(chunk), rows_(rows), shape_(shape), domains_(domains), into_(into) {}

    base::Status take(const base::Diagnostic& damaged) {
        SKJERM_TRY_ASSIGN(const auto units,
                          keys(kUnitColumn, *domains_.units, shape_.text_identifiers, damaged));
        std::vector<std::uint64_t> linked;
        if (shape_.kind == ValueKind::Unit) {
            SKJERM_TRY_ASSIGN(linked, keys(kValueColumn, *domains_.linked, false, damaged));
        }
        const DuckDbColumn<base::DayNumber> starts(chunk_, kStartColumn);
        const DuckDbColumn<base::DayNumber> stops(chunk_, kStopColumn);
        const DuckDbColumn<std::uint64_t> numbers(chunk_, kValueColumn);
        const DuckDbColumn<duckdb_string_t> texts(chunk_, kValueColumn);
        const auto day = [](const DuckDbColumn<base::DayNumber>& days, idx_t row) {
            return days.has(row) ? days[row] : kNoDay;
        };
        for (idx_t row = 0; row < rows_; ++row) {
            SpillRow record{units[row], 0, day(starts, row), day(stops, row)};
            if (!numbers.has(row)) return damaged;
            if (!linked.empty())
                record.value = linked[row];
            else if (shape_.kind == ValueKind::Text)
                record.value = into_.texts.number(text_of(texts[row]));
            else
                record.value = numbers[row];
            if (!is_in_range(record)) return damaged;
            if (!has_sound_dates(record)) {
                ++into_.ignored;
                continue;
            }
            count(record);
            SKJERM_TRY(into_.spill.append(record));
        }
        return base::ok();
    }

private:
    base::Result<std::vector<std::uint64_t>> keys(idx_t column, UnitDomain& domain, bool is_text,
                                                  const base::Diagnostic& damaged) const {
        const DuckDbColumn<std::int64_t> numbers(chunk_, column);
        for (idx_t row = 0; row < rows_; ++row)
            if (!numbers.has(row)) return damaged;
        if (!is_text) {
            const std::span<const std::int64_t> all(numbers.values(), rows_);
            const bool are_pseudonyms =
                domain.state().kind == datastore::DomainKind::Text ||
                std::ranges::all_of(all, [](std::int64_t number) {
                    return number >= 0 && static_cast<std::uint64_t>(number) < kPseudonymLimit;
                });
            if (!are_pseudonyms) return damaged;
            return domain.known_keys(all);
        }
        const DuckDbColumn<duckdb_string_t> cells(chunk_, column);
        std::vector<std::string_view> texts;
        texts.reserve(rows_);
        for (idx_t row = 0; row < rows_; ++row) texts.push_back(text_of(cells[row]));
        return domain.keys(texts);
    }

    bool is_in_range(const SpillRow& row) const {
        const auto fits = [](base::DayNumber day) {
            return day == kNoDay || (day >= std::numeric_limits<std::int16_t>::min() &&
                                     day <= std::numeric_limits<std::int16_t>::max());
        };
        return fits(row.start) && fits(row.stop);
    }

    bool has_sound_dates(const SpillRow& row) const {
        using datastore::Temporality;
        if (shape_.temporality == Temporality::Fixed) return true;
        if (row.start == kNoDay) return false;
        if (row.stop == kNoDay) return shape_.temporality == Temporality::Event;
        return row.start <= row.stop;
    }

    bool has_periods() const {
        return shape_.temporality == datastore::Temporality::Status ||
               shape_.temporality == datastore::Temporality::Accumulated;
    }

    void count(const SpillRow& row) {
        if (has_periods()) into_.dates.add(row.start, row.stop);
        if (shape_.kind == ValueKind::Integer) {
            const auto number = static_cast<std::int64_t>(row.value);
            if (into_.rows == 0) into_.lowest = into_.highest = number;
            into_.lowest = std::min(into_.lowest, number);
            into_.highest = std::max(into_.highest, number);
        }
        ++into_.rows;
    }

    duckdb_data_chunk chunk_;
    idx_t rows_;
    const OfficialShape& shape_;
    const RowDomains& domains_;
    DatasetRows& into_;
};

const char* sql_value(ValueKind kind) {
    switch (kind) {
        case ValueKind::Text:
            return "CAST(value AS VARCHAR)";
        case ValueKind::Number:
            return "CAST(value AS DOUBLE)";
        case ValueKind::Integer:
        case ValueKind::Unit:
            return "CAST(value AS BIGINT)";
    }
    return "";
}

}  // namespace

base::Result<std::vector<datastore::StoredFile>> write_official(const DatasetRows& rows,
                                                                const RowDomains& domains,
                                                                bool partitioned,
                                                                const fs::path& folder,
                                                                const std::string& name) {
    const bool has_codes = domains.units->state().kind == datastore::DomainKind::Text;
    OfficialRows taken(rows, has_codes ? domains.units : nullptr, partitioned);
    const DuckDbSource source(taken.columns(),
                              [&](duckdb_data_chunk chunk) { return taken.fill(chunk); });
    const auto database = open_duckdb();
    DuckDbConnection connection(*database);
    const std::string file = partitioned ? name : name + ".parquet";
    const std::string how = partitioned ? ", PARTITION_BY (start_year)" : "";
    const auto error = connection.run(
        "COPY (SELECT * FROM " + source.sql() + ") TO " + sql_literal((folder / file).string()) +
        " (FORMAT parquet, COMPRESSION snappy, ROW_GROUP_SIZE 1048576" + how + ")");
    if (error) return unwritable(file, *error);
    std::vector<datastore::StoredFile> files;
    for (const std::string& each : files_below(folder, file)) {
        SKJERM_TRY_ASSIGN(datastore::StoredFile stored, datastore::describe_file(folder, each));
        files.push_back(std::move(stored));
    }
    return files;
}

base::Status collect_official(const fs::path& path, const std::string& name,
                              const OfficialShape& shape, const RowDomains& domains,
                              DatasetRows& rows) {
    rows.kind = shape.kind;
    std::string list;
    for (const std::string& file : files_below(path.parent_path(), path.filename().string()))
        list += (list.empty() ? "" : ", ") + sql_literal((path.parent_path() / file).string());
    const std::string unit =
        shape.text_identifiers ? "CAST(unit_id AS VARCHAR)" : "CAST(unit_id AS BIGINT)";
    const std::vector<duckdb_type> types = {
        shape.text_identifiers ? DUCKDB_TYPE_VARCHAR : DUCKDB_TYPE_BIGINT, value_type(shape.kind),
        DUCKDB_TYPE_INTEGER, DUCKDB_TYPE_INTEGER};
    const base::Diagnostic damaged = datastore::damaged_file(name, datastore::damage::kEntries, {});
    std::optional<base::Diagnostic> failure;
    if (!list.empty()) {
        const auto database = open_duckdb();
        DuckDbConnection connection(*database);
        const auto error = connection.query(
            "SELECT " + unit + ", " + sql_value(shape.kind) +
                ", CAST(start_epoch_days AS INTEGER), CAST(stop_epoch_days AS INTEGER) "
                "FROM read_parquet([" +
                list + "], hive_partitioning = false)",
            types, [&](duckdb_data_chunk chunk, idx_t count) {
                const base::Status taken =
                    OfficialChunk(chunk, count, shape, domains, rows).take(damaged);
                if (!taken) failure = taken.diagnostic();
                return taken.ok();
            });
        if (failure) return *failure;
        if (error) return damaged;
    }
    return rows.spill.finish();
}

}  // namespace skjerm::publish
