// The lab made of namespaces, with the real kernel: translation seen on both sides, silence when idle, nothing left behind. Every test runs
// in a child process, as root (when we are) and as an ordinary user.
#include "harness/lab/namespace_lab.hpp"

#include "generator/proto/frame.hpp"
#include "harness/lab/command.hpp"
#include "harness/lab/frame_reader.hpp"
#include "harness/lab/household.hpp"
#include "harness/lab/interface.hpp"
#include "harness/lab/join.hpp"
#include "harness/port/packet_port.hpp"
#include "support.hpp"

#include <fmt/format.h>
#include <poll.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <iterator>

BOOST_AUTO_TEST_SUITE(namespace_lab)

using namespace tsuka;
using namespace tsuka::test;
using namespace std::chrono_literals;

namespace {

const MacAddress client_mac = mac("02:11:22:33:44:55");
const MacAddress gateway_mac = mac("02:11:22:00:00:00");
const Ipv4Address client = ip("192.168.1.5");
const Ipv4Address server = ip("198.51.100.7");

/// Both NICs of a lab, with the hosts that answer ARP on them.
struct Bench {
    lab::NamespaceLab lab;
    std::unique_ptr<port::Port> lan;
    std::unique_ptr<port::Port> wan;
    lab::Household lan_hosts{Side::lan};
    lab::Household wan_hosts{Side::wan};
    std::vector<port::Received> lan_seen;  ///< everything but ARP
    std::vector<port::Received> wan_seen;

    /// Answers ARP and collects the rest until both sides were quiet for `quiet`.
    void serve(std::chrono::milliseconds quiet) {
        pollfd ready[2] = {{lan->descriptor(), POLLIN, 0}, {wan->descriptor(), POLLIN, 0}};
        do {
            drain(*lan, lan_hosts, lan_seen);
            drain(*wan, wan_hosts, wan_seen);
        } while (::poll(ready, 2, static_cast<int>(quiet.count())) > 0);
    }

