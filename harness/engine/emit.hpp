// What goes out: flows are opened, probes built and sent, once or again, ICMP errors about them, and the segments of TCP.
#pragma once

#include "harness/engine/state.hpp"

namespace tsuka::engine {

/// Opens a flow. Errors: unknown kind, unknown actor or setting.
[[nodiscard]] Result<std::size_t> open_flow(State& state, model::UseStep const& use);
/// Sends so many copies of a probe of the suite; an unsendable one is kept with the reason. Errors are faults of the suite.
[[nodiscard]] Result<void> send_probe(State& state, model::SendStep const& send, std::string const& name, std::size_t flow,
                                      flow::Speaker speaker, unsigned times, Instant now);
/// Sends a message of a flow's opening.
[[nodiscard]] Result<void> send_set_up(State& state, model::SendStep const& send, std::string const& name, std::size_t flow,
                                       flow::Speaker speaker, Instant now);
/// Puts the finished datagram of a probe on the wire, in fragments if asked.
[[nodiscard]] Result<void> emit_datagram(State& state, Probe& probe, Octets datagram, std::optional<model::FragmentShape> const& shape,
                                         Instant now);
/// Sends a probe's datagram, in fragments if a shape is given. Errors: larger than the lab's MTU, or a shape that does not fit it.
[[nodiscard]] Result<void> put_datagram(State& state, Probe& probe, std::optional<model::FragmentShape> const& shape, Instant now);
/// A port of RFC 6335 section 6 for a client, which has no other flow on it.
[[nodiscard]] std::uint16_t draw_port(State& state, std::string const& client);
/// Puts a segment of a host's TCP on the wire. `label`: whose octets it carries, if any.
void put_segment(State& state, model::Host const& sender, IpAddress const& to, flow::TcpEndpoint::Segment const& segment,
                 Probe const* label, Instant now);
/// Hands over what the TCP endpoints of a flow want to send.
void drain_tcp(State& state, std::size_t flow, std::optional<std::size_t> probe, Instant now);
void send_ping(State& state, std::uint32_t copy, Instant now);
void send_pong(State& state, std::uint32_t copy, Endpoint to, Instant now);
/// The same for an exchange of the control.
void send_control_ping(State& state, std::uint32_t exchange, Instant now);
void send_control_pong(State& state, std::uint32_t exchange, Endpoint to, Instant now);
/// Whether this flow needs a TCP connection before its first message.
[[nodiscard]] bool needs_tcp(Flow const& flow);
void connect_tcp(State& state, std::size_t flow, Instant now);

/// Sends an ICMP error about an earlier probe, quoting it as it arrived; unsendable when it did not.
[[nodiscard]] Result<void> send_icmp_error(State& state, model::SendStep const& send, std::string const& name, Instant now);
/// The earlier probe that an error is about: the first of that name.
[[nodiscard]] std::optional<std::size_t> quoted_probe(State const& state, std::string_view name);

/// Sends what a probe (all its copies) was sent as once more. Errors are faults of the suite.
[[nodiscard]] Result<void> send_again(State& state, model::SendStep const& step, Instant now);
/// Notes that this datagram, or fragment of it, went out.
void count_copies(Probe& probe, View sent);

}  // namespace tsuka::engine
