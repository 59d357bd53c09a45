// What a router refuses that looks into TCP connections for what their ports and first octets promise: honest of it, since no client and no
// server of that protocol says such things.
#pragma once

#include "generator/base/address.hpp"
#include "generator/base/octets.hpp"
#include "harness/model/router.hpp"
#include "harness/sim/packet.hpp"

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <utility>
#include <vector>

namespace tsuka::sim {

class Inspection {
public:
    explicit Inspection(std::vector<model::Inspected> const& what) : what_(what) {}

    /// Whether the segment may pass; `packet` has the LAN host's own address and port. A connection that has said something wrong carries
    /// nothing any more, either way. Where a segment is missing the rest of the connection is not looked at.
    [[nodiscard]] bool passes(Side from, Packet const& packet);
    void forget() { connections_.clear(); }

private:
    enum class Kind : std::uint8_t { unknown, other, pptp, tls, ssh };
    /// One direction of a connection.
    struct Stream {
        std::optional<std::uint32_t> next;  ///< sequence number of the octet that was not seen yet
        Octets unread;
        bool greeted = false;  ///< ssh: the line that names its version is over
    };
    struct Connection {
        Side client = Side::lan;
        std::uint16_t server_port = 0;
        Kind kind = Kind::unknown;
        bool refused = false;
        std::array<Stream, 2> streams{};  ///< by Side
    };

    [[nodiscard]] bool looks_into(model::Inspected one) const;
    [[nodiscard]] bool decide(Connection& connection) const;
    [[nodiscard]] bool reads_right(Connection& connection) const;

    std::vector<model::Inspected> const& what_;
    std::map<std::pair<SocketAddress, SocketAddress>, Connection> connections_;  ///< LAN host and its peer
};

}  // namespace tsuka::sim
