# tsuka_library(NAME USES ... PRIVATE ...): the static library of the current folder, made of all its .cpp files.
# tsuka_test(NAME USES ...): a Boost.Test executable of the current test folder, registered with CTest.
# Both take the headers that nearly every file includes from one precompiled header (TSUKA_PCH), of which no source knows anything.
# What a library may use is a table of its own (check_arrows.cmake), checked in every build.
include(${CMAKE_CURRENT_LIST_DIR}/arrows.cmake)

# tsuka_precompiled(NAME [TEST]): the common headers for target NAME; the first target of each kind builds them, the others borrow.
function(tsuka_precompiled name)
    cmake_parse_arguments(arg "TEST" "" "" ${ARGN})
    if(NOT TSUKA_PCH)
        return()
    endif()
    set(kind library)
    set(headers <algorithm> <array> <cstdint> <filesystem> <functional> <map> <memory> <optional> <set> <span> <string> <string_view> <utility>
        <variant> <vector> <fmt/format.h> <fmt/ranges.h>)
    if(arg_TEST)
        set(kind test)
        list(APPEND headers <boost/test/unit_test.hpp> <boost/test/data/test_case.hpp> <boost/test/data/monomorphic.hpp>)
    endif()
    get_property(owner GLOBAL PROPERTY tsuka_precompiled_${kind})
    if(owner)
        target_precompile_headers(${name} REUSE_FROM ${owner})
    else()
        target_precompile_headers(${name} PRIVATE ${headers})
        set_property(GLOBAL PROPERTY tsuka_precompiled_${kind} ${name})
    endif()
endfunction()

# tsuka_cold(NAME): no packet waits for this target, so a release build optimises it less and takes a fifth less of the compiler's time.
function(tsuka_cold name)
    target_compile_options(${name} PRIVATE $<$<CONFIG:Release>:-O1>)
endfunction()

# tsuka_unity(NAME COUNT): its sources are compiled COUNT at a time (TSUKA_UNITY). One name in two unnamed namespaces is an error then; those of
# tests stand inside their suite, which is a namespace.
function(tsuka_unity name count)
    if(TSUKA_UNITY)
        set_target_properties(${name} PROPERTIES UNITY_BUILD ON UNITY_BUILD_BATCH_SIZE ${count})
    endif()
endfunction()

function(tsuka_library name)
    cmake_parse_arguments(arg "" "" "USES;PRIVATE" ${ARGN})
    file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.cpp)
    add_library(${name} STATIC ${sources})
    target_include_directories(${name} PUBLIC ${PROJECT_SOURCE_DIR})
    target_link_libraries(${name} PUBLIC ${arg_USES} PRIVATE tsuka_warnings ${arg_PRIVATE})
    tsuka_unity(${name} 12)
    tsuka_precompiled(${name})
endfunction()

# tsuka_time_limit(SECONDS TEST...): how long they may take. An instrumented program takes several times as long: CTest's limit and those
# inside the scripts (TSUKA_PATIENCE, see tests/netns/rig.py) grow by the same factor.
set(TSUKA_PATIENCE 1)
if(TSUKA_SANITIZE)
    set(TSUKA_PATIENCE 5)
endif()
function(tsuka_time_limit seconds)
    math(EXPR seconds "${seconds} * ${TSUKA_PATIENCE}")
    set_tests_properties(${ARGN} PROPERTIES TIMEOUT ${seconds})
    set_property(TEST ${ARGN} APPEND PROPERTY ENVIRONMENT_MODIFICATION TSUKA_PATIENCE=set:${TSUKA_PATIENCE})
endfunction()

function(tsuka_test name)
    cmake_parse_arguments(arg "" "LABEL" "USES" ${ARGN})
    file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.cpp)
    add_executable(${name} ${sources} ${PROJECT_SOURCE_DIR}/tests/support/main.cpp)
    target_include_directories(${name} PRIVATE ${PROJECT_SOURCE_DIR})
    target_compile_definitions(${name} PRIVATE BOOST_TEST_DYN_LINK TSUKA_SOURCE_DIR="${PROJECT_SOURCE_DIR}")
    target_link_libraries(${name} PRIVATE ${arg_USES} tsuka_warnings Boost::unit_test_framework)
    tsuka_precompiled(${name} TEST)
    tsuka_unity(${name} 6)
    # It defines the module's name, which decides what Boost.Test's header contains.
    set_source_files_properties(${PROJECT_SOURCE_DIR}/tests/support/main.cpp PROPERTIES SKIP_PRECOMPILE_HEADERS ON SKIP_UNITY_BUILD_INCLUSION ON)
    add_test(NAME ${name} COMMAND ${name} --log_level=message --color_output=no)
    if(NOT arg_LABEL)
        set(arg_LABEL unit)
    endif()
    set_tests_properties(${name} PROPERTIES LABELS ${arg_LABEL})
    tsuka_time_limit(300 ${name})
endfunction()
