// The simulated router's own UPnP: found, described, asked. Requests are written by hand, and so is the TCP around them.
#include "tests/unit/sim/rig.hpp"

#include <boost/test/unit_test.hpp>

#include <string>

BOOST_AUTO_TEST_SUITE(gateway_device)

namespace {

using namespace tsuka;
using namespace tsuka::sim;
using namespace tsuka::sim::test;
using namespace std::chrono_literals;

constexpr std::uint16_t tcp_port = 49000;
constexpr unsigned fin = 1;
constexpr unsigned syn = 2;
constexpr unsigned rst = 4;
constexpr unsigned ack = 16;
const Octets some{'t', 's', 'u', 'k', 'a'};

model::RouterSpec offering(std::string_view defect = {}) {
    model::RouterSpec spec;
    spec.upnp = true;
    if (!defect.empty()) spec.defects.push_back({std::string(defect), {}});
    return spec;
}

bool contains(std::string_view text, std::string_view what) {
    return text.find(what) != std::string_view::npos;
}

std::string contents(Arrived const& frame, std::size_t head) {
    const auto end = 14 + frame.number("ip.total_length");
    return {frame.frame.begin() + static_cast<std::ptrdiff_t>(14 + 20 + head), frame.frame.begin() + static_cast<std::ptrdiff_t>(end)};
}

std::vector<Arrived> segment(Rig& rig, Ipv4Address client, std::uint16_t from, std::uint32_t seq, std::uint32_t acknowledged,
                             unsigned flags, std::string const& text = {}, std::uint16_t to = tcp_port) {
    proto::TcpParameters tcp;
    tcp.source_port = from;
    tcp.destination_port = to;
    tcp.seq = seq;
    tcp.ack = acknowledged;
    tcp.flags = static_cast<std::uint8_t>(flags);
    return rig.ip(Side::lan, client, rig.lan_address, 6, proto::build_tcp(client, rig.lan_address, tcp, to_octets(text)));
}

/// What is answered to a request in a connection of its own, put together from its segments; empty: nothing.
std::string request(Rig& rig, Ipv4Address client, std::string const& text) {
    static std::uint16_t from = 40000;
    ++from;
    const auto opened = segment(rig, client, from, 1000, 0, syn);
    BOOST_TEST_REQUIRE(opened.size() == 1U);
    BOOST_TEST(opened.front().number("tcp.flags") == (syn | ack));
    const auto theirs = static_cast<std::uint32_t>(opened.front().number("tcp.seq")) + 1;
    std::string answer;
    const auto half = text.size() / 2;
    (void)segment(rig, client, from, 1001, theirs, ack, text.substr(0, half));
    for (auto const& frame : segment(rig, client, from, 1001 + static_cast<std::uint32_t>(half), theirs, ack, text.substr(half))) {
        BOOST_TEST(frame.number("tcp.ack") == 1001 + text.size());
        if (!contents(frame, 20).empty()) BOOST_TEST(frame.number("tcp.seq") == theirs + answer.size());
        answer += contents(frame, 20);
    }
    const auto closed = segment(rig, client, from, 1001 + static_cast<std::uint32_t>(text.size()),
                                theirs + 1 + static_cast<std::uint32_t>(answer.size()), fin | ack);
    BOOST_TEST_REQUIRE(closed.size() == 1U);
    BOOST_TEST(closed.front().number("tcp.ack") == 1002 + text.size());
    return answer;
}

std::string action(Rig& rig, Ipv4Address client, std::string const& name, std::string const& arguments) {
    return request(rig, client,
                   "POST /control/ip HTTP/1.1\r\nHost: x\r\nSOAPAction: \"urn:schemas-upnp-org:service:WANIPConnection:1#" + name +
                       "\"\r\nContent-Length: " + std::to_string(arguments.size()) + "\r\n\r\n" + arguments);
}

std::string key(std::uint16_t outside, std::string const& protocol = "UDP", std::string const& remote = "") {
    return "<NewRemoteHost>" + remote + "</NewRemoteHost><NewExternalPort>" + std::to_string(outside) + "</NewExternalPort><NewProtocol>" +
           protocol + "</NewProtocol>";
}

std::string add(Rig& rig, Ipv4Address client, std::uint16_t outside, std::uint16_t inside, unsigned lease = 0,
                std::string const& protocol = "UDP", std::string const& remote = "", std::optional<Ipv4Address> target = {}) {
    return action(rig, client, "AddPortMapping",
                  key(outside, protocol, remote) + "<NewInternalPort>" + std::to_string(inside) + "</NewInternalPort><NewInternalClient>" +
                      to_string(target.value_or(client)) + "</NewInternalClient><NewEnabled>1</NewEnabled><NewLeaseDuration>" +
                      std::to_string(lease) + "</NewLeaseDuration>");
}

bool done(std::string const& answer) {
    return answer.starts_with("HTTP/1.1 200 OK\r\n");
}

bool error(std::string const& answer, unsigned code) {
    return answer.starts_with("HTTP/1.1 500 ") && contains(answer, "<errorCode>" + std::to_string(code) + "</errorCode>");
}

std::uint64_t let_in(Rig& rig, Ipv4Address from, std::uint16_t outside, Ipv4Address to = alice) {
    for (auto const& frame : rig.udp(Side::wan, from, 7000, rig.wan_address, outside, some))
        if (frame.side == Side::lan && frame.number("ip.dst") == to.number) return frame.number("udp.dst_port");
    return 0;
}

std::vector<Arrived> search(Rig& rig, std::string const& target, bool to_group = true) {
    const auto text =
        to_octets("M-SEARCH * HTTP/1.1\r\nHOST: 239.255.255.250:1900\r\nMAN: \"ssdp:discover\"\r\nMX: 1\r\nST: " + target + "\r\n\r\n");
    if (!to_group) return rig.udp(Side::lan, alice, 40000, rig.lan_address, 1900, text);
    const Ipv4Address group{0xeffffffa};
    const auto datagram = Rig::datagram(alice, group, 17, proto::build_udp(alice, group, 40000, 1900, text));
    rig.router.receive(Side::lan, proto::build_ethernet({{1, 0, 0x5e, 0x7f, 0xff, 0xfa}}, alice_mac, 0x0800, datagram), rig.now);
    return rig.taken();
}

const std::string gateway = "urn:schemas-upnp-org:device:InternetGatewayDevice:1";

}  // namespace

