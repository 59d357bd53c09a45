// The flows of a stream: who talks to whom, under which numbers, and where the router lets the answers in. A flow is what a router keeps an
// entry for: client, server and, where the protocol has such, ports.
#pragma once

#include "generator/load/stream.hpp"
#include "harness/rate/ground.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace tsuka::rate {

class Flows {
public:
    /// `count` flows of the ground's clients to servers of `servers`; numbers differ from run to run by the ground's seed and by `salt`, so
    /// that no entry of an earlier stream is met again. Error: there are not so many flows of that kind (protocols without ports need a
    /// pair of client and server for each).
    [[nodiscard]] static Result<Flows> create(Ground const& ground, load::Kind kind, std::uint32_t count, Ipv4Prefix servers,
                                              std::uint32_t salt);

    /// How many flows of that kind there can be.
    [[nodiscard]] static std::uint64_t most(load::Kind kind, Ipv4Prefix servers);

    [[nodiscard]] std::uint32_t size() const { return static_cast<std::uint32_t>(seen_.size()); }
    [[nodiscard]] load::Kind kind() const { return kind_; }
    /// As a client sends it.
    [[nodiscard]] load::FlowNumbers outward(std::uint32_t flow) const;
    /// As its server answers; nothing before learn().
    [[nodiscard]] std::optional<load::FlowNumbers> inward(std::uint32_t flow) const;
    /// A datagram of the flow arrived on the WAN side: what the router has made of its source.
    void learn(std::uint32_t flow, View datagram);
    [[nodiscard]] bool learned(std::uint32_t flow) const { return seen_[flow].address.number != 0; }
    [[nodiscard]] model::Host const& client(std::uint32_t flow) const { return clients_[flow % clients_.size()]; }

private:
    struct External {
        Ipv4Address address;
        std::uint16_t port = 0;
    };
    Flows() = default;

    load::Kind kind_ = load::Kind::udp;
    std::vector<model::Host> clients_;
    MacAddress gateway_mac_;
    Ipv4Prefix servers_;
    std::uint32_t salt_ = 0;
    std::vector<External> seen_;
};

}  // namespace tsuka::rate
