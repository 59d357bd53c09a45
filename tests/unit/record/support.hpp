// A record with something in every member, and a folder that goes away again.
#pragma once

#include "harness/model/record.hpp"

#include <filesystem>
#include <string>

namespace tsuka::test {

/// No member has its default value, so that one which is not written or not read shows.
[[nodiscard]] model::Record full_record();

class TemporaryFolder {
public:
    TemporaryFolder();
    TemporaryFolder(TemporaryFolder const&) = delete;
    TemporaryFolder& operator=(TemporaryFolder const&) = delete;
    ~TemporaryFolder();
    [[nodiscard]] std::filesystem::path const& path() const { return path_; }

private:
    std::filesystem::path path_;
};

[[nodiscard]] std::string slurp(std::filesystem::path const& path);
void spill(std::filesystem::path const& path, std::string const& text);

}  // namespace tsuka::test
