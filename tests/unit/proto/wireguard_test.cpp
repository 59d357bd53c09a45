// WireGuard: its four messages by their first octet, and its port, which others use, too.
#include "generator/proto/wireguard.hpp"

#include "generator/proto/dissect.hpp"
#include "generator/proto/frame.hpp"
#include "tests/unit/proto/ipsec_l2tp_support.hpp"

namespace tsuka::proto::test {

BOOST_AUTO_TEST_SUITE(wireguard)

BOOST_AUTO_TEST_CASE(messages_have_the_sizes_of_the_paper) {
    BOOST_TEST(built(wireguard_protocol, "wireguard.initiation").size() == 148U);
    BOOST_TEST(built(wireguard_protocol, "wireguard.response").size() == 92U);
    BOOST_TEST(built(wireguard_protocol, "wireguard.cookie").size() == 64U);
    BOOST_TEST(built(wireguard_protocol, "wireguard.data", {}, Octets(16)).size() == 32U);  // a keepalive
}

BOOST_AUTO_TEST_CASE(data_is_read_as_it_stands) {
    const auto read = decoded(wireguard_protocol, hex("04000000 01020304 0700000000000000 aabb"));
    BOOST_TEST(name_of(read) == "wireguard.data");
    BOOST_TEST(octets_hex(read, "receiver") == "01020304");
    BOOST_TEST(octets_hex(read, "counter") == "0700000000000000");
    BOOST_TEST(read.header == 16U);
}

BOOST_AUTO_TEST_CASE(what_is_no_message_is_refused) {
    for (auto const* text : {"", "00000000", "05000000", "0400000001020304", "0400000101020304070000000000000000"})
        BOOST_TEST(!wireguard_protocol.decode(hex(text)), text);
    auto response = built(wireguard_protocol, "wireguard.response");
    response.push_back(0);
    BOOST_TEST(!wireguard_protocol.decode(response));
}

BOOST_AUTO_TEST_CASE(any_octets_are_survived) {
    for (auto const* name : {"wireguard.initiation", "wireguard.response", "wireguard.cookie", "wireguard.data"}) {
        check_truncations(wireguard_protocol, built(wireguard_protocol, name));
        check_mutations(wireguard_protocol, built(wireguard_protocol, name));
    }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace tsuka::proto::test
