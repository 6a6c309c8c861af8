# skjerm_embed(TARGET <target> FILE <path> NAME <name>)
#
# Makes the bytes of a file part of <target>: after `#include "skjerm/embedded/<name>.h"` they are
# skjerm::embedded::<name>(), a std::string_view over read-only memory. The assembler copies the
# file (.incbin), so size costs no compile time.
function(skjerm_embed)
    cmake_parse_arguments(PARSE_ARGV 0 arg "" "TARGET;FILE;NAME" "")
    cmake_path(ABSOLUTE_PATH arg_FILE BASE_DIRECTORY "${CMAKE_CURRENT_SOURCE_DIR}" NORMALIZE)
    set(name ${arg_NAME})
    set(path "${arg_FILE}")
    set(out "${PROJECT_BINARY_DIR}/generated/embedded/${name}")
    configure_file("${PROJECT_SOURCE_DIR}/cmake/embedded.h.in"
                   "${out}/skjerm/embedded/${name}.h" @ONLY)
    configure_file("${PROJECT_SOURCE_DIR}/cmake/embedded.cpp.in" "${out}/${name}.cpp" @ONLY)
    set_source_files_properties("${out}/${name}.cpp" PROPERTIES OBJECT_DEPENDS "${path}")

    add_library(skjerm_embedded_${name} STATIC "${out}/${name}.cpp")
    target_include_directories(skjerm_embedded_${name} PUBLIC "${out}")
    get_target_property(type ${arg_TARGET} TYPE)
    if(type STREQUAL "INTERFACE_LIBRARY")
        target_link_libraries(${arg_TARGET} INTERFACE skjerm_embedded_${name})
    else()
        target_link_libraries(${arg_TARGET} PRIVATE skjerm_embedded_${name})
    endif()
endfunction()
