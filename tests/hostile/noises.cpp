// Frames of neighbours: what is on an office's cables, and what an attacker puts there. None of it is the router's doing.
#include "tests/hostile/misbehaviour.hpp"

#include "generator/proto/frame.hpp"

#include <algorithm>
#include <array>

namespace hostile {

using namespace tsuka;

namespace {

constexpr MacAddress stranger{{0x0a, 0xba, 0xd0, 0, 0, 1}};

MacAddress group(std::uint64_t number) {
    MacAddress mac;
    for (std::size_t at = 0; at < 6; ++at) mac.octets[at] = static_cast<std::uint8_t>(number >> (8 * (5 - at)));
    return mac;
}

Octets of(MacAddress destination, std::uint16_t type, std::string_view hexadecimal) {
    auto payload = from_hex(hexadecimal).value_or(Octets{});
    payload.resize(std::max<std::size_t>(payload.size(), 46));
    return proto::build_ethernet(destination, stranger, type, payload);
}

Octets datagram(MacAddress destination, std::uint32_t from, std::uint32_t to, std::uint8_t protocol, View payload) {
    proto::IpParameters ip;
    ip.source = Ipv4Address{from};
    ip.destination = Ipv4Address{to};
    ip.protocol = protocol;
    return proto::build_ethernet(destination, stranger, 0x0800, proto::build_ipv4(ip, payload));
}

Octets udp(MacAddress destination, std::uint32_t to, std::uint16_t port, std::string_view text) {
    constexpr std::uint32_t from = 0xc0a8fefd;
    return datagram(destination, from, to, 17, proto::build_udp(Ipv4Address{from}, Ipv4Address{to}, port, port, to_octets(text)));
}

Octets random_frame(Scene& scene, std::size_t size) {
    Octets frame(size);
    for (auto& octet : frame) octet = static_cast<std::uint8_t>(scene.random());
    return frame;
}

bool is_ipv4(View frame) {
    return frame.size() > 34 && frame[12] == 0x08 && frame[13] == 0x00;
}

MacAddress somebody(Scene& scene) {
    return scene.clients.empty() ? MacAddress::broadcast() : scene.clients[scene.up_to(scene.clients.size() - 1)];
}

/// The last datagram that the router sent on that side, as a switch or a bridge behind it might send it once more.
Octets copy_of_a_stranger(Scene& scene, Side side, bool to_everybody) {
    for (auto one = scene.earlier.rbegin(); one != scene.earlier.rend(); ++one) {
        if (one->first != side || !is_ipv4(one->second)) continue;
        auto frame = one->second;
        std::copy(stranger.octets.begin(), stranger.octets.end(), frame.begin() + 6);
        if (to_everybody) std::fill_n(frame.begin(), 6, std::uint8_t{0xff});
        return frame;
    }
    return of(MacAddress::broadcast(), 0x0842, "ffffffffffff");
}

constexpr auto sometimes = [](Scene& scene, std::uint64_t one_in) { return scene.up_to(one_in - 1) == 0; };

const std::array table{
    Misbehaviour{
        "IPv6 router advertisements", Bearing::noise, nullptr,
        [](Scene& s, Side side) {
            s.send(side,
                   of(group(0x333300000001), 0x86dd,
                      "6000000000103afffe800000000000000000000000000001ff02000000000000000000000000000186000000400007080000000000000000"));
        }},
    Misbehaviour{"copies of what the router sends, from a MAC address of their own, to everybody", Bearing::noise, nullptr,
                 [](Scene& s, Side side) { s.send(side, copy_of_a_stranger(s, side, true), std::chrono::milliseconds(s.up_to(200))); }},
    Misbehaviour{"copies of what the router sends, from a MAC address of their own, to whom it was for", Bearing::noise, nullptr,
                 [](Scene& s, Side side) { s.send(side, copy_of_a_stranger(s, side, false), std::chrono::milliseconds(s.up_to(20))); }},
    Misbehaviour{"spanning tree (IEEE 802.1D)", Bearing::noise, nullptr,
                 [](Scene& s, Side side) {
                     s.send(side, of(group(0x0180c2000000), 0x0026,
                                     "424203000000000080000abad00000010000000080000abad0000001800100001400020000000f00"));
                 }},
    Misbehaviour{
        "LLDP", Bearing::noise, nullptr,
        [](Scene& s, Side side) { s.send(side, of(group(0x0180c200000e), 0x88cc, "0207040abad0000001040703abad0000010602007800 00")); }},
    Misbehaviour{"IGMP queries", Bearing::noise, nullptr,
                 [](Scene& s, Side side) {
                     s.send(side, datagram(group(0x01005e000001), 0xc0a8fefd, 0xe0000001, 2, from_hex("1164ee9b00000000").value()));
                 }},
    Misbehaviour{"SSDP", Bearing::noise, nullptr,
                 [](Scene& s, Side side) {
                     s.send(side,
                            udp(group(0x01005e7ffffa), 0xeffffffa, 1900, "NOTIFY * HTTP/1.1\r\nSERVER: <script>alert(1)</script>\r\n\r\n"));
                 }},
    Misbehaviour{"mDNS", Bearing::noise, nullptr,
                 [](Scene& s, Side side) { s.send(side, udp(group(0x01005e0000fb), 0xe00000fb, 5353, "\x1b[2J")); }},
    Misbehaviour{"NetBIOS", Bearing::noise, nullptr,
                 [](Scene& s, Side side) { s.send(side, udp(MacAddress::broadcast(), 0xffffffff, 137, "NAME")); }},
    Misbehaviour{"PPPoE discovery", Bearing::noise, nullptr,
                 [](Scene& s, Side side) { s.send(side, of(MacAddress::broadcast(), 0x8863, "11090000000401010000")); }},
    Misbehaviour{"PPPoE sessions of others", Bearing::noise, nullptr,
                 [](Scene& s, Side side) { s.send(side, of(somebody(s), 0x8864, "1100002a000c0021450000080000000040110000")); }},
    Misbehaviour{"EAPOL", Bearing::noise, nullptr,
                 [](Scene& s, Side side) { s.send(side, of(group(0x0180c2000003), 0x888e, "01010000")); }},
    Misbehaviour{"wake on LAN", Bearing::noise, nullptr,
                 [](Scene& s, Side side) { s.send(side, of(MacAddress::broadcast(), 0x0842, "ffffffffffff")); }},
    Misbehaviour{"loop detection (0x9000)", Bearing::noise, nullptr,
                 [](Scene& s, Side side) { s.send(side, of(group(0xcf0000000000), 0x9000, "0000")); }},
    Misbehaviour{"gratuitous ARP of strangers", Bearing::noise, nullptr,
                 [](Scene& s, Side side) {
                     const Ipv4Address own{0xc0a8fefd};
                     s.send(side, proto::build_arp(MacAddress::broadcast(), 1, stranger, own, MacAddress{}, own));
                 }},
    Misbehaviour{"ARP storm", Bearing::noise, nullptr,
                 [](Scene& s, Side side) {
                     // Not for our own answers: in virtual time the storm would feed itself.
                     if (!is_ipv4(s.heard) || !sometimes(s, 16)) return;
                     for (int count = 0; count < 3000; ++count)
                         s.send(side, proto::build_arp(MacAddress::broadcast(), 1, stranger, Ipv4Address{0xcb007163}, MacAddress{},
                                                       Ipv4Address{0xcb007101}));
                 }},
    Misbehaviour{"UDP flood", Bearing::noise, nullptr,
                 [](Scene& s, Side side) {
                     if (!sometimes(s, 16)) return;
                     for (int count = 0; count < 1000; ++count) s.send(side, udp(MacAddress::broadcast(), 0xffffffff, 9, "flood"));
                 }},
    Misbehaviour{"random octets", Bearing::noise, nullptr, [](Scene& s, Side side) { s.send(side, random_frame(s, 14 + s.up_to(1486))); }},
    Misbehaviour{"runt frames", Bearing::noise, nullptr, [](Scene& s, Side side) { s.send(side, random_frame(s, s.up_to(20))); }},
    Misbehaviour{"giant frames", Bearing::noise, nullptr, [](Scene& s, Side side) { s.send(side, random_frame(s, 9000 + s.up_to(6000))); }},
    Misbehaviour{"random IPv4 datagrams", Bearing::noise, nullptr,
                 [](Scene& s, Side side) {
                     s.send(side, datagram(MacAddress::broadcast(), static_cast<std::uint32_t>(s.random()),
                                           static_cast<std::uint32_t>(s.random()), static_cast<std::uint8_t>(s.random()),
                                           random_frame(s, s.up_to(200))));
                 }},
    Misbehaviour{"VLAN-tagged frames of others", Bearing::noise, nullptr,
                 [](Scene& s, Side side) { s.send(side, of(MacAddress::broadcast(), 0x8100, "00650800450000140000000040110000")); }},
    Misbehaviour{"DHCP discovers of others", Bearing::noise, nullptr,
                 [](Scene& s, Side side) {
                     if (side == Side::lan) s.send(side, udp(MacAddress::broadcast(), 0xffffffff, 67, "not really DHCP"));
                 }},
    Misbehaviour{"scans of the LAN's hosts", Bearing::noise, nullptr,
                 [](Scene& s, Side side) {
                     if (side == Side::lan) s.send(side, datagram(somebody(s), 0xc0a8fefd, 0xc0a80101, 6, random_frame(s, 20)));
                 }},
};

}  // namespace

std::span<Misbehaviour const> noises() {
    return table;
}

}  // namespace hostile
