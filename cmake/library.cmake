# tsuka_library(NAME USES ... PRIVATE ...): the static library of the current folder, made of all its .cpp files.
# tsuka_test(NAME USES ...): a Boost.Test executable of the current test folder, registered with CTest.
# What a library may use is a table of its own (check_arrows.cmake), checked in every build.
include(${CMAKE_CURRENT_LIST_DIR}/arrows.cmake)

function(tsuka_library name)
    cmake_parse_arguments(arg "" "" "USES;PRIVATE" ${ARGN})
    file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.cpp)
    add_library(${name} STATIC ${sources})
    target_include_directories(${name} PUBLIC ${PROJECT_SOURCE_DIR})
    target_link_libraries(${name} PUBLIC ${arg_USES} PRIVATE tsuka_warnings ${arg_PRIVATE})
endfunction()

function(tsuka_test name)
    cmake_parse_arguments(arg "" "LABEL" "USES" ${ARGN})
    file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.cpp)
    add_executable(${name} ${sources} ${PROJECT_SOURCE_DIR}/tests/support/main.cpp)
    target_include_directories(${name} PRIVATE ${PROJECT_SOURCE_DIR})
    target_compile_definitions(${name} PRIVATE BOOST_TEST_DYN_LINK TSUKA_SOURCE_DIR="${PROJECT_SOURCE_DIR}")
    target_link_libraries(${name} PRIVATE ${arg_USES} tsuka_warnings Boost::unit_test_framework)
    add_test(NAME ${name} COMMAND ${name} --log_level=message --color_output=no)
    if(NOT arg_LABEL)
        set(arg_LABEL unit)
    endif()
    set_tests_properties(${name} PROPERTIES LABELS ${arg_LABEL} TIMEOUT 120)
endfunction()
