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

struct MessageEntry {
    ProtocolSpec const* protocol = nullptr;
    MessageSpec const* message = nullptr;
};

/// By full name ("pptp.ocrq", "esp"); both pointers null if unknown.
[[nodiscard]] MessageEntry find_message(std::string_view name);

/// All message names, for hints and `tsuka explain`.
[[nodiscard]] std::vector<std::string_view> message_names();

}  // namespace tsuka::proto
