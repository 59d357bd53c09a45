// Which field a name in a suite means: one of the message itself, or of the layers that carry it.
#pragma once

#include "generator/base/ip_address.hpp"
#include "generator/proto/protocol.hpp"
#include "generator/proto/registry.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace tsuka::suite {

/// The message's own field ("call_id"); a field of any layer with its name ("ip.ttl", "tcp.seq"); or one of the few of the carrying layers
/// that may stand alone ("src_port", "ttl" ...). nullptr when there is none.
/// `family` is that of the flow: over IPv6 the layer below is "ipv6".
[[nodiscard]] proto::FieldSpec const* resolve_field(proto::MessageEntry const& message, std::string_view name,
                                                    IpFamily family = IpFamily::v4);

/// Whether the message is an ICMP error, whose body quotes a datagram: "quote.ip.src" is a field of it.
[[nodiscard]] bool can_quote(proto::MessageEntry const& message);

/// All names that resolve_field() knows for the message, its own first; for hints.
[[nodiscard]] std::vector<std::string> field_names(proto::MessageEntry const& message, IpFamily family = IpFamily::v4);

/// Names of the message's own fields, fixed and variable.
[[nodiscard]] std::vector<std::string> own_fields(proto::MessageSpec const& message);

/// "a number of 16 bits", "an IPv4 address", "octets" ...
[[nodiscard]] std::string describe(proto::FieldSpec const& field);

}  // namespace tsuka::suite
