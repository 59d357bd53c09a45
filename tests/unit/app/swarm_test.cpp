// The swarm: trials that can be done again, and an oracle that sees what is planted behind its back.
#include "harness/app/swarm.hpp"
#include "harness/app/catalogue.hpp"
#include "harness/suite/document.hpp"
#include "harness/suite/load_matrix.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <set>

BOOST_AUTO_TEST_SUITE(swarms)

using namespace tsuka;
using namespace tsuka::app;

namespace {

std::string base() {
    return suite::read_text(TSUKA_SOURCE_DIR "/duts/simulated/faithful.toml").value();
}

Swarm swarm_of(std::string router, std::vector<suite::MatrixRow> matrix = {},
               std::vector<std::string> const& only = {"esp.single.*", "esp.spi.*", "l2tp.*", "ike.v1.*"}) {
    const auto claims = read_claims();
    BOOST_REQUIRE(claims);
    const auto suites = read_suites({}, *claims);
    BOOST_REQUIRE(suites);
    return Swarm(select(*suites, only), std::move(matrix), std::move(router));
}

SwarmTrial plain_trial(Swarm const& swarm) {
    SwarmTrial trial;
    trial.seed = 7;
    trial.cases = swarm.urn().cases;
    return trial;
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_seed_draws_one_trial_and_its_text_is_the_same_trial) {
    const auto matrix = suite::load_matrix(TSUKA_SOURCE_DIR "/defects/matrix.toml");
    Urn urn{{"a.one", "b.two[n=1]", "c.three"}, matrix.value, 2};
    bool settings = false;
    bool defects = false;
    std::set<std::string> drawn;
    for (std::uint64_t seed = 1; seed <= 50; ++seed) {
        const auto trial = draw(seed, urn);
        BOOST_TEST(written(draw(seed, urn)) == written(trial));
        settings = settings || !trial.settings.empty();
        defects = defects || !trial.defects.empty();
        drawn.insert(trial.line);
        BOOST_TEST(router_of(trial, base()).has_value(), written(trial));
        const auto file = std::filesystem::temp_directory_path() / "tsuka-trial-test.toml";
        std::ofstream(file) << written(trial);
        const auto again = read_trial(file);
        std::filesystem::remove(file);
        BOOST_REQUIRE_MESSAGE(again, again.error().what);
        BOOST_TEST(written(*again) == written(trial));
    }
    BOOST_TEST((settings && defects));
    BOOST_TEST(drawn.size() == 1 + lines().size());
}

BOOST_AUTO_TEST_CASE(a_setting_stands_in_place_of_the_faithful_routers_own) {
    SwarmTrial trial;
    trial.settings = {{"pptp", "\"G2\""}, {"timers.gre", "\"60s\""}, {"timers.udp", "\"30s\""}};
    trial.defects = {{"ip.ttl-kept"}};
    const auto router = router_of(trial, base());
    BOOST_REQUIRE_MESSAGE(router, router.error().what);
    BOOST_TEST((router->pptp == model::PptpHandling::by_address));
    BOOST_TEST((router->timers.gre == std::chrono::seconds(60)));
    BOOST_TEST((router->timers.udp == std::chrono::seconds(30)));
    BOOST_TEST(router->keep_range);
    BOOST_TEST(router->defects.size() == 1U);
}

BOOST_AUTO_TEST_CASE(a_line_stands_in_place_of_the_faithful_routers_own) {
    SwarmTrial trial;
    const auto lab_of = [&](std::string const& line) {
        trial.line = line;
        const auto router = router_of(trial, base());
        BOOST_REQUIRE_MESSAGE(router, router.error().what);
        return router->lab;
    };
    BOOST_TEST((lab_of("").wan.router == model::Addressing::fixed));
    BOOST_TEST(lab_of("").ipv6.has_value());
    const auto leased = lab_of("dhcp");
    BOOST_TEST((leased.wan.router == model::Addressing::dhcp && leased.lan.clients == model::Addressing::dhcp));
    const auto dialled = lab_of("pppoe");
    BOOST_TEST((dialled.wan.router == model::Addressing::pppoe && !dialled.ipv6));
    BOOST_TEST((dialled.wan.static_remote == lab_of("").wan.static_remote));
    BOOST_TEST((lab_of("vlan").lan.vlan == 101 && lab_of("vlan").wan.vlan == 201));
    BOOST_TEST(lab_of("bad").wan.impairment.any());
}

// The oracle grants a faithful router no excuse, whatever the line; of what a bad one loses it only asks that nothing fails for it.
BOOST_AUTO_TEST_CASE(no_line_turns_a_faithful_router_over) {
    auto swarm = swarm_of(base());
    for (auto const& line : lines()) {
        auto trial = plain_trial(swarm);
        trial.line = line.name;
        const auto flips = swarm.run(trial);
        BOOST_REQUIRE(flips);
        BOOST_TEST(flips->empty(), line.name << ": " << (flips->empty() ? "" : flips->front().name + " " + flips->front().what));
    }
}

BOOST_AUTO_TEST_CASE(a_defect_is_seen_on_every_line) {
    auto swarm = swarm_of("defects = [\"esp.payload-altered\"]\n" + base());
    for (auto const& line : lines()) {
        auto trial = plain_trial(swarm);
        trial.line = line.name;
        const auto flips = swarm.run(trial);
        BOOST_REQUIRE(flips);
        BOOST_TEST(!flips->empty(), line.name);
    }
}

BOOST_AUTO_TEST_CASE(nothing_is_turned_over_by_a_faithful_router) {
    auto swarm = swarm_of(base());
    const auto flips = swarm.run(plain_trial(swarm));
    BOOST_REQUIRE(flips);
    BOOST_TEST(flips->empty());
}

BOOST_AUTO_TEST_CASE(what_no_trial_speaks_of_is_seen_and_shrunk_to_one_case) {
    const auto secret = "defects = [\"esp.payload-altered\"]\n" + base();
    auto swarm = swarm_of(secret);
    auto trial = plain_trial(swarm);
    trial.jobs = 4;
    trial.wires.jitter = std::chrono::milliseconds(1);
    const auto flips = swarm.run(trial);
    BOOST_REQUIRE(flips);
    BOOST_REQUIRE(!flips->empty());
    const auto smallest = swarm.shrunk(trial, flips->front());
    BOOST_TEST(smallest.cases.size() == 1U);
    BOOST_TEST(smallest.cases.front() == flips->front().name);
    BOOST_TEST(smallest.jobs == 1U);
    BOOST_TEST((smallest.wires.jitter == Duration{}));
    // Said to the oracle, the same defect explains it.
    auto told = swarm_of(base());
    auto open = plain_trial(told);
    open.defects = {{"esp.payload-altered"}};
    const auto none = told.run(open);
    BOOST_REQUIRE(none);
    BOOST_TEST(none->empty());
}

// Trials as a swarm of 100,000 has written them, one of each kind that was mended.
BOOST_AUTO_TEST_CASE(what_was_turned_over_once_stays_as_it_is_now) {
    const auto matrix = suite::load_matrix(TSUKA_SOURCE_DIR "/defects/matrix.toml");
    auto swarm = swarm_of(base(), matrix.value, {});
    std::size_t trials = 0;
    for (auto const& file : std::filesystem::directory_iterator(TSUKA_SOURCE_DIR "/tests/unit/app/turned_over")) {
        const auto trial = read_trial(file.path());
        BOOST_REQUIRE_MESSAGE(trial, trial.error().what);
        const auto flips = swarm.run(*trial);
        BOOST_REQUIRE_MESSAGE(flips, flips.error().what);
        for (auto const& flip : *flips) BOOST_ERROR(file.path().filename() << ": " << flip.name << " " << flip.what << ": " << flip.why);
        ++trials;
    }
    BOOST_TEST(trials == 11U);
}

// It shows after fifty strangers from the WAN, whom another case brings.
BOOST_AUTO_TEST_CASE(a_defect_that_a_case_sees_only_behind_others_may_be_missed) {
    auto swarm = swarm_of(base(), {{"esp.filled-from-wan", {"static.esp50"}, {}}}, {"sec.exhaust.wan-flood", "static.esp50"});
    auto trial = plain_trial(swarm);
    trial.defects = {{"esp.filled-from-wan"}};
    trial.cases = {"static.esp50"};
    const auto flips = swarm.run(trial);
    BOOST_REQUIRE(flips);
    BOOST_TEST(flips->empty());
}

BOOST_AUTO_TEST_CASE(what_is_not_tried_for_want_of_a_path_has_missed_nothing) {
    const auto matrix = suite::load_matrix(TSUKA_SOURCE_DIR "/defects/matrix.toml");
    auto swarm = swarm_of(base(), matrix.value, {"natt.server-first", "sec.exhaust.lan-flood", "natt.udp4500.roundtrip"});
    auto trial = plain_trial(swarm);
    trial.defects = {{"natt.inbound-dropped", {}}};
    BOOST_TEST(swarm.run(trial).value().empty());
    std::erase(trial.cases, "natt.udp4500.roundtrip");  // where it is looked at, the path is there
    BOOST_TEST(swarm.run(trial).value().empty());
}

BOOST_AUTO_TEST_CASE(a_defect_that_a_case_of_its_row_does_not_see_is_told) {
    auto swarm = swarm_of(base(), {{"udp.dtls-blocked", {"esp.spi.range[spi=65537]"}, {}}});
    auto trial = plain_trial(swarm);
    trial.defects = {{"udp.dtls-blocked"}};
    const auto flips = swarm.run(trial);
    BOOST_REQUIRE(flips);
    BOOST_REQUIRE_EQUAL(flips->size(), 1U);
    BOOST_TEST(flips->front().what == "does not see udp.dtls-blocked");
}

BOOST_AUTO_TEST_SUITE_END()
