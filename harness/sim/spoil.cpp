// Spoilt packets: see spoil.hpp.
#include "harness/sim/spoil.hpp"

#include "harness/sim/spoil_paths.hpp"

namespace tsuka::sim {

namespace {

void flip(Packet& packet, std::size_t at, std::uint8_t bits) {
    packet.set(at, packet.get(at, 1) ^ bits, 1);
}

bool either_port(Packet const& packet, std::uint16_t port) {
    return packet.source_port() == port || packet.destination_port() == port;
}

void wrong_checksum(Packet& packet) {
    const auto place = packet.checksum_place();
    if (!place) return;
    // Neither zero, which means "none" in UDP, nor the one's complement twin of what it was.
    packet.spoil(*place, static_cast<std::uint8_t>(packet.get(*place, 1) ^ 0x15U));
    packet.spoil(*place + 1, static_cast<std::uint8_t>(packet.get(*place + 1, 1) | 0x01U));
}

}  // namespace

bool Spoiler::esp(Side from, Packet& packet) {
    const auto at = packet.body();
    const bool outward = from == Side::lan;
    constexpr std::size_t sequence = 4;
    constexpr std::size_t text = 16;
    constexpr std::size_t large = 600;
    if (faults_("esp.outbound-dropped") && outward) return false;
    if (faults_("esp.inbound-dropped") && !outward) return false;
    if (faults_("esp.large-dropped") && packet.size() > large) return false;
    constexpr std::size_t short_one = 32;
    if (faults_("esp.short-dropped") && packet.left() < short_one) return false;
    const auto high = packet.get(at, 2);
    const auto low = packet.get(at + 2, 2);
    if (faults_("esp.spi-halves-as-ports") && (high == 0 || low == 0 || high == low)) return false;
    if (faults_("esp.dies-after-three-packets") && !outward && ++esp_packets_[packet.source()] > 3) return false;
    if (faults_("esp.spi-altered") && outward) flip(packet, at + 3, 0x01);
    if (faults_("esp.sequence-altered") && outward) flip(packet, at + sequence + 3, 0x40);
    if (faults_("esp.payload-altered") && outward) flip(packet, packet.size() - text, 0x01);
    if (faults_("esp.inbound-payload-altered") && !outward) flip(packet, packet.size() - text, 0x01);
    return true;
}

/// VPNs that some filters know by their first octets.
bool Spoiler::other_vpn(Packet const& packet) const {
    const auto data = packet.body() + 8;
    constexpr unsigned reset_of_client = 7;  // opcode, in the upper five bits of the first octet
    const bool openvpn = either_port(packet, 1194) && packet.get(data, 1) >> 3U == reset_of_client;
    constexpr unsigned initiation = 1;
    constexpr std::size_t initiation_size = 148;
    const bool wireguard = packet.left() == 8 + initiation_size && packet.get(data, 4) == initiation << 24U;
    return (faults_("udp.openvpn-blocked") && openvpn) || (faults_("udp.wireguard-blocked") && wireguard);
}

bool Spoiler::udp(Side from, Packet& packet) {
    const auto data = packet.body() + 8;
    const bool outward = from == Side::lan;
    const auto server = outward ? packet.destination() : packet.source();
    if (faults_("udp.one-packet-in-fifty-lost") && ++udp_packets_[{from, server}] % 50 == 0) return false;
    if (other_vpn(packet)) return false;
    const bool natt = either_port(packet, 4500);
    const bool marked = natt && packet.left() >= 12 && packet.get(data, 4) == 0;
    const auto ike = marked ? data + 4 : data;
    if (either_port(packet, 500) || marked) {
        constexpr std::size_t next_payload = 16;
        constexpr std::size_t version = 17;
        constexpr std::size_t exchange = 18;
        constexpr unsigned quick_mode = 32;
        constexpr unsigned main_mode = 2;
        constexpr unsigned key_exchange = 4;
        if (faults_("ike.version-two-dropped") && packet.get(ike + version, 1) >> 4U == 2) return false;
        if (faults_("ike.quick-mode-dropped") && packet.get(ike + exchange, 1) == quick_mode) return false;
        constexpr unsigned aggressive_mode = 4;
        if (faults_("ike.aggressive-mode-dropped") && packet.get(ike + exchange, 1) == aggressive_mode) return false;
        if (faults_("ike.cookies-altered") && outward) flip(packet, ike + 7, 0x01);
        const bool hashes = packet.get(ike + exchange, 1) == main_mode && packet.get(ike + next_payload, 1) == key_exchange;
        if (faults_("ike.hash-repaired") && outward && hashes) flip(packet, packet.size() - 1, 0x01);
    }
    if (faults_("natt.marker-altered") && marked && outward) flip(packet, data + 3, 0x01);
    if (faults_("natt.keepalive-swallowed") && natt && packet.left() == 9) return false;
    const bool unsummed = packet.get(packet.body() + 6, 2) == 0;
    if (faults_("natt.zero-checksum-dropped") && natt && unsummed) return false;
    if (faults_("natt.zero-checksum-corrupted") && natt && unsummed) packet.spoil(packet.body() + 6, 0x12);
    if (either_port(packet, 1701)) {
        const auto flags = packet.get(data, 2);
        const bool control = (flags & 0x8000U) != 0;  // RFC 2661 section 3.1: T, and L that a length follows
        const bool with_length = (flags & 0x4000U) != 0;
        if (faults_("l2tp.zero-checksum-corrupted") && unsummed) packet.spoil(packet.body() + 6, 0x12);
        if (faults_("l2tp.data-dropped") && !control) return false;
        if (faults_("l2tp.data-needs-length") && !control && !with_length) return false;
        if (faults_("l2tp.tunnel-id-altered") && outward) flip(packet, data + (with_length ? 5 : 3), 0x01);
    }
    return !(faults_("udp.large-inbound-dropped") && !outward && packet.left() > 200);
}

/// Enhanced GRE: flags in the first two octets, payload length, Call ID, and the numbers that the flags announce (RFC 2637 section 4.1).
bool Spoiler::gre(Side from, Packet& packet) {
    const auto at = packet.body();
    const bool outward = from == Side::lan;
    const auto flags = packet.get(at, 2);
    const bool numbered = (flags & 0x1000U) != 0;
    const bool acknowledges = (flags & 0x0080U) != 0;
    constexpr std::size_t large = 1000;
    if (faults_("gre.dies-after-three-packets") && !outward && ++gre_packets_[packet.source()] > 3) return false;
    if (faults_("gre.ack-only-dropped") && !numbered) return false;
    if (faults_("gre.acknowledged-data-dropped") && numbered && acknowledges) return false;
    if (faults_("gre.large-inbound-dropped") && !outward && packet.size() > large) return false;
    if (faults_("gre.sequence-wrap-dropped") && numbered) {
        auto& highest = gre_highest_[{packet.source(), packet.destination(), packet.get(at + 6, 2)}];
        const auto sequence = static_cast<std::uint32_t>(packet.get(at + 8, 4));
        if (sequence < highest) return false;
        highest = sequence;
    }
    // PPP with Address and Control, protocol IPv4 (RFC 1661 section 2, RFC 1332 section 2).
    const auto ppp = at + (acknowledges ? 16U : 12U);
    const auto inner = ppp + 4;
    if (!numbered || packet.get(ppp, 4) != 0xff030021U) return true;
    constexpr unsigned smtp = 25;
    const bool mail = packet.get(inner + 9, 1) == ip_protocol::tcp && packet.get(inner + 22, 2) == smtp;
    if (faults_("gre.inner-content-filtered") && mail) return false;
    if (faults_("gre.inner-address-altered") && outward) flip(packet, inner + 15, 0x01);
    return true;
}

bool Spoiler::before(Side from, Packet& packet) {
    if (packet.is_later_fragment()) return true;
    if (!spoil_path(faults_, from, packet)) return false;
    if (packet.protocol() == ip_protocol::esp) return esp(from, packet);
    if (packet.protocol() == ip_protocol::udp) return udp(from, packet);
    if (packet.protocol() == ip_protocol::tcp && faults_("tcp.payload-altered") && from == Side::lan && packet.left() > 300)
        flip(packet, packet.size() - 1, 0x01);
    if (packet.protocol() == ip_protocol::gre) return gre(from, packet);
    constexpr unsigned echo_reply = 0;
    const bool reply = packet.protocol() == ip_protocol::icmp && packet.get(packet.body(), 1) == echo_reply;
    return !(faults_("icmp.reply-dropped") && from == Side::wan && reply);
}

void Spoiler::after(Side to, Packet& packet) const {
    spoil_ports(faults_, to, packet);
    const bool udp = packet.protocol() == ip_protocol::udp;
    const bool tcp = packet.protocol() == ip_protocol::tcp;
    const bool summed = udp && packet.get(packet.body() + 6, 2) != 0;
    if (faults_("udp.odd-length-checksum") && summed && to == Side::wan && packet.left() % 2 != 0) wrong_checksum(packet);
    if (faults_("udp.sum-of-zero-cleared") && udp && !packet.is_later_fragment() && packet.get(packet.body() + 6, 2) == 0xffff) {
        packet.spoil(packet.body() + 6, 0);
        packet.spoil(packet.body() + 7, 0);
    }
    if (faults_("udp.inbound-checksum-wrong") && summed && to == Side::lan) wrong_checksum(packet);
    if (faults_("tcp.checksum-wrong") && tcp && to == Side::wan && packet.left() > 32) wrong_checksum(packet);
    constexpr std::uint64_t segment_size_option = 0x0204;
    const bool syn = tcp && !packet.is_later_fragment() && (packet.get(packet.body() + 13, 1) & 0x02U) != 0;
    const bool told = syn && packet.get(packet.body() + 20, 2) == segment_size_option;
    if (faults_("tcp.mss-removed") && told) packet.set(packet.body() + 20, 0x01010101, 4);  // no-operation, four times
    constexpr std::uint64_t four_too_many = 1456;
    constexpr std::uint64_t of_jumbo_frames = 8960;
    const bool too_large = told && packet.get(packet.body() + 22, 2) > four_too_many;
    if (faults_("tcp.mss-of-1456") && too_large) packet.set(packet.body() + 22, four_too_many, 2);
    if (faults_("tcp.mss-raised") && told) packet.set(packet.body() + 22, of_jumbo_frames, 2);
    constexpr std::size_t options = 24;  // behind the Maximum Segment Size
    if (faults_("tcp.options-removed") && syn && packet.get(packet.body() + 12, 1) >> 4U >= 8)
        for (std::size_t octet = 0; octet < 8; octet += 2) packet.set(packet.body() + options + octet, 0x0101, 2);
    if (faults_("ip.df-set") && !packet.is_fragment()) packet.set(6, packet.get(6, 1) | 0x40U, 1);
    if (faults_("ip.ttl-kept")) packet.set(8, packet.ttl() + 1U, 1);
    if (faults_("ip.dscp-cleared")) packet.set(1, packet.get(1, 1) & 0x03U, 1);
    if (faults_("ip.ecn-cleared")) packet.set(1, packet.get(1, 1) & 0xfcU, 1);
    if (faults_("ip.id-cleared") && !packet.is_fragment()) packet.set(4, 0, 2);
    if (faults_("ip.df-cleared")) packet.set(6, packet.get(6, 1) & 0xbfU, 1);
    const bool wrong_header = (faults_("ip.checksum-wrong") && packet.protocol() == ip_protocol::esp) ||
                              (faults_("ip.gre-checksum-wrong") && packet.protocol() == ip_protocol::gre);
    if (wrong_header) packet.spoil(10, static_cast<std::uint8_t>(packet.get(10, 1) ^ 0x15U));
}

}  // namespace tsuka::sim
