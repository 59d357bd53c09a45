// The second family through a cable: an IPv6 echo and an IPv6 UDP probe are read, known by their tokens, and checked.
#include "generator/base/checksum.hpp"
#include "generator/proto/frame.hpp"
#include "generator/proto/ip_view.hpp"
#include "generator/proto/ipv6_frame.hpp"
#include "harness/engine/token.hpp"
#include "harness/port/memory_port.hpp"

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(ipv6)

using namespace tsuka;
using proto::IpProtocol;

namespace {

const auto alice = *parse_ip("2001:db8::10");
const auto server = *parse_ip("2001:db8:1::7");
const MacAddress near_mac{{2, 0, 0, 0, 0, 1}};
const MacAddress far_mac{{2, 0, 0, 0, 0, 2}};
const auto magic = engine::run_magic(1);

constexpr std::uint8_t echo_request = 128;  // RFC 4443 section 4.1
constexpr std::uint8_t packet_too_big = 2;  // RFC 4443 section 3.2

Octets frame(IpProtocol protocol, View message) {
    const auto datagram = proto::build_ipv6({.source = alice, .destination = server, .next_header = number(protocol)}, message);
    return proto::build_ethernet(far_mac, near_mac, proto::ether_type_ipv6, datagram);
}

Octets through_a_cable(Octets const& sent) {
    auto ends = port::memory_cable("lan0", "wan0", [] { return Instant{}; }).value();
    BOOST_REQUIRE(ends.first->send(sent));
    auto arrived = ends.second->receive().value();
    BOOST_REQUIRE(arrived.has_value());
    return std::move(arrived->frame);
}

bool right_checksum(proto::IpView const& ip) {
    return transport_checksum(ip.source, ip.destination, ip.protocol, ip.payload()) == 0;
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_udp_probe_is_known_by_its_token) {
    const engine::Token token{7, 3, 0};
    const auto payload = engine::token_payload(magic, token, 64);
    const auto arrived = through_a_cable(frame(IpProtocol::udp, proto::build_udp_v6(alice, server, 40000, 500, payload)));
    const auto ip = proto::view_frame(arrived);
    BOOST_REQUIRE(ip.has_value());
    BOOST_TEST(to_string(ip->source) == "2001:db8::10");
    BOOST_TEST(to_string(ip->destination) == "2001:db8:1::7");
    BOOST_TEST(ip->hop_limit == 64);
    BOOST_TEST(ip->carries(IpProtocol::udp));
    BOOST_TEST(right_checksum(*ip));
    BOOST_CHECK(engine::token_of_frame(magic, arrived) == token);
    BOOST_TEST(same(part(ip->payload(), 8), payload));
}

BOOST_AUTO_TEST_CASE(an_echo_is_known_by_its_token) {
    const engine::Token token{7, 4, 0};
    const auto echo = proto::build_icmpv6(alice, server, echo_request, 0, 0x00010001, engine::token_payload(magic, token, 32));
    const auto arrived = through_a_cable(frame(IpProtocol::icmpv6, echo));
    const auto ip = proto::view_frame(arrived);
    BOOST_REQUIRE(ip.has_value());
    BOOST_TEST(ip->carries(IpProtocol::icmpv6));
    BOOST_TEST(right_checksum(*ip));
    BOOST_CHECK(engine::token_of_frame(magic, arrived) == token);
    // The pseudo-header counts (RFC 4443 section 2.3): the sum of the message alone does not fit.
    BOOST_TEST(internet_checksum(ip->payload()) != 0);
}

BOOST_AUTO_TEST_CASE(an_altered_octet_or_address_shows_in_the_checksum) {
    const auto sent = frame(IpProtocol::udp, proto::build_udp_v6(alice, server, 40000, 500, Octets(16, 0x55)));
    for (const std::size_t at : {std::size_t{14 + 8}, std::size_t{14 + 39}, sent.size() - 1}) {
        auto altered = sent;
        altered[at] ^= 1;
        BOOST_TEST(!right_checksum(*proto::view_frame(altered)), at);
    }
}

BOOST_AUTO_TEST_CASE(quotes_and_fragments_do_not_speak_for_themselves) {
    const engine::Token token{7, 5, 0};
    const auto payload = engine::token_payload(magic, token, 32);
    const auto error = proto::build_icmpv6(server, alice, packet_too_big, 0, 1280, payload);
    BOOST_TEST(!engine::token_of_frame(magic, frame(IpProtocol::icmpv6, error)).has_value());

    const auto fragment = proto::build_ipv6({.source = alice, .destination = server, .next_header = 44},
                                            Writer{}.u8(17).u8(0).u16(1).u32(9).octets(payload).take());
    BOOST_TEST(!engine::token_of_frame(magic, proto::build_ethernet(far_mac, near_mac, proto::ether_type_ipv6, fragment)).has_value());
}

BOOST_AUTO_TEST_CASE(a_udp_checksum_of_zero_is_sent_as_ones) {
    // The payload is what the checksum lacks to come out as zero (RFC 8200 section 8.1).
    const auto first = proto::build_udp_v6(alice, server, 40000, 500, Octets(2, 0));
    const auto udp = proto::build_udp_v6(alice, server, 40000, 500, part(first, 6, 2));
    BOOST_TEST(to_hex(part(udp, 6, 2)) == "ffff");
}

BOOST_AUTO_TEST_SUITE_END()
