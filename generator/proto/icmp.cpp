// ICMP: see icmp.hpp.
#include "generator/proto/icmp.hpp"

#include "generator/base/checksum.hpp"

#include <array>

namespace tsuka::proto {

namespace {

constexpr std::size_t head_size = 8;

constexpr FieldSpec type_field(std::uint64_t type) {
    return {"type", 0, 8, FieldKind::number, type, false, "0 echo reply, 3 unreachable, 8 echo, 11 time exceeded (RFC 792)."};
}
constexpr FieldSpec checksum_field = {"checksum", 16, 16, FieldKind::number, 0, true, "Over the whole ICMP message (RFC 792)."};

constexpr std::array<FieldSpec, 5> echo_fields(std::uint64_t type) {
    return {{
        type_field(type),
        {"code", 8, 8, FieldKind::number, 0, false, "0 (RFC 792)."},
        checksum_field,
        {"id", 32, 16, FieldKind::number, 1, true, "Query identifier; a NAPT maps it like a port (RFC 5508 section 3.1)."},
        {"seq", 48, 16, FieldKind::number, 1, false, "Sequence number (RFC 792)."},
    }};
}
constexpr auto request_fields = echo_fields(8);
constexpr auto reply_fields = echo_fields(0);

constexpr FieldSpec unreachable_fields[] = {
    type_field(3),
    {"code", 8, 8, FieldKind::number, 3, false,
     "0 net, 1 host, 2 protocol, 3 port, 4 fragmentation needed, 13 prohibited (RFC 792, RFC 1812)."},
    checksum_field,
    {"unused", 32, 16, FieldKind::number, 0, false, "Zero; its second octet is the length of RFC 4884."},
    {"mtu", 48, 16, FieldKind::number, 0, false, "MTU of the next hop, with code 4 (RFC 1191 section 4)."},
};

constexpr FieldSpec exceeded_fields[] = {
    type_field(11),
    {"code", 8, 8, FieldKind::number, 0, false, "0 in transit, 1 while reassembling (RFC 792)."},
    checksum_field,
    {"unused", 32, 32, FieldKind::number, 0, false, "Zero (RFC 792)."},
};

constexpr FieldSpec other_fields[] = {
    type_field(13),
    {"code", 8, 8, FieldKind::number, 0, false, "Depends on the type."},
    checksum_field,
    {"rest", 32, 32, FieldKind::number, 0, false, "The four octets after the checksum; they depend on the type."},
};

Result<Octets> build_icmp_row(MessageSpec const& message, Fields const& given, View payload) {
    auto built = build_fixed(message, given, payload);
    if (built && !given.find("checksum")) write_bits(*built, 16, 16, internet_checksum(*built));
    return built;
}

constexpr MessageSpec row(std::string_view name, std::string_view title, std::string_view source, std::span<const FieldSpec> fields) {
    return {
        .name = name, .title = title, .source = source, .fields = fields, .size = head_size, .has_payload = true, .build = build_icmp_row};
}

// In errors the payload is the quoted datagram: its IP header and at least 8 octets (RFC 792), better all that fits (RFC 1812
// section 4.3.2.3).
constexpr MessageSpec messages[] = {
    row("icmp.echo-request", "Echo", "RFC 792", request_fields),
    row("icmp.echo-reply", "Echo Reply", "RFC 792", reply_fields),
    row("icmp.unreachable", "Destination Unreachable", "RFC 792, RFC 1191", unreachable_fields),
    row("icmp.time-exceeded", "Time Exceeded", "RFC 792", exceeded_fields),
    row("icmp", "ICMP message of any other type", "RFC 792", other_fields),
};

MessageSpec const& message_of(std::uint8_t type) {
    switch (type) {
        case 8:
            return messages[0];
        case 0:
            return messages[1];
        case 3:
            return messages[2];
        case 11:
            return messages[3];
        default:
            return messages[4];
    }
}

Result<Decoded> decode(View octets) {
    if (octets.size() < head_size) return fail("icmp takes 8 octets at least");
    auto const& message = message_of(octets[0]);
    auto read = read_fixed(message, octets);
    if (!read) return read.error();
    return Decoded{.message = &message, .header = head_size, .total = octets.size(), .fields = std::move(*read), .problems = {}};
}

}  // namespace

bool is_icmp_error(std::uint8_t type) {
    return type == 3 || type == 4 || type == 5 || type == 11 || type == 12;
}

constinit ProtocolSpec const icmp_protocol = {
    .name = "icmp",
    .title = "Internet Control Message Protocol",
    .source = "RFC 792",
    .carrier = Carrier::ip,
    .ip_protocol = 1,
    .family = IpFamily::v4,
    .messages = messages,
    .decode = decode,
    .checksum = Checksum::message,
    .quotes = is_icmp_error,
    .about =
        "Queries that a NAPT maps by identifier, and errors whose quoted datagram it has to translate back (RFC 5508). "
        "An error is sent about an earlier probe with quote = PROBE; fields of the quote are written \"quote.ip.src\", "
        "\"quote.udp.dst_port\".",
};

}  // namespace tsuka::proto
