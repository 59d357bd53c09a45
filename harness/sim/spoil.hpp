// Planted defects that need nothing but the packet itself: octets altered, packets of one kind lost. The others stand where the decision
// is made that they spoil.
#pragma once

#include "generator/base/address.hpp"
#include "harness/sim/faults.hpp"
#include "harness/sim/packet.hpp"

#include <map>
#include <tuple>
#include <utility>

namespace tsuka::sim {

class Spoiler {
public:
    explicit Spoiler(Faults const& faults) : faults_(faults) {}

    /// Before translation. False: the packet is lost.
    [[nodiscard]] bool before(Side from, Packet& packet);
    /// After translation, when nothing will be mended any more.
    void after(Side to, Packet& packet) const;

private:
    [[nodiscard]] bool esp(Side from, Packet& packet);
    [[nodiscard]] bool udp(Side from, Packet& packet);
    [[nodiscard]] bool gre(Side from, Packet& packet);
    [[nodiscard]] bool other_vpn(Packet const& packet) const;

    Faults const& faults_;
    std::map<Ipv4Address, unsigned> gre_packets_;                                               ///< inbound, by server
    std::map<std::tuple<Ipv4Address, Ipv4Address, std::uint64_t>, std::uint32_t> gre_highest_;  ///< by source, destination and Call ID
    std::map<Ipv4Address, unsigned> esp_packets_;                                               ///< inbound, by server
    std::map<std::pair<Side, Ipv4Address>, unsigned> udp_packets_;                              ///< by direction and server
};

}  // namespace tsuka::sim
