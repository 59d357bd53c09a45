// Every protocol that Tsuka speaks, one line each in registry.cpp.
#pragma once

#include "generator/proto/protocol.hpp"

namespace tsuka::proto {

/// All protocols: link layer first, then network, transport, VPN protocols.
[[nodiscard]] std::span<ProtocolSpec const* const> protocols();

/// By name ("esp"); nullptr if unknown.
[[nodiscard]] ProtocolSpec const* find_protocol(std::string_view name);

/// Whether its messages travel in a TCP stream; so do those of TCP itself, which are octets of no protocol above.
[[nodiscard]] bool over_tcp(ProtocolSpec const& protocol);

/// In whose payload protocols of that carrier stand: UDP, TCP, the IP of that family, Ethernet.
[[nodiscard]] ProtocolSpec const* carrying(Carrier carrier, IpFamily family);

/// Whose payload it stands in: UDP, TCP, the IP of that family, Ethernet. nullptr for Ethernet itself.
[[nodiscard]] ProtocolSpec const* carrier_of(ProtocolSpec const& protocol, IpFamily family);

/// In Ethernet frames of that type; nullptr if unknown.
[[nodiscard]] ProtocolSpec const* over_ethernet(std::uint64_t type);

/// Directly over IP with that protocol number; nullptr if unknown.
[[nodiscard]] ProtocolSpec const* over_ip(std::uint8_t number, IpFamily family);

/// In UDP or TCP (`carrier`) between those ports: the well-known one may be on either side, the receiver's is asked first. nullptr if
/// unknown.
[[nodiscard]] ProtocolSpec const* over_ports(Carrier carrier, std::uint64_t source, std::uint64_t destination);

/// The next one that has the same port: which of them a message is says what stands in it. nullptr: no other.
[[nodiscard]] ProtocolSpec const* beside(ProtocolSpec const& protocol);

struct MessageEntry {
    ProtocolSpec const* protocol = nullptr;
    MessageSpec const* message = nullptr;
};

/// By full name ("pptp.ocrq", "esp"); both pointers null if unknown.
[[nodiscard]] MessageEntry find_message(std::string_view name);

/// All message names, for hints and `tsuka explain`.
[[nodiscard]] std::vector<std::string_view> message_names();

}  // namespace tsuka::proto
