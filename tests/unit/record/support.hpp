// A record with something in every member, and files in one go.
#pragma once

#include "harness/model/record.hpp"
#include "tests/support/temporary_folder.hpp"

#include <filesystem>
#include <string>

namespace tsuka::test {

/// No member has its default value, so that one which is not written or not read shows.
[[nodiscard]] model::Record full_record();

[[nodiscard]] std::string slurp(std::filesystem::path const& path);
void spill(std::filesystem::path const& path, std::string const& text);

}  // namespace tsuka::test
