// DuckDB through its C API, for Parquet: an in-memory database, connections, statements, rows in
// and out by chunks. Errors are texts of DuckDB's own, which may quote data: they are never shown,
// only asked whether the disk was full.
#pragma once

#include <duckdb.h>

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace skjerm::datastore {

/// What DuckDB said of a failed call.
struct DuckDbError {
    std::string text;
    [[nodiscard]] bool is_disk_full() const;
};
using DuckDbStatus = std::optional<DuckDbError>;  ///< absent: it worked

class DuckDbDatabase {
public:
    /// In memory, without loading extensions; null when it cannot be made. `threads` at least 1.
    [[nodiscard]] static std::unique_ptr<DuckDbDatabase> open(int threads);
    ~DuckDbDatabase();
    DuckDbDatabase(const DuckDbDatabase&) = delete;
    DuckDbDatabase& operator=(const DuckDbDatabase&) = delete;
    [[nodiscard]] duckdb_database handle() const { return database_; }

private:
    explicit DuckDbDatabase(duckdb_database database) : database_(database) {}
    duckdb_database database_;
};

/// One connection; used by one thread at a time.
class DuckDbConnection {
public:
    explicit DuckDbConnection(const DuckDbDatabase& database);
    ~DuckDbConnection();
    DuckDbConnection(const DuckDbConnection&) = delete;
    DuckDbConnection& operator=(const DuckDbConnection&) = delete;

    [[nodiscard]] DuckDbStatus run(const std::string& sql);

    /// Streams the rows of a query: `use(chunk, rows)` until it returns false. The columns must
    /// have exactly `types`.
    [[nodiscard]] DuckDbStatus query(const std::string& sql, const std::vector<duckdb_type>& types,
                                     const std::function<bool(duckdb_data_chunk, idx_t)>& use);

    [[nodiscard]] duckdb_connection handle() const { return connection_; }

private:
    duckdb_connection connection_ = nullptr;
};

/// A column of a chunk of rows, asked once for where it lies: the C API's own look at one row costs
/// more than what is done with the row.
template <class T>
class DuckDbColumn {
public:
    DuckDbColumn(duckdb_data_chunk chunk, idx_t column) {
        const duckdb_vector vector = duckdb_data_chunk_get_vector(chunk, column);
        values_ = static_cast<const T*>(duckdb_vector_get_data(vector));
        valid_ = duckdb_vector_get_validity(vector);
    }

    [[nodiscard]] bool has(idx_t row) const {
        return valid_ == nullptr || ((valid_[row / 64] >> (row % 64)) & 1U) != 0;
    }
    [[nodiscard]] const T& operator[](idx_t row) const { return values_[row]; }
    [[nodiscard]] const T* values() const { return values_; }  ///< anything where there is none

private:
    const T* values_;
    const std::uint64_t* valid_;  // null: every row has a value
};

/// The text of a value of a text column, which lives as long as its chunk.
[[nodiscard]] std::string_view text_of(const duckdb_string_t& value);

/// Puts a text, which is copied, or null in its place.
void set_text(duckdb_vector vector, idx_t row, std::string_view text);
void set_null(duckdb_vector vector, idx_t row);

/// Appends rows to a table, column by column within a chunk.
class DuckDbAppender {
public:
    DuckDbAppender(DuckDbConnection& connection, const std::string& table,
                   const std::vector<duckdb_type>& types);
    ~DuckDbAppender();
    DuckDbAppender(const DuckDbAppender&) = delete;
    DuckDbAppender& operator=(const DuckDbAppender&) = delete;

    /// Begins a row; its number within the chunk.
    [[nodiscard]] idx_t next_row();
    template <class T>
    void set(idx_t column, idx_t row, T value) {
        static_cast<T*>(duckdb_vector_get_data(vectors_[column]))[row] = value;
    }
    void set_text(idx_t column, idx_t row, std::string_view text);
    void set_null(idx_t column, idx_t row);
    /// Hands over the last rows.
    [[nodiscard]] DuckDbStatus finish();

private:
    void flush();

    duckdb_appender appender_ = nullptr;
    duckdb_data_chunk chunk_ = nullptr;
    std::vector<duckdb_vector> vectors_;
    idx_t rows_ = 0;
    DuckDbStatus error_;
};

/// A text as an SQL literal.
[[nodiscard]] std::string sql_literal(std::string_view text);

}  // namespace skjerm::datastore
