#include "skjerm/datastore/duckdb_session.h"

#include <algorithm>
#include <utility>

#include "skjerm/base/check.h"
#include "skjerm/datastore/duckdb_source.h"

namespace skjerm::datastore {

namespace {

DuckDbError error_of(const char* text) { return {text == nullptr ? "unknown" : text}; }

}  // namespace

bool DuckDbError::is_disk_full() const {
    return text.find("No space left on device") != std::string::npos ||
           text.find("Disk quota exceeded") != std::string::npos;
}

std::unique_ptr<DuckDbDatabase> DuckDbDatabase::open(int threads) {
    duckdb_config config = nullptr;
    if (duckdb_create_config(&config) != DuckDBSuccess) return nullptr;
    duckdb_set_config(config, "threads", std::to_string(std::max(threads, 1)).c_str());
    duckdb_set_config(config, "autoinstall_known_extensions", "false");
    duckdb_set_config(config, "autoload_known_extensions", "false");
    duckdb_database database = nullptr;
    const duckdb_state state = duckdb_open_ext(nullptr, &database, config, nullptr);
    duckdb_destroy_config(&config);
    if (state != DuckDBSuccess) return nullptr;
    std::unique_ptr<DuckDbDatabase> opened(new DuckDbDatabase(database));
    DuckDbSource::register_with(DuckDbConnection(*opened).handle());
    return opened;
}

DuckDbDatabase::~DuckDbDatabase() { duckdb_close(&database_); }

DuckDbConnection::DuckDbConnection(const DuckDbDatabase& database) {
    SKJERM_CHECK(duckdb_connect(database.handle(), &connection_) == DuckDBSuccess);
}

DuckDbConnection::~DuckDbConnection() { duckdb_disconnect(&connection_); }

DuckDbStatus DuckDbConnection::run(const std::string& sql) {
    duckdb_result result;
    DuckDbStatus status;
    if (duckdb_query(connection_, sql.c_str(), &result) != DuckDBSuccess)
        status = error_of(duckdb_result_error(&result));
    duckdb_destroy_result(&result);
    return status;
}

DuckDbStatus DuckDbConnection::query(const std::string& sql, const std::vector<duckdb_type>& types,
                                     const std::function<bool(duckdb_data_chunk, idx_t)>& use) {
    duckdb_prepared_statement statement = nullptr;
    if (duckdb_prepare(connection_, sql.c_str(), &statement) != DuckDBSuccess) {
        DuckDbStatus status = error_of(duckdb_prepare_error(statement));
        duckdb_destroy_prepare(&statement);
        return status;
    }
    duckdb_result result;
    DuckDbStatus status;
    if (duckdb_execute_prepared_streaming(statement, &result) != DuckDBSuccess)
        status = error_of(duckdb_result_error(&result));
    for (idx_t column = 0; !status && column < types.size(); ++column)
        if (duckdb_column_type(&result, column) != types[column]) status = error_of("column type");
    while (!status) {
        duckdb_data_chunk chunk = duckdb_fetch_chunk(result);
        if (chunk == nullptr) {
            // The end, or a failure in the middle of the stream.
            const char* text = duckdb_result_error(&result);
            if (text != nullptr && *text != '\0') status = error_of(text);
            break;
        }
        const idx_t rows = duckdb_data_chunk_get_size(chunk);
        const bool goes_on = rows > 0 && use(chunk, rows);
        duckdb_destroy_data_chunk(&chunk);
        if (rows == 0) break;
        if (!goes_on) status = error_of("stopped");
    }
    duckdb_destroy_result(&result);
    duckdb_destroy_prepare(&statement);
    return status;
}

std::string_view text_of(const duckdb_string_t& value) {
    // Up to 12 bytes stand in the value itself.
    const std::uint32_t size = value.value.inlined.length;
    return {size <= sizeof(value.value.inlined.inlined) ? value.value.inlined.inlined
                                                        : value.value.pointer.ptr,
            size};
}

void set_text(duckdb_vector vector, idx_t row, std::string_view text) {
    duckdb_vector_assign_string_element_len(vector, row, text.data(), text.size());
}

void set_null(duckdb_vector vector, idx_t row) {
    duckdb_vector_ensure_validity_writable(vector);
    duckdb_validity_set_row_invalid(duckdb_vector_get_validity(vector), row);
}

DuckDbAppender::DuckDbAppender(DuckDbConnection& connection, const std::string& table,
                               const std::vector<duckdb_type>& types) {
    if (duckdb_appender_create(connection.handle(), nullptr, table.c_str(), &appender_) !=
        DuckDBSuccess)
        error_ = error_of(duckdb_appender_error(appender_));
    std::vector<duckdb_logical_type> logical;
    logical.reserve(types.size());
    for (const duckdb_type type : types) logical.push_back(duckdb_create_logical_type(type));
    chunk_ = duckdb_create_data_chunk(logical.data(), logical.size());
    for (duckdb_logical_type& type : logical) duckdb_destroy_logical_type(&type);
    for (idx_t column = 0; column < types.size(); ++column)
        vectors_.push_back(duckdb_data_chunk_get_vector(chunk_, column));
}

DuckDbAppender::~DuckDbAppender() {
    duckdb_destroy_data_chunk(&chunk_);
    duckdb_appender_destroy(&appender_);
}

idx_t DuckDbAppender::next_row() {
    if (rows_ == duckdb_vector_size()) flush();
    return rows_++;
}

void DuckDbAppender::set_text(idx_t column, idx_t row, std::string_view text) {
    datastore::set_text(vectors_[column], row, text);
}

void DuckDbAppender::set_null(idx_t column, idx_t row) {
    datastore::set_null(vectors_[column], row);
}

void DuckDbAppender::flush() {
    duckdb_data_chunk_set_size(chunk_, std::exchange(rows_, 0));
    if (!error_ && duckdb_append_data_chunk(appender_, chunk_) != DuckDBSuccess)
        error_ = error_of(duckdb_appender_error(appender_));
    duckdb_data_chunk_reset(chunk_);
    for (idx_t column = 0; column < vectors_.size(); ++column)
        vectors_[column] = duckdb_data_chunk_get_vector(chunk_, column);
}

DuckDbStatus DuckDbAppender::finish() {
    if (rows_ > 0) flush();
    if (!error_ && duckdb_appender_close(appender_) != DuckDBSuccess)
        error_ = error_of(duckdb_appender_error(appender_));
    return error_;
}

std::string sql_literal(std::string_view text) {
    std::string literal = "'";
    for (const char character : text) {
        if (character == '\'') literal += '\'';
        literal += character;
    }
    return literal + "'";
}

}  // namespace skjerm::datastore
