// What tests of load share: a router in memory with a lab around it that is ready, and streams through it.
#pragma once

#include "harness/rate/simulated_path.hpp"
#include "harness/rate/traffic.hpp"

#include <boost/test/unit_test.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <utility>

namespace rate_bench {

inline const tsuka::rate::Stop never = [] { return std::optional<std::string>{}; };
inline const tsuka::Ipv4Prefix servers{{0xc6120000}, 15};  // RFC 2544's, 198.18.0.0/15

template <class AnyPath = tsuka::rate::SimulatedPath>
struct Rig {
    /// `more`: what the path wants to know besides the router.
    template <class... More>
    explicit Rig(tsuka::model::RouterSpec const& spec = {}, unsigned clients = 4, More... more)
        : router(spec), path(router, more...), ground(*tsuka::rate::Ground::create(spec.lab, clients, 3)) {
        const auto ready = make_ready(path, ground, never);
        BOOST_REQUIRE_MESSAGE(ready.has_value(), ready.error().what);
    }
    tsuka::rate::Traffic traffic(tsuka::load::Kind kind, std::uint32_t count, tsuka::rate::Directions directions,
                                 tsuka::load::SizeMix sizes = tsuka::load::SizeMix({{256, 1}})) {
        auto flows = tsuka::rate::Flows::create(ground, kind, count, servers, 1);
        BOOST_REQUIRE(flows);
        auto made = tsuka::rate::Traffic::create(path, ground, std::move(*flows), std::move(sizes), directions, 1);
        BOOST_REQUIRE(made);
        BOOST_REQUIRE(made->open(10'000, never));
        return std::move(*made);
    }
    tsuka::sim::Router router;
    AnyPath path;
    tsuka::rate::Ground ground;
};

}  // namespace rate_bench
