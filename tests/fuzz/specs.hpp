// Simulated routers for fuzz targets: those that come with the program, and all planted defects.
#pragma once

#include "harness/model/router.hpp"
#include "harness/sim/defect.hpp"
#include "harness/suite/load_router.hpp"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <optional>
#include <vector>

namespace tsuka::fuzz {

/// In the order of their names.
inline std::vector<model::RouterSpec> shipped_routers() {
    std::vector<std::filesystem::path> files;
    for (auto const& entry : std::filesystem::directory_iterator(TSUKA_SOURCE_DIR "/routers")) files.push_back(entry.path());
    std::sort(files.begin(), files.end());
    std::vector<model::RouterSpec> routers;
    for (auto const& file : files) {
        auto loaded = suite::load_router(file);
        if (!loaded.ok()) std::abort();
        routers.push_back(std::move(loaded.value));
    }
    return routers;
}

/// 0: none.
inline std::optional<sim::Defect> defect_of(unsigned number) {
    static auto const all = sim::all_defects();
    return number == 0 ? std::nullopt : std::optional(all[(number - 1) % all.size()]);
}

}  // namespace tsuka::fuzz
