// What a command says, into a file: line by line, without secrets, and not without end.
#pragma once

#include "generator/base/result.hpp"
#include "harness/port/unique_fd.hpp"

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

namespace tsuka::lab {

class Said {
public:
    /// Makes the file anew; it is an error when there is one, or a link of that name.
    [[nodiscard]] static Result<Said> create(std::filesystem::path const& path);

    void add(std::string_view octets);
    /// Writes what is left, and how much was left out. Returns the last line that said anything.
    std::string finish();

private:
    explicit Said(port::UniqueFd file) : file_(std::move(file)) {}
    void end_line();

    port::UniqueFd file_;
    std::string line_;
    std::string last_;
    std::uint64_t kept_ = 0;      ///< octets
    std::uint64_t left_out_ = 0;  ///< octets
    bool cut_ = false;            ///< the line in hand is too long, and its rest is left out
};

}  // namespace tsuka::lab
