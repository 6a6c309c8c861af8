// The pinned DuckDB library and header belong together: one query through the C API.
#include <duckdb.h>
#include <gtest/gtest.h>

#include <string>

TEST(DuckDbLinkage, AnswersAQueryInMemory) {
    duckdb_database database = nullptr;
    duckdb_connection connection = nullptr;
    duckdb_result result;
    ASSERT_EQ(duckdb_open(nullptr, &database), DuckDBSuccess);
    ASSERT_EQ(duckdb_connect(database, &connection), DuckDBSuccess);
    ASSERT_EQ(duckdb_query(connection, "select 42", &result), DuckDBSuccess);

    duckdb_data_chunk chunk = duckdb_fetch_chunk(result);
    ASSERT_NE(chunk, nullptr);
    ASSERT_EQ(duckdb_data_chunk_get_size(chunk), 1U);
    const duckdb_vector column = duckdb_data_chunk_get_vector(chunk, 0);
    EXPECT_EQ(*static_cast<const int*>(duckdb_vector_get_data(column)), 42);

    duckdb_destroy_data_chunk(&chunk);
    duckdb_destroy_result(&result);
    duckdb_disconnect(&connection);
    duckdb_close(&database);
}

TEST(DuckDbLinkage, HasTheVersionTheHeaderWasMadeFor) {
    EXPECT_EQ(std::string(duckdb_library_version()).substr(0, 4), "v1.4");
}
