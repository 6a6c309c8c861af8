# Language level, warnings, floating-point rules, CPU, linker, cache and sanitizers: the same for
# every target of the project.

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)

option(SKJERM_WERROR "Treat warnings as errors" ON)
set(SKJERM_SANITIZE "" CACHE STRING "Sanitizers, as in -fsanitize=, e.g. address,undefined")
option(SKJERM_COVERAGE "Record which lines run" OFF)

if(CMAKE_SYSTEM_PROCESSOR MATCHES "^(x86_64|AMD64|amd64)$")
    set(skjerm_default_arch x86-64-v3)
else()
    set(skjerm_default_arch "")
endif()
set(SKJERM_ARCH "${skjerm_default_arch}" CACHE STRING
    "Instruction set as in -march=; empty for the compiler's own choice")

add_compile_options(
    -Wall -Wextra -Wconversion -Wsign-conversion -Wshadow -Wmissing-field-initializers)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
    # False positives of GCC 12 inside std::string (GCC bug 105651) and std::variant.
    add_compile_options(-Wno-restrict -Wno-maybe-uninitialized)
endif()
if(SKJERM_WERROR)
    add_compile_options(-Werror)
endif()

# Released numbers are compared bit by bit between machines, compilers and thread counts.
add_compile_options(-ffp-contract=off -fno-fast-math)

if(SKJERM_ARCH)
    add_compile_options(-march=${SKJERM_ARCH})
    if(SKJERM_ARCH MATCHES "^x86-64")
        add_compile_options(-maes)  # the x86-64 levels leave AES out; the keyed hash wants it
    endif()
endif()

if(SKJERM_SANITIZE)
    add_compile_options(-fsanitize=${SKJERM_SANITIZE} -fno-omit-frame-pointer)
    add_link_options(-fsanitize=${SKJERM_SANITIZE})
    if(SKJERM_SANITIZE MATCHES "undefined")
        add_compile_options(-fno-sanitize-recover=undefined)
    endif()
endif()
if(SKJERM_FUZZ)
    if(NOT CMAKE_CXX_COMPILER_ID MATCHES "Clang")
        message(FATAL_ERROR "SKJERM_FUZZ needs clang: use `cmake --preset fuzz`")
    endif()
    add_compile_options(-fsanitize=fuzzer-no-link)
endif()
if(SKJERM_COVERAGE)
    add_compile_options(--coverage)
    add_link_options(--coverage)
endif()

find_program(SKJERM_MOLD mold)
find_program(SKJERM_LLD NAMES ld.lld ld.lld-14)
mark_as_advanced(SKJERM_MOLD SKJERM_LLD)
if(SKJERM_MOLD)
    add_link_options(-fuse-ld=mold)
elseif(SKJERM_LLD)
    add_link_options(-fuse-ld=lld)
endif()

find_program(SKJERM_CCACHE ccache)
mark_as_advanced(SKJERM_CCACHE)
if(SKJERM_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
    set(CMAKE_CXX_COMPILER_LAUNCHER "${SKJERM_CCACHE}")
endif()
