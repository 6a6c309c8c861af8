# DuckDB's C library: the pinned one that tools/setup puts into .deps/duckdb, else the system's.
# Defines the target DuckDB::DuckDB and DuckDB_VERSION.

set(duckdb_pinned "${PROJECT_SOURCE_DIR}/.deps/duckdb")
find_path(DuckDB_INCLUDE_DIR duckdb.h HINTS "${duckdb_pinned}")
find_library(DuckDB_LIBRARY duckdb HINTS "${duckdb_pinned}")
mark_as_advanced(DuckDB_INCLUDE_DIR DuckDB_LIBRARY)

if(DuckDB_INCLUDE_DIR STREQUAL duckdb_pinned)
    file(STRINGS "${PROJECT_SOURCE_DIR}/tools/duckdb.lock" duckdb_pin REGEX "^version ")
    string(REPLACE "version " "" DuckDB_VERSION "${duckdb_pin}")
elseif(DuckDB_LIBRARY)
    file(REAL_PATH "${DuckDB_LIBRARY}" duckdb_real_path)
    string(REGEX MATCH "[0-9]+\\.[0-9]+(\\.[0-9]+)?$" DuckDB_VERSION "${duckdb_real_path}")
    if(NOT DuckDB_VERSION)
        set(DuckDB_VERSION 1.4)  # a system library without a version in its name
    endif()
endif()

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(DuckDB
    REQUIRED_VARS DuckDB_LIBRARY DuckDB_INCLUDE_DIR
    VERSION_VAR DuckDB_VERSION
    REASON_FAILURE_MESSAGE "run tools/setup, or install DuckDB with its C header")

if(DuckDB_FOUND AND NOT TARGET DuckDB::DuckDB)
    add_library(DuckDB::DuckDB SHARED IMPORTED GLOBAL)
    set_target_properties(DuckDB::DuckDB PROPERTIES
        IMPORTED_LOCATION "${DuckDB_LIBRARY}"
        IMPORTED_NO_SONAME FALSE
        INTERFACE_INCLUDE_DIRECTORIES "${DuckDB_INCLUDE_DIR}")
endif()
