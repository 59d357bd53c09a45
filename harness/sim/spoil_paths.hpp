// Planted defects that each path of a VPN can have, in either direction: what is lost, altered, or handed to another port. They need
// nothing but the packet itself.
#pragma once

#include "harness/sim/faults.hpp"
#include "harness/sim/packet.hpp"

namespace tsuka::sim {

/// Before translation. False: the packet is lost.
[[nodiscard]] bool spoil_path(Faults const& faults, Side from, Packet& packet);
/// After translation: ports on the LAN that are not those that the client has used.
void spoil_ports(Faults const& faults, Side to, Packet& packet);

}  // namespace tsuka::sim
