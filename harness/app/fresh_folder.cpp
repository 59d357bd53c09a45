#include "harness/app/fresh_folder.hpp"

#include "harness/app/render.hpp"

#include <fmt/format.h>

#include <filesystem>

namespace tsuka::app {

std::string fresh_folder(std::string const& prefix) {
    auto stamp = utc_now();
    std::erase(stamp, ':');
    auto name = prefix + stamp;
    std::error_code trouble;
    for (unsigned number = 2; std::filesystem::exists(name, trouble); ++number) name = fmt::format("{}{}-{}", prefix, stamp, number);
    return name;
}

}  // namespace tsuka::app
