// PPP: see ppp.hpp.
#include "generator/proto/ppp.hpp"

#include "generator/proto/gre.hpp"

namespace tsuka::proto {

namespace {

constexpr std::size_t head_size = 4;
constexpr std::uint16_t protocol_lcp = 0xc021;

constexpr FieldSpec fields[] = {
    {"address", 0, 8, FieldKind::number, 0xff, false, "All stations (RFC 1662 section 3.1)."},
    {"control", 8, 8, FieldKind::number, 0x03, false, "Unnumbered Information (RFC 1662 section 3.1)."},
    {"protocol", 16, 16, FieldKind::number, protocol_lcp, false,
     "0xc021 LCP, 0xc023 PAP, 0xc223 CHAP, 0x8021 IPCP, 0x80fd CCP, 0x0021 IPv4, 0x00fd compressed (RFC 1661 section 2)."},
};

/// Code 9 Echo-Request, identifier, length, magic number (RFC 1661 section 5.8).
Octets lcp_echo_request() {
    return Writer().u8(9).u8(1).u16(8).u32(0x7473756b).take();
}

Result<Octets> build_ppp(MessageSpec const& message, Fields const& given, View payload) {
    if (!payload.empty() || given.number("protocol", protocol_lcp) != protocol_lcp) return build_fixed(message, given, payload);
    return build_fixed(message, given, lcp_echo_request());
}

constexpr MessageSpec messages[] = {{.name = "ppp",
                                     .title = "PPP frame",
                                     .source = "RFC 1661 section 2, RFC 1662 section 3.1",
                                     .fields = fields,
                                     .size = head_size,
                                     .has_payload = true,
                                     .build = build_ppp}};

/// What VPN clients send. Anything else behind FF 03 is rather the opaque contents of a test than PPP.
bool known_protocol(std::uint64_t protocol) {
    switch (protocol) {
        case 0x0021:  // IPv4
        case 0x0057:  // IPv6
        case 0x00fd:  // compressed datagram, also MPPE
        case 0x8021:  // IPCP
        case 0x8057:  // IPV6CP
        case 0x80fd:  // CCP
        case 0xc021:  // LCP
        case 0xc023:  // PAP
        case 0xc025:  // LQR
        case 0xc223:  // CHAP
        case 0xc227:  // EAP
            return true;
        default:
            return false;
    }
}

Result<Decoded> decode(View octets) {
    auto read = read_fixed(messages[0], octets);
    if (!read) return read.error();
    Reader head(octets);
    if (head.u16() != 0xff03) return fail("a PPP frame starts with FF 03 unless both ends agreed otherwise");
    if (!known_protocol(head.u16())) return fail("no known PPP protocol");
    return Decoded{.message = messages, .header = head_size, .total = octets.size(), .fields = std::move(*read), .problems = {}};
}

/// Compressed or encrypted beyond recognition, perhaps.
constexpr Inside places[] = {
    {.message = "gre.ppp", .field = "protocol", .value = gre_protocol_ppp, .perhaps = true},
    {.message = "gre.ack", .field = "protocol", .value = gre_protocol_ppp, .perhaps = true},
    {.message = "gre.v0", .field = "protocol", .value = gre_protocol_ppp, .perhaps = true},
};

}  // namespace

Octets lcp_echo_frame() {
    return Writer().u16(0xff03).u16(protocol_lcp).octets(lcp_echo_request()).take();
}

constinit ProtocolSpec const ppp_protocol = {
    .name = "ppp",
    .title = "Point-to-Point Protocol",
    .source = "RFC 1661",
    .carrier = Carrier::ip,
    .inside = places,
    .messages = messages,
    .decode = decode,
    .about = "What PPTP tunnels inside GRE. It is no IP payload of its own: it stands in the payload of gre.ppp.",
};

}  // namespace tsuka::proto
