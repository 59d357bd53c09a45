# cmake -D SOURCE=<tree> -D OUT=<file> -P commit.cmake: which commit is built, as a source file; written only when it changes.
# A source archive has no repository: then it says nothing, and the version number alone has to do.
cmake_minimum_required(VERSION 3.25)
set(commit "")
find_program(git git)
if(git AND EXISTS ${SOURCE}/.git)
    execute_process(COMMAND ${git} -C ${SOURCE} describe --always --dirty=-changed --exclude=* OUTPUT_VARIABLE commit
        OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
endif()
file(CONFIGURE OUTPUT ${OUT} @ONLY CONTENT [[
#include "harness/app/version.hpp"

std::string_view tsuka::app::commit() {
    return "@commit@";
}
]])
