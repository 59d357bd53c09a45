// A whole datagram on its way in, between capture and attribution. Shared by attribute.cpp and attribute_tcp.cpp.
#pragma once

#include "generator/proto/frame.hpp"
#include "harness/engine/state.hpp"

#include <string>

namespace tsuka::engine {

/// A whole datagram that arrived, with all that is known of it.
struct Incoming {
    Side side = Side::lan;
    Instant at;
    std::string actor;
    View datagram;
    std::vector<proto::Problem> problems;  ///< what a receiver would object to
    Arrival arrival;
};

/// What the datagram carries: 17 for UDP, in IPv6 behind the extension headers; 0 when there was no IP header.
[[nodiscard]] std::uint8_t ip_protocol(Reading const& reading);
/// Octets of the header: with options in IPv4, without extension headers in IPv6.
[[nodiscard]] std::size_t ip_header_size(View datagram);
/// Source or destination of what was read: address and, for TCP and UDP, port.
[[nodiscard]] Endpoint endpoint(Reading const& reading, bool source);

/// Who speaks with whom, out of a datagram's own octets: what every arrival is asked for needs no look-up by name.
struct Ends {
    std::uint8_t protocol = 0;  ///< as ip_protocol()
    Endpoint source;            ///< the port is 0 where there is none
    Endpoint destination;
};
/// Of a whole datagram; all zeros where it is none.
[[nodiscard]] Ends ends_of(View datagram);

/// Whether something other than the host a probe was for got it by rights, and how: the host that the static entries lead to, or its own
/// sender, whom the router answered a ping in its own name.
[[nodiscard]] std::optional<model::Seen> taken_by_rights(State const& state, Probe const& probe, Incoming const& incoming);

/// What a connection looks at of a segment that has arrived; its MSS is no larger than the way has room for.
[[nodiscard]] proto::TcpParameters tcp_header_of(State const& state, Reading const& reading);
/// The octets of the stream that it brings.
[[nodiscard]] View tcp_text_of(Reading const& reading, View datagram);

/// Hands a TCP segment to the connection it belongs to, and the messages it completes to their probes. False: it fits no connection.
[[nodiscard]] bool take_tcp(State& state, Incoming& incoming);

/// Whether this is an ICMP error, which bears the token of the datagram it quotes, if any.
[[nodiscard]] bool is_icmp_error(Reading const& reading);
/// The probe that an ICMP error is, known by what it quotes.
[[nodiscard]] std::optional<std::size_t> error_by_quote(State const& state, Incoming const& incoming);
/// Whether an ICMP error quotes an IP header whose checksum is right.
[[nodiscard]] bool quotes_right_header(proto::Dissection const& dissection, View datagram);

}  // namespace tsuka::engine
