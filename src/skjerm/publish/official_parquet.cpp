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
#include "skjerm/datastore/failure.h"
#include "skjerm/datastore/segment_writer.h"

namespace skjerm::publish {

namespace {

namespace fs = std::filesystem;
using datastore::DuckDbConnection;
using datastore::DuckDbDatabase;
using datastore::DuckDbError;
using datastore::sql_literal;

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

/// The rows as DuckDB sees them: a function that gives the next chunk each time it is called.
struct RowSource {
    const DatasetRows* rows;
    const UnitDomain* text_units;  ///< null: identifiers are pseudonyms
    std::size_t next = 0;
    std::vector<std::string> years;  ///< "YYYY" of each day number + 32768; empty: no partitions
};

constexpr idx_t kUnitColumn = 0;
constexpr idx_t kValueColumn = 1;
constexpr idx_t kStartColumn = 2;
constexpr idx_t kStopColumn = 3;
constexpr idx_t kYearColumn = 4;
constexpr base::DayNumber kDayOffset = 32768;

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

void bind_rows(duckdb_bind_info info) {
    const auto& source = *static_cast<const RowSource*>(duckdb_bind_get_extra_info(info));
    const auto add = [&](const char* name, duckdb_type type) {
        duckdb_logical_type logical = duckdb_create_logical_type(type);
        duckdb_bind_add_result_column(info, name, logical);
        duckdb_destroy_logical_type(&logical);
    };
    add("unit_id", source.text_units != nullptr ? DUCKDB_TYPE_VARCHAR : DUCKDB_TYPE_BIGINT);
    add("value", value_type(source.rows->kind));
    add("start_epoch_days", DUCKDB_TYPE_SMALLINT);
    add("stop_epoch_days", DUCKDB_TYPE_SMALLINT);
    if (!source.years.empty()) add("start_year", DUCKDB_TYPE_VARCHAR);
}

void init_rows(duckdb_init_info info) { duckdb_init_set_max_threads(info, 1); }

template <class T>
T* data_of(duckdb_data_chunk chunk, idx_t column) {
    return static_cast<T*>(duckdb_vector_get_data(duckdb_data_chunk_get_vector(chunk, column)));
}

void set_text(duckdb_data_chunk chunk, idx_t column, idx_t row, std::string_view text) {
    duckdb_vector_assign_string_element_len(duckdb_data_chunk_get_vector(chunk, column), row,
                                            text.data(), text.size());
}

void fill_units(duckdb_data_chunk chunk, const RowSource& source, std::span<const SpillRow> rows) {
    for (idx_t row = 0; row < rows.size(); ++row) {
        if (source.text_units != nullptr)
            set_text(chunk, kUnitColumn, row, source.text_units->text(rows[row].unit));
        else
            data_of<std::uint64_t>(chunk, kUnitColumn)[row] = rows[row].unit;
    }
}

void fill_values(duckdb_data_chunk chunk, const RowSource& source, std::span<const SpillRow> rows) {
    const bool is_text = source.rows->kind == ValueKind::Text;
    for (idx_t row = 0; row < rows.size(); ++row) {
        if (is_text)
            set_text(chunk, kValueColumn, row, source.rows->texts.texts()[rows[row].value]);
        else
            data_of<std::uint64_t>(chunk, kValueColumn)[row] = rows[row].value;
    }
}

void fill_days(duckdb_data_chunk chunk, idx_t column, std::span<const SpillRow> rows,
               base::DayNumber SpillRow::*day) {
    const duckdb_vector vector = duckdb_data_chunk_get_vector(chunk, column);
    auto* days = static_cast<std::int16_t*>(duckdb_vector_get_data(vector));
    for (idx_t row = 0; row < rows.size(); ++row) {
        const base::DayNumber number = rows[row].*day;
        if (number == kNoDay) {
            duckdb_vector_ensure_validity_writable(vector);
            duckdb_validity_set_row_invalid(duckdb_vector_get_validity(vector), row);
        } else {
            days[row] = static_cast<std::int16_t>(number);
        }
    }
}

void give_rows(duckdb_function_info info, duckdb_data_chunk chunk) {
    auto& source = *static_cast<RowSource*>(duckdb_function_get_extra_info(info));
    const std::span<const SpillRow> all = source.rows->spill.records();
    const std::size_t count = std::min<std::size_t>(duckdb_vector_size(), all.size() - source.next);
    const std::span<const SpillRow> rows = all.subspan(source.next, count);
    fill_units(chunk, source, rows);
    fill_values(chunk, source, rows);
    fill_days(chunk, kStartColumn, rows, &SpillRow::start);
    fill_days(chunk, kStopColumn, rows, &SpillRow::stop);
    if (!source.years.empty())
        for (idx_t row = 0; row < count; ++row)
            set_text(chunk, kYearColumn, row,
                     source.years[static_cast<std::size_t>(rows[row].start + kDayOffset)]);
    source.next += count;
    duckdb_data_chunk_set_size(chunk, count);
}

void register_rows(DuckDbConnection& connection, RowSource& source) {
    duckdb_table_function function = duckdb_create_table_function();
    duckdb_table_function_set_name(function, "dataset_rows");
    duckdb_table_function_set_extra_info(function, &source, nullptr);
    duckdb_table_function_set_bind(function, bind_rows);
    duckdb_table_function_set_init(function, init_rows);
    duckdb_table_function_set_function(function, give_rows);
    const duckdb_state state = duckdb_register_table_function(connection.handle(), function);
    duckdb_destroy_table_function(&function);
    SKJERM_CHECK(state == DuckDBSuccess);
}

std::vector<std::string> years_of_days() {
    std::vector<std::string> years(65536);
    for (std::size_t at = 0; at < years.size(); ++at)
        years[at] = std::to_string(
            base::civil_from_days(static_cast<base::DayNumber>(at) - kDayOffset).year);
    return years;
}

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

bool is_valid(duckdb_vector vector, idx_t row) {
    std::uint64_t* validity = duckdb_vector_get_validity(vector);
    return validity == nullptr || duckdb_validity_row_is_valid(validity, row);
}

std::string_view text_at(duckdb_vector vector, idx_t row) {
    auto* texts = static_cast<duckdb_string_t*>(duckdb_vector_get_data(vector));
    return {duckdb_string_t_data(&texts[row]), duckdb_string_t_length(texts[row])};
}

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
        for (idx_t row = 0; row < rows_; ++row) {
            SpillRow record{units[row], 0, day(kStartColumn, row), day(kStopColumn, row)};
            const duckdb_vector values = vector(kValueColumn);
            if (!is_valid(values, row)) return damaged;
            if (!linked.empty())
                record.value = linked[row];
            else if (shape_.kind == ValueKind::Text)
                record.value = into_.texts.number(text_at(values, row));
            else
                record.value =
                    static_cast<const std::uint64_t*>(duckdb_vector_get_data(values))[row];
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
    duckdb_vector vector(idx_t column) const {
        return duckdb_data_chunk_get_vector(chunk_, column);
    }

    base::DayNumber day(idx_t column, idx_t row) const {
        if (!is_valid(vector(column), row)) return kNoDay;
        return static_cast<const std::int32_t*>(duckdb_vector_get_data(vector(column)))[row];
    }

    base::Result<std::vector<std::uint64_t>> keys(idx_t column, UnitDomain& domain, bool is_text,
                                                  const base::Diagnostic& damaged) const {
        for (idx_t row = 0; row < rows_; ++row)
            if (!is_valid(vector(column), row)) return damaged;
        if (!is_text) {
            const auto* numbers =
                static_cast<const std::int64_t*>(duckdb_vector_get_data(vector(column)));
            const std::span<const std::int64_t> all(numbers, rows_);
            const bool are_pseudonyms =
                domain.state().kind == datastore::DomainKind::Text ||
                std::ranges::all_of(all, [](std::int64_t number) {
                    return number >= 0 && static_cast<std::uint64_t>(number) < kPseudonymLimit;
                });
            if (!are_pseudonyms) return damaged;
            return domain.known_keys(all);
        }
        std::vector<std::string_view> texts;
        for (idx_t row = 0; row < rows_; ++row) texts.push_back(text_at(vector(column), row));
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
    RowSource source{&rows, has_codes ? domains.units : nullptr, 0,
                     partitioned ? years_of_days() : std::vector<std::string>()};
    const auto database = open_duckdb();
    DuckDbConnection connection(*database);
    register_rows(connection, source);
    const std::string file = partitioned ? name : name + ".parquet";
    const std::string how = partitioned ? ", PARTITION_BY (start_year)" : "";
    const auto error = connection.run(
        "COPY (SELECT * FROM dataset_rows()) TO " + sql_literal((folder / file).string()) +
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
