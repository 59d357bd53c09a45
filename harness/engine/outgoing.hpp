// The last step out: a frame becomes evidence and is queued for the driver.
#pragma once

#include "harness/engine/state.hpp"

namespace tsuka::engine {

/// Keeps a frame that is to be sent now. `probe`: whose it is, or nullptr for the harness' own. Returns its place in the evidence.
std::size_t keep(State& state, Side side, Octets frame, Probe const* probe, std::string const& actor, Instant now);

/// Of a group on this network (RFC 1112 section 4).
[[nodiscard]] bool is_multicast(IpAddress const& address);

/// Puts Ethernet around an IPv4 datagram of one of the case's hosts and keeps it.
void put_on_wire(State& state, model::Host const& sender, View datagram, Probe const* probe, Instant now);

}  // namespace tsuka::engine
