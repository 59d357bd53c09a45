// What comes in: a frame is attributed to its probe, and looked at as its receiver would, and for what holds everywhere.
#pragma once

#include "harness/engine/state.hpp"

namespace tsuka::engine {

/// A frame that arrived on a side: becomes evidence, is attributed, and moves flows on.
void take_frame(State& state, Side side, View frame, Instant at, bool checksum_ready, std::uint64_t number, bool at_open_port);

/// That the program that a UDP probe was for would not have received this arrival at its host; nothing: it would.
[[nodiscard]] std::optional<model::Observation> wrong_socket(State const& state, Probe const& probe, Reading const& arrived);

/// Looks at an arrival of a probe as its receiver would.
void check_arrival(State& state, Arrival& arrival, std::vector<proto::Problem> const& problems, View datagram);
/// Whether an address that the router should hide stands there as a source on the WAN: what is answered to it goes nowhere.
[[nodiscard]] bool is_leaked(State const& state, IpAddress const& source);
/// The IP header of what arrived (`datagram`) against that of what was sent.
void check_header(State& state, Arrival const& arrival, Probe const& probe, View datagram);
/// What a SYN that arrived says of the largest segment, of windows and of acknowledgements against what its sender said.
void check_syn(State& state, Arrival const& arrival, flow::TcpEndpoint const& sender);
/// TCP segments leave our hosts with this time to live. Proxies send with 64, 128 or 255: what arrives with this very one was forwarded.
inline constexpr std::uint8_t segment_ttl = 63;
void check_segment_ttl(State& state, Arrival const& arrival);
/// What follows the datagram in a short frame.
void check_padding(State& state, View frame, proto::IpView const& ip, std::size_t evidence);
/// Looks at a frame on the WAN whoever it belongs to.
void check_private_source(State& state, IpAddress const& source, std::size_t evidence);
/// Whether the header checksum of a fragment is right; no host takes a fragment whose is not (RFC 1122 section 3.2.1.2).
[[nodiscard]] bool check_fragment(State& state, proto::IpView const& ip, std::size_t evidence);
/// Misdelivery, once it is known which class (if any) accounts for which arrival.
void check_delivery(State& state, model::ClassRule const* observed);
/// Whether an octet of what was sent lies in a field that a NAT or ALG may rewrite.
[[nodiscard]] bool translatable_at(Make const& sent, std::size_t octet);
/// Whether two runs of octets agree but for the fields that a NAT or ALG may rewrite. `from`: octet where to begin.
[[nodiscard]] bool same_but_translated(View sent, Make const& make, View received, std::size_t from);
/// The first octet that is not: its place in `received`, or its end where that is shorter or longer than what was sent. Nothing: all are.
[[nodiscard]] std::optional<std::size_t> first_untranslated(View sent, Make const& make, View received, std::size_t from);
/// That a probe reached somebody other than it was sent, from octet `place` on.
[[nodiscard]] model::Observation altered(model::Seen seen, Probe const& probe, std::string const& at, View received, std::size_t place);

}  // namespace tsuka::engine
