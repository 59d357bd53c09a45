// Defects that are planted in a simulated router, as data: which, and from when on each shows.
#pragma once

#include "generator/base/address.hpp"
#include "generator/base/time.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace tsuka::model {

/// When a planted defect shows; everything that is said has to hold. A flow is one direction: what has the same protocol, addresses and
/// ports (SPI, Call ID, identifier of a query) as it comes to the router.
struct Onset {
    std::uint64_t after = 0;        ///< so many packets of the flow went before
    std::uint64_t every = 0;        ///< not 0: at each so-manieth packet of the flow only, counted from 1
    std::uint64_t clients = 0;      ///< so many LAN hosts, or more, have spoken with that server within ten minutes
    Duration idle{};                ///< the flow was silent for so long before this packet
    std::uint64_t bytes = 0;        ///< octets of IP that the flow has carried before
    std::optional<Side> direction;  ///< only what comes from there
    std::uint64_t least = 0;        ///< not 0: only datagrams of so many octets of IP, or more
    std::uint64_t most = 0;         ///< not 0: only datagrams of so many octets of IP, or fewer
    bool odd = false;               ///< only datagrams of an odd number of octets
    std::uint64_t rate = 0;         ///< not 0: only while so many packets, or more, came to the router within the last second

    bool operator==(Onset const&) const = default;
};

struct PlantedDefect {
    std::string name;  ///< "esp.spi-altered"
    Onset onset{};

    bool operator==(PlantedDefect const&) const = default;
};

}  // namespace tsuka::model
