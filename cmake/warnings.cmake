# Warnings of the house, as a target that every folder links privately and nobody exports.
add_library(tsuka_warnings INTERFACE)
target_compile_options(tsuka_warnings INTERFACE
    -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wswitch-enum -Wnon-virtual-dtor -Wold-style-cast
    # g++ 12 sees overlaps (GCC bug 105651) and uninitialised members inside std::string where there are none, only when it optimises.
    # clang-tidy and the sanitizers look for the real ones.
    $<$<CXX_COMPILER_ID:GNU>:-Wno-restrict>
    $<$<CXX_COMPILER_ID:GNU>:-Wno-maybe-uninitialized>
    # The same bug with the standard library out of a precompiled header, where g++ no longer knows that it is a system header.
    $<$<AND:$<CXX_COMPILER_ID:GNU>,$<BOOL:${TSUKA_PCH}>>:-Wno-array-bounds>
    $<$<AND:$<CXX_COMPILER_ID:GNU>,$<BOOL:${TSUKA_PCH}>>:-Wno-stringop-overflow>
    $<$<AND:$<CXX_COMPILER_ID:GNU>,$<BOOL:${TSUKA_PCH}>>:-Wno-stringop-overread>
    # A source that is compiled with others (TSUKA_UNITY) looks like a header to g++, and an unnamed namespace in it like a mistake.
    $<$<AND:$<CXX_COMPILER_ID:GNU>,$<BOOL:${TSUKA_UNITY}>>:-Wno-subobject-linkage>
    # Nor is a name of one source hidden by a local one of the next.
    $<$<BOOL:${TSUKA_UNITY}>:-Wno-shadow>)
if(TSUKA_WERROR)
    target_compile_options(tsuka_warnings INTERFACE -Werror)
endif()
