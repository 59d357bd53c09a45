// ICMP errors through the simulated router, against RFC 5508 REQ-3 to REQ-6.
#include "generator/base/checksum.hpp"
#include "harness/suite/load_router.hpp"
#include "tests/unit/sim/rig.hpp"

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(simulated_icmp_errors)

namespace {

using namespace tsuka;
using namespace tsuka::sim;
using namespace tsuka::sim::test;

const Octets payload = to_octets("an odd number of octets");
constexpr std::uint8_t port_unreachable = 3;

/// The datagram quoted in a frame that came out.
View quote_of(Arrived const& arrived) {
    return View(arrived.frame).subspan(14 + 20 + 8);
}

Octets datagram_of(Arrived const& arrived) {
    const auto octets = part(arrived.frame, 14, static_cast<std::size_t>(arrived.number("ip.total_length")));
    return {octets.begin(), octets.end()};
}

std::vector<Arrived> error(Rig& rig, Side side, Ipv4Address from, Ipv4Address to, View quote) {
    return rig.ip(side, from, to, 1, proto::build_icmp(3, port_unreachable, 0, quote));
}

Octets esp(std::uint32_t spi) {
    return Writer{}.u32(spi).u32(1).zeros(64).take();
}

BOOST_AUTO_TEST_CASE(an_icmp_error_is_translated_with_what_it_quotes) {
    Rig rig;
    (void)rig.udp(Side::lan, alice, 5000, server, 4000, payload);
    const auto out = rig.udp(Side::lan, bob, 5000, server, 4000, payload);
    const auto port = static_cast<std::uint16_t>(out.at(0).number("udp.src_port"));
    const auto quoted = Rig::datagram(rig.wan_address, server, 17, proto::build_udp(rig.wan_address, server, port, 4000, payload));
    const auto back = rig.ip(Side::wan, second, rig.wan_address, 1, proto::build_icmp(3, 3, 0, quoted));
    BOOST_REQUIRE_EQUAL(back.size(), 1U);
    BOOST_TEST(back[0].seen.problems.empty());
    BOOST_TEST(back[0].number("ip.dst") == bob.number);
    BOOST_TEST(back[0].number("quote.ip.src") == bob.number);
    BOOST_TEST(back[0].number("quote.udp.src_port") == 5000U);
    // The quoted header on its own must verify, too (RFC 5508 section 4.2).
    BOOST_TEST(proto::dissect_ip(View(back[0].frame).subspan(14 + 20 + 8)).problems.empty());
}

BOOST_AUTO_TEST_CASE(an_error_about_tcp_reaches_its_client_with_whatever_is_quoted_mended) {
    Rig rig;
    proto::TcpParameters tcp;
    tcp.source_port = 5000;
    tcp.destination_port = 1723;
    tcp.flags = 2;
    const auto sent = [&](Ipv4Address from) { return rig.ip(Side::lan, from, server, 6, proto::build_tcp(from, server, tcp, {})); };
    (void)sent(alice);
    const auto seen = datagram_of(sent(bob).at(0));
    for (std::size_t octets : {28U, 40U}) {
        const auto back = error(rig, Side::wan, second, rig.wan_address, View(seen).first(octets));
        BOOST_REQUIRE_EQUAL(back.size(), 1U);
        BOOST_TEST(back[0].seen.problems.empty());
        BOOST_TEST(back[0].number("ip.src") == second.number);
        BOOST_TEST(back[0].number("quote.ip.src") == bob.number);
        BOOST_TEST(back[0].number("quote.tcp.src_port") == 5000U);
    }
    // The whole segment is there, so its checksum must fit what it covers now.
    const auto whole = error(rig, Side::wan, server, rig.wan_address, seen);
    BOOST_TEST(proto::dissect_ip(quote_of(whole.at(0))).problems.empty());
}

BOOST_AUTO_TEST_CASE(an_error_about_a_query_puts_the_identifier_back) {
    Rig rig;
    const auto query = proto::build_icmp(8, 0, 0x10920001, payload);
    (void)rig.ip(Side::lan, alice, server, 1, query);
    const auto out = rig.ip(Side::lan, bob, server, 1, query);
    const auto back = error(rig, Side::wan, server, rig.wan_address, datagram_of(out.at(0)));
    BOOST_TEST(back.at(0).number("ip.dst") == bob.number);
    BOOST_TEST(back.at(0).number("quote.icmp.id") == 0x1092U);
    BOOST_TEST(proto::dissect_ip(quote_of(back[0])).problems.empty());
}

BOOST_AUTO_TEST_CASE(an_error_about_esp_goes_by_the_spi_that_was_seen_on_its_way_out) {
    Rig rig;
    (void)rig.ip(Side::lan, alice, server, 50, esp(0xa1));
    (void)rig.ip(Side::wan, server, rig.wan_address, 50, esp(0x5a));
    const auto out = rig.ip(Side::lan, bob, server, 50, esp(0xb1));
    const auto back = error(rig, Side::wan, second, rig.wan_address, View(datagram_of(out.at(0))).first(28));
    BOOST_TEST(back.at(0).number("ip.dst") == bob.number);
    BOOST_TEST(back.at(0).number("quote.ip.src") == bob.number);
    BOOST_TEST(internet_checksum(quote_of(back[0]).first(20)) == 0U);
    const auto unknown = Rig::datagram(rig.wan_address, server, 50, esp(0xc1));
    BOOST_TEST(error(rig, Side::wan, second, rig.wan_address, unknown).empty());
}

BOOST_AUTO_TEST_CASE(where_esp_goes_by_addresses_so_do_errors_about_it) {
    model::RouterSpec spec;
    spec.esp = model::EspHandling::first_come;
    Rig rig(spec);
    (void)rig.ip(Side::lan, alice, server, 50, esp(0xa1));
    const auto out = rig.ip(Side::lan, bob, server, 50, esp(0xb1));
    BOOST_TEST(error(rig, Side::wan, server, rig.wan_address, datagram_of(out.at(0))).at(0).number("ip.dst") == alice.number);
}

BOOST_AUTO_TEST_CASE(a_lan_hosts_error_names_what_the_server_sent) {
    Rig rig;
    (void)rig.udp(Side::lan, alice, 5000, server, 4000, payload);
    const auto port = static_cast<std::uint16_t>(rig.udp(Side::lan, bob, 5000, server, 4000, payload).at(0).number("udp.src_port"));
    const auto received = rig.udp(Side::wan, server, 4000, rig.wan_address, port, payload);
    const auto out = error(rig, Side::lan, bob, server, datagram_of(received.at(0)));
    BOOST_REQUIRE_EQUAL(out.size(), 1U);
    BOOST_TEST(out[0].seen.problems.empty());
    BOOST_TEST(out[0].number("ip.src") == rig.wan_address.number);
    BOOST_TEST(out[0].number("quote.ip.dst") == rig.wan_address.number);
    BOOST_TEST(out[0].number("quote.udp.dst_port") == port);
    BOOST_TEST(proto::dissect_ip(quote_of(out[0])).problems.empty());
    const auto never_received = Rig::datagram(server, alice, 17, proto::build_udp(server, alice, 4000, 5001, payload));
    BOOST_TEST(error(rig, Side::lan, alice, server, never_received).empty());
}

BOOST_AUTO_TEST_CASE(address_by_address_translation_restores_quotes_too) {
    model::RouterSpec spec;
    spec.lab.one_to_one = parse_prefix("100.64.0.0/16");
    Rig rig(spec);
    const auto out = rig.ip(Side::lan, alice, server, 47, Writer{}.u32(0x3001880b).u32(7).u32(1).take());
    const Ipv4Address outside{static_cast<std::uint32_t>(out.at(0).number("ip.src"))};
    const auto back = error(rig, Side::wan, second, outside, datagram_of(out[0]));
    BOOST_TEST(back.at(0).number("ip.dst") == alice.number);
    BOOST_TEST(back.at(0).number("quote.ip.src") == alice.number);
    const auto answer = error(rig, Side::lan, alice, server, Rig::datagram(server, alice, 50, esp(1)));
    BOOST_TEST(answer.at(0).number("ip.src") == outside.number);
    BOOST_TEST(answer.at(0).number("quote.ip.dst") == outside.number);
}

BOOST_AUTO_TEST_CASE(wrong_checksums_and_short_quotes_are_dropped_and_quoted_udp_checksums_are_not_looked_at) {
    Rig rig;
    const auto seen = datagram_of(rig.udp(Side::lan, alice, 5000, server, 4000, payload).at(0));
    const auto altered = [&](std::size_t at, std::size_t octets) {
        auto quote = seen;
        quote[at] ^= 0x55U;
        quote.resize(octets);
        return error(rig, Side::wan, second, rig.wan_address, quote).size();
    };
    BOOST_TEST(altered(10, seen.size()) == 0U);  // checksum of the quoted header
    BOOST_TEST(altered(26, seen.size()) == 1U);  // of UDP
    BOOST_TEST(altered(21, seen.size()) == 0U);  // another port, which nobody has
    BOOST_TEST(altered(27, 28) == 1U);
    BOOST_TEST(altered(26, 27) == 0U);
    BOOST_TEST(altered(19, 20) == 0U);
    auto message = proto::build_icmp(3, 3, 0, seen);
    message[2] ^= 0x55U;
    BOOST_TEST(rig.ip(Side::wan, second, rig.wan_address, 1, message).empty());
    BOOST_TEST(error(rig, Side::wan, second, rig.wan_address, {}).empty());

    model::RouterSpec careless;
    careless.icmp_quotes_checked = false;
    Rig other(careless);
    auto quote = datagram_of(other.udp(Side::lan, alice, 5000, server, 4000, payload).at(0));
    quote[10] ^= 0x55U;
    BOOST_TEST(error(other, Side::wan, second, other.wan_address, quote).size() == 1U);
}

BOOST_AUTO_TEST_CASE(options_in_the_quoted_header_are_passed_over) {
    // RFC 5508 REQ-3 b.
    Rig rig;
    const auto seen = datagram_of(rig.udp(Side::lan, alice, 5000, server, 4000, payload).at(0));
    auto quote = Octets(seen.begin(), seen.begin() + 20);
    quote.insert(quote.end(), {1, 1, 1, 1});  // no operation, four times (RFC 791 section 3.1)
    quote.insert(quote.end(), seen.begin() + 20, seen.end());
    quote[0] = 0x46;
    quote[10] = quote[11] = 0;
    (void)write_bits(quote, 80, 16, internet_checksum(View(quote).first(24)));
    const auto back = error(rig, Side::wan, second, rig.wan_address, quote);
    BOOST_TEST(back.at(0).number("quote.ip.src") == alice.number);
    BOOST_TEST(back.at(0).number("quote.udp.src_port") == 5000U);
    BOOST_TEST(internet_checksum(quote_of(back[0]).first(24)) == 0U);
}

BOOST_AUTO_TEST_CASE(an_error_neither_refreshes_nor_ends_a_mapping) {
    Rig rig;
    const auto seen = datagram_of(rig.udp(Side::lan, alice, 5000, server, 4000, payload).at(0));
    rig.now += std::chrono::seconds(200);
    BOOST_TEST(error(rig, Side::wan, server, rig.wan_address, seen).size() == 1U);
    rig.now += std::chrono::seconds(99);
    BOOST_TEST(rig.udp(Side::wan, server, 4000, rig.wan_address, 5000, payload).size() == 1U);

    Rig idle;
    (void)idle.udp(Side::lan, alice, 5000, server, 4000, payload);
    idle.now += std::chrono::seconds(200);
    BOOST_TEST(error(idle, Side::wan, server, idle.wan_address, seen).size() == 1U);
    idle.now += std::chrono::seconds(101);
    BOOST_TEST(error(idle, Side::wan, server, idle.wan_address, seen).empty());
    BOOST_TEST(idle.udp(Side::wan, server, 4000, idle.wan_address, 5000, payload).empty());
}

BOOST_AUTO_TEST_CASE(a_router_may_translate_errors_about_some_protocols_only) {
    const auto loaded = suite::parse_router("format = 1\ntitle = \"x\"\nprofile = \"seil\"\nicmp_errors = [\"udp\", \"icmp\"]\n", "x.toml");
    BOOST_REQUIRE(loaded.ok());
    Rig rig(loaded.value);
    const auto udp = datagram_of(rig.udp(Side::lan, alice, 5000, server, 4000, payload).at(0));
    const auto tunnel = datagram_of(rig.ip(Side::lan, alice, server, 50, esp(0xa1)).at(0));
    BOOST_TEST(error(rig, Side::wan, second, rig.wan_address, udp).size() == 1U);
    BOOST_TEST(error(rig, Side::wan, second, rig.wan_address, tunnel).empty());
    BOOST_TEST(!suite::parse_router("format = 1\ntitle = \"x\"\nprofile = \"seil\"\nicmp_errors = [\"ike\"]\n", "x.toml").ok());
}

}  // namespace

