// What is heard on both sides of a bench before anything is asked of the router, in virtual time.
#include "harness/run/survey.hpp"

#include "generator/base/ethernet.hpp"
#include "generator/proto/dhcp.hpp"
#include "generator/proto/frame.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>

BOOST_AUTO_TEST_SUITE(survey)

using namespace tsuka;
using namespace std::chrono_literals;
using run::Remark;

namespace {

constexpr MacAddress ours_lan{{2, 0, 0, 0, 0, 1}};
constexpr MacAddress ours_wan{{2, 0, 0, 0, 0, 2}};
constexpr MacAddress router_lan{{10, 0, 0, 0, 0, 1}};
constexpr MacAddress router_wan{{10, 0, 0, 0, 0, 2}};
constexpr MacAddress stranger{{10, 0, 0, 0, 0, 9}};

Octets dhcp(proto::DhcpType type, MacAddress source, Ipv4Address server = {}) {
    proto::DhcpMessage message;
    message.type = type;
    message.chaddr = source;
    const bool reply = type == proto::DhcpType::offer;
    if (reply) message.server_id = server;
    proto::IpParameters ip;
    ip.source = server;
    ip.destination = {0xffffffff};
    ip.protocol = 17;
    const auto udp = proto::build_udp(ip.source, ip.destination, reply ? 67 : 68, reply ? 68 : 67, proto::build_dhcp(message));
    return proto::build_ethernet(MacAddress::broadcast(), source, ether_type_ipv4, proto::build_ipv4(ip, udp));
}

struct Bench {
    model::Lab lab;
    run::BenchSurvey survey{lab, ours_lan, ours_wan, 7};
    Instant now{};

    explicit Bench(model::Lab made = {}) : lab(std::move(made)) { survey.start(now); }

    /// To the end; then what it says.
    std::vector<Remark> heard() {
        while (!survey.done()) survey.wake(now = survey.wake_at());
        return survey.remarks();
    }
};

bool says(std::vector<Remark> const& remarks, Remark::Level level, std::string_view words) {
    return std::any_of(remarks.begin(), remarks.end(),
                       [&](auto const& one) { return one.level == level && one.words.find(words) != std::string::npos; });
}

model::Lab leasing() {
    model::Lab lab;
    lab.lan.clients = model::Addressing::dhcp;
    lab.wan.router = model::Addressing::dhcp;
    return lab;
}

constexpr Ipv4Address lan_server{0xc0a80001};
constexpr Ipv4Address another_server{0xc0a80002};

}  // namespace

BOOST_AUTO_TEST_CASE(a_router_in_its_place_is_nothing_to_speak_of) {
    Bench bench(leasing());
    bench.survey.receive(Side::lan, dhcp(proto::DhcpType::offer, router_lan, lan_server));
    bench.survey.receive(Side::wan, dhcp(proto::DhcpType::discover, router_wan));
    const auto remarks = bench.heard();
    BOOST_TEST(remarks.size() == 1U);
    BOOST_TEST(says(remarks, Remark::Level::good, "two sides"));
    BOOST_TEST(bench.survey.others({router_lan, router_wan}).empty());
}

BOOST_AUTO_TEST_CASE(it_asks_on_both_sides_and_ends) {
    Bench bench;
    std::size_t asked = bench.survey.take_frames().size();
    BOOST_TEST(asked == 4U);
    while (!bench.survey.done()) {
        bench.survey.wake(bench.now = bench.survey.wake_at());
        asked += bench.survey.take_frames().size();
    }
    BOOST_TEST(asked == 16U);
    BOOST_TEST((bench.now - Instant{}) == Duration(4s));
}

BOOST_AUTO_TEST_CASE(swapped_cables_show_by_who_asks_and_who_answers) {
    Bench bench(leasing());
    bench.survey.receive(Side::wan, dhcp(proto::DhcpType::offer, router_lan, lan_server));
    bench.survey.receive(Side::lan, dhcp(proto::DhcpType::discover, router_wan));
    BOOST_TEST(says(bench.heard(), Remark::Level::bad, "look swapped"));
}

BOOST_AUTO_TEST_CASE(swapped_cables_show_by_addresses_where_nobody_leases) {
    Bench bench;
    const auto arp = [](MacAddress mac, Ipv4Address sender) {
        return proto::build_arp(MacAddress::broadcast(), 1, mac, sender, {}, Ipv4Address{sender.number + 1});
    };
    bench.survey.receive(Side::lan, arp(router_wan, bench.lab.wan.router_address));
    bench.survey.receive(Side::wan, arp(router_lan, bench.lab.lan.prefix.address));
    BOOST_TEST(says(bench.heard(), Remark::Level::bad, "look swapped"));
}

BOOST_AUTO_TEST_CASE(a_server_on_the_wan_beside_that_of_the_lan_is_another_one) {
    Bench bench(leasing());
    bench.survey.receive(Side::lan, dhcp(proto::DhcpType::offer, router_lan, lan_server));
    bench.survey.receive(Side::wan, dhcp(proto::DhcpType::offer, stranger, another_server));
    const auto remarks = bench.heard();
    BOOST_TEST(says(remarks, Remark::Level::bad, "a DHCP server answers on the WAN: 192.168.0.2"));
    BOOST_TEST(!says(remarks, Remark::Level::bad, "swapped"));
}

