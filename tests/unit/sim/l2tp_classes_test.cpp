// L2TP classes L0 to L5: two clients with source port 1701 towards one server, who assign the same Tunnel ID on purpose.
#include "tests/unit/sim/class_story.hpp"

BOOST_AUTO_TEST_SUITE(l2tp_classes)

namespace {

using namespace tsuka;
using namespace tsuka::sim;
using namespace tsuka::sim::test;

constexpr std::uint16_t port = 1701;
constexpr std::uint16_t tunnel = 7;

/// Control message of RFC 2661: Message Type and, not 0, Assigned Tunnel ID (sections 3.1, 4.1, 4.4).
Octets control(std::uint16_t header_tunnel, std::uint16_t type, std::uint16_t assigned) {
    Writer writer;
    writer.u16(0xc802).u16(assigned == 0 ? 20U : 28U).u16(header_tunnel).u16(0).u16(0).u16(0);
    writer.u16(0x8008).u16(0).u16(0).u16(type);
    if (assigned != 0) writer.u16(0x8008).u16(0).u16(9).u16(assigned);
    return writer.take();
}

/// Data message without optional fields.
Octets data(std::uint16_t header_tunnel) {
    return Writer().u16(0x0002).u16(header_tunnel).u16(1).u32(0xff03c021).take();
}

class L2tpLab {
public:
    explicit L2tpLab(std::string const& code) : rig(router_of("l2tp = \"" + code + "\"")) {}

    struct Peer {
        std::uint16_t port = 0;  ///< as the server sees them
        std::uint16_t tunnel = 0;
    };
    /// SCCRQ; "1701" or "other" or "-", then "kept" or "moved" of its Tunnel ID, then who gets the SCCRP.
    std::string asks(Ipv4Address client, Peer& peer) {
        const auto frames = send(client, control(0, 1, tunnel));
        auto const* out = left(frames);
        if (out == nullptr) return "-";
        const auto seen = behind(*out, 8);
        peer.port = static_cast<std::uint16_t>(out->number("udp.src_port"));
        peer.tunnel = static_cast<std::uint16_t>(read_bits(seen, 26 * 8, 16).value_or(0));
        return std::string(peer.port == port ? "1701" : "other") + (peer.tunnel == tunnel ? " kept " : " moved ") +
               back(peer, control(peer.tunnel, 2, 0x5001));
    }
    std::string back(Peer const& peer, Octets const& message) {
        if (peer.port == 0) return "-";
        rig.now += std::chrono::milliseconds(1);
        const auto frames = rig.udp(Side::wan, server, port, rig.wan_address, peer.port, message);
        for (auto const& arrived : frames) {
            const bool long_header = (message[0] & 0x40U) != 0;
            const auto id = read_bits(behind(arrived, 8), (long_header ? 4 : 2) * 8, 16).value_or(0);
            BOOST_TEST(id == tunnel);  // every client gets back what it assigned
        }
        return receivers(frames);
    }
    std::vector<Arrived> send(Ipv4Address client, Octets const& message) {
        rig.now += std::chrono::milliseconds(1);
        return rig.udp(Side::lan, client, port, server, port, message);
    }

    Rig rig;
};

std::string story(std::string const& code) {
    L2tpLab lab(code);
    L2tpLab::Peer a;
    L2tpLab::Peer b;
    std::ostringstream story;
    story << lab.asks(alice, a) << ", " << lab.asks(bob, b);
    story << ", alice's: " << lab.back(a, data(a.tunnel));
    (void)lab.send(alice, data(0x5001));
    story << ", when she has spoken: " << lab.back(a, data(a.tunnel)) << ", bob's: " << lab.back(b, data(b.tunnel));
    return story.str();
}

BOOST_AUTO_TEST_CASE(two_clients_with_port_1701_and_one_tunnel_id) {
    struct Row {
        std::string code;
        std::string story;
    };
    const Row rows[] = {
        {"L0", "-, -, alice's: -, when she has spoken: -, bob's: -"},
        {"L1", "1701 kept alice, other kept bob, alice's: alice, when she has spoken: alice, bob's: bob"},
        {"L2", "1701 kept alice, 1701 kept alice, alice's: alice, when she has spoken: alice, bob's: alice"},
        {"L3", "1701 kept alice, 1701 kept bob, alice's: bob, when she has spoken: bob, bob's: bob"},
        {"L4", "1701 kept alice, 1701 moved bob, alice's: alice, when she has spoken: alice, bob's: bob"},
        {"L5", "1701 kept alice, 1701 kept bob, alice's: bob, when she has spoken: alice, bob's: alice"},
    };
    for (auto const& row : rows) BOOST_TEST(story(row.code) == row.story, row.code << ": " << story(row.code));
}

BOOST_AUTO_TEST_CASE(a_tunnel_id_of_nobody_leads_nowhere) {
    L2tpLab lab("L4");
    L2tpLab::Peer a;
    BOOST_TEST(lab.asks(alice, a) == "1701 kept alice");
    BOOST_TEST(lab.rig.udp(Side::wan, server, port, lab.rig.wan_address, port, data(9)).empty());
    BOOST_TEST(lab.rig.udp(Side::wan, second, port, lab.rig.wan_address, port, data(tunnel)).empty());
    lab.rig.now += std::chrono::seconds(301);
    BOOST_TEST(lab.back(a, data(a.tunnel)) == "-");
}

BOOST_AUTO_TEST_CASE(what_was_rewritten_once_is_rewritten_alike_again) {
    L2tpLab lab("L4");
    L2tpLab::Peer a;
    L2tpLab::Peer b;
    L2tpLab::Peer again;
    (void)lab.asks(alice, a);
    (void)lab.asks(bob, b);
    BOOST_TEST(lab.asks(bob, again) == "1701 moved bob");
    BOOST_TEST(again.tunnel == b.tunnel);
    // StopCCN bears the Assigned Tunnel ID, too (RFC 2661 section 6.4); other messages are left alone.
    const auto stop = lab.send(bob, control(0x5001, 4, tunnel));
    BOOST_TEST(read_bits(behind(stop.at(0), 8), 26 * 8, 16).value_or(0) == b.tunnel);
    const auto hello = lab.send(bob, control(0x5001, 6, tunnel));
    BOOST_TEST(read_bits(behind(hello.at(0), 8), 26 * 8, 16).value_or(0) == tunnel);
}

}  // namespace

BOOST_AUTO_TEST_SUITE_END()
