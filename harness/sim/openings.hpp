// Planted defects of a router that minds who began: which side has spoken first, which client of a port or server came first, and who has
// been there before. They look at packets before translation and keep what they remember to themselves.
#pragma once

#include "generator/base/address.hpp"
#include "generator/base/time.hpp"
#include "harness/sim/faults.hpp"
#include "harness/sim/packet.hpp"

#include <map>
#include <set>
#include <utility>

namespace tsuka::sim {

class Openings {
public:
    explicit Openings(Faults const& faults) : faults_(faults) {}
    /// Before translation. False: the packet is lost.
    [[nodiscard]] bool before(Side from, Packet const& packet, Instant now);

private:
    [[nodiscard]] bool udp(Side from, Packet const& packet);
    [[nodiscard]] bool wireguard(Side from, Packet const& packet, SocketAddress server);
    [[nodiscard]] bool first_data(Side from, bool data, SocketAddress server);
    [[nodiscard]] bool tls(Side from, Packet const& packet, Instant now);
    [[nodiscard]] bool both_begin(Side from, Packet const& packet);
    [[nodiscard]] bool tls_opens(Packet const& packet, Ipv4Address server);

    Faults const& faults_;
    std::set<SocketAddress> spoken_;                        ///< servers whose clients have sent data
    std::map<Ipv4Address, Ipv4Address> first_client_;       ///< by server
    std::map<std::uint16_t, Ipv4Address> first_server_;     ///< by the client's port
    std::set<std::pair<Ipv4Address, Ipv4Address>> closed_;  ///< client and server whose connection the client has ended
    std::set<SocketAddress> called_;                        ///< servers that a client has sent a SYN to
    std::set<SocketAddress> blocked_;                       ///< servers that have sent one first
    std::map<SocketAddress, Ipv4Address> introduced_;       ///< servers by the client that has begun a session with them
    std::map<Ipv4Address, Instant> last_data_;              ///< of a client, by server
};

}  // namespace tsuka::sim