BOOST_AUTO_TEST_CASE(who_offers_nothing_says_nothing) {
    Rig rig;
    BOOST_TEST(search(rig, gateway).empty());
    BOOST_TEST(segment(rig, alice, 40000, 1, 0, syn).empty());
}

BOOST_AUTO_TEST_CASE(it_is_found_by_those_who_look_for_a_gateway) {
    Rig rig(offering());
    for (const bool to_group : {true, false}) {
        const auto found = search(rig, gateway, to_group);
        BOOST_TEST_REQUIRE(found.size() == 1U);
        BOOST_TEST(found.front().number("ip.src") == rig.lan_address.number);
        BOOST_TEST(found.front().number("udp.dst_port") == 40000U);
        BOOST_TEST(contains(contents(found.front(), 8), "\r\nLOCATION: http://" + to_string(rig.lan_address) + ":49000/igd.xml\r\n"));
    }
    BOOST_TEST(search(rig, "upnp:rootdevice").size() == 1U);
    BOOST_TEST(search(rig, "urn:schemas-upnp-org:device:MediaServer:1").empty());
    const auto description = request(rig, alice, "GET /igd.xml HTTP/1.1\r\nHost: x\r\n\r\n");
    BOOST_TEST(done(description));
    BOOST_TEST(contains(description, "<serviceType>urn:schemas-upnp-org:service:WANIPConnection:1</serviceType>"));
    BOOST_TEST(contains(description, "<controlURL>/control/ip</controlURL>"));
    BOOST_TEST(request(rig, alice, "GET /else HTTP/1.1\r\n\r\n").starts_with("HTTP/1.1 404 "));
}

BOOST_AUTO_TEST_CASE(other_ports_are_closed_and_the_wan_is_not_served) {
    Rig rig(offering());
    const auto refused = segment(rig, alice, 40000, 5, 0, syn, "", 5000);
    BOOST_TEST_REQUIRE(refused.size() == 1U);
    BOOST_TEST(refused.front().number("tcp.flags") == (rst | ack));
    BOOST_TEST(refused.front().number("tcp.ack") == 6U);
    proto::TcpParameters tcp;
    tcp.source_port = 40000;
    tcp.destination_port = tcp_port;
    tcp.flags = syn;
    BOOST_TEST(rig.ip(Side::wan, server, rig.wan_address, 6, proto::build_tcp(server, rig.wan_address, tcp, {})).empty());
}

