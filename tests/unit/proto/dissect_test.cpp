// Whole frames taken apart: which layers, which payload, which complaints.
#include "generator/proto/dissect.hpp"

#include "generator/proto/dhcp.hpp"
#include "sample_frames.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>

BOOST_AUTO_TEST_SUITE(dissecting)

using namespace tsuka;
using namespace tsuka::proto;
using samples::client;
using samples::server;

namespace {

std::string layer_names(Dissection const& dissection) {
    std::string text;
    for (auto const& layer : dissection.layers) {
        if (!text.empty()) text += " ";
        if (layer.quoted) text += "quote.";
        text += layer.message ? layer.message->name : layer.protocol->name;
    }
    return text;
}

std::string problem_names(Dissection const& dissection) {
    std::string text;
    for (auto const& problem : dissection.problems) text += (text.empty() ? "" : " ") + problem.what;
    return text;
}

std::uint64_t number(Dissection const& dissection, std::string_view name) {
    auto const* field = dissection.field(name);
    BOOST_REQUIRE_MESSAGE(field != nullptr, name << " is there");
    return std::get<std::uint64_t>(field->value);
}

View payload_of(Dissection const& dissection, View frame) {
    return part(frame, dissection.payload_offset, dissection.payload_length);
}

Octets framed(std::uint8_t protocol, View segment, IpParameters ip = {}) {
    ip.source = client;
    ip.destination = server;
    ip.protocol = protocol;
    return build_ethernet(samples::router_mac, samples::client_mac, 0x0800, build_ipv4(ip, segment));
}

Octets udp_frame(std::uint16_t source_port, std::uint16_t destination_port, View payload) {
    return framed(17, build_udp(client, server, source_port, destination_port, payload));
}

Octets tcp_frame(View payload, std::uint16_t source_port = 1024, std::uint16_t destination_port = 1723) {
    TcpParameters tcp;
    tcp.source_port = source_port;
    tcp.destination_port = destination_port;
    tcp.flags = 0x18;
    return framed(6, build_tcp(client, server, tcp, payload));
}

void put(Octets& frame, std::string_view field, std::uint64_t value) {
    const auto done = patch(frame, dissect(frame), field, value);
    BOOST_REQUIRE_MESSAGE(done.has_value(), field << " can be patched");
}

Octets joined(std::initializer_list<Octets> parts) {
    Octets all;
    for (auto const& one : parts) all.insert(all.end(), one.begin(), one.end());
    return all;
}

}  // namespace

BOOST_AUTO_TEST_CASE(every_message_of_the_registry_is_found_in_its_frame_without_complaint) {
    for (auto const& sample : samples::all()) {
        const auto dissection = dissect(sample.frame);
        BOOST_TEST_CONTEXT(sample.name() << ": " << layer_names(dissection)) {
            BOOST_TEST(problem_names(dissection) == "");
            BOOST_TEST(dissection.find(sample.entry.protocol->name) != nullptr);
            BOOST_TEST(!summary(dissection).empty());
        }
    }
}

BOOST_AUTO_TEST_CASE(ports_on_either_side_name_the_protocol) {
    const auto mm1 = samples::built("ike.mm1");
    BOOST_TEST(layer_names(dissect(udp_frame(40000, 500, mm1))) == "ethernet ip udp ike.mm1");
    BOOST_TEST(layer_names(dissect(udp_frame(500, 40000, mm1))) == "ethernet ip udp ike.mm1");
    BOOST_TEST(layer_names(dissect(udp_frame(40000, 40001, mm1))) == "ethernet ip udp");
    BOOST_TEST(layer_names(dissect(udp_frame(1701, 1701, samples::built("l2tp.sccrq")))) == "ethernet ip udp l2tp.sccrq");
    BOOST_TEST(layer_names(dissect(udp_frame(68, 67, samples::built("dhcp.discover")))) == "ethernet ip udp dhcp.discover");
    BOOST_TEST(layer_names(dissect(udp_frame(67, 68, samples::built("dhcp.offer")))) == "ethernet ip udp dhcp.offer");
    BOOST_TEST(layer_names(dissect(udp_frame(67, 67, samples::built("dhcp.offer")))) == "ethernet ip udp dhcp.offer");  // through a relay
    // A router may give a client of IKE any free port below 1024, those of DHCP too.
    for (const auto port : {std::uint16_t{67}, std::uint16_t{68}}) {
        BOOST_TEST(layer_names(dissect(udp_frame(500, port, samples::built("ike.mm2")))) == "ethernet ip udp ike.mm2", port);
        BOOST_TEST(layer_names(dissect(udp_frame(port, 500, samples::built("ike.mm2")))) == "ethernet ip udp ike.mm2", port);
    }
    const auto echo = samples::built("pptp.echo-request");
    BOOST_TEST(layer_names(dissect(tcp_frame(echo))) == "ethernet ip tcp pptp.echo-request");
    BOOST_TEST(layer_names(dissect(tcp_frame(echo, 1723, 1024))) == "ethernet ip tcp pptp.echo-request");
    BOOST_TEST(layer_names(dissect(tcp_frame(echo, 1024, 80))) == "ethernet ip tcp");
}

