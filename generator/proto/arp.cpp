// ARP: see arp.hpp.
#include "generator/proto/arp.hpp"

#include "generator/proto/numbers.hpp"

#include <array>

namespace tsuka::proto {

namespace {

constexpr std::array<FieldSpec, 9> fields(std::uint64_t operation) {
    return {{
        {"hardware_type", 0, 16, FieldKind::number, 1, false, "ar$hrd: 1 Ethernet (RFC 826)."},
        {"protocol_type", 16, 16, FieldKind::number, 0x0800, false, "ar$pro: 0x0800 IPv4 (RFC 826)."},
        {"hardware_length", 32, 8, FieldKind::number, 6, false, "ar$hln: 6 octets (RFC 826)."},
        {"protocol_length", 40, 8, FieldKind::number, 4, false, "ar$pln: 4 octets (RFC 826)."},
        {"operation", 48, 16, FieldKind::number, operation, false, "ar$op: 1 request, 2 reply (RFC 826)."},
        {"sender_mac", 64, 48, FieldKind::mac, 0, false, "ar$sha: who speaks (RFC 826)."},
        {"sender", 112, 32, FieldKind::ipv4, 0, false, "ar$spa: its IPv4 address (RFC 826)."},
        {"target_mac", 144, 48, FieldKind::mac, 0, false, "ar$tha: zero in a request (RFC 826)."},
        {"target", 192, 32, FieldKind::ipv4, 0, false, "ar$tpa: whose address is asked for (RFC 826)."},
    }};
}

constexpr auto request_fields = fields(1);
constexpr auto reply_fields = fields(2);

constexpr MessageSpec messages[] = {
    {.name = "arp.request", .title = "ARP request", .source = "RFC 826", .fields = request_fields, .size = 28},
    {.name = "arp.reply", .title = "ARP reply", .source = "RFC 826", .fields = reply_fields, .size = 28},
};

Result<Decoded> decode(View octets) {
    auto read = read_fixed(messages[0], octets);
    if (!read) return read.error();
    Decoded decoded{.message = nullptr, .header = 28, .total = 28, .fields = std::move(*read), .problems = {}};
    Reader head(octets);
    const auto kind = head.u64() >> 16U;
    if (kind != 0x0001'0800'0604) decoded.problems.push_back("neither Ethernet nor IPv4 is resolved");
    const auto operation = octets[7] | (octets[6] << 8);
    if (operation == 1 || operation == 2) decoded.message = &messages[operation - 1];
    return decoded;
}

}  // namespace

constinit ProtocolSpec const arp_protocol = {
    .name = "arp",
    .title = "Address Resolution Protocol",
    .source = "RFC 826",
    .carrier = Carrier::link,
    .ether_type = ether_type_arp,
    .messages = messages,
    .decode = decode,
    .about = "Finds the link address of a neighbour. The lab answers for its hosts; suites rarely speak it themselves.",
};

}  // namespace tsuka::proto
