// DHCP: the lab's own view of a message, and its octets against RFC 2131 figure 1 and RFC 2132.
#include "generator/proto/dhcp.hpp"

#include "sample_frames.hpp"

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(dhcp)

using namespace tsuka;
using namespace tsuka::proto;

namespace {

std::string zeros(std::size_t octets) {
    return std::string(octets * 2, '0');
}

DhcpMessage whole_message() {
    DhcpMessage message;
    message.type = DhcpType::ack;
    message.xid = 0xcafe0001;
    message.secs = 3;
    message.broadcast = true;
    message.ciaddr = {0x0a000001};
    message.yiaddr = {0x0a000002};
    message.siaddr = {0x0a000003};
    message.giaddr = {0x0a000004};
    message.chaddr = samples::client_mac;
    message.requested_address = Ipv4Address{0x0a000005};
    message.server_id = Ipv4Address{0x0a000006};
    message.lease_time = 3600;
    message.subnet_mask = Ipv4Address{0xffffff00};
    message.routers = {{0x0a000007}, {0x0a000008}};
    message.dns_servers = {{0x0a000009}};
    message.parameter_list = {1, 3, 6};
    message.client_id = {1, 2, 0, 0, 0, 0, 0x0a};
    return message;
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_discover_as_the_figure_draws_it) {
    DhcpMessage message;
    message.xid = 0x01020304;
    message.broadcast = true;
    message.chaddr = samples::client_mac;
    message.parameter_list = {1, 3, 6};
    const std::string head =
        "01010600"
        "01020304"
        "00008000" +
        zeros(16) + "02000000000a" + zeros(10) + zeros(64 + 128) + "63825363";
    const std::string options =
        "350101"
        "3703010306"
        "ff";
    BOOST_TEST(to_hex(build_dhcp(message)) == head + options + zeros(300 - 240 - 9));
}

BOOST_AUTO_TEST_CASE(an_ack_comes_back_as_it_was) {
    const auto message = whole_message();
    const auto octets = build_dhcp(message);
    BOOST_TEST(octets[0] == 2);
    const auto read = read_dhcp(octets);
    BOOST_REQUIRE(read.has_value());
    BOOST_CHECK(read->type == message.type);
    BOOST_TEST(read->xid == message.xid);
    BOOST_TEST(read->secs == message.secs);
    BOOST_TEST(read->broadcast == message.broadcast);
    BOOST_CHECK(read->ciaddr == message.ciaddr);
    BOOST_CHECK(read->yiaddr == message.yiaddr);
    BOOST_CHECK(read->siaddr == message.siaddr);
    BOOST_CHECK(read->giaddr == message.giaddr);
    BOOST_CHECK(read->chaddr == message.chaddr);
    BOOST_CHECK(read->requested_address == message.requested_address);
    BOOST_CHECK(read->server_id == message.server_id);
    BOOST_CHECK(read->lease_time == message.lease_time);
    BOOST_CHECK(read->subnet_mask == message.subnet_mask);
    BOOST_CHECK(read->routers == message.routers);
    BOOST_CHECK(read->dns_servers == message.dns_servers);
    BOOST_CHECK(read->parameter_list == message.parameter_list);
    BOOST_CHECK(read->client_id == message.client_id);
}

BOOST_AUTO_TEST_CASE(rows_and_lab_agree) {
    DhcpMessage message;
    message.type = DhcpType::request;
    message.xid = 7;
    message.chaddr = samples::client_mac;
    message.requested_address = Ipv4Address{0xc0a80164};
    message.server_id = Ipv4Address{0xc0a80101};
    const Octets mac(samples::client_mac.octets.begin(), samples::client_mac.octets.end());
    const auto row = samples::built("dhcp.request", {{{"xid", std::uint64_t{7}},
                                                      {"chaddr", mac},
                                                      {"requested_address", std::uint64_t{0xc0a80164}},
                                                      {"server_id", std::uint64_t{0xc0a80101}}}});
    BOOST_TEST(to_hex(row) == to_hex(build_dhcp(message)));
}

BOOST_AUTO_TEST_CASE(every_row_has_its_option_53) {
    const std::pair<std::string_view, DhcpType> rows[] = {{"dhcp.discover", DhcpType::discover}, {"dhcp.offer", DhcpType::offer},
                                                          {"dhcp.request", DhcpType::request},   {"dhcp.ack", DhcpType::ack},
                                                          {"dhcp.nak", DhcpType::nak},           {"dhcp.release", DhcpType::release}};
    for (auto const& [name, type] : rows) {
        const auto octets = samples::built(name);
        BOOST_TEST(octets.size() == 300U);
        BOOST_REQUIRE(read_dhcp(octets).has_value());
        BOOST_CHECK(read_dhcp(octets)->type == type);
        const auto decoded = dhcp_protocol.decode(octets);
        BOOST_REQUIRE(decoded.has_value());
        BOOST_TEST(decoded->message->name == name);
        BOOST_TEST(decoded->problems.empty());
        BOOST_TEST(octets[0] == (name == "dhcp.offer" || name == "dhcp.ack" || name == "dhcp.nak" ? 2 : 1), name);
    }
}

BOOST_AUTO_TEST_CASE(options_may_overflow_into_file_and_sname) {
    // RFC 2132 section 9.3: option 52 with value 3 says that both fields bear options.
    auto octets = *from_hex(
        "02010600"
        "00000001" +
        zeros(228) +
        "63825363"
        "350102"
        "340103"
        "ff");
    const auto router = *from_hex("0304c0a80101ff");
    const auto mask = *from_hex("0104ffffff00ff");
    std::copy(router.begin(), router.end(), octets.begin() + 108);
    std::copy(mask.begin(), mask.end(), octets.begin() + 44);
    const auto read = read_dhcp(octets);
    BOOST_REQUIRE(read.has_value());
    BOOST_REQUIRE(read->routers.size() == 1U);
    BOOST_TEST(read->routers[0].number == 0xc0a80101U);
    BOOST_REQUIRE(read->subnet_mask.has_value());
    BOOST_TEST(read->subnet_mask->number == 0xffffff00U);
}

BOOST_AUTO_TEST_CASE(what_is_no_dhcp_is_not_read) {
    auto octets = build_dhcp(whole_message());
    BOOST_TEST(read_dhcp(octets).has_value());
    auto broken = octets;
    broken[236] = 0;  // magic cookie
    BOOST_TEST(!read_dhcp(broken).has_value());
    broken = octets;
    broken[242] = 9;  // a type that RFC 2132 does not know
    BOOST_TEST(!read_dhcp(broken).has_value());
    broken = octets;
    broken[240] = 0xff;  // no options, so BOOTP
    BOOST_TEST(!read_dhcp(broken).has_value());
    broken = octets;
    broken[241] = 200;  // option 53 runs past the end
    BOOST_TEST(!read_dhcp(broken).has_value());
}

BOOST_AUTO_TEST_SUITE_END()
