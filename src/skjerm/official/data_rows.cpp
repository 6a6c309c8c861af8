#include "skjerm/official/data_rows.h"

#include <stdlib.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>

#include "skjerm/base/date.h"
#include "skjerm/datastore/duckdb_session.h"
#include "skjerm/official/arrow_stream.h"

namespace skjerm::official {

namespace {

using datastore::DuckDbAppender;
using datastore::DuckDbConnection;
using datastore::DuckDbDatabase;
using datastore::sql_literal;

constexpr int kThreads = 2;

/// The files a row of the query can be in: none of a later year than its last day.
std::string file_list(const DataFiles& files, const DataQuery& query) {
    std::string list;
    for (const DataFiles::Part& part : files.parts) {
        if (query.kind != DataKind::Fixed && part.start_year) {
            // Days beyond the calendar of four-digit years are before or after every file.
            constexpr std::int64_t kLastDay = 2'932'896;  // 9999-12-31
            if (query.last < -719'528) continue;          // 0000-01-01
            const auto day = static_cast<base::DayNumber>(std::min(query.last, kLastDay));
            if (*part.start_year > base::civil_from_days(day).year) continue;
        }
        list += (list.empty() ? "" : ", ") + sql_literal(part.path.string());
    }
    return list;
}

/// A table `name` of one column `key` with the entries of a filter.
template <class T>
datastore::DuckDbStatus make_filter(DuckDbConnection& connection, const std::string& name,
                                    const std::vector<T>& entries) {
    constexpr bool kTexts = std::is_same_v<T, std::string>;
    if (auto failed = connection.run("CREATE TEMP TABLE " + name +
                                     (kTexts ? " (key VARCHAR)" : " (key BIGINT)")))
        return failed;
    DuckDbAppender appender(connection, name, {kTexts ? DUCKDB_TYPE_VARCHAR : DUCKDB_TYPE_BIGINT});
    for (const T& entry : entries) {
        const idx_t row = appender.next_row();
        if constexpr (kTexts)
            appender.set_text(0, row, entry);
        else
            appender.set(0, row, entry);
    }
    return appender.finish();
}

struct Types {
    std::string unit;
    std::string value;
};

/// The types of unit_id and value as DuckDB calls them; nothing when the files cannot be read.
std::optional<Types> types_of(DuckDbConnection& connection, const std::string& source) {
    Types types;
    const auto failed = connection.query(
        "SELECT typeof(any_value(unit_id)), typeof(any_value(value)) FROM " + source + " LIMIT 1",
        {DUCKDB_TYPE_VARCHAR, DUCKDB_TYPE_VARCHAR}, [&](duckdb_data_chunk chunk, idx_t) {
            const auto text = [&](idx_t column) {
                auto* values = static_cast<duckdb_string_t*>(
                    duckdb_vector_get_data(duckdb_data_chunk_get_vector(chunk, column)));
                return std::string(duckdb_string_t_data(&values[0]),
                                   duckdb_string_t_length(values[0]));
            };
            types = {text(0), text(1)};
            return true;
        });
    if (failed || types.unit.empty()) return std::nullopt;
    return types;
}

std::string file_pattern(const std::filesystem::path& folder) {
    return (folder / "skjerm-rows-XXXXXX").string();
}

/// Conditions on a column from a filter, as a term of WHERE; the filter's table is made.
class Conditions {
public:
    explicit Conditions(DuckDbConnection& connection) : connection_(connection) {}

    void add(const std::string& term) { terms_ += (terms_.empty() ? " WHERE " : " AND ") + term; }

    /// False when DuckDB failed.
    template <class Filter>
    bool add_filter(const std::string& column, const std::string& table, const Filter& filter) {
        return std::visit(
            [&](const auto& entries) {
                if (entries.empty()) return true;
                if (make_filter(connection_, table, entries)) return false;
                add(column + " IN (SELECT key FROM " + table + ")");
                return true;
            },
            filter);
    }
    [[nodiscard]] const std::string& text() const { return terms_; }

private:
    DuckDbConnection& connection_;
    std::string terms_;
};

template <class Filter>
bool fits(const Filter& filter, const std::string& column_type) {
    const bool is_text = column_type == "VARCHAR";
    return std::visit(
        [&](const auto& entries) {
            using T = typename std::decay_t<decltype(entries)>::value_type;
            return entries.empty() || is_text == std::is_same_v<T, std::string>;
        },
        filter);
}

/// Values with a star, taken out of the filter, as a condition of their own.
bool add_values(DuckDbConnection& connection, Conditions& conditions, const DataQuery& query) {
    const auto* texts = std::get_if<std::vector<std::string>>(&query.values);
    if (texts == nullptr) return conditions.add_filter("value", "wanted_values", query.values);
    std::vector<std::string> whole;
    std::string either;
    for (const std::string& text : *texts) {
        if (!text.ends_with('*')) {
            whole.push_back(text);
            continue;
        }
        either += (either.empty() ? "" : " OR ") +
                  ("starts_with(value, " + sql_literal(text.substr(0, text.size() - 1)) + ")");
    }
    if (!whole.empty()) {
        if (make_filter(connection, "wanted_values", whole)) return false;
        either += (either.empty() ? "" : " OR ") +
                  std::string("value IN (SELECT key FROM wanted_values)");
    }
    if (!either.empty()) conditions.add("(" + either + ")");
    return true;
}

bool write_parquet(DuckDbConnection& connection, const DataQuery& query, const std::string& from,
                   const std::string& file) {
    const std::string columns = query.include_attributes
                                    ? "unit_id, value, start_epoch_days, stop_epoch_days"
                                    : "unit_id, value";
    return !connection.run("COPY (SELECT " + columns + from + ") TO " + sql_literal(file) +
                           " (FORMAT parquet, COMPRESSION snappy, USE_TMP_FILE false)");
}

/// A column of the answer: its name, its type on both sides.
struct Answered {
    ArrowField field;
    duckdb_type type;
    std::string cast;
};

Answered answered(const std::string& name, const std::string& stored_type) {
    if (stored_type == "VARCHAR") return {{name, ArrowType::Text}, DUCKDB_TYPE_VARCHAR, "VARCHAR"};
    if (stored_type == "DOUBLE" || stored_type == "FLOAT")
        return {{name, ArrowType::Double}, DUCKDB_TYPE_DOUBLE, "DOUBLE"};
    return {{name, ArrowType::Int64}, DUCKDB_TYPE_BIGINT, "BIGINT"};
}

void add_cell(ArrowColumn& column, duckdb_vector vector, idx_t row) {
    std::uint64_t* const validity = duckdb_vector_get_validity(vector);
    if (validity != nullptr && !duckdb_validity_row_is_valid(validity, row))
        return column.add_null();
    void* const data = duckdb_vector_get_data(vector);
    switch (column.type()) {
        case ArrowType::Int16:
            return column.add(static_cast<const std::int16_t*>(data)[row]);
        case ArrowType::Int64:
            return column.add(static_cast<const std::int64_t*>(data)[row]);
        case ArrowType::Double:
            return column.add(static_cast<const double*>(data)[row]);
        case ArrowType::Text: {
            auto& text = static_cast<duckdb_string_t*>(data)[row];
            return column.add_text({duckdb_string_t_data(&text), duckdb_string_t_length(text)});
        }
    }
}

bool write_arrow(DuckDbConnection& connection, const Types& types, const DataQuery& query,
                 const std::string& from, const std::string& file) {
    std::vector<Answered> columns = {answered("unit_id", types.unit),
                                     answered("value", types.value)};
    if (query.include_attributes)
        for (const char* name : {"start_epoch_days", "stop_epoch_days"})
            columns.push_back({{name, ArrowType::Int16}, DUCKDB_TYPE_SMALLINT, "SMALLINT"});
    std::string selected;
    std::vector<duckdb_type> wanted;
    std::vector<ArrowField> fields;
    for (const Answered& column : columns) {
        selected += (selected.empty() ? "" : ", ") + ("CAST(" + column.field.name + " AS ") +
                    column.cast + ")";
        wanted.push_back(column.type);
        fields.push_back(column.field);
    }
    ArrowStreamWriter writer(file, fields);
    const auto failed = connection.query(
        "SELECT " + selected + from, wanted, [&](duckdb_data_chunk chunk, idx_t rows) {
            for (idx_t row = 0; row < rows; ++row) {
                for (idx_t column = 0; column < wanted.size(); ++column)
                    add_cell(writer.columns()[column], duckdb_data_chunk_get_vector(chunk, column),
                             row);
                writer.end_row();
            }
            return true;
        });
    return !failed && writer.finish();
}

}  // namespace

std::variant<std::shared_ptr<const TemporaryFile>, WrongFilter, UnreadableData> write_rows(
    const DataFiles& files, const DataQuery& query, const std::filesystem::path& folder,
    RowFormat format) {
    const auto database = DuckDbDatabase::open(kThreads);
    if (!database || files.parts.empty()) return UnreadableData{};
    DuckDbConnection connection(*database);
    const auto source_of = [](const std::string& list) {
        return "read_parquet([" + list + "], hive_partitioning = false, union_by_name = true)";
    };
    DataQuery everything = query;
    everything.kind = DataKind::Fixed;
    const std::optional<Types> types =
        types_of(connection, source_of(file_list(files, everything)));
    if (!types) return UnreadableData{};
    if (!fits(query.population, types->unit))
        return WrongFilter{"population: the units of this variable have another type"};
    if (!fits(query.values, types->value))
        return WrongFilter{"values: the values of this variable have another type"};

    Conditions conditions(connection);
    if (!conditions.add_filter("unit_id", "wanted_units", query.population) ||
        !add_values(connection, conditions, query))
        return UnreadableData{};
    if (query.kind != DataKind::Fixed) {
        conditions.add("start_epoch_days <= " + std::to_string(query.last));
        conditions.add(
            "(stop_epoch_days IS NULL OR stop_epoch_days >= " + std::to_string(query.first) + ")");
    }
    std::string list = file_list(files, query);
    if (list.empty()) {
        // No file can hold a row: the first one gives the columns.
        list = sql_literal(files.parts.front().path.string());
        conditions.add("false");
    }
    std::string pattern = file_pattern(folder);
    const int descriptor = ::mkstemp(pattern.data());
    if (descriptor < 0) return UnreadableData{};
    ::close(descriptor);
    auto file = std::make_shared<const TemporaryFile>(pattern);
    const std::string from = " FROM " + source_of(list) + conditions.text();
    const bool is_written = format == RowFormat::ArrowStream
                                ? write_arrow(connection, *types, query, from, pattern)
                                : write_parquet(connection, query, from, pattern);
    if (!is_written) return UnreadableData{};
    return file;
}

}  // namespace skjerm::official
