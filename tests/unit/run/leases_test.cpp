// What clients do with the addresses that they were leased, as the LAN sees it.
#include "generator/base/ethernet.hpp"
#include "generator/proto/dhcp.hpp"
#include "generator/proto/frame.hpp"
#include "harness/app/catalogue.hpp"
#include "harness/lab/frame_reader.hpp"
#include "harness/port/pcapng.hpp"
#include "harness/run/virtual.hpp"
#include "harness/suite/load_router.hpp"
#include "run_bench.hpp"
#include "tests/support/temporary_folder.hpp"

#include <boost/test/unit_test.hpp>

#include <map>

BOOST_AUTO_TEST_SUITE(leases)

using namespace run_bench;

namespace {

struct Leases {
    std::map<Ipv4Address, MacAddress> held;  ///< at the end; a router that has started again leases addresses that others had
    unsigned leased = 0;
    unsigned released_twice = 0;
    unsigned used_after_release = 0;  ///< frames
};

/// RFC 2131 sections 4.3.1 and 4.4.6: held from the ACK on, and no more once it is released.
Leases seen_on_the_lan(std::string const& capture) {
    auto file = port::PcapngFile::open(capture);
    BOOST_REQUIRE(file);
    Leases seen;
    std::map<MacAddress, Ipv4Address> released;
    for (auto frame = file->next(); frame && *frame; frame = file->next()) {
        if ((*frame)->interface != 0) continue;
        const auto ethernet = read_ethernet((*frame)->frame);
        if (!ethernet) continue;
        const auto udp = lab::read_udp((*frame)->frame);
        const auto message = udp ? proto::read_dhcp(udp->payload) : std::nullopt;
        if (message && message->type == proto::DhcpType::ack) {
            ++seen.leased;
            std::erase_if(seen.held, [&](auto const& lease) { return lease.second == message->chaddr; });
            seen.held[message->yiaddr] = message->chaddr;
            released.erase(message->chaddr);
        } else if (message && message->type == proto::DhcpType::release) {
            seen.released_twice += released.contains(message->chaddr);
            if (const auto lease = seen.held.find(message->ciaddr); lease != seen.held.end() && lease->second == message->chaddr)
                seen.held.erase(lease);
            released[message->chaddr] = message->ciaddr;
        } else if (udp && released.contains(ethernet->source) && released.at(ethernet->source) == udp->datagram.source) {
            ++seen.used_after_release;
        }
    }
    return seen;
}

struct Leased {
    Leases leases;
    std::string ended;
};

/// Some cases over a router that leases addresses, stops forwarding at 60 ms for half a minute, and is done with after `looks` looks.
Leased certify(std::string const& name, std::vector<std::string> const& patterns, unsigned looks, run::Counting memory) {
    auto router = suite::load_router(TSUKA_SOURCE_DIR "/duts/simulated/" + name + ".toml");
    BOOST_REQUIRE(router.ok());
    router.value.lab.lan.clients = model::Addressing::dhcp;
    router.value.reboots_at = 60ms;
    router.value.timers.boot = 30s;
    const auto claims = app::read_claims();
    BOOST_REQUIRE(claims);
    const auto suites = app::read_suites({}, *claims);
    BOOST_REQUIRE(suites);
    run::Plan plan{app::select(*suites, patterns), router.value.lab, 1, 1, 1};
    plan.memory = memory;
    const test::TemporaryFolder folder;
    const auto capture = folder.path() / "evidence.pcapng";
    auto tap = port::Tap::create(capture.string(), "lan", "wan", "test", "", {});
    BOOST_REQUIRE(tap);
    sim::Router simulated(router.value);
    Told told;
    run::Session session(plan, told);
    const auto stop = [&]() -> std::optional<std::string> {
        if (looks == 0 || --looks > 0) return {};
        return "interrupted";
    };
    const auto result = run::run_virtual(session, simulated, *tap, stop);
    BOOST_TEST(result.trouble == "");
    tap->flush();
    BOOST_TEST(tap->trouble() == "");
    return {seen_on_the_lan(capture.string()), session.ended()};
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_run_that_is_interrupted_gives_every_lease_back) {
    unsigned while_asking = 0;
    for (unsigned looks = 1; looks <= 40; ++looks) {
        const auto run = certify("faithful", {"l2tp.*"}, looks, run::Counting::off);
        BOOST_TEST(run.leases.held.empty(), looks << ": " << run.leases.held.size() << " of " << run.leases.leased << " kept");
        BOOST_TEST(run.leases.used_after_release == 0U);
        while_asking += run.ended == "interrupted" && run.leases.leased > 2;
    }
    BOOST_TEST(while_asking > 10U);
}

BOOST_AUTO_TEST_CASE(who_asks_again_under_its_own_address_keeps_its_lease) {
    const auto run = certify("device-limit-4", {"l2tp.*", "natt.*"}, 0, run::Counting::count);
    BOOST_TEST(run.ended == "");
    BOOST_TEST(run.leases.leased > 2U);
    for (auto const& [address, mac] : run.leases.held) BOOST_TEST(false, to_string(mac) << " kept " << to_string(address));
    BOOST_TEST(run.leases.released_twice == 0U);
    BOOST_TEST(run.leases.used_after_release == 0U);
}

BOOST_AUTO_TEST_SUITE_END()
