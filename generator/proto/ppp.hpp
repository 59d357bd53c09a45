// PPP in HDLC-like framing without flags and FCS, as PPTP carries it (RFC 1662 section 3.1, RFC 2637 section 4).
#pragma once

#include "generator/proto/protocol.hpp"

namespace tsuka::proto {

extern ProtocolSpec const ppp_protocol;

/// FF 03 and the protocol, then an LCP Echo-Request (RFC 1661 section 5.8): what GRE carries when nothing else is asked for.
[[nodiscard]] Octets lcp_echo_frame();

}  // namespace tsuka::proto
