// Simulated routers: read by name, with planted defects by name.
#pragma once

#include "harness/app/found.hpp"
#include "harness/model/router.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace tsuka::app {

struct NamedRouter {
    model::RouterSpec router;
    std::filesystem::path path;
};
[[nodiscard]] Found<NamedRouter> read_router(std::string const& name, std::vector<std::string> const& defects = {});

}  // namespace tsuka::app