BOOST_AUTO_TEST_CASE(a_mapped_port_leads_in_until_it_is_deleted_or_its_lease_is_over) {
    Rig rig(offering());
    BOOST_TEST(contains(action(rig, alice, "GetExternalIPAddress", ""), "<NewExternalIPAddress>" + to_string(rig.wan_address) + "<"));
    BOOST_TEST(done(add(rig, alice, 5000, 4000)));
    BOOST_TEST(let_in(rig, server, 5000) == 4000U);
    BOOST_TEST(let_in(rig, second, 5000) == 4000U);
    BOOST_TEST(contains(action(rig, alice, "GetSpecificPortMappingEntry", key(5000)), "<NewInternalPort>4000</NewInternalPort>"));
    BOOST_TEST(error(action(rig, alice, "GetSpecificPortMappingEntry", key(5001)), 714));
    BOOST_TEST(done(action(rig, alice, "DeletePortMapping", key(5000))));
    BOOST_TEST(error(action(rig, alice, "DeletePortMapping", key(5000)), 714));
    BOOST_TEST(let_in(rig, {0xc6336407}, 5000) == 0U);
    BOOST_TEST(done(add(rig, alice, 5002, 4000, 120)));
    BOOST_TEST(let_in(rig, server, 5002) == 4000U);
    rig.now = Instant{} + 121s;
    BOOST_TEST(let_in(rig, {0xc6336408}, 5002) == 0U);
}

BOOST_AUTO_TEST_CASE(a_mapping_is_for_whom_it_names_and_from_whom_it_names) {
    Rig rig(offering());
    BOOST_TEST(done(add(rig, alice, 5000, 4000, 0, "UDP", to_string(server))));
    BOOST_TEST(let_in(rig, server, 5000) == 4000U);
    BOOST_TEST(let_in(rig, second, 5000) == 0U);
    BOOST_TEST(error(add(rig, bob, 5000, 4000), 718));
    BOOST_TEST(error(action(rig, bob, "DeletePortMapping", key(5000)), 714));
    BOOST_TEST(error(add(rig, bob, 5001, 4000, 0, "UDP", "", alice), 606));
    BOOST_TEST(error(add(rig, alice, 0, 4000), 402));
    BOOST_TEST(error(action(rig, alice, "Reboot", ""), 401));
    BOOST_TEST(done(add(rig, alice, 5000, 4001)));  // what is its own it may change
    BOOST_TEST(let_in(rig, second, 5000) == 4001U);
}

BOOST_AUTO_TEST_CASE(planted_defects_show) {
    Rig lies(offering("upnp.private-address"));
    BOOST_TEST(contains(action(lies, alice, "GetExternalIPAddress", ""), ">" + to_string(lies.lan_address) + "<"));
    Rig low(offering("upnp.low-port-without-effect"));
    BOOST_TEST(done(add(low, alice, 500, 500)));
    BOOST_TEST(let_in(low, server, 500) == 0U);
    Rig next(offering("upnp.other-port-mapped"));
    BOOST_TEST(done(add(next, alice, 5000, 4000)));
    BOOST_TEST(let_in(next, server, 5000) == 0U);
    BOOST_TEST(let_in(next, server, 5001) == 4000U);
    Rig three(offering("upnp.table-of-three"));
    for (std::uint16_t outside = 5000; outside < 5004; ++outside) BOOST_TEST(done(add(three, alice, outside, 4000)));
    BOOST_TEST(let_in(three, server, 5000) == 0U);
    BOOST_TEST(let_in(three, server, 5003) == 4000U);
    Rig promises(offering("upnp.conflict-promised"));
    BOOST_TEST(done(add(promises, alice, 5000, 4000)));
    BOOST_TEST(done(add(promises, bob, 5000, 4001)));
    BOOST_TEST(let_in(promises, server, 5000) == 4000U);
    Rig denies(offering("upnp.deletion-denied"));
    BOOST_TEST(done(add(denies, alice, 5000, 4000)));
    BOOST_TEST(error(action(denies, alice, "DeletePortMapping", key(5000)), 714));
    BOOST_TEST(let_in(denies, server, 5000) == 0U);
    Rig another(offering("upnp.entry-of-another-told"));
    BOOST_TEST(done(add(another, alice, 5000, 4000)));
    BOOST_TEST(contains(action(another, alice, "GetSpecificPortMappingEntry", key(5000)), ">" + to_string(another.lan_address) + "<"));
}

BOOST_AUTO_TEST_CASE(a_gateway_may_have_few_places_and_no_leases) {
    auto spec = offering();
    spec.upnp_mappings = 1;
    spec.upnp_leases = false;
    Rig rig(spec);
    BOOST_TEST(error(add(rig, alice, 5000, 4000, 60), 725));
    BOOST_TEST(done(add(rig, alice, 5000, 4000)));
    BOOST_TEST(done(add(rig, alice, 5000, 4001)));  // in the place of its own
    BOOST_TEST(error(add(rig, alice, 5001, 4000), 728));
    BOOST_TEST(done(action(rig, alice, "DeletePortMapping", key(5000))));
    BOOST_TEST(done(add(rig, alice, 5001, 4000)));
}

BOOST_AUTO_TEST_SUITE_END()
