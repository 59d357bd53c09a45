// What `tsuka load` is asked to measure.
#pragma once

#include "generator/load/search.hpp"
#include "generator/load/size_mix.hpp"
#include "generator/load/stream.hpp"
#include "harness/app/found.hpp"
#include "harness/app/options.hpp"
#include "harness/model/load_report.hpp"
#include "harness/model/profile.hpp"
#include "harness/rate/traffic.hpp"

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace tsuka::app {

/// One protocol at one size, one way.
struct Carried {
    load::Kind kind = load::Kind::udp;
    std::string size;  ///< as it was written
    load::SizeMix sizes;
    std::string direction;
    rate::Directions directions;
};

struct LoadPlan {
    std::vector<Carried> throughput;
    std::vector<std::pair<load::Kind, std::uint32_t>> capacity;  ///< and up to how many flows
    bool full_table = false;                                     ///< latency at shares of what was found to be kept
    std::vector<load::Kind> new_flows;                           ///< of which it is asked how many a second are opened
    std::vector<load::Kind> tear_down;                           ///< of which it is asked how fast they are forgotten
    std::optional<std::pair<Carried, Duration>> soak;            ///< one of `throughput`, alone, and for so long
    Ipv4Prefix servers;
    load::Goal goal;
    unsigned searches = 1;   ///< for each figure of throughput
    model::RigFigures rig;   ///< what was carried through a cable
    model::Profile profile;  ///< whose promises are compared; without any: none
};

/// Protocols and sizes that were asked for, and those that the profile promises something of; where only a profile was named, these alone.
[[nodiscard]] Found<LoadPlan> plan_load(LoadOptions const& options);

}  // namespace tsuka::app
