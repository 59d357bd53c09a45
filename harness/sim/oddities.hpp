// Planted defects of a router that stumbles: over what it has seen before, over what it did not expect, over the number of things it has
// to remember. They look at packets before translation and keep what they remember to themselves; tables of the router are not touched.
#pragma once

#include "generator/base/address.hpp"
#include "generator/base/time.hpp"
#include "harness/sim/faults.hpp"
#include "harness/sim/packet.hpp"

#include <map>
#include <optional>
#include <set>
#include <tuple>
#include <utility>

namespace tsuka::sim {

class Oddities {
public:
    explicit Oddities(Faults const& faults) : faults_(faults) {}
    /// Before translation. False: the packet is lost.
    [[nodiscard]] bool before(Side from, Packet& packet, Instant now);

private:
    [[nodiscard]] bool fragments(Side from, Packet const& packet);
    [[nodiscard]] bool tcp(Side from, Packet const& packet);
    [[nodiscard]] bool tcp_ports(Side from, Packet const& packet);
    [[nodiscard]] bool udp(Side from, Packet& packet, Instant now);
    [[nodiscard]] bool udp_contents(Packet const& packet) const;
    [[nodiscard]] bool natt(Side from, Packet const& packet);
    [[nodiscard]] bool remembers(Side from, Packet const& packet, Instant now);
    [[nodiscard]] bool esp(Side from, Packet const& packet, Instant now);
    [[nodiscard]] bool gre(Side from, Packet const& packet);
    [[nodiscard]] bool wedged(Side from, Packet const& packet);
    [[nodiscard]] bool lies(Packet const& packet) const;

    Faults const& faults_;
    std::set<Ipv4Address> stuck_;                                           ///< servers or clients that something has gone wrong with
    std::map<Ipv4Address, std::set<SocketAddress>> users_;                  ///< LAN ends, by server
    std::map<Ipv4Address, SocketAddress> first_;                            ///< the LAN end that came first, by server
    std::map<SocketAddress, unsigned> counts_;                              ///< packets, by source and port
    std::map<std::pair<Ipv4Address, Ipv4Address>, std::uint16_t> last_id_;  ///< identification, by source and destination
    std::set<std::pair<Ipv4Address, std::uint64_t>> spis_;                  ///< of ESP that left, by server
    std::map<std::tuple<Ipv4Address, std::uint16_t>, std::pair<SocketAddress, Instant>> last_use_;  ///< by server and own port
    std::optional<Ipv4Address> cut_;  ///< who has sent ESP without a whole header
    unsigned strangers_ = 0;          ///< ESP that nobody asked for
};

}  // namespace tsuka::sim
