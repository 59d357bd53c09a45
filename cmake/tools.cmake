# Faster builds where the machine has the tools; nothing here changes what is built.
if(NOT CMAKE_BUILD_TYPE)
    set(CMAKE_BUILD_TYPE RelWithDebInfo CACHE STRING "" FORCE)
endif()

# Precompiled headers halve a build from nothing. ccache helps who builds the same sources again and again; the two do not go together
# (ccache would have to trust a precompiled header by its name), so it is used where precompiled headers are switched off.
option(TSUKA_PCH "Precompiled headers; OFF uses ccache instead where it is installed" ON)
find_program(TSUKA_CCACHE ccache)
if(TSUKA_CCACHE AND NOT TSUKA_PCH AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
    set(CMAKE_CXX_COMPILER_LAUNCHER ${TSUKA_CCACHE})
endif()

# Several sources of a library as one: the headers are read and the templates made once for all of them, which halves the compiler's time
# again. OFF compiles each source by itself: what is rebuilt after an edit is less.
option(TSUKA_UNITY "Compile the sources of a library several at a time; OFF is quicker for who edits them" ON)

find_program(TSUKA_MOLD mold)
if(TSUKA_MOLD)
    add_link_options(-fuse-ld=mold)
endif()

# Instrumented programs write where they were built, and look into themselves by ptrace: the confinement of a run leaves them that.
if(TSUKA_SANITIZE OR TSUKA_COVERAGE)
    add_compile_definitions(TSUKA_RELAXED)
endif()
if(TSUKA_SANITIZE)
    add_compile_options(-fsanitize=${TSUKA_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
    add_link_options(-fsanitize=${TSUKA_SANITIZE})
endif()
if(TSUKA_FUZZ)
    if(NOT CMAKE_CXX_COMPILER_ID MATCHES "Clang")
        message(FATAL_ERROR "TSUKA_FUZZ needs clang (libFuzzer): cmake --preset fuzz, with Debian's clang and libclang-rt-14-dev")
    endif()
    add_compile_options(-fsanitize=fuzzer-no-link)
endif()
if(TSUKA_COVERAGE)
    add_compile_options(--coverage -O0)
    add_link_options(--coverage)
endif()
