// A client, a second client and two servers around a simulated router; frames are built by the protocol library, not by the router.
#pragma once

#include "generator/proto/dissect.hpp"
#include "generator/proto/frame.hpp"
#include "harness/sim/router.hpp"

#include <optional>
#include <utility>
#include <vector>

namespace tsuka::sim::test {

inline constexpr MacAddress alice_mac{{2, 0, 0, 0, 0, 0xa}};
inline constexpr MacAddress bob_mac{{2, 0, 0, 0, 0, 0xb}};
inline constexpr MacAddress isp_mac{{2, 0, 0, 0, 0, 0xc}};
inline constexpr Ipv4Address alice{0xc0a80105};   // 192.168.1.5
inline constexpr Ipv4Address bob{0xc0a80106};     // 192.168.1.6
inline constexpr Ipv4Address server{0xc6336405};  // 198.51.100.5
inline constexpr Ipv4Address second{0xc6336406};  // 198.51.100.6

struct Arrived {
    Side side = Side::lan;
    Octets frame;
    proto::Dissection seen;

    [[nodiscard]] std::uint64_t number(std::string_view field) const {
        auto const* found = seen.field(field);
        return found == nullptr ? ~std::uint64_t{0} : std::get<std::uint64_t>(found->value);
    }
};

class Rig {
public:
    explicit Rig(model::RouterSpec spec = {})
        : lan_address(spec.lab.lan.prefix.address), wan_address(spec.lab.wan.router_address), router(std::move(spec)) {
        meet(Side::lan, alice_mac, alice, lan_address);
        meet(Side::lan, bob_mac, bob, lan_address);
        meet(Side::wan, isp_mac, {0xcb007101}, wan_address);
    }

    /// Sends an IPv4 datagram to the router's MAC and returns what comes out.
    std::vector<Arrived> send(Side side, View datagram) {
        const auto mac = side == Side::lan ? lan_mac_ : wan_mac_;
        router.receive(side, proto::build_ethernet(mac, side == Side::lan ? alice_mac : isp_mac, 0x0800, datagram), now);
        return taken();
    }
    std::vector<Arrived> taken() {
        std::vector<Arrived> all;
        for (auto& emission : router.take_frames()) {
            auto seen = proto::dissect(emission.frame);
            all.push_back({emission.side, std::move(emission.frame), std::move(seen)});
        }
        return all;
    }
    std::vector<Arrived> udp(Side side, Ipv4Address from, std::uint16_t from_port, Ipv4Address to, std::uint16_t to_port, View payload) {
        return ip(side, from, to, 17, proto::build_udp(from, to, from_port, to_port, payload));
    }
    std::vector<Arrived> ip(Side side, Ipv4Address from, Ipv4Address to, std::uint8_t protocol, View payload) {
        return send(side, datagram(from, to, protocol, payload));
    }
    static Octets datagram(Ipv4Address from, Ipv4Address to, std::uint8_t protocol, View payload) {
        proto::IpParameters parameters;
        parameters.source = from;
        parameters.destination = to;
        parameters.protocol = protocol;
        parameters.id = 77;
        return proto::build_ipv4(parameters, payload);
    }

    /// A host asks for the router by ARP.
    void meet(Side side, MacAddress mac, Ipv4Address own, Ipv4Address router_address) {
        router.receive(side, proto::build_arp(MacAddress::broadcast(), 1, mac, own, {}, router_address), now);
        for (auto const& emission : router.take_frames())
            std::copy_n(emission.frame.begin() + 6, 6, (side == Side::lan ? lan_mac_ : wan_mac_).octets.begin());
    }

    Instant now{};
    Ipv4Address lan_address;
    Ipv4Address wan_address;
    Router router;

private:
    MacAddress lan_mac_;
    MacAddress wan_mac_;
};

}  // namespace tsuka::sim::test
