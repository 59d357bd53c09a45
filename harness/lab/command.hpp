// Runs another program to its end, quietly, and keeps what it says.
#pragma once

#include "generator/base/result.hpp"

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

namespace tsuka::lab {

/// Full path of a program in PATH or in the directories of system programs, which ordinary users seldom have in theirs.
[[nodiscard]] Result<std::string> find_program(std::string const& name);

struct Command {
    std::vector<std::string> words;                              ///< program (looked up by find_program) and arguments
    std::string_view input = {};                                 ///< its standard input
    int inherited = -1;                                          ///< a descriptor that it gets as its descriptor 3; -1: none
    std::chrono::milliseconds limit = std::chrono::seconds(60);  ///< then it is ended
};

/// Standard output. Error: not found, not ended in time, or ended with another status than 0; then with what it said on standard error.
[[nodiscard]] Result<std::string> run_command(Command const& command);

}  // namespace tsuka::lab