    static void drain(port::Port& port, lab::Household& hosts, std::vector<port::Received>& seen) {
        while (true) {
            auto received = port.receive();
            if (!received || !*received) return;
            if (!lab::read_arp((*received)->frame)) seen.push_back(**received);
            for (auto const& reply : hosts.answer((*received)->frame)) (void)port.send(reply);
        }
    }
};

Result<Bench> make_bench(std::string const& name) {
    auto made = lab::NamespaceLab::create(preset(name));
    if (!made) return made.error();
    if (!made->notes().empty()) return fail("a note: " + made->notes().front());
    auto lan = port::open_packet_port(made->lan());
    if (!lan) return lan.error();
    auto wan = port::open_packet_port(made->wan());
    if (!wan) return wan.error();
    Bench bench{.lab = std::move(*made), .lan = std::move(*lan), .wan = std::move(*wan), .lan_seen = {}, .wan_seen = {}};
    bench.wan_hosts.add_gateway(bench.lab.lab().wan.link.address, gateway_mac);
    return bench;
}

Octets udp_frame(MacAddress destination, MacAddress source, Ipv4Address from, Ipv4Address to, std::uint16_t from_port,
                 std::uint16_t to_port) {
    proto::IpParameters header;
    header.source = from;
    header.destination = to;
    header.protocol = 17;
    const auto udp = proto::build_udp(from, to, from_port, to_port, to_octets("passing through"));
    return proto::build_ethernet(destination, source, 0x0800, proto::build_ipv4(header, udp));
}

/// The client joins: the router's LAN MAC by ARP.
std::string join_lan(Bench& bench, MacAddress& router) {
    auto join = lab::Join::with_address("alice", client_mac, client, bench.lab.lab().lan.prefix.address);
    join.start(at(0s));
    for (auto const& frame : join.take_frames())
        if (auto sent = bench.lan->send(frame); !sent) return sent.error().what;
    for (int tries = 0; tries < 100 && join.state() == lab::Progress::working; ++tries) {
        ::usleep(1000);
        while (true) {
            auto received = bench.lan->receive();
            if (!received) return received.error().what;
            if (!*received) break;
            join.receive((*received)->frame, at(0s));
        }
    }
    if (join.state() != lab::Progress::ready) return "the client did not join: " + join.why();
    bench.lan_hosts.add(join.host());
    router = join.host().gateway_mac;
    return {};
}

std::string exchange(std::string const& name, Ipv4Address outside) {
    auto bench = make_bench(name);
    if (!bench) return bench.error().what;
    MacAddress router;
    if (auto complaint = join_lan(*bench, router); !complaint.empty()) return complaint;
    if (auto sent = bench->lan->send(udp_frame(router, client_mac, client, server, 4321, 9999)); !sent) return sent.error().what;
    bench->serve(50ms);
    if (bench->wan_seen.size() != 1) return fmt::format("{} frames on the WAN side instead of 1", bench->wan_seen.size());
    const auto out = lab::read_udp(bench->wan_seen[0].frame);
    if (!out) return "what arrived on the WAN is not a faultless UDP datagram";
    if (!bench->wan_seen[0].checksum_ready) return "the kernel left the checksum unfinished";
    if (out->datagram.source != outside || out->datagram.destination != server) return "from " + to_string(out->datagram.source);
    if (out->datagram.frame_destination != gateway_mac) return "not sent to the gateway";
    if (!same(out->payload, to_octets("passing through"))) return "the payload changed";

    const auto back = udp_frame(out->datagram.frame_source, gateway_mac, server, outside, 9999, out->source_port);
    const auto unsolicited = udp_frame(out->datagram.frame_source, gateway_mac, ip("198.51.100.8"), outside, 9999, 53535);
    for (auto const& frame : {unsolicited, back})
        if (auto sent = bench->wan->send(frame); !sent) return sent.error().what;
    bench->serve(50ms);
    const bool lets_in_whoever_comes = name == "linux-one-to-one" || name == "linux-routed";
    const std::size_t expected = lets_in_whoever_comes ? 2 : 1;
    if (bench->lan_seen.size() != expected) return fmt::format("{} frames came back instead of {}", bench->lan_seen.size(), expected);
    const auto in = lab::read_udp(bench->lan_seen.back().frame);
    if (!in || in->datagram.destination != client || in->destination_port != 4321) return "the reply was not translated back";
    if (bench->lan_seen.back().at <= bench->wan_seen[0].at) return "the kernel's stamps go backwards";
    if (bench->wan_seen.size() != 1) return "the router said something to the unsolicited frame";
    if (bench->lan->statistics().dropped + bench->wan->statistics().dropped != 0) return "frames were dropped";

    if (name == "linux-routed") return {};  // tracks nothing
    const auto flows = bench->lab.in_router({"cat", "/proc/self/net/nf_conntrack"});
    const auto count = bench->lab.in_router({"cat", "/proc/sys/net/netfilter/nf_conntrack_count"});
    if (!count) return count.error().what;
    if (*count == "0\n") return "conntrack is not at work";
    if (flows && flows->find("dport=9999") == std::string::npos) return "conntrack does not know the flow: " + *flows;
    return {};
}

std::string network_devices() {
    std::ifstream file{"/proc/self/net/dev"};
    std::string names;
    for (std::string line; std::getline(file, line);) names += line.substr(0, line.find(':')) + '\n';
    return names;
}

void as_root_and_as_ordinary_user(std::function<std::string()> const& body) {
    const auto before = network_devices();
    if (::geteuid() == 0) in_child(false, body);
    in_child(true, body);
    BOOST_TEST(network_devices() == before);
}

}  // namespace

BOOST_AUTO_TEST_CASE(masquerading_translates_both_ways_and_drops_what_nobody_asked_for) {
    for (std::string const name :
         {"linux", "linux-pptp", "linux-static", "linux-random-ports", "linux-closed", "linux-shared-address", "linux-cgn"})
        as_root_and_as_ordinary_user([&] { return exchange(name, ip("203.0.113.2")); });
}

BOOST_AUTO_TEST_CASE(one_to_one_translates_the_address_and_lets_in_what_is_new) {
    as_root_and_as_ordinary_user([] { return exchange("linux-one-to-one", ip("192.0.2.5")); });
}

/// Nobody has it here, so what would be for that host waits for it in vain.
BOOST_AUTO_TEST_CASE(clients_share_the_address_that_one_host_has_itself) {
    as_root_and_as_ordinary_user([] { return exchange("linux-ip-passthrough", ip("203.0.113.2")); });
}

BOOST_AUTO_TEST_CASE(without_translation_the_address_stays) {
    as_root_and_as_ordinary_user([] { return exchange("linux-routed", client); });
}

