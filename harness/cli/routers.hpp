// Simulated routers as the commands see them: read by name, with a planted defect by name.
#pragma once

#include "harness/model/router.hpp"
#include "harness/sim/defect.hpp"

#include <filesystem>
#include <optional>
#include <string>

namespace tsuka::cli {

struct NamedRouter {
    model::RouterSpec router;
    std::filesystem::path path;
    std::optional<sim::Defect> defect;
};
/// Print what is wrong and return nothing when they fail.
[[nodiscard]] std::optional<NamedRouter> read_router(std::string const& name, std::string const& defect);

}  // namespace tsuka::cli
