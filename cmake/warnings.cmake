# Warnings of the house, as a target that every folder links privately and nobody exports.
add_library(tsuka_warnings INTERFACE)
target_compile_options(tsuka_warnings INTERFACE
    -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wswitch-enum -Wnon-virtual-dtor -Wold-style-cast
    # g++ 12 reports -Wrestrict inside std::string where there is nothing (GCC bug 105651).
    $<$<CXX_COMPILER_ID:GNU>:-Wno-restrict>)
if(TSUKA_WERROR)
    target_compile_options(tsuka_warnings INTERFACE -Werror)
endif()
