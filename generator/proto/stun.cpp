// Binding alone: what asks a relay for something are TURN's messages (turn.cpp).
#include "generator/proto/stun.hpp"

#include "generator/proto/stun_form.hpp"

namespace tsuka::proto {

namespace {

constexpr auto request_head = stun_head_of(0x0001);
constexpr auto response_head = stun_head_of(0x0101);
constexpr auto error_head = stun_head_of(0x0111);

constexpr FieldSpec variable[] = {
    {.name = "mapped_address", .width = 32, .kind = FieldKind::ipv4, .about = "The client's address as it was seen (section 14.1)"},
    {.name = "mapped_port", .width = 16, .about = "The client's port as it was seen (section 14.1)"},
    {.name = "xor_mapped_address",
     .width = 32,
     .kind = FieldKind::ipv4,
     .about = "The same address; on the wire with every bit of the cookie turned (section 14.2)"},
    {.name = "xor_mapped_port", .width = 16, .about = "The same port; on the wire with bits of the cookie turned (section 14.2)"},
    {.name = "change",
     .width = 32,
     .about = "CHANGE-REQUEST: from where the answer shall come: 2 another port, 4 another address, 6 both (RFC 5780 section 7.2)"},
    {.name = "origin_address", .width = 32, .kind = FieldKind::ipv4, .about = "Where the answer was sent from (RFC 5780 section 7.3)"},
    {.name = "origin_port", .width = 16, .about = "The port that it was sent from (RFC 5780 section 7.3)"},
    {.name = "other_address",
     .width = 32,
     .kind = FieldKind::ipv4,
     .about = "The server's second address, which answers where another is asked for (RFC 5780 section 7.4)"},
    {.name = "other_port", .width = 16, .about = "The server's second port (RFC 5780 section 7.4)"},
    stun_software,
};

constexpr MessageSpec binding(std::string_view name, std::string_view title, std::span<const FieldSpec> head) {
    return stun_message(name, title, "RFC 8489 section 5", head, variable);
}

constexpr std::array<MessageSpec, 3> messages{{
    binding("stun.binding-request", "STUN Binding request", request_head),
    binding("stun.binding-response", "STUN Binding success response", response_head),
    binding("stun.binding-error", "STUN Binding error response", error_head),
}};

Result<Decoded> decode(View octets) {
    return read_stun(octets, messages);
}

}  // namespace

constinit ProtocolSpec const stun_protocol{
    .name = "stun",
    .title = "Session Traversal Utilities for NAT",
    .source = "RFC 8489",
    .carrier = Carrier::udp,
    .ip_protocol = 17,
    .port = 3478,
    .perhaps = true,
    .messages = messages,
    .decode = decode,
    .about =
        "A client asks a server under which address and port it is seen, so that others can be told. A router that edits addresses in "
        "the contents of UDP makes the answer useless, which is why the answer comes twice, once with its bits turned.",
};

}  // namespace tsuka::proto