BOOST_AUTO_TEST_CASE(what_others_send_over_wireguards_port_is_no_fault) {
    BOOST_TEST(layer_names(dissect(udp_frame(40000, 51820, samples::built("wireguard.data")))) == "ethernet ip udp wireguard.data");
    const auto other = dissect(udp_frame(51820, 40000, to_octets("something else")));
    BOOST_TEST(layer_names(other) == "ethernet ip udp");
    BOOST_TEST(problem_names(other) == "");
}

BOOST_AUTO_TEST_CASE(udp_4500_is_esp_ike_or_keepalive) {
    const auto mm5 = samples::built("ike.mm5");
    const auto marked = dissect(udp_frame(4500, 4500, joined({Octets(4, 0), mm5})));
    BOOST_TEST(layer_names(marked) == "ethernet ip udp natt.ike ike.mm5");
    BOOST_TEST(problem_names(marked) == "");
    BOOST_TEST(layer_names(dissect(udp_frame(4500, 4500, Octets{0xff}))) == "ethernet ip udp natt.keepalive");
    const auto esp =
        dissect(udp_frame(4500, 4500, samples::built("natt.esp", {{{"spi", std::uint64_t{0xa1000001}}}}, to_octets("payload"))));
    BOOST_TEST(layer_names(esp) == "ethernet ip udp natt.esp");
    BOOST_TEST(number(esp, "spi") == 0xa1000001U);
}

BOOST_AUTO_TEST_CASE(the_payload_is_what_no_layer_claims) {
    const auto text = to_octets("opaque contents");
    const auto udp = udp_frame(40000, 40001, text);
    BOOST_TEST(same(payload_of(dissect(udp), udp), text));  // Ethernet padding behind it does not count
    BOOST_TEST(udp.size() == 60U);
    BOOST_TEST(problem_names(dissect(udp)) == "");
    const auto unknown = framed(253, text);
    BOOST_TEST(same(payload_of(dissect(unknown), unknown), text));
    const auto gre = framed(47, samples::built("gre.ppp", {}, text));
    BOOST_TEST(same(payload_of(dissect(gre), gre), text));
    const auto ppp = framed(47, samples::built("gre.ppp", {}, samples::built("ppp", {{{"protocol", std::uint64_t{0xfd}}}}, text)));
    BOOST_TEST(layer_names(dissect(ppp)) == "ethernet ip gre.ppp ppp");
    BOOST_TEST(same(payload_of(dissect(ppp), ppp), text));
    const auto echo = framed(1, samples::built("icmp.echo-request", {}, text));
    BOOST_TEST(same(payload_of(dissect(echo), echo), text));
}

BOOST_AUTO_TEST_CASE(a_segment_is_decoded_as_far_as_whole_messages_stand_in_it) {
    const auto first = samples::built("pptp.ocrq", {{{"call_id", std::uint64_t{7}}}});
    const auto second = samples::built("pptp.call-clear", {{{"call_id", std::uint64_t{9}}}});
    const auto frame = tcp_frame(joined({first, second, Octets(first.begin(), first.begin() + 30)}));
    const auto dissection = dissect(frame);
    BOOST_TEST(layer_names(dissection) == "ethernet ip tcp pptp.ocrq pptp.call-clear");
    BOOST_TEST(dissection.payload_length == 30U);
    BOOST_TEST(problem_names(dissection) == "");
    BOOST_TEST(number(dissection, "call_id") == 9U);       // innermost
    BOOST_TEST(number(dissection, "pptp.call_id") == 7U);  // first of that protocol
}

