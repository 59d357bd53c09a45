// The frame that goes along the sentinel's path: UDP with nothing in it but a token.
#pragma once

#include "harness/engine/facts.hpp"
#include "harness/engine/token.hpp"

namespace tsuka::engine {

/// From the LAN to the WAN host of the path.
[[nodiscard]] Octets ping_frame(SentinelPath const& path, Magic const& magic, Token const& token);
/// Back, to the address and port that the WAN host has seen.
[[nodiscard]] Octets pong_frame(SentinelPath const& path, Magic const& magic, Token const& token, Ipv4Address to, std::uint16_t port);

}  // namespace tsuka::engine
