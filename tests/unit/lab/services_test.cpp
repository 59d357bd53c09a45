// What a router asks the Internet for: names, the time, pages. Only whole, sound questions are answered, and nothing that comes crashes the
// answerer.
#include "harness/lab/services.hpp"

#include "generator/base/checksum.hpp"
#include "generator/base/ethernet.hpp"
#include "generator/proto/frame.hpp"
#include "generator/proto/ip_view.hpp"
#include "harness/lab/name_server.hpp"

#include <boost/test/unit_test.hpp>

#include <random>
#include <string>

BOOST_AUTO_TEST_SUITE(internet)

using namespace tsuka;
using namespace std::chrono_literals;

namespace {

const MacAddress gateway_mac{{2, 0, 0, 0, 0, 1}};
const MacAddress router_mac{{2, 0, 0, 0, 0, 9}};
const Ipv4Address router{0xcb007102};
const Ipv4Address resolver{0x08080808};                           // any address: the router was told of another one than the gateway
const Duration unix_epoch = std::chrono::seconds(1'767'225'600);  // 2026-01-01
const Octets question = from_hex("1234 0100 0001 0000 0000 0000 03777777 076578616d706c65 03636f6d 00 0001 0001").value();

lab::Services services() {
    return {Ipv4Address{0xcb007101}, gateway_mac, unix_epoch, 7};
}

Octets framed(std::uint8_t protocol, View segment, MacAddress to = gateway_mac) {
    proto::IpParameters ip;
    ip.source = router;
    ip.destination = resolver;
    ip.protocol = protocol;
    return build_ethernet(to, router_mac, ether_type_ipv4, proto::build_ipv4(ip, segment));
}

Octets udp(std::uint16_t port, View payload) {
    return framed(17, proto::build_udp(router, resolver, 40000, port, payload));
}

Octets tcp(std::uint8_t flags, std::uint32_t seq, std::uint32_t ack, std::string const& text = {}) {
    return framed(6, proto::build_tcp(router, resolver, {50000, 80, seq, ack, flags, 65535, std::nullopt}, to_octets(text)));
}

/// The segment of the one answer; empty when there is none.
Octets segment(std::vector<Octets> const& answers) {
    if (answers.empty()) return {};
    BOOST_REQUIRE(answers.size() == 1U);
    const auto link = read_ethernet(answers.front());
    const auto ip = proto::view_frame(answers.front());
    BOOST_REQUIRE((link && link->destination == router_mac && link->source == gateway_mac));
    BOOST_REQUIRE((ip && ip->is_whole() && ip->source == IpAddress(resolver) && ip->destination == IpAddress(router)));
    BOOST_TEST(transport_checksum(resolver, router, ip->protocol, ip->payload()) == 0U);
    const auto payload = ip->payload();
    return {payload.begin(), payload.end()};
}

struct Segment {
    std::uint32_t seq = 0;
    std::uint32_t ack = 0;
    std::uint8_t flags = 0;
    std::string text;
};
Segment segment_of(std::vector<Octets> const& answers) {
    const auto octets = segment(answers);
    if (octets.empty()) return {};
    const auto offset = static_cast<std::size_t>(octets[12] >> 4U) * 4;
    return {static_cast<std::uint32_t>(*read_bits(octets, 32, 32)),
            static_cast<std::uint32_t>(*read_bits(octets, 64, 32)),
            octets[13],
            {octets.begin() + static_cast<std::ptrdiff_t>(offset), octets.end()}};
}

}  // namespace

BOOST_AUTO_TEST_CASE(every_name_leads_to_the_gateway) {
    const auto reply = segment(services().answer(udp(53, question), {}));
    BOOST_TEST(to_hex(part(reply, 8)) == to_hex(from_hex("1234 8180 0001 0001 0000 0000 03777777 076578616d706c65 03636f6d 00 0001 0001"
                                                         "c00c 0001 0001 0000003c 0004 cb007101")
                                                    .value()));
    // IPv6 addresses: the name is there, and has none.
    auto aaaa = question;
    aaaa[aaaa.size() - 3] = 28;
    const auto none = segment(services().answer(udp(53, aaaa), {}));
    BOOST_TEST(to_hex(part(none, 8, 8)) == "1234818000010000");
}

BOOST_AUTO_TEST_CASE(what_is_no_query_is_not_answered) {
    for (std::size_t size = 0; size < question.size(); ++size) BOOST_TEST(lab::reply_to_query(part(question, 0, size), router).empty());
    for (auto const& [at, value] : {std::pair{2U, 0x81}, {2U, 0x29}, {5U, 2}, {5U, 0}, {7U, 1}, {12U, 0xc0}, {12U, 64}}) {
        auto bad = question;
        bad[at] = static_cast<std::uint8_t>(value);
        BOOST_TEST(lab::reply_to_query(bad, router).empty(), at);
    }
    Octets endless(12, 0);
    endless[5] = 1;
    for (int label = 0; label < 300; ++label) endless.insert(endless.end(), {1, 'a'});
    BOOST_TEST(lab::reply_to_query(endless, router).empty());
}

BOOST_AUTO_TEST_CASE(the_time_is_that_of_the_machine) {
    Octets asked(48, 0);
    asked[0] = 0x23;  // version 4, client
    for (std::size_t at = 40; at < 48; ++at) asked[at] = static_cast<std::uint8_t>(at);
    const auto whole = segment(services().answer(udp(123, asked), Instant{1500ms}));
    const auto reply = part(whole, 8);
    BOOST_REQUIRE(reply.size() == 48U);
    BOOST_TEST(reply[0] == 0x24);  // no leap second, version 4, server
    BOOST_TEST(reply[1] == 2);
    BOOST_TEST(to_hex(part(reply, 24, 8)) == to_hex(part(asked, 40, 8)));
    BOOST_TEST(*read_bits(reply, 40 * 8, 32) == 1'767'225'601U + 2'208'988'800U);
    BOOST_TEST(*read_bits(reply, 44 * 8, 32) == 0x80000000U);  // half a second
    asked[0] = 0x24;                                           // a server's own message
    BOOST_TEST(services().answer(udp(123, asked), {}).empty());
    BOOST_TEST(services().answer(udp(123, part(asked, 0, 47)), {}).empty());
}

BOOST_AUTO_TEST_CASE(pages_that_tell_of_a_connection) {
    const auto here = services();
    const auto hello = segment_of(here.answer(tcp(2, 1000, 0), {}));
    BOOST_TEST(hello.flags == 0x12);
    BOOST_TEST(hello.ack == 1001U);
    BOOST_TEST(segment_of(here.answer(tcp(2, 1000, 0), {})).seq == hello.seq, "asked again it is the same");
    BOOST_TEST(here.answer(tcp(16, 1001, hello.seq + 1), {}).empty());
    const std::string get = "GET /generate_204 HTTP/1.1\r\nHost: x\r\n\r\n";
    const auto page = segment_of(here.answer(tcp(24, 1001, hello.seq + 1, get), {}));
    BOOST_TEST(page.flags == 0x19);  // and that is all
    BOOST_TEST(page.seq == hello.seq + 1);
    BOOST_TEST(page.ack == 1001 + get.size());
    BOOST_TEST(page.text.starts_with("HTTP/1.1 204 No Content\r\n"));
    const auto over = segment_of(here.answer(tcp(17, 2000, 77), {}));
    BOOST_TEST((over.flags == 16 && over.ack == 2001U && over.seq == 77U));
    const auto ncsi = segment_of(here.answer(tcp(24, 1, 2, "GET /ncsi.txt HTTP/1.1\r\n\r\n"), {}));
    BOOST_TEST(ncsi.text.ends_with("Content-Length: 14\r\nConnection: close\r\n\r\nMicrosoft NCSI"), ncsi.text);
    // Half of a request is only acknowledged; a reset, an answer of ours and what is damaged are left alone.
    BOOST_TEST(segment_of(here.answer(tcp(24, 1, 2, "GET / HT"), {})).flags == 16);
    BOOST_TEST(here.answer(tcp(4, 1, 2), {}).empty());
    BOOST_TEST(here.answer(tcp(0x12, 1, 2), {}).empty());
    auto damaged = tcp(24, 1, 2, get);
    damaged[60] ^= 1U;
    BOOST_TEST(here.answer(damaged, {}).empty());
    BOOST_TEST(!here.answer(damaged, {}, false).empty(), "a kernel that leaves the sum to the card has not damaged it");
}

BOOST_AUTO_TEST_CASE(only_what_is_asked_of_the_gateway) {
    BOOST_TEST(services().takes(udp(53, question)));
    BOOST_TEST(!services().takes(udp(54, question)));
    BOOST_TEST(services().answer(framed(17, proto::build_udp(router, resolver, 40000, 53, question), {{{2, 0, 0, 0, 0, 3}}}), {}).empty());
}

BOOST_AUTO_TEST_CASE(whatever_comes) {
    std::mt19937_64 chance(13);
    const auto here = services();
    std::vector<Octets> seeds{udp(53, question), udp(123, Octets(48, 0x23)), tcp(24, 1, 2, "GET / HTTP/1.0\r\n\r\n"), tcp(2, 1, 0)};
    for (int round = 0; round < 20'000; ++round) {
        auto frame = seeds[chance() % seeds.size()];
        for (auto changes = chance() % 4; changes > 0; --changes) frame[chance() % frame.size()] = static_cast<std::uint8_t>(chance());
        if (chance() % 4 == 0) frame.resize(chance() % frame.size());
        BOOST_REQUIRE(here.answer(frame, {}).size() <= 1U);
    }
}

BOOST_AUTO_TEST_SUITE_END()
