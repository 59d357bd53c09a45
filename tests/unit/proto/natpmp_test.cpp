// NAT-PMP, and PCP on the same port: octets as their RFCs draw them, which of the two a message is, and octets that lie.
#include "generator/proto/natpmp.hpp"

#include "generator/proto/dissect.hpp"
#include "generator/proto/frame.hpp"
#include "generator/proto/pcp.hpp"
#include "generator/proto/registry.hpp"
#include "tests/unit/proto/ipsec_l2tp_support.hpp"

namespace tsuka::proto::test {

BOOST_AUTO_TEST_SUITE(port_mapping)

namespace {

constexpr std::uint64_t lan_host = 0xc0a80014;  // 192.168.0.20
constexpr std::uint64_t outside = 0xcb007102;   // 203.0.113.2

std::string wire(ProtocolSpec const& protocol, std::string_view name, Fields const& given) {
    return to_hex(built(protocol, name, given));
}

Dissection between_ports(std::uint16_t from, std::uint16_t to, Octets const& contents) {
    IpParameters ip;
    ip.source = {lan_host};
    ip.destination = {0xc0a80001};
    ip.protocol = 17;
    return dissect_ip(build_ipv4(ip, build_udp(ip.source, ip.destination, from, to, contents)));
}

std::string innermost(Dissection const& seen) {
    return seen.layers.empty() || seen.layers.back().message == nullptr ? "none" : std::string(seen.layers.back().message->name);
}

}  // namespace

/// RFC 6886 sections 3.2 to 3.5, octet by octet.
BOOST_AUTO_TEST_CASE(messages_of_natpmp_are_as_drawn) {
    BOOST_TEST(wire(natpmp_protocol, "natpmp.address-request", {}) == "0000");
    BOOST_TEST(wire(natpmp_protocol, "natpmp.address-response", fields({{"epoch", std::uint64_t{7}}, {"address", outside}})) ==
               "0080000000000007cb007102");
    const auto wish =
        fields({{"internal_port", std::uint64_t{0x1194}}, {"external_port", std::uint64_t{0x01f4}}, {"lifetime", std::uint64_t{7200}}});
    BOOST_TEST(wire(natpmp_protocol, "natpmp.map-request", wish) == "00010000119401f400001c20");
    BOOST_TEST(wire(natpmp_protocol, "natpmp.map-response", wish) == "0081000000000000119401f400001c20");
    BOOST_TEST(wire(natpmp_protocol, "natpmp.error", fields({{"result", std::uint64_t{1}}})) == "0000000100000000");
}

/// RFC 6887 sections 7, 11.1, 12.1 and 13.1.
BOOST_AUTO_TEST_CASE(messages_of_pcp_are_as_drawn) {
    const std::string client = "00000000000000000000ffffc0a80014";
    const std::string nonce = "0102030405060708090a0b0c";
    const auto wish = fields({{"lifetime", std::uint64_t{600}},
                              {"client_address", lan_host},
                              {"nonce", hex(nonce)},
                              {"protocol", std::uint64_t{50}},
                              {"internal_port", std::uint64_t{0}}});
    const std::string any = "00000000000000000000ffff00000000";
    BOOST_TEST(wire(pcp_protocol, "pcp.map-request", wish) == "0201000000000258" + client + nonce + "32000000" + "00000000" + any);
    auto third = wish;
    third.set("third_party", outside);
    BOOST_TEST(wire(pcp_protocol, "pcp.map-request", third) ==
               "0201000000000258" + client + nonce + "32000000" + "00000000" + any + "01000010" + "00000000000000000000ffffcb007102");
    const auto peer = built(pcp_protocol, "pcp.peer-request",
                            fields({{"client_address", lan_host}, {"remote_port", std::uint64_t{4500}}, {"remote_address", outside}}));
    BOOST_TEST(peer.size() == 80U);
    BOOST_TEST(
        to_hex(peer).ends_with("11940000"
                               "00000000000000000000ffffcb007102"));
    const auto answer =
        hex("0281000c00000258000000090000000000000000000000000102030405060708090a0b0c32000000000000000000000000000000"
            "0000ffffcb007102");
    const auto read = decoded(pcp_protocol, answer);
    BOOST_TEST(name_of(read) == "pcp.map-response");
    BOOST_TEST(number(read, "result") == 12U);
    BOOST_TEST(number(read, "lifetime") == 600U);
    BOOST_TEST(number(read, "epoch") == 9U);
    BOOST_TEST(octets_hex(read, "nonce") == nonce);
    BOOST_TEST(number(read, "protocol") == 50U);
    BOOST_TEST(number(read, "external_address") == outside);
}

BOOST_AUTO_TEST_CASE(the_version_says_which_of_the_two_it_is) {
    const auto wish = built(natpmp_protocol, "natpmp.map-request");
    BOOST_TEST(innermost(between_ports(40000, 5351, wish)) == "natpmp.map-request");
    const auto pcp = built(pcp_protocol, "pcp.map-request");
    BOOST_TEST(innermost(between_ports(40000, 5351, pcp)) == "pcp.map-request");
    BOOST_TEST(innermost(between_ports(5351, 40000, hex("0000000100000000"))) == "natpmp.error");
    BOOST_TEST(innermost(between_ports(5351, 40000, hex("0080000100000000"))) == "natpmp.error");
    const auto neither = between_ports(5351, 40000, hex("01810000"));
    BOOST_TEST(innermost(neither) == "udp");
    BOOST_TEST(neither.problems.empty());
    BOOST_TEST((beside(natpmp_protocol) == &pcp_protocol));
    BOOST_TEST((beside(pcp_protocol) == nullptr));
}

BOOST_AUTO_TEST_CASE(what_does_not_fit_is_refused) {
    for (auto const* text : {"", "00", "0001", "0003000000000000", "01000000", "008100000000"})
        BOOST_TEST(!natpmp_protocol.decode(hex(text)), text);
    for (auto const* text : {"", "02", "0203", "0201", "0001"}) BOOST_TEST(!pcp_protocol.decode(hex(text)), text);
}

BOOST_AUTO_TEST_CASE(any_octets_of_the_two_are_survived) {
    std::mt19937 random(6887);
    for (auto const* protocol : {&natpmp_protocol, &pcp_protocol}) {
        check_field_names_are_unique(*protocol);
        for (auto const& one : protocol->messages) {
            auto const octets = *build(one, {}, {});
            check_truncations(*protocol, octets);
            for (unsigned round = 0; round < 500; ++round) {
                auto changed = octets;
                changed[random() % changed.size()] = static_cast<std::uint8_t>(random());
                changed.resize(round % 3 == 0 ? random() % (changed.size() + 1) : changed.size() + random() % 24);
                if (auto const read = protocol->decode(changed))
                    for (auto const& field : read->fields) BOOST_TEST(field.bit + field.width <= changed.size() * 8);
            }
        }
    }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace tsuka::proto::test
