// ICMPv6: see icmpv6.hpp.
#include "generator/proto/icmpv6.hpp"

#include "generator/proto/numbers.hpp"

#include <array>

namespace tsuka::proto {

namespace {

constexpr std::size_t head_size = 8;
constexpr std::size_t neighbor_size = 24;

constexpr FieldSpec type_field(std::uint64_t type) {
    return {"type",
            0,
            8,
            FieldKind::number,
            type,
            false,
            "1 unreachable, 2 packet too big, 3 time exceeded, 4 parameter problem, 128 echo, 129 echo reply (RFC 4443 section 2.1)."};
}
constexpr FieldSpec code_field(std::string_view about) {
    return {"code", 8, 8, FieldKind::number, 0, false, about};
}
constexpr FieldSpec checksum_field = {
    "checksum", 16, 16, FieldKind::number, 0, true, "Over the message and the pseudo-header of IPv6 (RFC 4443 section 2.3)."};

constexpr std::array<FieldSpec, 5> echo_fields(std::uint64_t type) {
    return {{
        type_field(type),
        code_field("0 (RFC 4443 section 4)."),
        checksum_field,
        {"id", 32, 16, FieldKind::number, 1, false, "Identifier; nothing maps it on the way (RFC 4443 section 4.1)."},
        {"seq", 48, 16, FieldKind::number, 1, false, "Sequence number (RFC 4443 section 4.1)."},
    }};
}
constexpr auto request_fields = echo_fields(icmpv6_echo_request);
constexpr auto reply_fields = echo_fields(icmpv6_echo_reply);

constexpr FieldSpec unreachable_fields[] = {
    type_field(1),
    code_field("0 no route, 1 prohibited, 3 address, 4 port, 5 source policy, 6 reject route (RFC 4443 section 3.1)."),
    checksum_field,
    {"unused", 32, 32, FieldKind::number, 0, false, "Zero (RFC 4443 section 3.1)."},
};
constexpr FieldSpec too_big_fields[] = {
    type_field(2),
    code_field("0 (RFC 4443 section 3.2)."),
    checksum_field,
    {"mtu", 32, 32, FieldKind::number, 1280, false, "MTU of the next hop (RFC 4443 section 3.2)."},
};
constexpr FieldSpec exceeded_fields[] = {
    type_field(3),
    code_field("0 in transit, 1 while reassembling (RFC 4443 section 3.3)."),
    checksum_field,
    {"unused", 32, 32, FieldKind::number, 0, false, "Zero (RFC 4443 section 3.3)."},
};
constexpr FieldSpec parameter_fields[] = {
    type_field(4),
    code_field("0 header field, 1 next header, 2 option (RFC 4443 section 3.4)."),
    checksum_field,
    {"pointer", 32, 32, FieldKind::number, 0, false, "Which octet of the datagram is wrong (RFC 4443 section 3.4)."},
};
constexpr FieldSpec other_fields[] = {
    type_field(200),
    code_field("Depends on the type."),
    checksum_field,
    {"rest", 32, 32, FieldKind::number, 0, false, "The four octets after the checksum; they depend on the type."},
};

constexpr FieldSpec solicitation_fields[] = {
    type_field(icmpv6_neighbor_solicitation),
    code_field("0 (RFC 4861 section 4.3)."),
    checksum_field,
    {"reserved", 32, 32, FieldKind::number, 0, false, "Zero (RFC 4861 section 4.3)."},
    {"target", 64, 128, FieldKind::ipv6, 0, false, "Whose link-layer address is wanted (RFC 4861 section 4.3)."},
};
constexpr FieldSpec advertisement_fields[] = {
    type_field(icmpv6_neighbor_advertisement),
    code_field("0 (RFC 4861 section 4.4)."),
    checksum_field,
    {"router", 32, 1, FieldKind::number, 0, false, "The sender is a router (RFC 4861 section 4.4)."},
    {"solicited", 33, 1, FieldKind::number, 1, false, "Sent in answer to a solicitation (RFC 4861 section 4.4)."},
    {"override", 34, 1, FieldKind::number, 1, false, "Replaces what is in the cache (RFC 4861 section 4.4)."},
    {"target", 64, 128, FieldKind::ipv6, 0, false, "Whose link-layer address it is (RFC 4861 section 4.4)."},
};

// The checksum covers the addresses of the header around it: whoever writes that header writes the checksum, too.
constexpr MessageSpec row(std::string_view name, std::string_view title, std::string_view source, std::span<const FieldSpec> fields,
                          std::size_t size = head_size) {
    return {.name = name, .title = title, .source = source, .fields = fields, .size = size, .has_payload = true};
}

// In errors the payload is the quoted datagram: as much of it as fits into 1280 octets (RFC 4443 section 2.4). Behind the target of a
// solicitation or an advertisement stand options (RFC 4861 section 4.6).
constexpr MessageSpec messages[] = {
    row("icmpv6.echo-request", "Echo Request", "RFC 4443 section 4.1", request_fields),
    row("icmpv6.echo-reply", "Echo Reply", "RFC 4443 section 4.2", reply_fields),
    row("icmpv6.unreachable", "Destination Unreachable", "RFC 4443 section 3.1", unreachable_fields),
    row("icmpv6.packet-too-big", "Packet Too Big", "RFC 4443 section 3.2", too_big_fields),
    row("icmpv6.time-exceeded", "Time Exceeded", "RFC 4443 section 3.3", exceeded_fields),
    row("icmpv6.parameter-problem", "Parameter Problem", "RFC 4443 section 3.4", parameter_fields),
    row("icmpv6.neighbor-solicitation", "Neighbor Solicitation", "RFC 4861 section 4.3", solicitation_fields, neighbor_size),
    row("icmpv6.neighbor-advertisement", "Neighbor Advertisement", "RFC 4861 section 4.4", advertisement_fields, neighbor_size),
    row("icmpv6", "ICMPv6 message of any other type", "RFC 4443 section 2.1", other_fields),
};

MessageSpec const& message_of(std::uint8_t type) {
    for (auto const& message : messages)
        if (message.fields.front().initial == type) return message;
    return messages[std::size(messages) - 1];
}

Result<Decoded> decode(View octets) {
    if (octets.size() < head_size) return fail("icmpv6 takes 8 octets at least");
    auto const& message = message_of(octets[0]);
    auto read = read_fixed(message, octets);
    if (!read) return read.error();
    return Decoded{.message = &message, .header = message.size, .total = octets.size(), .fields = std::move(*read), .problems = {}};
}

}  // namespace

constinit ProtocolSpec const icmpv6_protocol = {
    .name = "icmpv6",
    .title = "Internet Control Message Protocol for IPv6",
    .source = "RFC 4443",
    .carrier = Carrier::ip,
    .ip_protocol = number(IpProtocol::icmpv6),
    .family = IpFamily::v6,
    .messages = messages,
    .decode = decode,
    .checksum = Checksum::addresses,
    .quotes = is_icmpv6_error,
    .about =
        "Echo and errors of IPv6, and how neighbours find each other's link-layer address (RFC 4861). Its checksum covers the "
        "addresses; nothing on the way has a reason to change it.",
};

}  // namespace tsuka::proto
