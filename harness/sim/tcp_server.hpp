// A TCP port on which a program of the router answers: one request in each connection, one answer, and its end. As little of RFC 9293 as
// that takes on a link that loses nothing, and of its own, as the router's NAT is (ADR 0007).
#pragma once

#include "harness/sim/packet.hpp"

#include <functional>
#include <map>
#include <vector>

namespace tsuka::sim {

class TcpServer {
public:
    /// What a request is answered with; nothing while it is not whole.
    using Program = std::function<std::optional<Octets>(View request)>;

    /// The datagrams with which the host answers a segment for one of its ports. Without a program nobody listens there.
    [[nodiscard]] std::vector<Octets> receive(Packet const& packet, Program const& program);
    void forget() { connections_.clear(); }

private:
    struct Connection {
        std::uint32_t next = 0;  ///< what it expects of the client
        std::uint32_t sent = 0;  ///< and sends next
        Octets request{};
        bool answered = false;
    };
    std::map<std::pair<SocketAddress, std::uint16_t>, Connection> connections_;  ///< by client, and own port
};

}  // namespace tsuka::sim
