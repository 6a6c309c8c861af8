# Third-party libraries, all from Debian 12 but DuckDB; `tools/setup` installs them.

set(THREADS_PREFER_PTHREAD_FLAG ON)
find_package(Threads REQUIRED)
find_package(Python3 3.11 REQUIRED COMPONENTS Interpreter)
find_package(fmt REQUIRED)
find_package(TBB REQUIRED)
find_package(CLI11 REQUIRED)
find_package(nlohmann_json REQUIRED)
find_package(tomlplusplus REQUIRED)
find_package(Boost 1.81 REQUIRED)
find_package(DuckDB 1.4 REQUIRED)
find_package(LibArchive 3.6 REQUIRED)
find_package(OpenSSL 3.0 REQUIRED COMPONENTS Crypto)
find_package(CURL 7.80 REQUIRED)
find_package(FlatBuffers REQUIRED)

# Libraries that bring no CMake package: skjerm_system_library(<target> <header> <library>).
function(skjerm_system_library target header library)
    find_path(${library}_INCLUDE_DIR ${header} REQUIRED)
    find_library(${library}_LIBRARY ${library} REQUIRED)
    mark_as_advanced(${library}_INCLUDE_DIR ${library}_LIBRARY)
    add_library(${target} UNKNOWN IMPORTED GLOBAL)
    set_target_properties(${target} PROPERTIES
        IMPORTED_LOCATION "${${library}_LIBRARY}"
        INTERFACE_INCLUDE_DIRECTORIES "${${library}_INCLUDE_DIR}")
endfunction()
skjerm_system_library(sodium::sodium sodium.h sodium)
skjerm_system_library(utf8proc::utf8proc utf8proc.h utf8proc)
skjerm_system_library(edit::edit histedit.h edit)

if(SKJERM_TESTS)
    find_package(GTest REQUIRED)
    find_package(rapidcheck REQUIRED)
endif()
