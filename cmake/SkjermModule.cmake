# skjerm_module(NAME <name> [DEPENDS <lower modules>] [LIBS <libraries>] [PUBLIC_LIBS <libraries>])
#
# Makes the static library skjerm_<name> from every .cpp and .h below the current folder, so that
# adding a file needs no edit here; main.cpp is left to the executable. A folder with headers alone
# becomes an INTERFACE library. LIBS serve the .cpp files only; PUBLIC_LIBS occur in headers.
function(skjerm_module)
    cmake_parse_arguments(PARSE_ARGV 0 arg "" "NAME" "DEPENDS;LIBS;PUBLIC_LIBS")
    set(target skjerm_${arg_NAME})

    file(GLOB_RECURSE sources CONFIGURE_DEPENDS "${CMAKE_CURRENT_SOURCE_DIR}/*.cpp")
    file(GLOB_RECURSE headers CONFIGURE_DEPENDS "${CMAKE_CURRENT_SOURCE_DIR}/*.h")
    list(FILTER sources EXCLUDE REGEX "/main\\.cpp$")

    list(TRANSFORM arg_DEPENDS PREPEND skjerm_)
    if(sources)
        add_library(${target} STATIC ${sources} ${headers})
        set(visible PUBLIC)
        target_link_libraries(${target} PRIVATE ${arg_LIBS})
    else()
        add_library(${target} INTERFACE)
        set(visible INTERFACE)
    endif()
    target_link_libraries(${target} ${visible} ${arg_DEPENDS} ${arg_PUBLIC_LIBS} Threads::Threads)
    target_include_directories(${target} ${visible} "${PROJECT_SOURCE_DIR}/src")
endfunction()
