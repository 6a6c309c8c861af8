#include "skjerm/official/data_rows.h"

#include <stdlib.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>

#include "skjerm/base/date.h"
#include "skjerm/datastore/duckdb_session.h"

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

}  // namespace

std::variant<std::shared_ptr<const TemporaryFile>, WrongFilter, UnreadableData> write_rows(
    const DataFiles& files, const DataQuery& query, const std::filesystem::path& folder) {
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
    const std::string columns = query.include_attributes
                                    ? "unit_id, value, start_epoch_days, stop_epoch_days"
                                    : "unit_id, value";
    if (connection.run("COPY (SELECT " + columns + " FROM " + source_of(list) + conditions.text() +
                       ") TO " + sql_literal(pattern) +
                       " (FORMAT parquet, COMPRESSION snappy, USE_TMP_FILE false)"))
        return UnreadableData{};
    return file;
}

}  // namespace skjerm::official
