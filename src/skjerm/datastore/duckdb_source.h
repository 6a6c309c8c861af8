// Rows that DuckDB reads as they are made, chunk after chunk, so that writing a file of any number
// of rows takes the memory of a few chunks.
#pragma once

#include <duckdb.h>

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace skjerm::datastore {

class DuckDbSource {
public:
    struct Column {
        std::string name;
        duckdb_type type;
    };
    /// Fills a chunk with the next rows, duckdb_vector_size() at most, and gives their number: 0 at
    /// the end, absent to make the query fail. Called by one thread at a time.
    using Fill = std::function<std::optional<idx_t>(duckdb_data_chunk)>;

    DuckDbSource(std::vector<Column> columns, Fill fill)
        : columns_(std::move(columns)), fill_(std::move(fill)) {}
    DuckDbSource(const DuckDbSource&) = delete;
    DuckDbSource& operator=(const DuckDbSource&) = delete;

    /// What stands for the rows after FROM, in one query that this object outlives.
    [[nodiscard]] std::string sql() const;

    /// Makes sql() known to a database; DuckDbDatabase::open has done so.
    static void register_with(duckdb_connection connection);

private:
    static void bind(duckdb_bind_info info);
    static void give(duckdb_function_info info, duckdb_data_chunk chunk);

    std::vector<Column> columns_;
    Fill fill_;
};

}  // namespace skjerm::datastore
