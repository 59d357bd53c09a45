// Whole certifications of simulated routers that lease and are leased addresses, and of one that reboots in the middle.
#include "harness/app/catalogue.hpp"
#include "harness/judge/judge.hpp"
#include "harness/lab/pool.hpp"
#include "harness/suite/load_router.hpp"
#include "run_bench.hpp"
#include "tests/support/certification.hpp"

#include <boost/test/unit_test.hpp>

#include <map>
#include <optional>

BOOST_AUTO_TEST_SUITE(router_life)

using namespace run_bench;
using model::Verdict;

namespace {

struct Certification {
    std::map<std::string, std::string> verdicts;  ///< by case: verdict and class
    model::Record record;
    std::string trouble;
    std::string facts;
    Duration took{};
};

model::RouterSpec faithful() {
    auto loaded = suite::load_router(TSUKA_SOURCE_DIR "/duts/simulated/faithful.toml");
    BOOST_REQUIRE(loaded.ok());
    return std::move(loaded.value);
}

/// By a router that may have lived through other runs before, which ended at `began`.
Certification certify(model::RouterSpec const& router, sim::Router& simulated, std::uint64_t seed, Instant began,
                      run::Counting memory = run::Counting::off) {
    const auto claims = app::read_claims();
    BOOST_REQUIRE(claims);
    const auto suites = app::read_suites({}, *claims);
    BOOST_REQUIRE(suites);
    const auto profile = app::read_profile(router.profile, *claims);
    BOOST_REQUIRE(profile);
    auto run = certification::run(app::select(*suites, {}), router, simulated, seed, began, memory);
    BOOST_TEST(run.record.cases.size() == (run.preflight_failed ? 0 : run.planned));
    Certification done;
    for (auto const& fact : run.facts) done.facts += fact.name + " " + fact.value + "\n";
    done.trouble = std::move(run.trouble);
    done.took = run.took;
    done.record = std::move(run.record);
    for (auto const& row : judge::judge(done.record, profile->profile, *claims).rows)
        done.verdicts[row.name] = std::string(to_string(row.verdict)) + " " + row.observed_class;
    return done;
}

Certification certify(model::RouterSpec const& router) {
    sim::Router simulated(router);
    return certify(router, simulated, 1, {});
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_router_that_has_lived_through_a_run_gets_the_same_verdicts_in_the_next) {
    for (auto const* name : {"faithful", "linux"}) {
        auto loaded = suite::load_router(std::string(TSUKA_SOURCE_DIR "/duts/simulated/") + name + ".toml");
        BOOST_REQUIRE(loaded.ok());
        sim::Router router(loaded.value);
        Instant began{};
        std::optional<Certification> first;
        for (std::uint64_t chance = 1; chance <= 3; ++chance) {
            // As the clock of somebody says that begins anew a second after the run before has ended.
            const auto seed = lab::seed_of_moment(began.time_since_epoch(), chance);
            auto run = certify(loaded.value, router, seed, began);
            BOOST_TEST(run.trouble == "");
            BOOST_TEST(run.record.ended == "");
            began += run.took + 1s;
            if (first)
                for (auto const& [row, verdict] : run.verdicts)
                    BOOST_TEST(verdict == first->verdicts.at(row), name << ", run " << chance << ": " << row << " " << verdict);
            if (!first) first = std::move(run);
        }
    }
}

BOOST_AUTO_TEST_CASE(those_who_hold_places_take_turns) {
    auto loaded = suite::load_router(TSUKA_SOURCE_DIR "/duts/simulated/eight-esp-slots.toml");
    BOOST_REQUIRE(loaded.ok());
    sim::Router simulated(loaded.value);
    const auto run = certify(loaded.value, simulated, 1, {}, run::Counting::count);
    BOOST_TEST(run.trouble == "");
    std::map<std::string, unsigned> cases_of;  // by client
    unsigned all = 0;
    for (auto const& one : run.record.cases)
        if (one.id.starts_with("esp.") && one.hosts.size() == 2)
            for (auto const& [actor, address] : one.hosts)
                if (actor == "alice") ++cases_of[address], ++all;
    BOOST_TEST(all > 8U);
    BOOST_TEST(cases_of.size() > 4U);
    for (auto const& [address, cases] : cases_of) BOOST_TEST(cases < all / 2, address << ": " << cases << " of " << all);
    // Whoever has the clean port is nobody's second: a port that it asked for in vain would be clean no more.
    const auto asks = std::find_if(run.record.cases.begin(), run.record.cases.end(),
                                   [](auto const& one) { return one.id == "ike.srcport.first-client"; });
    BOOST_REQUIRE(asks != run.record.cases.end());
    std::string clean;
    for (auto const& [actor, address] : asks->hosts)
        if (actor == "alice") clean = address;
    unsigned first = 0;
    for (auto const& one : run.record.cases)
        for (auto const& [actor, address] : one.hosts) {
            first += one.hosts.size() > 2 && actor == "alice" && address == clean;
            if (actor == "bob" || actor == "carol") BOOST_TEST(address != clean, one.name << ": " << actor);
        }
    BOOST_TEST(first > 0U);
}

BOOST_AUTO_TEST_CASE(leases_on_both_sides_change_no_verdict) {
    auto router = faithful();
    const auto fixed = certify(router);
    router.lab.lan.clients = model::Addressing::dhcp;
    router.lab.wan.router = model::Addressing::dhcp;
    router.lab.wan.router_address = {0xcb007163};  // 203.0.113.99: what the lab leases is what it lives by
    const auto leased = certify(router);
    BOOST_TEST(leased.trouble == "");
    BOOST_TEST(leased.record.ended == "");
    BOOST_TEST(has(leased.facts, "router.wan_address 203.0.113.99"));
    BOOST_TEST(fixed.verdicts.size() > 50U);
    BOOST_TEST(leased.verdicts.size() == fixed.verdicts.size());
    for (auto const& [name, verdict] : fixed.verdicts)
        BOOST_TEST(leased.verdicts.at(name) == verdict, name << ": " << leased.verdicts.at(name) << ", with fixed addresses " << verdict);
}

BOOST_AUTO_TEST_CASE(a_router_with_few_addresses_to_lease_gets_them_back_in_time) {
    auto router = faithful();
    const auto fixed = certify(router);
    router.lab.lan.clients = model::Addressing::dhcp;
    router.lab.lan.last_client = {router.lab.lan.first_client.number + 63};
    const auto leased = certify(router);
    BOOST_TEST(leased.trouble == "");
    BOOST_TEST(leased.record.ended == "");
    for (auto const& event : leased.record.timeline) BOOST_TEST((event.kind == "hook" || event.kind == "silence"), event.detail);
    BOOST_TEST(leased.verdicts.size() == fixed.verdicts.size());
    // An address that is leased again brings along the mappings that its last holder had: a port of its own may be translated then.
    const auto whatever_port = [](std::string verdict) { return verdict.substr(0, verdict.find(" port-")); };
    for (auto const& [name, verdict] : fixed.verdicts)
        BOOST_TEST(whatever_port(leased.verdicts.at(name)) == whatever_port(verdict),
                   name << ": " << leased.verdicts.at(name) << ", with fixed addresses " << verdict);
}

BOOST_AUTO_TEST_CASE(a_pppoe_line_changes_no_verdict) {
    using enum model::Pppoe::Authentication;
    auto router = faithful();
    router.lab.ipv6.reset();  // the access concentrator speaks no IPv6CP
    const auto fixed = certify(router);
    BOOST_TEST(fixed.verdicts.size() > 50U);
    router.lab.wan.router = model::Addressing::pppoe;
    router.lab.wan.router_address = {0xcb007163};  // 203.0.113.99: what the lab assigns is what it lives by
    router.lab.wan.pppoe.user = "customer";
    router.lab.wan.pppoe.password = "secret";
    for (const auto way : {none, pap, chap}) {
        router.lab.wan.pppoe.authentication = way;
        if (way == chap) router.lab.wan.vlan = 101;
        const auto dialled = certify(router);
        BOOST_TEST(dialled.trouble == "");
        BOOST_TEST(dialled.record.ended == "");
        BOOST_TEST(has(dialled.facts, "router.wan_address 203.0.113.99"));
        BOOST_TEST((dialled.verdicts == fixed.verdicts));
    }
}

BOOST_AUTO_TEST_CASE(a_pppoe_line_that_does_not_come_about_is_told_in_words) {
    auto router = faithful();
    router.lab.wan.router = model::Addressing::pppoe;
    router.lab.wan.pppoe.refuse = true;
    const auto refused = certify(router);
    BOOST_TEST(has(refused.record.ended, "WAN side: the router authenticated as"));
    BOOST_TEST(has(refused.record.ended, "was refused, as the lab file wants"));
    router.lab.wan.pppoe.refuse = false;
    router.lab.wan.pppoe.late_offer = 90s;
    BOOST_TEST(has(certify(router).record.ended, "no PPPoE session came about within 60 s: the router sent a PADI, and no PADR after it"));
    router.lab.wan.pppoe.late_offer = 3s;
    BOOST_TEST(certify(router).record.ended == "");
}

BOOST_AUTO_TEST_CASE(a_router_that_reboots_dials_again) {
    auto router = faithful();
    router.lab.wan.router = model::Addressing::pppoe;
    const auto unhurt = certify(router);
    router.reboots_at = unhurt.took / 2;
    router.timers.boot = 2s;
    const auto hurt = certify(router);
    BOOST_TEST(hurt.trouble == "");
    BOOST_TEST(hurt.record.ended == "");
    for (auto const& [name, verdict] : hurt.verdicts)
        BOOST_TEST((verdict == unhurt.verdicts.at(name) || verdict.starts_with(to_string(Verdict::inconclusive))), name << ": " << verdict);
}

BOOST_AUTO_TEST_CASE(a_pppoe_session_that_ends_in_mid_run_is_told_and_changes_no_verdict) {
    auto router = faithful();
    router.lab.wan.router = model::Addressing::pppoe;
    router.timers.boot = 1ms;  // it has dialled again before anybody misses it
    const auto unhurt = certify(router);
    router.reboots_at = unhurt.took / 2;
    const auto hurt = certify(router);
    BOOST_TEST(hurt.trouble == "");
    std::vector<std::string> told;  // cases have it restarted by a hook, too
    for (auto const& event : hurt.record.timeline)
        if (event.kind == "pppoe-session" && event.at >= *router.reboots_at && event.at < *router.reboots_at + 5s)
            told.push_back(event.detail);
    BOOST_REQUIRE(told.size() == 2U);
    BOOST_TEST(told[0] == "the PPPoE session ended: the router dialled again without hanging up");
    BOOST_TEST(told[1] == "the router dialled again and has another PPPoE session");
    for (auto const& [name, verdict] : hurt.verdicts) BOOST_TEST(verdict == unhurt.verdicts.at(name), name << ": " << verdict);
}

BOOST_AUTO_TEST_CASE(short_leases_are_kept_through_hours_of_waiting) {
    auto router = faithful();
    const auto fixed = certify(router);
    router.lab.lan.clients = model::Addressing::dhcp;
    router.timers.lease = 10min;
    router.lab.lan.last_client = Ipv4Address{router.lab.lan.first_client.number + 120};
    const auto leased = certify(router);
    BOOST_TEST(leased.trouble == "");
    BOOST_TEST(leased.record.ended == "");
    for (auto const& event : leased.record.timeline) BOOST_TEST((event.kind == "hook" || event.kind == "silence"), event.detail);
    for (auto const& one : leased.record.cases) BOOST_TEST(!has(one.reason, "to two clients at the same time"), one.name << one.reason);
    BOOST_TEST(leased.verdicts.size() == fixed.verdicts.size());
    for (auto const& [name, verdict] : fixed.verdicts)
        BOOST_TEST(leased.verdicts.at(name) == verdict, name << ": " << leased.verdicts.at(name) << ", with fixed addresses " << verdict);
}

BOOST_AUTO_TEST_CASE(a_run_over_a_reboot_ends_and_goes_on_when_the_router_is_back) {
    auto router = faithful();
    const auto unhurt = certify(router);
    router.reboots_at = unhurt.took / 2;
    router.timers.boot = 2s;
    const auto hurt = certify(router);
    BOOST_TEST(hurt.trouble == "");
    BOOST_TEST(hurt.record.ended == "");
    // What was under way is repeated with fresh hosts; two attempts that differ leave a case open, and nothing else is left so.
    unsigned open = 0;
    for (auto const& [name, verdict] : hurt.verdicts) {
        if (verdict == unhurt.verdicts.at(name)) continue;
        BOOST_TEST(verdict.starts_with(to_string(Verdict::inconclusive)), name << ": " << verdict);
        ++open;
    }
    BOOST_TEST(open <= 1U);
    BOOST_TEST((hurt.took > unhurt.took + 1s));
}

BOOST_AUTO_TEST_CASE(a_time_in_which_the_router_forwards_nothing_is_told) {
    auto router = faithful();
    router.reboots_at = 50ms;
    router.timers.boot = 5s;
    const auto hurt = certify(router);
    BOOST_REQUIRE(!hurt.record.timeline.empty());
    BOOST_TEST(hurt.record.timeline.front().kind == "silence");
    BOOST_TEST(has(hurt.record.timeline.front().detail, "it forwarded again after"));
}

BOOST_AUTO_TEST_CASE(an_address_that_changes_in_mid_run_changes_no_verdict) {
    auto router = faithful();
    const auto unhurt = certify(router);
    router.renumbers_to = {0xcb00714e};  // 203.0.113.78
    for (const Duration at : {Duration(1s), Duration(20s), unhurt.took / 2, unhurt.took - 60s}) {
        router.renumbers_at = at;
        const auto hurt = certify(router);
        BOOST_TEST(hurt.trouble == "");
        BOOST_TEST(hurt.record.ended == "");
        for (auto const& [name, verdict] : hurt.verdicts)
            BOOST_TEST(verdict == unhurt.verdicts.at(name), name << " after " << at.count() << " ns: " << verdict);
        // Restarts, which cases ask for at the end of a run, are events, too.
        auto moves = hurt.record.timeline;
        std::erase_if(moves, [](auto const& event) { return event.kind != "wan-address"; });
        BOOST_REQUIRE(moves.size() == 1U);
        BOOST_TEST((moves.front().at >= at));
        BOOST_TEST(has(moves.front().detail, "from 203.0.113.2 to 203.0.113.78"));
    }
}

BOOST_AUTO_TEST_CASE(several_addresses_outside_are_no_fault_and_no_change) {
    auto loaded = suite::load_router(TSUKA_SOURCE_DIR "/duts/simulated/wan-pool.toml");
    BOOST_REQUIRE(loaded.ok());
    auto const& router = loaded.value;
    BOOST_REQUIRE(router.lab.wan.pool.has_value());
    for (const bool told : {true, false}) {
        auto several = router;
        sim::Router simulated(several);
        if (!told) several.lab.wan.pool.reset();
        const auto done = certify(several, simulated, 1, {}, run::Counting::count);
        BOOST_TEST(done.trouble == "");
        BOOST_TEST(done.record.ended == "");
        BOOST_TEST(std::none_of(done.record.timeline.begin(), done.record.timeline.end(),
                                [](auto const& event) { return event.kind == "wan-address"; }));
        BOOST_TEST(has(done.facts, "router.wan_addresses 8 seen, within 203.0.113.64/29"), done.facts);
        BOOST_TEST(done.verdicts.at("esp.nat-detect-consistency") == "supported paired");
        for (auto const& [name, verdict] : done.verdicts)
            for (const auto bad : {Verdict::fail, Verdict::error, Verdict::deviation})
                BOOST_TEST(!verdict.starts_with(to_string(bad)), name << ": " << verdict);
    }
}

BOOST_AUTO_TEST_CASE(a_pool_of_leases_that_is_used_up_is_not_a_router_that_stopped) {
    auto router = faithful();
    router.lab.lan.clients = model::Addressing::dhcp;
    router.lab.lan.last_client = Ipv4Address{router.lab.lan.first_client.number + 1};  // the control flow's, and one more
    const auto done = certify(router);
    BOOST_TEST(has(done.record.ended, "DHCP server gives no address to another client"), done.record.ended);
    BOOST_TEST(!has(done.record.ended, "stopped forwarding"));
    for (auto const& event : done.record.timeline) BOOST_TEST(event.kind != "silence", event.detail);
}

BOOST_AUTO_TEST_CASE(nothing_passes_against_a_router_that_does_not_come_back) {
    for (const bool leases : {false, true}) {
        auto router = faithful();
        if (leases) router.lab.lan.clients = router.lab.wan.router = model::Addressing::dhcp;
        router.reboots_at = 50ms;
        router.timers.boot = 24h * 30;
        const auto done = certify(router);
        BOOST_TEST(done.trouble == "");
        BOOST_TEST(has(done.record.ended, "stopped forwarding"));
        BOOST_TEST((done.took < 5min));
        for (auto const& one : done.record.cases) {
            if (one.began <= *router.reboots_at) continue;
            BOOST_TEST((one.outcome == Outcome::undetermined || one.outcome == Outcome::skipped),
                       one.name << ": " << to_string(one.outcome) << ", " << one.reason);
        }
    }
}

BOOST_AUTO_TEST_CASE(a_full_table_is_told_from_a_dead_router) {
    const auto claims = app::read_claims();
    BOOST_REQUIRE(claims);
    const auto suites = app::read_suites({}, *claims);
    BOOST_REQUIRE(suites);
    const auto classes = [&](std::string const& defect) {
        auto router = faithful();
        router.most_bindings = 1500;
        router.timers.udp_unanswered = 30s;
        if (!defect.empty()) router.defects.push_back({defect, {}});
        sim::Router simulated(router);
        std::string all;
        const auto run = certification::run(app::select(*suites, {"resil.table.*"}), router, simulated, 1, {}, run::Counting::off);
        BOOST_TEST(run.trouble == "");
        for (auto const& one : run.record.cases) all += one.id.substr(12) + " " + one.observed_class + " " + one.reason + "\n";
        return all;
    };
    BOOST_TEST(classes("") == "overflow-policy refuses \nrecovery recovers \nrecovery.soon recovers \n");
    BOOST_TEST(
        classes("table.evicts-oldest") ==
        "recovery roomy \noverflow-policy evicts class 'evicts': The tunnel has lost its mapping to the flood\nrecovery.soon roomy \n");
}

BOOST_AUTO_TEST_SUITE_END()
