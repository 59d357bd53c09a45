// What two clients and a server see of a router of one behaviour class, as one line of words. The classes are those of the suite language's
// vocabulary for routers (docs/simulated-routers.md), read by the loader, so that a word that means something else would show.
#pragma once

#include "harness/suite/load_router.hpp"
#include "tests/unit/sim/rig.hpp"

#include <boost/test/unit_test.hpp>

#include <initializer_list>
#include <sstream>
#include <string>
#include <vector>

namespace tsuka::sim::test {

using Protocols = std::initializer_list<std::uint8_t>;
using Ports = std::initializer_list<std::uint16_t>;

/// A router whose file says this besides what every file must say.
inline model::RouterSpec router_of(std::string const& more) {
    auto loaded = suite::parse_router("format = 1\ntitle = \"x\"\nprofile = \"passthrough\"\n" + more + "\n", "x.toml");
    BOOST_REQUIRE_MESSAGE(loaded.ok(), more);
    return std::move(loaded.value);
}

/// Who got it: "alice", "bob", "alice+bob", "-" for nobody. Frames that leave for the WAN do not count.
inline std::string receivers(std::vector<Arrived> const& frames) {
    std::string names;
    for (auto const& arrived : frames) {
        if (arrived.side != Side::lan) continue;
        const auto host = arrived.number("ip.dst");
        names += (names.empty() ? "" : "+") + std::string(host == alice.number ? "alice" : host == bob.number ? "bob" : "somebody");
        BOOST_TEST(arrived.seen.problems.empty());
    }
    return names.empty() ? "-" : names;
}

/// The frame that left for the WAN, if one did.
inline Arrived const* left(std::vector<Arrived> const& frames) {
    for (auto const& arrived : frames)
        if (arrived.side == Side::wan) return &arrived;
    return nullptr;
}

/// Octets of a frame behind IPv4 and `header` octets of the next header; IPv4 without options.
inline Octets behind(Arrived const& arrived, std::size_t header) {
    const auto total = static_cast<std::size_t>(arrived.number("ip.total_length"));
    const auto data = View(arrived.frame).subspan(14 + 20 + header, total - 20 - header);
    return {data.begin(), data.end()};
}

}  // namespace tsuka::sim::test
