// Planted defects that need nothing but the packet itself: octets altered, packets of one kind lost. The others stand where the decision
// is made that they spoil.
#pragma once

#include "generator/base/address.hpp"
#include "harness/sim/defect.hpp"
#include "harness/sim/packet.hpp"

#include <map>
#include <tuple>

namespace tsuka::sim {

class Spoiler {
public:
    explicit Spoiler(Faults faults) : faults_(faults) {}

    /// Before translation. False: the packet is lost.
    [[nodiscard]] bool before(Side from, Packet& packet);
    /// After translation, when nothing will be mended any more.
    void after(Side to, Packet& packet) const;

private:
    [[nodiscard]] bool esp(Side from, Packet& packet) const;
    [[nodiscard]] bool udp(Side from, Packet& packet) const;

    Faults faults_;
    [[nodiscard]] bool gre(Side from, Packet& packet);

    std::map<Ipv4Address, unsigned> gre_packets_;                                               ///< inbound, by server
    std::map<std::tuple<Ipv4Address, Ipv4Address, std::uint64_t>, std::uint32_t> gre_highest_;  ///< by source, destination and Call ID
};

}  // namespace tsuka::sim
