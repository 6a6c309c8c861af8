#include "side_by_side/duck.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <limits>
#include <type_traits>

namespace skjerm::bench {
namespace {

[[noreturn]] void give_up(const std::string& what, const char* why) {
    std::fprintf(stderr, "%s: %s\n", what.c_str(), why == nullptr ? "" : why);
    std::exit(1);
}

duckdb_type type_of(column::Storage storage) {
    switch (storage) {
        case column::Storage::Int8:
            return DUCKDB_TYPE_TINYINT;
        case column::Storage::Int16:
            return DUCKDB_TYPE_SMALLINT;
        case column::Storage::Int32:
            return DUCKDB_TYPE_INTEGER;
        case column::Storage::Int64:
            return DUCKDB_TYPE_BIGINT;
        case column::Storage::Float64:
            return DUCKDB_TYPE_DOUBLE;
        case column::Storage::Unit32:
            return DUCKDB_TYPE_UINTEGER;
        default:
            return DUCKDB_TYPE_VARCHAR;
    }
}

const char* name_of(column::Storage storage) {
    switch (storage) {
        case column::Storage::Int8:
            return "TINYINT";
        case column::Storage::Int16:
            return "SMALLINT";
        case column::Storage::Int32:
            return "INTEGER";
        case column::Storage::Int64:
            return "BIGINT";
        case column::Storage::Float64:
            return "DOUBLE";
        case column::Storage::Unit32:
            return "UINTEGER";
        default:
            return "VARCHAR";
    }
}

/// Copies rows first, first + 1, … into a vector of DuckDB.
void fill_vector(const column::Column& column, std::size_t first, std::size_t count,
                 duckdb_vector vector) {
    column::visit(column, [&](auto values) {
        using T = std::remove_const_t<typename decltype(values)::element_type>;
        for (std::size_t i = 0; i < count; ++i) {
            const T value = values[first + i];
            if (column::is_missing(value)) {
                duckdb_vector_ensure_validity_writable(vector);
                duckdb_validity_set_row_invalid(duckdb_vector_get_validity(vector), i);
            } else if constexpr (column::kIsCode<T>) {
                const std::string_view text =
                    column.dictionary()->text(static_cast<std::uint32_t>(value));
                duckdb_vector_assign_string_element_len(vector, i, text.data(), text.size());
            } else {
                static_cast<T*>(duckdb_vector_get_data(vector))[i] = value;
            }
        }
    });
}

/// Row `row` of a vector as a number.
double number_at(duckdb_vector vector, std::size_t row) {
    std::uint64_t* validity = duckdb_vector_get_validity(vector);
    if (validity != nullptr && !duckdb_validity_row_is_valid(validity, row))
        return std::numeric_limits<double>::quiet_NaN();
    duckdb_logical_type logical = duckdb_vector_get_column_type(vector);
    const duckdb_type type = duckdb_get_type_id(logical);
    duckdb_destroy_logical_type(&logical);
    const void* data = duckdb_vector_get_data(vector);
    switch (type) {
        case DUCKDB_TYPE_TINYINT:
            return static_cast<const std::int8_t*>(data)[row];
        case DUCKDB_TYPE_SMALLINT:
            return static_cast<const std::int16_t*>(data)[row];
        case DUCKDB_TYPE_INTEGER:
            return static_cast<const std::int32_t*>(data)[row];
        case DUCKDB_TYPE_BIGINT:
            return static_cast<double>(static_cast<const std::int64_t*>(data)[row]);
        case DUCKDB_TYPE_DOUBLE:
            return static_cast<const double*>(data)[row];
        case DUCKDB_TYPE_VARCHAR:
            return 0;  // rows come sorted: the text itself is not compared
        default:
            give_up("query", "a column is not BIGINT or smaller, DOUBLE or VARCHAR");
    }
}

}  // namespace

Duck::Duck(int threads) {
    if (duckdb_open(nullptr, &database_) == DuckDBError) give_up("open", "no database");
    if (duckdb_connect(database_, &connection_) == DuckDBError) give_up("open", "no connection");
    run("SET threads = " + std::to_string(threads));
}

Duck::~Duck() {
    duckdb_disconnect(&connection_);
    duckdb_close(&database_);
}

void Duck::run(const std::string& sql) {
    duckdb_result result;
    if (duckdb_query(connection_, sql.c_str(), &result) == DuckDBError)
        give_up(sql, duckdb_result_error(&result));
    duckdb_destroy_result(&result);
}

void Duck::load(const std::string& table, const std::vector<NamedColumn>& columns) {
    std::string sql = "CREATE TABLE " + table + " (";
    std::vector<duckdb_logical_type> types;
    for (const NamedColumn& column : columns) {
        sql += (types.empty() ? "" : ", ") + column.name + " " + name_of(column.column->storage());
        types.push_back(duckdb_create_logical_type(type_of(column.column->storage())));
    }
    run(sql + ")");

    duckdb_appender appender = nullptr;
    if (duckdb_appender_create(connection_, nullptr, table.c_str(), &appender) == DuckDBError)
        give_up(table, "no appender");
    const std::size_t rows = columns[0].column->size();
    const std::size_t step = duckdb_vector_size();
    for (std::size_t first = 0; first < rows; first += step) {
        duckdb_data_chunk chunk = duckdb_create_data_chunk(types.data(), types.size());
        const std::size_t count = std::min(step, rows - first);
        for (std::size_t i = 0; i < columns.size(); ++i)
            fill_vector(*columns[i].column, first, count, duckdb_data_chunk_get_vector(chunk, i));
        duckdb_data_chunk_set_size(chunk, count);
        if (duckdb_append_data_chunk(appender, chunk) == DuckDBError)
            give_up(table, duckdb_appender_error(appender));
        duckdb_destroy_data_chunk(&chunk);
    }
    if (duckdb_appender_close(appender) == DuckDBError)
        give_up(table, duckdb_appender_error(appender));
    duckdb_appender_destroy(&appender);
    for (duckdb_logical_type& type : types) duckdb_destroy_logical_type(&type);
}

std::vector<std::vector<double>> Duck::query(const std::string& sql) {
    duckdb_result result;
    if (duckdb_query(connection_, sql.c_str(), &result) == DuckDBError)
        give_up(sql, duckdb_result_error(&result));
    std::vector<std::vector<double>> rows;
    while (duckdb_data_chunk chunk = duckdb_fetch_chunk(result)) {
        const std::size_t columns = duckdb_data_chunk_get_column_count(chunk);
        for (std::size_t row = 0; row < duckdb_data_chunk_get_size(chunk); ++row) {
            std::vector<double>& numbers = rows.emplace_back();
            for (std::size_t column = 0; column < columns; ++column)
                numbers.push_back(number_at(duckdb_data_chunk_get_vector(chunk, column), row));
        }
        duckdb_destroy_data_chunk(&chunk);
    }
    duckdb_destroy_result(&result);
    return rows;
}

}  // namespace skjerm::bench
