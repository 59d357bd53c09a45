// PPTP through the simulated router: Call IDs in split, coalesced and repeated segments (RFC 2637 sections 2.7 and 2.8).
#include "generator/proto/registry.hpp"
#include "harness/suite/load_router.hpp"
#include "tests/unit/sim/rig.hpp"

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(simulated_pptp)

namespace {

using namespace tsuka;
using namespace tsuka::sim;
using namespace tsuka::sim::test;

constexpr std::uint16_t port = 40001;

/// An Outgoing-Call-Request after the figure of RFC 2637 section 2.7: only what matters here is filled in.
Octets ocrq(std::uint16_t call_id) {
    Writer writer;
    writer.u16(168).u16(1).u32(0x1a2b3c4d).u16(7).u16(0).u16(call_id).u16(1).zeros(152);
    return writer.take();
}

struct Connection {
    Rig rig;
    std::uint32_t seq = 1001;

    Connection() { (void)segment(1000, 2, {}); }
    std::vector<Arrived> segment(std::uint32_t at, std::uint8_t flags, View data) {
        proto::TcpParameters tcp;
        tcp.source_port = port;
        tcp.destination_port = 1723;
        tcp.seq = at;
        tcp.flags = flags;
        return rig.ip(Side::lan, alice, server, 6, proto::build_tcp(alice, server, tcp, data));
    }
};

/// Octets that the frames carry behind IPv4 and TCP headers without options.
Octets stream_of(std::vector<Arrived> const& frames) {
    Octets octets;
    for (auto const& arrived : frames) {
        BOOST_TEST(arrived.seen.problems.empty());
        const auto total = static_cast<std::size_t>(arrived.number("ip.total_length"));
        const auto data = View(arrived.frame).subspan(14 + 40, total - 40);
        octets.insert(octets.end(), data.begin(), data.end());
    }
    return octets;
}

std::uint64_t word(Octets const& octets, std::size_t at) {
    return read_bits(octets, at * 8, 16).value_or(0);
}

BOOST_AUTO_TEST_CASE(a_call_id_is_rewritten_wherever_the_message_is_cut) {
    const auto message = ocrq(7);
    for (std::size_t cut = 1; cut < 20; ++cut) {
        Connection connection;
        auto frames = connection.segment(1001, 24, part(message, 0, cut));
        for (auto& frame : connection.segment(static_cast<std::uint32_t>(1001 + cut), 24, part(message, cut)))
            frames.push_back(std::move(frame));
        const auto seen = stream_of(frames);
        BOOST_REQUIRE_EQUAL(seen.size(), message.size());
        BOOST_TEST(word(seen, 12) == 0xc001U, "cut at " << cut);
        BOOST_TEST(same(View(seen).first(12), View(message).first(12)));
        BOOST_TEST(same(View(seen).subspan(14), View(message).subspan(14)));
    }
}

BOOST_AUTO_TEST_CASE(two_messages_in_one_segment_are_both_rewritten_and_a_repetition_alike) {
    Connection connection;
    auto both = ocrq(7);
    const auto other = ocrq(8);
    both.insert(both.end(), other.begin(), other.end());
    const auto once = stream_of(connection.segment(1001, 24, both));
    BOOST_REQUIRE_EQUAL(once.size(), both.size());
    BOOST_TEST(word(once, 12) != 7U);
    BOOST_TEST(word(once, 168 + 12) != 8U);
    BOOST_TEST(word(once, 12) != word(once, 168 + 12));
    const auto again = stream_of(connection.segment(1001, 24, both));
    BOOST_TEST(once == again, boost::test_tools::per_element());
}

/// Whether a packet of the server's tunnel data comes in once the call request got this answer (RFC 2637 section 2.8: 1 is "connected").
bool tunnel_opens(std::optional<std::uint8_t> result) {
    Connection connection;
    const auto out = connection.segment(1001, 24, ocrq(7));
    const auto external = static_cast<std::uint16_t>(word(stream_of(out), 12));
    auto& rig = connection.rig;
    const auto from_server = [&](std::uint32_t seq, std::uint8_t flags, View data) {
        proto::TcpParameters tcp;
        tcp.source_port = 1723;
        tcp.destination_port = static_cast<std::uint16_t>(out.at(0).number("tcp.src_port"));
        tcp.seq = seq;
        tcp.flags = flags;
        (void)rig.ip(Side::wan, server, rig.wan_address, 6, proto::build_tcp(server, rig.wan_address, tcp, data));
    };
    from_server(5000, 18, {});
    if (result) {
        Writer reply;
        reply.u16(32).u16(1).u32(0x1a2b3c4d).u16(8).u16(0).u16(99).u16(external).u8(*result).zeros(15);
        from_server(5001, 24, reply.take());
    }
    Writer gre;
    gre.u16(0x3001).u16(0x880b).u16(4).u16(external).u32(0).u32(0);
    return !rig.ip(Side::wan, server, rig.wan_address, 47, gre.take()).empty();
}

BOOST_AUTO_TEST_CASE(tunnel_data_comes_in_once_the_call_is_accepted) {
    BOOST_TEST(!tunnel_opens(std::nullopt));
    BOOST_TEST(!tunnel_opens(std::uint8_t{7}));
    BOOST_TEST(tunnel_opens(std::uint8_t{1}));
}

BOOST_AUTO_TEST_CASE(octets_on_port_1723_without_the_magic_cookie_pass_untouched) {
    // RFC 2637 section 1.4: what has no magic cookie is no control message, though it has a 7 where an Outgoing-Call-Request has one.
    auto text = ocrq(7);
    text[4] ^= 1U;
    for (std::size_t length : {std::size_t{13}, std::size_t{16}, text.size()}) {
        Connection connection;
        const auto piece = part(text, 0, length);
        BOOST_TEST(same(stream_of(connection.segment(1001, 24, piece)), piece), length << " octets");
    }
}

BOOST_AUTO_TEST_CASE(a_router_file_with_a_slip_is_refused_with_its_place) {
    const auto loaded = suite::parse_router("format = 1\ntitle = \"x\"\nprofile = \"seil\"\npptp = \"G9\"\n", "x.toml");
    BOOST_REQUIRE(!loaded.ok());
    BOOST_TEST(suite::to_string(loaded.diagnostics.front()).starts_with("x.toml:4:"));
    BOOST_TEST(!suite::parse_router("format = 1\ntitle = \"x\"\nprofile = \"seil\"\nesp = [\"E13\"]\n", "x.toml").ok());
    BOOST_TEST(!suite::parse_router("format = 1\ntitle = \"x\"\nprofile = \"seil\"\nextra = 1\n", "x.toml").ok());
    const auto good = suite::parse_router("format = 1\ntitle = \"x\"\nprofile = \"seil\"\nesp = [\"E6\", \"E10\"]\n", "x.toml");
    BOOST_TEST(good.ok());
    BOOST_TEST(good.value.esp_needs_ike);
}

}  // namespace

BOOST_AUTO_TEST_SUITE_END()
