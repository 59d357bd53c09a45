// Frames, whoever builds them, must say exactly what was asked, and agree with the rows of the field table.
#include "generator/proto/frame.hpp"

#include "generator/base/checksum.hpp"
#include "sample_frames.hpp"

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(frame)

using namespace tsuka;
using namespace tsuka::proto;
using samples::client;
using samples::server;

BOOST_AUTO_TEST_CASE(ipv4_keeps_every_parameter) {
    for (unsigned protocol : {0U, 1U, 2U, 4U, 6U, 17U, 41U, 47U, 50U, 51U, 115U, 253U, 255U}) {
        IpParameters ip;
        ip.source = client;
        ip.destination = server;
        ip.protocol = static_cast<std::uint8_t>(protocol);
        ip.ttl = 3;
        ip.tos = 0xb9;
        ip.id = 0xbeef;
        ip.dont_fragment = true;
        const auto octets = build_ipv4(ip, Octets(5, 0xaa));
        Fields fields;
        fields.set("ttl", std::uint64_t{3});
        fields.set("dscp", std::uint64_t{0xb9 >> 2});
        fields.set("ecn", std::uint64_t{1});
        fields.set("id", std::uint64_t{0xbeef});
        fields.set("df", std::uint64_t{1});
        fields.set("protocol", std::uint64_t{protocol});
        fields.set("src", std::uint64_t{client.number});
        fields.set("dst", std::uint64_t{server.number});
        BOOST_TEST(to_hex(octets) == to_hex(samples::built("ip", fields, Octets(5, 0xaa))), protocol);
        BOOST_TEST(internet_checksum(View(octets).first(20)) == 0);
    }
}

BOOST_AUTO_TEST_CASE(fragments_keep_offset_and_payload) {
    IpParameters ip;
    ip.source = client;
    ip.destination = server;
    ip.protocol = 17;
    ip.more_fragments = true;
    ip.fragment_offset = 185;
    const auto octets = build_ipv4(ip, Octets(16, 0x11));
    BOOST_TEST(to_hex(View(octets).subspan(6, 2)) == "20b9");
    BOOST_TEST(octets.size() == 36U);
    ip.more_fragments = false;
    ip.fragment_offset = 0x1fff;
    BOOST_TEST(to_hex(View(build_ipv4(ip, {})).subspan(2, 6)) ==
               "0014"
               "0000"
               "1fff");
}

BOOST_AUTO_TEST_CASE(a_udp_checksum_of_zero_is_sent_as_all_ones) {
    unsigned all_ones = 0;
    for (unsigned word = 0; word < 0x10000U; ++word) {
        const auto octets = build_udp(client, server, 500, 4500, Writer{}.u16(word).u8(7).take());
        BOOST_REQUIRE_EQUAL(octets.size(), 11U);
        const auto sum = read_bits(octets, 48, 16).value();
        BOOST_REQUIRE(sum != 0);  // that would say that there is none (RFC 768)
        BOOST_REQUIRE_EQUAL(transport_checksum(client, server, 17, octets), 0);
        all_ones += sum == 0xffff ? 1U : 0U;
    }
    BOOST_TEST(all_ones > 0U);
    BOOST_TEST(to_hex(build_udp(client, server, 500, 4500, Octets{7}, false)) == "01f411940009000007");
}

BOOST_AUTO_TEST_CASE(options_fill_up_whole_words) {
    IpParameters ip;
    ip.source = client;
    ip.destination = server;
    ip.options = {7, 3, 4};
    const auto octets = build_ipv4(ip, Octets{0x55});
    BOOST_TEST(octets.size() == 25U);
    BOOST_TEST(octets[0] == 0x46);
    BOOST_TEST(to_hex(View(octets).subspan(20)) == "0703040055");
    BOOST_TEST(internet_checksum(View(octets).first(24)) == 0);
}

BOOST_AUTO_TEST_CASE(the_largest_datagram_can_be_built) {
    IpParameters ip;
    ip.protocol = 50;
    const auto octets = build_ipv4(ip, Octets(65515, 1));
    BOOST_TEST(octets.size() == 65535U);
    BOOST_TEST(to_hex(View(octets).subspan(2, 2)) == "ffff");
    BOOST_TEST(build_udp(client, server, 1, 2, Octets(65507, 1)).size() == 65515U);
}

