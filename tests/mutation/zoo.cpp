// Routers for a case: see zoo.hpp.
#include "tests/mutation/zoo.hpp"

#include "harness/suite/load_matrix.hpp"
#include "harness/suite/load_router.hpp"
#include "harness/suite/planted.hpp"
#include "tests/detection/campaign.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <sstream>

namespace tsuka::mutation {

namespace {

const std::filesystem::path source = TSUKA_SOURCE_DIR;

model::RouterSpec described_in(std::filesystem::path const& path) {
    auto loaded = suite::load_router(path.string());
    BOOST_REQUIRE(loaded.ok());
    return std::move(loaded.value);
}

/// From when on a defect shows, beside from the first packet on.
std::vector<model::Onset> onsets() {
    std::vector<model::Onset> all;
    for (const std::uint64_t after : {1U, 2U, 3U, 4U, 5U, 6U, 8U, 10U, 16U, 24U}) all.emplace_back().after = after;
    for (const auto side : {Side::lan, Side::wan})
        for (const std::uint64_t after : {0U, 1U, 2U, 3U}) {
            all.emplace_back().after = after;
            all.back().direction = side;
        }
    for (const std::uint64_t clients : {2U, 3U}) all.emplace_back().clients = clients;
    all.emplace_back().least = 1000;
    all.emplace_back().most = 200;
    return all;
}

}  // namespace

Zoo::Zoo() {
    std::vector<std::filesystem::path> paths;
    for (auto const& entry : std::filesystem::directory_iterator(source / "duts" / "simulated")) paths.push_back(entry.path());
    std::sort(paths.begin(), paths.end());
    std::stable_partition(paths.begin(), paths.end(), [](auto const& path) { return path.stem() == "faithful"; });
    for (auto const& path : paths) {
        described_.push_back(described_in(path));
        std::ifstream file(path);
        texts_.emplace_back(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>{});
    }
    const auto matrix = suite::load_matrix(source / "defects/matrix.toml");
    BOOST_REQUIRE(matrix.diagnostics.empty());
    for (auto const& row : matrix.value)
        for (auto const* found : {&row.fails, &row.inconclusive})
            for (auto const& name : *found) finds_[name].push_back(row);
    // A line each: case, verdict, class.
    for (auto const& entry : std::filesystem::directory_iterator(source / "tests/netns/expected")) {
        std::ifstream file(entry.path());
        for (std::string line; std::getline(file, line);) {
            std::istringstream words(line);
            std::string name, verdict, rule;
            if (words >> name >> verdict >> rule) live_.emplace(name, rule);
        }
    }
}

std::vector<model::PlantedDefect> Zoo::defects_of(model::Case const& scenario) const {
    std::vector<model::PlantedDefect> defects;
    const auto found = finds_.find(scenario.name());
    if (found == finds_.end()) return defects;
    for (auto const& row : found->second) defects.push_back(suite::parse_planted(row.defect).value());
    return defects;
}

std::size_t Zoo::base_for(model::Case const& scenario) const {
    const auto fit =
        std::find_if(described_.begin(), described_.end(), [&](auto const& router) { return detection::fits(scenario, router.lab); });
    return fit == described_.end() ? 0 : static_cast<std::size_t>(fit - described_.begin());
}

model::RouterSpec Zoo::with(model::Case const& scenario, std::vector<model::PlantedDefect> defects) const {
    auto router = described_[base_for(scenario)];
    router.defects.insert(router.defects.end(), defects.begin(), defects.end());
    return router;
}

std::vector<model::RouterSpec> Zoo::planted(model::Case const& scenario) const {
    std::vector<model::RouterSpec> all;
    for (auto const& one : defects_of(scenario)) all.push_back(with(scenario, {one}));
    return all;
}

std::vector<model::RouterSpec> Zoo::planted_later(model::Case const& scenario) const {
    std::vector<model::RouterSpec> all;
    for (auto const& onset : onsets())
        for (auto const& one : defects_of(scenario))
            if (one.onset == model::Onset{}) all.push_back(with(scenario, {{one.name, onset}}));
    return all;
}

std::vector<model::RouterSpec> Zoo::planted_in_pairs(model::Case const& scenario) const {
    constexpr std::size_t few = 40;
    auto defects = defects_of(scenario);
    if (defects.size() > few) defects.resize(few);
    std::vector<model::RouterSpec> all;
    for (std::size_t first = 0; first < defects.size(); ++first)
        for (std::size_t second = 0; second < first; ++second) all.push_back(with(scenario, {defects[first], defects[second]}));
    return all;
}

namespace {

std::vector<std::function<void(model::RouterSpec&)>> settings() {
    return {
        [](auto& router) { router.pcp = false; },
        [](auto& router) {  // PCP alone, and nothing is said to who speaks something else
            router.natpmp = false;
            router.defects.push_back({"mapping.other-versions-ignored", {}});
        },
        [](auto& router) { router.static_entries.clear(); },
        [](auto& router) {  // whoever comes is let in, whatever mappings say
            router.defects.push_back({"udp.unsolicited-accepted", {}});
            router.defects.push_back({"mapping.granted-without-effect", {}});
        },
        [](auto& router) { router.upnp_mappings = 0; },
        [](auto& router) { router.upnp_mappings = 3; },
        [](auto& router) { router.upnp_leases = false; },
        [](auto& router) { router.wan_pings = true; },
        [](auto& router) {  // as many as come share its addresses
            if (router.lab.wan.pool) router.lab.wan.pool->length = 30;
            router.pool_each = false;
            router.most_hosts = 0;
        },
    };
}

std::vector<model::RouterSpec> with_settings(model::Case const& scenario, std::vector<model::RouterSpec> const& routers) {
    std::vector<model::RouterSpec> all;
    for (auto const& change : settings())
        for (auto router : routers) {
            change(router);
            if (detection::fits(scenario, router.lab)) all.push_back(std::move(router));
        }
    return all;
}

}  // namespace

std::vector<model::RouterSpec> Zoo::unusual(model::Case const& scenario) const {
    return with_settings(scenario, {with(scenario, {})});
}

std::vector<model::RouterSpec> Zoo::unusual_and_planted(model::Case const& scenario) const {
    return with_settings(scenario, planted(scenario));
}

model::RouterSpec Zoo::drawn(model::Case const& scenario, std::uint64_t seed) const {
    app::Urn urn;
    if (const auto found = finds_.find(scenario.name()); found != finds_.end()) urn.matrix = found->second;
    std::erase_if(urn.matrix, [](auto const& row) { return row.fails.empty(); });
    auto router = app::router_of(app::draw(seed, urn), texts_[base_for(scenario)]);
    BOOST_REQUIRE(router);
    return std::move(*router);
}

}  // namespace tsuka::mutation
