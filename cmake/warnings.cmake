# Warnings of the house, as a target that every folder links privately and nobody exports.
add_library(tsuka_warnings INTERFACE)
target_compile_options(tsuka_warnings INTERFACE
    -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wswitch-enum -Wnon-virtual-dtor -Wold-style-cast
    # g++ 12 sees overlaps (GCC bug 105651) and uninitialised members inside std::string where there are none, only when it optimises.
    # clang-tidy and the sanitizers look for the real ones.
    $<$<CXX_COMPILER_ID:GNU>:-Wno-restrict>
    $<$<CXX_COMPILER_ID:GNU>:-Wno-maybe-uninitialized>)
if(TSUKA_WERROR)
    target_compile_options(tsuka_warnings INTERFACE -Werror)
endif()
