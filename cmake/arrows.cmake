# Who may include whom: a target of every build and two tests. The table itself stands at the top of check_arrows.cmake.
set(TSUKA_ARROWS_COMMAND ${CMAKE_COMMAND} -D ROOT=${PROJECT_SOURCE_DIR} -P ${PROJECT_SOURCE_DIR}/cmake/check_arrows.cmake)

add_custom_target(tsuka_arrows ALL COMMAND ${TSUKA_ARROWS_COMMAND} COMMENT "Checking who includes whom" VERBATIM)

if(TSUKA_TESTS)
    add_test(NAME arrows COMMAND ${TSUKA_ARROWS_COMMAND})
    add_test(NAME arrows_self_test
        COMMAND ${CMAKE_COMMAND} -D CHECK=${PROJECT_SOURCE_DIR}/cmake/check_arrows.cmake
            -D SCRATCH=${PROJECT_BINARY_DIR}/arrows_self_test -P ${PROJECT_SOURCE_DIR}/tests/support/arrows_self_test.cmake)
    set_tests_properties(arrows arrows_self_test PROPERTIES LABELS house TIMEOUT 60)
endif()
