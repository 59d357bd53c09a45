// What a router's file may say beyond what other tests need, and what is refused with its place.
#include "tests/unit/sim/class_story.hpp"

BOOST_AUTO_TEST_SUITE(router_files)

namespace {

using namespace tsuka;
using namespace tsuka::sim::test;

std::string complaint(std::string const& more) {
    const auto loaded = suite::parse_router("format = 1\ntitle = \"x\"\nprofile = \"seil\"\n" + more + "\n", "x.toml");
    return loaded.diagnostics.empty() ? "" : suite::to_string(loaded.diagnostics.front());
}

BOOST_AUTO_TEST_CASE(a_lab_may_be_given_with_the_keys_of_the_lab_file) {
    const auto spec = router_of(
        "[lab]\nmtu = 1400\n[lab.lan]\nclients = \"dhcp\"\nprefix = \"10.0.0.1/8\"\nfirst_client = \"10.1.0.1\"\n"
        "last_client = \"10.1.0.9\"\n[lab.wan]\nrouter = \"dhcp\"");
    BOOST_TEST((spec.lab.lan.clients == model::Addressing::dhcp));
    BOOST_TEST((spec.lab.wan.router == model::Addressing::dhcp));
    BOOST_TEST(spec.lab.mtu == 1400U);
    BOOST_TEST(to_string(spec.lab.lan.prefix) == "10.0.0.1/8");
    BOOST_TEST(spec.lab.title == "x");
}

BOOST_AUTO_TEST_CASE(esp_codes_that_leave_something_open_or_contradict_each_other) {
    using model::EspHandling;
    BOOST_TEST((router_of("esp = [\"E8\"]").esp == EspHandling::second_muted));
    BOOST_TEST((router_of("esp = [\"E9\"]").esp == EspHandling::second_muted));
    BOOST_TEST((router_of("esp = [\"E11\"]").esp == EspHandling::outbound));
    BOOST_TEST((router_of("esp = [\"E10\"]").esp == EspHandling::serialised));
    BOOST_TEST(complaint("esp = [\"E6\", \"E9\"]").starts_with("x.toml:4:"));
    BOOST_TEST(complaint("esp = [\"E13\"]").starts_with("x.toml:4:"));
}

BOOST_AUTO_TEST_CASE(what_the_router_itself_offers) {
    const auto few = router_of("upnp = true\nupnp_mappings = 0\nupnp_leases = false");
    BOOST_TEST((few.upnp_mappings == std::optional<std::size_t>(0)));
    BOOST_TEST(!few.upnp_leases);
    BOOST_TEST(!router_of("upnp = true").upnp_mappings.has_value());
    BOOST_TEST(complaint("upnp_mappings = -1").starts_with("x.toml:4:"));
}

BOOST_AUTO_TEST_CASE(a_ping_of_the_wan_address_is_answered_where_that_is_said) {
    const auto ping = proto::build_icmp(8, 0, 0x05070001, to_octets("any sixteen octets"));
    Rig silent(router_of(""));
    BOOST_TEST(silent.ip(Side::wan, server, silent.wan_address, 1, ping).empty());
    Rig open(router_of("wan_pings = true"));
    const auto answers = open.ip(Side::wan, server, open.wan_address, 1, ping);
    BOOST_TEST_REQUIRE(answers.size() == 1U);
    BOOST_TEST((answers[0].side == Side::wan));
    BOOST_TEST(answers[0].number("icmp.type") == 0U);
    BOOST_TEST(answers[0].number("ip.dst") == server.number);
}

BOOST_AUTO_TEST_CASE(slips_are_refused) {
    const auto exposed = router_of("dmz = true\nstatic_client = \"192.168.0.10\"").lab.lan;
    BOOST_TEST((exposed.dmz && exposed.dmz == exposed.static_client));
    BOOST_TEST(complaint("dmz = true").find("static_client") != std::string::npos);
    BOOST_TEST(complaint("inspects = [\"http\"]").find("'inspects' knows no \"http\"") != std::string::npos);
    BOOST_TEST(complaint("hairpinning = \"yes\"").starts_with("x.toml:4:"));
    BOOST_TEST(complaint("esp_slots = 0").starts_with("x.toml:4:"));
    BOOST_TEST(complaint("esp_slots_lan = \"10.0.0.0/8\"").starts_with("x.toml:4:"));
    BOOST_TEST(complaint("esp_slots = 8\nesp_slots_lan = \"ten\"").starts_with("x.toml:5:"));
    BOOST_TEST(complaint("esp_full = \"oldest\"").find("esp_tunnels") != std::string::npos);
    BOOST_TEST(complaint("esp_tunnels = 4\nesp_full = \"newest\"").starts_with("x.toml:5:"));
    BOOST_TEST(complaint("reboots_at = 10").starts_with("x.toml:4:"));
    BOOST_TEST(complaint("[lab]\ncable = true").find("cable") != std::string::npos);
    BOOST_TEST(complaint("[lab.lan]\nclients = \"dhcp\"\nprefix = \"10.0.0.1/8\"").find("pool") != std::string::npos);
    BOOST_TEST(complaint("[timers]\nlease = \"1h\"\nboot = \"5s\"") == "");
}

}  // namespace

BOOST_AUTO_TEST_SUITE_END()