BOOST_AUTO_TEST_CASE(wrong_checksums_are_named) {
    auto frame = udp_frame(40000, 40001, to_octets("abc"));
    put(frame, "ip.checksum", 0x1234);
    BOOST_TEST(problem_names(dissect(frame)) == "ip.checksum");
    frame = udp_frame(40000, 40001, to_octets("abc"));
    put(frame, "udp.checksum", 0x1234);
    BOOST_TEST(problem_names(dissect(frame)) == "udp.checksum");
    BOOST_TEST(problem_names(dissect(frame, {.verify_transport_checksum = false})) == "");
    put(frame, "udp.checksum", 0);  // none was made: RFC 768
    BOOST_TEST(problem_names(dissect(frame)) == "");
    frame = tcp_frame(to_octets("x"), 1, 2);
    put(frame, "tcp.seq", 1);
    BOOST_TEST(problem_names(dissect(frame)) == "tcp.checksum");
    BOOST_TEST(problem_names(dissect(frame, {.verify_transport_checksum = false})) == "");
    frame = framed(1, samples::built("icmp.echo-request"));
    put(frame, "icmp.id", 99);
    BOOST_TEST(problem_names(dissect(frame)) == "icmp.checksum");
}

BOOST_AUTO_TEST_CASE(lengths_that_do_not_fit_are_named) {
    auto frame = framed(253, Octets(100, 1));
    frame.resize(80);
    BOOST_TEST(problem_names(dissect(frame)) == "truncated");
    frame = framed(17, joined({build_udp(client, server, 1, 2, Octets(60, 1)), Octets(4, 9)}));
    BOOST_TEST(problem_names(dissect(frame)) == "malformed");  // IP carries more than UDP says
    BOOST_TEST(dissect(frame).payload_length == 60U);
    auto segment = build_udp(client, server, 1, 2, Octets(60, 1), false);
    write_bits(segment, 32, 16, 200);
    BOOST_TEST(problem_names(dissect(framed(17, segment))) == "truncated");
    BOOST_TEST(problem_names(dissect(udp_frame(1, 500, Octets(5, 1)))) == "malformed");
    BOOST_TEST(problem_names(dissect(Octets(10, 0))) == "malformed");
    BOOST_TEST(problem_names(dissect(build_ethernet({}, {}, 0x0800, Octets(46, 0)))) == "malformed");
}

