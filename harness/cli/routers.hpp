// Simulated routers as the commands see them: read by name, with planted defects by name.
#pragma once

#include "harness/model/router.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace tsuka::cli {

struct NamedRouter {
    model::RouterSpec router;
    std::filesystem::path path;
};
/// Print what is wrong and return nothing when they fail.
[[nodiscard]] std::optional<NamedRouter> read_router(std::string const& name, std::vector<std::string> const& defects = {});

}  // namespace tsuka::cli