BOOST_AUTO_TEST_CASE(a_cable_carries_frames_as_they_are) {
    as_root_and_as_ordinary_user([]() -> std::string {
        auto bench = make_bench("cable");
        if (!bench) return bench.error().what;
        const auto frame = udp_frame(gateway_mac, client_mac, client, server, 1, 2);
        if (auto sent = bench->lan->send(frame); !sent) return sent.error().what;
        bench->serve(20ms);
        if (bench->wan_seen.size() != 1 || !same(bench->wan_seen[0].frame, frame)) return "the frame did not arrive as it was sent";
        if (!bench->lan_seen.empty()) return "our own frame came back";
        if (bench->lab.in_router({"true"})) return "a cable has no router to run commands in";
        return {};
    });
}

BOOST_AUTO_TEST_CASE(an_idle_lab_is_silent) {
    as_root_and_as_ordinary_user([]() -> std::string {
        auto bench = make_bench("linux");
        if (!bench) return bench.error().what;
        // Neighbour discovery and MLD reports of a new interface come within two seconds.
        bench->serve(2500ms);
        const auto heard = bench->lan->statistics().received + bench->wan->statistics().received;
        return heard == 0 ? "" : fmt::format("{} frames in an idle lab", heard);
    });
}

BOOST_AUTO_TEST_CASE(vlan_tags_arrive_as_they_were_sent) {
    as_root_and_as_ordinary_user([]() -> std::string {
        auto bench = make_bench("cable");
        if (!bench) return bench.error().what;
        const auto tagged =
            hex("021122000000"
                "021122334455"
                "8100 0064 0800" +
                std::string(120, '5'));
        if (auto sent = bench->lan->send(tagged); !sent) return sent.error().what;
        bench->serve(20ms);
        if (bench->wan_seen.size() != 1) return fmt::format("{} frames", bench->wan_seen.size());
        return same(bench->wan_seen[0].frame, tagged) ? "" : "changed to " + to_hex(bench->wan_seen[0].frame);
    });
}

BOOST_AUTO_TEST_CASE(frames_too_long_are_refused_jumbo_frames_arrive_whole_and_a_lost_interface_is_told) {
    as_root_and_as_ordinary_user([]() -> std::string {
        auto bench = make_bench("cable");
        if (!bench) return bench.error().what;
        const Octets full(1514, 0x5a);
        if (auto sent = bench->lan->send(full); !sent) return sent.error().what;
        if (auto sent = bench->lan->send(Octets(1600, 0x5a)); sent || sent.error().what.find("MTU") == std::string::npos)
            return "no word of the MTU";
        bench->serve(20ms);
        if (bench->wan_seen.size() != 1 || !same(bench->wan_seen[0].frame, full)) return "the full frame did not arrive";

        // The MTU grows after the ring was made for 1500: such frames do not fit a slot and come as a copy.
        const auto grown = lab::run_command({.words = {"ip", "-batch", "-"}, .input = "link set lan0 mtu 9000\nlink set wan0 mtu 9000\n"});
        if (!grown) return grown.error().what;
        const Octets jumbo = [] {
            Octets octets(9014);
            for (std::size_t index = 0; index < octets.size(); ++index) octets[index] = static_cast<std::uint8_t>(index * 7);
            return octets;
        }();
        for (auto const& frame : {jumbo, full})
            if (auto sent = bench->lan->send(frame); !sent) return sent.error().what;
        bench->serve(20ms);
        if (bench->wan_seen.size() != 3 || !same(bench->wan_seen[1].frame, jumbo) || !same(bench->wan_seen[2].frame, full))
            return "the jumbo frame did not arrive whole and in its turn";
        if (bench->wan->statistics().dropped != 0) return "a jumbo frame was counted as dropped";

        const auto down = lab::run_command({.words = {"ip", "link", "set", "wan0", "down"}});
        if (!down) return down.error().what;
        // What drivers wait by tells that there is something to ask for.
        pollfd event{bench->wan->descriptor(), POLLIN, 0};
        if (::poll(&event, 1, 1000) != 1 || (event.revents & POLLERR) == 0) return "poll does not tell that the interface is down";
        const auto state = bench->wan->state();
        if (state || state.error().what.find("went down") == std::string::npos) return "nobody noticed that the interface is down";
        const auto sent = bench->wan->send(full);
        return !sent && sent.error().what.find("down") != std::string::npos ? "" : "sending into an interface that is down";
    });
}