/// RFC 5508 REQ-7 a: the outer destination is the source of the quoted datagram after translation.
BOOST_AUTO_TEST_CASE(an_error_about_what_has_turned_back_turns_back) {
    const auto turned = [](std::string_view defect) {
        model::RouterSpec spec;
        spec.hairpinning = model::Hairpinning::external_source;
        if (!defect.empty()) spec.defects.push_back({std::string(defect), {}});
        Rig rig(spec);
        (void)rig.udp(Side::lan, alice, 5000, server, 4000, payload);
        const auto out = rig.udp(Side::lan, bob, 6000, server, 4000, payload);
        const auto port = static_cast<std::uint16_t>(out.at(0).number("udp.src_port"));
        const auto hair = rig.udp(Side::lan, alice, 5000, rig.wan_address, port, payload);
        BOOST_REQUIRE_EQUAL(hair.size(), 1U);
        BOOST_TEST(hair[0].number("ip.dst") == bob.number);
        return error(rig, Side::lan, bob, rig.wan_address, datagram_of(hair[0]));
    };
    const auto back = turned("");
    BOOST_REQUIRE_EQUAL(back.size(), 1U);
    BOOST_TEST((back[0].side == Side::lan));
    BOOST_TEST(back[0].seen.problems.empty());
    BOOST_TEST(back[0].number("ip.src") == Rig().wan_address.number);
    BOOST_TEST(back[0].number("ip.dst") == alice.number);
    BOOST_TEST(back[0].number("quote.ip.src") == alice.number);
    BOOST_TEST(back[0].number("quote.udp.src_port") == 5000U);
    BOOST_TEST(back[0].number("quote.ip.dst") == Rig().wan_address.number);
    BOOST_TEST(proto::dissect_ip(quote_of(back[0])).problems.empty());
    BOOST_TEST(turned("icmp.hairpin-error-dropped").empty());
    BOOST_TEST(turned("icmp.hairpin-error-untranslated").at(0).number("quote.ip.src") == Rig().wan_address.number);
}

