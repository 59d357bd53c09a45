// L2TPv2 for several clients that all keep UDP port 1701 (L4): a server writes into each header the Tunnel ID that its peer has assigned
// (RFC 2661 section 3.1), so that tells whose it is. Where two clients of one server assigned the same, one gets another.
#pragma once

#include "generator/base/time.hpp"
#include "harness/model/router.hpp"
#include "harness/sim/packet.hpp"

#include <optional>
#include <vector>

namespace tsuka::sim {

class L2tp {
public:
    explicit L2tp(model::RouterSpec const& spec) : spec_(spec) {}

    /// Learns the Tunnel ID that a client assigns, and rewrites it where it has to.
    void outbound(Packet& packet, Instant now);
    /// Whose it is, its Tunnel ID restored; nothing when nobody has assigned that.
    [[nodiscard]] std::optional<Ipv4Address> inbound(Packet& packet, Instant now);

private:
    struct Tunnel {
        Ipv4Address client;
        Ipv4Address server;
        std::uint16_t internal = 0;  ///< as the client assigned it
        std::uint16_t external = 0;  ///< as the server knows it
        Instant expires{};
    };
    [[nodiscard]] Tunnel& tunnel_of(Ipv4Address client, Ipv4Address server, std::uint16_t id, Instant now);

    model::RouterSpec const& spec_;
    std::vector<Tunnel> tunnels_;
    std::uint16_t next_id_ = 0xd001;
};

}  // namespace tsuka::sim
