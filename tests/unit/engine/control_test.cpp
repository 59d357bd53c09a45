// Who is cut off, when not even plain UDP passes between the hosts of a case.
#include "harness/engine/control.hpp"

#include <boost/test/unit_test.hpp>

#include <set>

BOOST_AUTO_TEST_SUITE(control)

using namespace tsuka;
using namespace std::chrono_literals;

namespace {

model::Host host(std::string const& actor, Side side, std::string const& address) {
    model::Host one;
    one.actor = actor;
    one.side = side;
    one.address = *parse_ipv4(address);
    return one;
}

const model::Host alice = host("alice", Side::lan, "192.168.1.1");
const model::Host bob = host("bob", Side::lan, "192.168.1.2");
const model::Host server = host("server", Side::wan, "198.51.100.1");
const engine::SentinelPath sentinel{host("", Side::lan, "192.168.1.9"), host("", Side::wan, "198.51.100.9"), 1, 2};

using Pairs = std::vector<std::pair<model::Host, model::Host>>;

/// What is said when these LAN and WAN addresses are shut out by the router; all tries are made.
std::string said(Pairs const& pairs, std::set<std::string> const& shut_out) {
    engine::Control control;
    std::uint64_t drawn = 0;
    Instant now{};
    control.wake(now);  // as long as it has not begun nothing happens
    BOOST_TEST(!control.wake_at());
    control.start(
        pairs, sentinel, [&] { return drawn += 7; }, 100ms, now);
    unsigned rounds = 0;
    while (!control.over()) {
        for (const auto number : control.take_pings()) {
            auto const* path = control.path(number);
            BOOST_REQUIRE(path != nullptr);
            BOOST_TEST(path->lan_port >= 20000);
            if (!shut_out.contains(to_string(path->lan.address)) && !shut_out.contains(to_string(path->wan.address)))
                control.answered(number);
        }
        if (control.over()) break;
        BOOST_REQUIRE(control.wake_at());
        now = *control.wake_at();
        control.wake(now);
        BOOST_REQUIRE(++rounds < 10);
    }
    BOOST_TEST(rounds == (shut_out.empty() ? 0U : 3U));
    BOOST_TEST(!control.wake_at());
    return control.cut_off();
}

bool has(std::string const& text, std::string const& part) {
    return text.find(part) != std::string::npos;
}

}  // namespace

BOOST_AUTO_TEST_CASE(nothing_is_said_where_plain_udp_passes) {
    BOOST_TEST(said({{alice, server}, {bob, server}}, {}) == "");
}

BOOST_AUTO_TEST_CASE(a_client_that_is_shut_out_is_named) {
    BOOST_TEST(has(said({{alice, server}, {bob, server}}, {"192.168.1.2"}), "this client, bob (192.168.1.2)"));
}

BOOST_AUTO_TEST_CASE(a_server_that_is_filtered_is_named) {
    BOOST_TEST(has(said({{alice, server}}, {"198.51.100.1"}), "this server, server (198.51.100.1)"));
}

BOOST_AUTO_TEST_CASE(newcomers_who_are_all_shut_out_are_told_of) {
    BOOST_TEST(has(said({{alice, server}}, {"192.168.1.1", "198.51.100.1"}), "whoever begins it"));
}

BOOST_AUTO_TEST_SUITE_END()
