// Simulated routers for fuzz targets: those that come with the program, and all planted defects.
#pragma once

#include "generator/base/octets.hpp"
#include "harness/model/router.hpp"
#include "harness/sim/defect.hpp"
#include "harness/suite/load_router.hpp"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <optional>
#include <string_view>
#include <vector>

namespace tsuka::fuzz {

/// In the order of their names.
inline std::vector<model::RouterSpec> shipped_routers() {
    std::vector<std::filesystem::path> files;
    for (auto const& entry : std::filesystem::directory_iterator(TSUKA_SOURCE_DIR "/duts/simulated")) files.push_back(entry.path());
    std::sort(files.begin(), files.end());
    std::vector<model::RouterSpec> routers;
    for (auto const& file : files) {
        auto loaded = suite::load_router(file);
        if (!loaded.ok()) std::abort();
        routers.push_back(std::move(loaded.value));
    }
    return routers;
}

/// FNV-1a.
inline std::uint32_t hash_of(std::string_view name) {
    std::uint32_t hash = 2166136261U;
    for (const char letter : name) hash = (hash ^ static_cast<std::uint8_t>(letter)) * 16777619U;
    return hash;
}

/// The item whose name comes next on a ring of hashes: a kept input means the same when items are added beside it.
template <class Item, class NameOf>
Item const& next_on_ring(std::vector<Item> const& items, std::uint32_t from, NameOf name_of) {
    return *std::min_element(items.begin(), items.end(),
                             [&](auto const& a, auto const& b) { return hash_of(name_of(a)) - from < hash_of(name_of(b)) - from; });
}

/// As it is, or with one of all defects.
inline model::RouterSpec spoilt(model::RouterSpec const& spec, Reader& input) {
    if ((input.u8() & 1U) == 0) return spec;
    return sim::with_defect(spec, next_on_ring(sim::all_defects(), input.u32(), [](auto const* defect) { return defect->name; })->name);
}

}  // namespace tsuka::fuzz