BOOST_AUTO_TEST_CASE(overflow_of_the_ring_is_counted) {
    as_root_and_as_ordinary_user([]() -> std::string {
        auto made = lab::NamespaceLab::create(preset("cable"));
        if (!made) return made.error().what;
        auto sender = port::open_packet_port(made->lan());
        auto receiver = port::open_packet_port(made->wan(), {.ring_frames = 64});
        if (!sender || !receiver) return "no ports";
        constexpr std::uint64_t count = 1000;
        for (std::uint64_t number = 0; number < count; ++number)
            if (auto sent = (*sender)->send(Octets(64, 0x11)); !sent) return sent.error().what;
        while (true) {
            auto received = (*receiver)->receive();
            if (!received) return received.error().what;
            if (!*received) break;
        }
        const auto statistics = (*receiver)->statistics();
        if ((*sender)->statistics().sent != count) return "not all sent";
        if (statistics.dropped == 0 || statistics.received + statistics.dropped != count)
            return fmt::format("{} received and {} dropped of {}", statistics.received, statistics.dropped, count);
        // The kernel forgets its count when it is read; ours must not.
        return (*receiver)->statistics().dropped == statistics.dropped ? "" : "the second reading forgot the drops";
    });
}

BOOST_AUTO_TEST_CASE(errors_are_words) {
    as_root_and_as_ordinary_user([]() -> std::string {
        auto broken = preset("linux");
        broken.rules = "table ip x { nonsense }";
        const auto refused = lab::NamespaceLab::create(broken);
        if (refused) return "nonsense was taken for rules";
        if (refused.error().what.find("nft") == std::string::npos) return "no word of nft: " + refused.error().what;
        const auto missing = port::open_packet_port("nosuch0");
        if (missing || missing.error().what.find("no such network interface") == std::string::npos) return "an interface that is not there";
        const auto down = port::open_packet_port("lo");
        if (down || down.error().what.find("not an Ethernet") == std::string::npos) return "lo was taken for Ethernet";
        return {};
    });
    in_child(true, []() -> std::string {
        const auto refused = port::open_packet_port("lo");
        if (refused) return "an ordinary user opened a packet socket";
        return refused.error().what.find("CAP_NET_RAW") != std::string::npos ? "" : refused.error().what;
    });
}

BOOST_AUTO_TEST_CASE(sysctls_that_do_not_exist_are_named) {
    as_root_and_as_ordinary_user([]() -> std::string {
        auto wrong = preset("linux");
        wrong.sysctls.emplace_back("net.ipv4.no_such_thing", "1");
        const auto refused = lab::NamespaceLab::create(wrong);
        if (refused) return "created";
        return refused.error().what.find("net.ipv4.no_such_thing") != std::string::npos ? "" : refused.error().what;
    });
}

/// Whoever makes the preset: only what belongs to the router's namespace is written.
BOOST_AUTO_TEST_CASE(sysctls_of_the_machine_are_refused) {
    for (std::string const name : {"kernel.core_pattern", "net.../kernel/core_pattern", "net.ipv4/../../kernel/core_pattern"})
        as_root_and_as_ordinary_user([&]() -> std::string {
            auto wrong = preset("linux");
            wrong.sysctls.emplace_back(name, "|/tsuka-test");
            const auto refused = lab::NamespaceLab::create(wrong);
            if (refused) return "created";
            return refused.error().what.find("is not the name of a sysctl of a network namespace") != std::string::npos
                       ? ""
                       : refused.error().what;
        });
    std::ifstream pattern("/proc/sys/kernel/core_pattern");
    std::string text;
    std::getline(pattern, text);
    BOOST_TEST(text.find("tsuka-test") == std::string::npos);
}

/// As the kernel starts a program that has file capabilities: its files below /proc are root's (prctl(2), PR_SET_DUMPABLE).
BOOST_AUTO_TEST_CASE(a_program_with_capabilities_of_its_own_makes_labs_too) {
    as_root_and_as_ordinary_user([]() -> std::string {
        (void)::prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
        const auto made = lab::NamespaceLab::create(preset("cable"));
        return made ? "" : made.error().what;
    });
}

BOOST_AUTO_TEST_SUITE_END()