BOOST_AUTO_TEST_CASE(fragments_are_decoded_as_far_as_they_go) {
    const auto datagram = build_udp(client, server, 40000, 500, samples::built("ike.mm1"));
    IpParameters first;
    first.more_fragments = true;
    auto dissection = dissect(framed(17, View(datagram).first(64), first));
    BOOST_TEST(layer_names(dissection).starts_with("ethernet ip udp"));
    BOOST_TEST(problem_names(dissection) == "");
    IpParameters later;
    later.fragment_offset = 8;
    const auto frame = framed(17, View(datagram).subspan(64), later);
    dissection = dissect(frame);
    BOOST_TEST(layer_names(dissection) == "ethernet ip");
    BOOST_TEST(problem_names(dissection) == "");
    BOOST_TEST(same(payload_of(dissection, frame), View(datagram).subspan(64)));
    BOOST_TEST(summary(dissection).find("fragment") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(what_an_icmp_error_quotes_stands_apart) {
    IpParameters inner;
    inner.source = server;
    inner.destination = {0xcb007105};
    inner.protocol = 17;
    const auto original = build_ipv4(inner, build_udp(server, inner.destination, 4500, 40000, Octets(400, 1)));
    const auto frame = framed(
        1, samples::built("icmp.unreachable", {{{"code", std::uint64_t{4}}, {"mtu", std::uint64_t{1280}}}}, View(original).first(28)));
    const auto dissection = dissect(frame);
    BOOST_TEST(layer_names(dissection) == "ethernet ip icmp.unreachable quote.ip quote.udp");
    BOOST_TEST(problem_names(dissection) == "");
    BOOST_TEST(number(dissection, "src") == client.number);
    BOOST_TEST(number(dissection, "ip.src") == client.number);
    BOOST_TEST(number(dissection, "quote.ip.src") == server.number);
    BOOST_TEST(number(dissection, "quote.src") == server.number);
    BOOST_TEST(number(dissection, "quote.udp.src_port") == 4500U);
    BOOST_TEST(dissection.field("udp.src_port") == nullptr);
    BOOST_TEST(dissection.field("src_port") == nullptr);
    BOOST_TEST(dissection.find("udp") == nullptr);
    BOOST_TEST(dissection.layer_of("quote.udp.src_port")->quoted);
    BOOST_TEST(summary(dissection).find("quoting") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_quote_may_end_within_the_quoted_header) {
    // RFC 792: the IP header and 8 octets, which of TCP are both ports and the sequence number.
    TcpParameters tcp;
    tcp.source_port = 40123;
    tcp.destination_port = 1723;
    tcp.seq = 0x01020304;
    IpParameters inner;
    inner.source = server;
    inner.destination = {0xcb007105};
    inner.protocol = 6;
    const auto whole = build_ipv4(inner, build_tcp(server, inner.destination, tcp, to_octets("data")));
    const auto frame = framed(1, build_icmp(3, 4, 1280, View(whole).first(28)));
    const auto dissection = dissect(frame);
    BOOST_TEST(layer_names(dissection) == "ethernet ip icmp.unreachable quote.ip quote.tcp");
    BOOST_TEST(number(dissection, "quote.tcp.src_port") == 40123U);
    BOOST_TEST(number(dissection, "quote.tcp.dst_port") == 1723U);
    BOOST_TEST(number(dissection, "quote.tcp.seq") == 0x01020304U);
    BOOST_TEST(dissection.field("quote.tcp.ack") == nullptr);
    BOOST_TEST(problem_names(dissection) == "");
    BOOST_TEST(dissection.payload_length == 0U);
}

BOOST_AUTO_TEST_CASE(an_error_that_quotes_no_datagram_has_an_opaque_payload) {
    const auto frame = framed(1, samples::built("icmp.time-exceeded", {}, to_octets("not a datagram at all")));
    const auto dissection = dissect(frame);
    BOOST_TEST(layer_names(dissection) == "ethernet ip icmp.time-exceeded");
    BOOST_TEST(dissection.payload_length == 21U);
    BOOST_TEST(problem_names(dissection) == "");
}

BOOST_AUTO_TEST_CASE(a_datagram_can_be_taken_apart_without_ethernet) {
    const auto frame = udp_frame(40000, 40001, to_octets("abc"));
    const auto dissection = dissect_ip(View(frame).subspan(14, 31));
    BOOST_TEST(layer_names(dissection) == "ip udp");
    BOOST_TEST(dissection.payload_offset == 28U);
    BOOST_TEST(dissection.layers[1].offset == 20U);
}

BOOST_AUTO_TEST_CASE(patching_changes_one_field_and_nothing_else) {
    auto frame = framed(47, samples::built("gre.ppp", {{{"call_id", std::uint64_t{7}}}}, to_octets("abc")));
    const auto before = frame;
    const auto dissection = dissect(frame);
    BOOST_TEST(patch(frame, dissection, "call_id", std::uint64_t{0x1234}).has_value());
    BOOST_TEST(number(dissect(frame), "gre.call_id") == 0x1234U);
    auto differing = 0;
    for (std::size_t index = 0; index < frame.size(); ++index) differing += frame[index] != before[index] ? 1 : 0;
    BOOST_TEST(differing == 2);
    BOOST_TEST(!patch(frame, dissection, "call_id", std::uint64_t{0x12345}).has_value());
    BOOST_TEST(!patch(frame, dissection, "nonesuch", std::uint64_t{1}).has_value());
    BOOST_TEST(!patch(frame, dissection, "call_id", Octets{1, 2}).has_value());
    Octets shorter(frame.begin(), frame.begin() + 30);
    BOOST_TEST(!patch(shorter, dissection, "call_id", std::uint64_t{1}).has_value());
}

BOOST_AUTO_TEST_CASE(a_summary_says_who_spoke_what) {
    const auto esp = framed(50, samples::built("esp", {{{"spi", std::uint64_t{0xa1000001}}, {"seq", std::uint64_t{1}}}}, Octets(40, 1)));
    BOOST_TEST(summary(dissect(esp)).starts_with("IP 192.168.1.10 > 198.51.100.1 ESP spi=0xa1000001 seq=0x00000001"),
               summary(dissect(esp)));
    const auto arp = build_arp(MacAddress::broadcast(), 1, samples::client_mac, client, {}, server);
    BOOST_TEST(summary(dissect(arp)) == "ARP 192.168.1.10 asks for 198.51.100.1");
    const auto tcp = tcp_frame(samples::built("pptp.ocrq", {{{"call_id", std::uint64_t{7}}}}));
    BOOST_TEST(summary(dissect(tcp)).find("TCP 1024 > 1723 [PSH,ACK]") != std::string::npos, summary(dissect(tcp)));
    BOOST_TEST(summary(dissect(tcp)).find("pptp.ocrq call_id=7") != std::string::npos, summary(dissect(tcp)));
}

BOOST_AUTO_TEST_SUITE_END()
