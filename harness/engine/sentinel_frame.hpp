// The frame that goes along the sentinel's path: UDP with nothing in it but a token.
#pragma once

#include "harness/engine/facts.hpp"
#include "harness/engine/token.hpp"

namespace tsuka::engine {

/// From the LAN to the WAN host of the path. `whole`: an IP datagram of so many octets that no router may cut (Don't Fragment); 0: a small
/// one.
[[nodiscard]] Octets ping_frame(SentinelPath const& path, Magic const& magic, Token const& token, unsigned whole = 0);
/// Back, to the address and port that the WAN host has seen.
[[nodiscard]] Octets pong_frame(SentinelPath const& path, Magic const& magic, Token const& token, Ipv4Address to, std::uint16_t port,
                                unsigned whole = 0);

}  // namespace tsuka::engine