BOOST_AUTO_TEST_CASE(two_servers_on_the_lan_are_one_too_many) {
    Bench bench(leasing());
    bench.survey.receive(Side::lan, dhcp(proto::DhcpType::offer, router_lan, lan_server));
    bench.survey.receive(Side::lan, dhcp(proto::DhcpType::offer, stranger, another_server));
    BOOST_TEST(says(bench.heard(), Remark::Level::bad, "2 DHCP servers answer on the LAN"));
}

BOOST_AUTO_TEST_CASE(frames_that_come_over_or_come_back_are_a_wrong_cable) {
    Bench joined;
    for (auto const& frame : joined.survey.take_frames())
        joined.survey.receive(frame.side == Side::lan ? Side::wan : Side::lan, frame.frame);
    const auto remarks = joined.heard();
    BOOST_TEST(says(remarks, Remark::Level::bad, "LAN and WAN are one wire"));
    BOOST_TEST(!says(remarks, Remark::Level::good, "two sides"));

    Bench looped;
    for (auto const& frame : looped.survey.take_frames())
        if (frame.side == Side::lan) looped.survey.receive(Side::lan, frame.frame);
    BOOST_TEST(says(looped.heard(), Remark::Level::bad, "what is sent on the LAN comes back"));
}

BOOST_AUTO_TEST_CASE(a_cable_in_place_of_a_router_joins_both_sides_by_right) {
    model::Lab lab;
    lab.cable = true;
    Bench bench(lab);
    for (auto const& frame : bench.survey.take_frames()) bench.survey.receive(frame.side == Side::lan ? Side::wan : Side::lan, frame.frame);
    BOOST_TEST(says(bench.heard(), Remark::Level::good, "two sides"));
}

BOOST_AUTO_TEST_CASE(the_gateway_that_we_play_is_nobody_else) {
    Bench bench;
    bench.survey.receive(Side::wan, proto::build_arp(ours_wan, 2, stranger, bench.lab.wan.link.address, ours_wan, {}));
    BOOST_TEST(says(bench.heard(), Remark::Level::bad, "0a:00:00:00:00:09 on the WAN has 203.0.113.1"));
}

BOOST_AUTO_TEST_CASE(tags_are_told_with_the_key_that_they_need) {
    auto tagged = dhcp(proto::DhcpType::discover, router_lan);
    put_vlan_tag(tagged, 7);
    Bench plain;
    plain.survey.receive(Side::lan, tagged);
    const auto remarks = plain.heard();
    BOOST_TEST(says(remarks, Remark::Level::note, "1 frame(s) of VLAN 7 on the LAN"));
    BOOST_TEST(remarks.back().remedy.find("`vlan = 7` in [lan]") != std::string::npos);

    Bench provider;
    put_vlan_tag(tagged, 400, ether_type_service_vlan);
    provider.survey.receive(Side::wan, tagged);
    const auto outer = provider.heard();
    BOOST_TEST(says(outer, Remark::Level::note, "1 frame(s) of a provider's VLAN 400 (IEEE 802.1ad) on the WAN"));
    BOOST_TEST(outer.back().remedy.find("`service_vlan = 400` in [wan]") != std::string::npos);

    model::Lab lab;
    lab.lan.vlan = 101;
    Bench vlan(lab);
    vlan.survey.receive(Side::lan, dhcp(proto::DhcpType::discover, router_lan));
    BOOST_TEST(says(vlan.heard(), Remark::Level::bad, "untagged frame(s) on the LAN, where the lab file has VLAN 101"));
}

BOOST_AUTO_TEST_CASE(other_devices_are_named_and_the_router_is_none) {
    Bench bench;
    for (std::uint8_t number = 0; number < 9; ++number)
        bench.survey.receive(Side::lan, proto::build_arp(MacAddress::broadcast(), 1, {{10, 0, 0, 0, 1, number}}, lan_server, {}, {}));
    bench.survey.receive(Side::lan, proto::build_arp(MacAddress::broadcast(), 1, router_lan, lan_server, {}, {}));
    (void)bench.heard();
    const auto others = bench.survey.others({router_lan});
    BOOST_REQUIRE(others.size() == 1U);
    BOOST_TEST(others.front().words.find("and 4 more") != std::string::npos);
    BOOST_TEST(others.front().words.find(to_string(router_lan)) == std::string::npos);
}

BOOST_AUTO_TEST_CASE(octets_of_any_length_are_looked_at_and_nothing_more) {
    Bench bench(leasing());
    auto frame = dhcp(proto::DhcpType::offer, router_lan, lan_server);
    for (std::size_t size = 0; size < frame.size(); ++size) bench.survey.receive(Side::lan, part(frame, 0, size));
    BOOST_TEST(!bench.heard().empty());
}

BOOST_AUTO_TEST_SUITE_END()
