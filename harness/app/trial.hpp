// One trial of a swarm: a router made at random, cases in some order, wires that are not always equally long; all that is needed to do it
// again.
#pragma once

#include "generator/base/result.hpp"
#include "harness/model/planted_defect.hpp"
#include "harness/model/router.hpp"
#include "harness/run/virtual.hpp"
#include "harness/suite/load_matrix.hpp"

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace tsuka::app {

/// A key of a router description that a trial may set in place of the faithful router's own.
struct Setting {
    std::string key;    ///< "timers.udp", "lab.wan.vlan"
    std::string value;  ///< "\"600s\""
};

struct SwarmTrial {
    std::uint64_t seed = 0;
    std::vector<Setting> settings;
    std::vector<model::PlantedDefect> defects;
    std::vector<std::string> cases;  ///< names, in the order in which they are run
    unsigned jobs = 1;
    run::Wires wires;
    std::string line;  ///< one of lines(); empty: the one of the description
};

/// How both sides are connected: what a faithful router does must not depend on it.
struct Line {
    std::string_view name;  ///< "pppoe"
    std::vector<Setting> settings;
    std::string_view without;  ///< a section of the description that cannot be on such a line
    bool lossy = false;        ///< so that a case may stay open for what the line did to it
};
[[nodiscard]] std::vector<Line> const& lines();
/// Nothing: there is none of that name, or the name is empty.
[[nodiscard]] Line const* line_of(std::string_view name);

/// What trials are drawn from.
struct Urn {
    std::vector<std::string> cases;
    std::vector<suite::MatrixRow> matrix;  ///< which cases find which defect
    std::size_t cases_per_trial = 60;
};

/// The same seed draws the same trial from the same urn.
[[nodiscard]] SwarmTrial draw(std::uint64_t seed, Urn const& urn);

/// The faithful router with those settings and defects; `base` is the text of its description. A setting that a router cannot have is our
/// own mistake, and an error.
[[nodiscard]] Result<model::RouterSpec> router_of(SwarmTrial const& trial, std::string const& base);

/// As a file that `tsuka swarm --repeat` reads.
[[nodiscard]] std::string written(SwarmTrial const& trial);
[[nodiscard]] Result<SwarmTrial> read_trial(std::filesystem::path const& path);

}  // namespace tsuka::app
