// The opponent: an in-memory DuckDB with the same columns, through its C API.
#pragma once

#include <duckdb.h>

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "skjerm/column/column.h"

namespace skjerm::bench {

/// Fails by exiting with a message: a benchmark has nobody to report to.
class Duck {
public:
    explicit Duck(int threads);
    Duck(const Duck&) = delete;
    Duck& operator=(const Duck&) = delete;
    ~Duck();

    struct NamedColumn {
        std::string name;
        column::ColumnPtr column;  ///< missing becomes NULL, a text column VARCHAR
    };
    /// Makes a table and fills it.
    void load(const std::string& table, const std::vector<NamedColumn>& columns);
    /// Runs a query and fetches all of its result as numbers; NULL is NaN.
    std::vector<std::vector<double>> query(const std::string& sql);

    [[nodiscard]] static std::string version() { return duckdb_library_version(); }

private:
    void run(const std::string& sql);
    duckdb_database database_ = nullptr;
    duckdb_connection connection_ = nullptr;
};

}  // namespace skjerm::bench
