#include "skjerm/datastore/duckdb_source.h"

#include <bit>
#include <cstdint>

#include "skjerm/base/check.h"

namespace skjerm::datastore {

namespace {

constexpr const char* kFunction = "rows_of";

}  // namespace

// The function's argument is the address of the source: DuckDB has one catalogue of functions for a
// database, and sources come and go.
std::string DuckDbSource::sql() const {
    return std::string(kFunction) + "(" + std::to_string(std::bit_cast<std::int64_t>(this)) + ")";
}

void DuckDbSource::bind(duckdb_bind_info info) {
    duckdb_value argument = duckdb_bind_get_parameter(info, 0);
    auto* const source = std::bit_cast<DuckDbSource*>(duckdb_get_int64(argument));
    duckdb_destroy_value(&argument);
    for (const Column& column : source->columns_) {
        duckdb_logical_type type = duckdb_create_logical_type(column.type);
        duckdb_bind_add_result_column(info, column.name.c_str(), type);
        duckdb_destroy_logical_type(&type);
    }
    duckdb_bind_set_bind_data(info, source, nullptr);
}

void DuckDbSource::give(duckdb_function_info info, duckdb_data_chunk chunk) {
    const auto* const source = static_cast<DuckDbSource*>(duckdb_function_get_bind_data(info));
    const std::optional<idx_t> rows = source->fill_(chunk);
    if (!rows) duckdb_function_set_error(info, "stopped");
    duckdb_data_chunk_set_size(chunk, rows.value_or(0));
}

void DuckDbSource::register_with(duckdb_connection connection) {
    duckdb_table_function function = duckdb_create_table_function();
    duckdb_table_function_set_name(function, kFunction);
    duckdb_logical_type address = duckdb_create_logical_type(DUCKDB_TYPE_BIGINT);
    duckdb_table_function_add_parameter(function, address);
    duckdb_destroy_logical_type(&address);
    duckdb_table_function_set_bind(function, bind);
    duckdb_table_function_set_init(
        function, [](duckdb_init_info info) { duckdb_init_set_max_threads(info, 1); });
    duckdb_table_function_set_function(function, give);
    const duckdb_state state = duckdb_register_table_function(connection, function);
    duckdb_destroy_table_function(&function);
    SKJERM_CHECK(state == DuckDBSuccess);
}

}  // namespace skjerm::datastore
