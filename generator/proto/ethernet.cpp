// Ethernet II: see ethernet.hpp.
#include "generator/proto/ethernet.hpp"

namespace tsuka::proto {

namespace {

constexpr FieldSpec fields[] = {
    {"dst", 0, 48, FieldKind::mac, 0, true, "Destination address; the router writes the next hop's."},
    {"src", 48, 48, FieldKind::mac, 0, true, "Source address; the router writes its own."},
    {"type", 96, 16, FieldKind::number, ether_type_ipv4, false, "EtherType: 0x0800 IPv4, 0x0806 ARP, 0x86dd IPv6 (RFC 9542)."},
};

constexpr MessageSpec messages[] = {{.name = "ethernet",
                                     .title = "Ethernet II frame",
                                     .source = "IEEE 802.3 clause 3.2.6",
                                     .fields = fields,
                                     .size = 14,
                                     .has_payload = true}};

Result<Decoded> decode(View octets) {
    auto read = read_fixed(messages[0], octets);
    if (!read) return read.error();
    return Decoded{.message = messages, .header = 14, .total = octets.size(), .fields = std::move(*read), .problems = {}};
}

}  // namespace

constinit ProtocolSpec const ethernet_protocol = {
    .name = "ethernet",
    .title = "Ethernet II",
    .source = "IEEE 802.3",
    .carrier = Carrier::link,
    .messages = messages,
    .decode = decode,
    .carries = Carrier::link,
    .about = "The link layer on both sides of the router. Frames are never altered by hand: addresses come from the lab.",
};

}  // namespace tsuka::proto