BOOST_AUTO_TEST_CASE(udp_checksum_covers_the_pseudo_header) {
    // By hand: pseudo-header c0a8+010a+c633+6401+0011+000a, segment 01f4+1194+000a+6869; sum 267fc -> 67fe, complement 9801.
    const auto octets = build_udp(client, server, 500, 4500, to_octets("hi"));
    BOOST_TEST(to_hex(octets) ==
               "01f41194000a"
               "9801"
               "6869");
    BOOST_TEST(to_hex(build_udp(client, server, 500, 4500, to_octets("hi"), false)) ==
               "01f41194000a"
               "0000"
               "6869");
}

BOOST_AUTO_TEST_CASE(a_udp_checksum_of_zero_goes_out_as_ones) {
    // RFC 768: zero means that no checksum was made, so a computed zero is sent as ffff. The checksum
    // over a payload of zero, taken as the payload itself, brings the sum to ffff.
    const auto first = build_udp(client, server, 500, 4500, Octets{0, 0});
    const auto sum = static_cast<std::uint16_t>((first[6] << 8) | first[7]);
    const auto octets = build_udp(client, server, 500, 4500, Writer().u16(sum).take());
    BOOST_TEST(to_hex(View(octets).subspan(6, 2)) == "ffff");
}

BOOST_AUTO_TEST_CASE(tcp_keeps_every_parameter) {
    TcpParameters tcp;
    tcp.source_port = 1024;
    tcp.destination_port = 1723;
    tcp.seq = 0x01020304;
    tcp.ack = 0xa0b0c0d0;
    tcp.window = 4096;
    for (unsigned flags = 0; flags < 256; ++flags) {
        tcp.flags = static_cast<std::uint8_t>(flags);
        const auto octets = build_tcp(client, server, tcp, to_octets("abc"));
        BOOST_TEST(to_hex(View(octets).first(16)) == "040006bb01020304a0b0c0d050" + to_hex(Octets{tcp.flags}) + "1000");
        BOOST_TEST(transport_checksum(client, server, 6, octets) == 0);
        BOOST_TEST(octets.size() == 23U);
    }
    tcp.mss = 1380;
    const auto octets = build_tcp(client, server, tcp, {});
    BOOST_TEST(octets.size() == 24U);
    BOOST_TEST(to_hex(View(octets).subspan(20)) == "02040564");
    BOOST_TEST(octets[12] == 0x60);
}

BOOST_AUTO_TEST_CASE(icmp_agrees_with_its_rows) {
    BOOST_TEST(to_hex(build_icmp(8, 0, 0x00010001, {})) == "0800f7fd00010001");
    BOOST_TEST(to_hex(build_icmp(3, 4, 1280, Octets{1, 2, 3})) ==
               to_hex(samples::built("icmp.unreachable", {{{"code", std::uint64_t{4}}, {"mtu", std::uint64_t{1280}}}}, Octets{1, 2, 3})));
    for (unsigned type = 0; type < 256; ++type) {
        const auto octets = build_icmp(static_cast<std::uint8_t>(type), 0, 0, Octets(130, 7));
        BOOST_TEST((octets.size() == 138U && octets[0] == type && internet_checksum(octets) == 0), type);
    }
}

BOOST_AUTO_TEST_CASE(ethernet_pads_to_sixty_octets) {
    const auto small = build_ethernet(samples::router_mac, samples::client_mac, 0x88b5, Octets{1, 2});
    BOOST_TEST(to_hex(small) ==
               "020000000001"
               "02000000000a"
               "88b5"
               "0102" +
                   std::string(88, '0'));
    const auto large = build_ethernet(samples::router_mac, samples::client_mac, 0x0800, Octets(1500, 3));
    BOOST_TEST(large.size() == 1514U);
}

BOOST_AUTO_TEST_CASE(arp_agrees_with_its_rows) {
    for (const std::uint16_t operation : {std::uint16_t{1}, std::uint16_t{2}}) {
        const auto target = operation == 1 ? MacAddress{} : samples::router_mac;
        const auto octets = build_arp(MacAddress::broadcast(), operation, samples::client_mac, client, target, server);
        Fields fields;
        fields.set("sender_mac", Octets(samples::client_mac.octets.begin(), samples::client_mac.octets.end()));
        fields.set("sender", std::uint64_t{client.number});
        fields.set("target_mac", Octets(target.octets.begin(), target.octets.end()));
        fields.set("target", std::uint64_t{server.number});
        const auto row = samples::built(operation == 1 ? "arp.request" : "arp.reply", fields);
        BOOST_TEST(to_hex(octets) == "ffffffffffff02000000000a0806" + to_hex(row) + std::string(36, '0'));
    }
}

BOOST_AUTO_TEST_SUITE_END()