/// What is no datagram of its links stays where it is, whatever group or tag it has, and each planted fault lets just its kind across.
BOOST_AUTO_TEST_CASE(frames_that_are_no_datagrams_do_not_cross) {
    const auto across = [](std::string_view defect, Side side, std::string_view to, std::uint16_t type, std::string_view contents = "") {
        model::RouterSpec spec;
        if (!defect.empty()) spec.defects.push_back({std::string(defect), {}});
        Rig rig(spec);
        auto frame = *from_hex(to);
        const auto rest = Writer{}.octets(alice_mac.octets).u16(type).octets(*from_hex(contents)).zeros(50).take();
        frame.insert(frame.end(), rest.begin(), rest.end());
        rig.router.receive(side, frame, rig.now);
        const auto out = rig.taken();
        return out.size() == 1 && out[0].side != side && out[0].frame == frame;
    };
    struct Kind {
        std::string_view defect;
        std::string_view to;
        std::uint16_t type;
        std::string_view contents;
        bool both;
        Side side;
    };
    const std::string_view all = "ffffffffffff";
    const auto kind_of = [](std::string_view defect) { return defect.substr(0, defect.find("-let-")); };
    const Kind kinds[] = {{"frame.unknown-types-let-out", all, 0x88b5, "", false, Side::lan},
                          {"frame.unknown-types-let-in", all, 0x8847, "", false, Side::wan},
                          {"frame.reserved-groups-bridged", "0180c200000e", 0x88cc, "", true, Side::lan},
                          {"frame.reserved-groups-bridged", "0180c2000000", 38, "424203", true, Side::lan},
                          {"frame.arp-bridged", all, 0x0806, "0001080006040001", true, Side::lan},
                          {"frame.pppoe-let-in", all, 0x8863, "11090000", false, Side::wan},
                          {"frame.tagged-bridged", all, 0x8100, "006488b5", true, Side::lan},
                          {"frame.tagged-bridged", all, 0x88a8, "006488b5", true, Side::lan}};
    for (auto const& planted : kinds)
        for (auto const& kind : kinds)
            for (const auto side : {Side::lan, Side::wan}) {
                const bool meant = kind_of(planted.defect) == kind_of(kind.defect) && (planted.both || planted.side == side);
                BOOST_TEST(across(planted.defect, side, kind.to, kind.type, kind.contents) == meant,
                           planted.defect << ": " << kind.type << (side == Side::lan ? " of the LAN" : " of the WAN"));
                BOOST_TEST(!across("", side, kind.to, kind.type, kind.contents));
            }
}

BOOST_AUTO_TEST_SUITE_END()
