// Every case that comes with the program against devices that no one would call a router: nothing passes against silence or echo, gross
// habits are found by the claims made for them, and every run comes to an end with words.
#include "tests/support/degenerate.hpp"
#include "harness/app/catalogue.hpp"
#include "harness/judge/findings.hpp"
#include "harness/judge/judge.hpp"
#include "harness/suite/load_router.hpp"
#include "run_bench.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>

BOOST_AUTO_TEST_SUITE(degenerate_routers)

using namespace run_bench;
using degenerate::Habit;
using model::Verdict;

namespace {

enum class From : std::uint8_t { the_beginning, the_first_case };

/// A run of all cases, and what the profile tr-124-plus makes of it.
struct Certification {
    degenerate::Course course;
    bool preflight_failed = false;
    std::size_t planned = 0;
    model::Record record;
    model::Report report;

    [[nodiscard]] std::size_t count(Verdict verdict) const {
        return static_cast<std::size_t>(
            std::count_if(report.rows.begin(), report.rows.end(), [&](auto const& row) { return row.verdict == verdict; }));
    }
    /// Claims that hold for every router and were found broken.
    [[nodiscard]] std::set<std::string> found() const {
        std::set<std::string> claims;
        for (auto const& one : record.cases)
            for (auto const& finding : judge::findings_of(one))
                if (!finding.note) claims.insert(finding.claim);
        return claims;
    }
};

/// A good router until the first case begins, if the device is to be one.
class Watch : public Told {
public:
    explicit Watch(degenerate::Device& device) : device_(device) {}
    void preflight_done(std::vector<model::FieldRecord> const& known) override {
        Told::preflight_done(known);
        device_.bad = true;
    }

private:
    degenerate::Device& device_;
};

/// What must hold of every run, whatever the device: it ends within bounds, tells of every case, and gives a reason for what is not well.
void check_end(Certification const& done) {
    BOOST_TEST(done.course.trouble == "");
    BOOST_TEST(done.record.cases.size() == (done.preflight_failed ? 0U : done.planned));
    if (done.preflight_failed) BOOST_TEST(done.record.ended != "");
    for (auto const& one : done.record.cases) {
        BOOST_TEST((one.outcome != Outcome::error), one.name << ": " << one.reason);
        if (one.outcome != Outcome::satisfied) BOOST_TEST(one.reason != "", one.name);
    }
}

Certification certify(Habit habit, From from, model::Addressing clients = model::Addressing::fixed) {
    const auto claims = app::read_claims();
    BOOST_REQUIRE(claims);
    const auto suites = app::read_suites({}, *claims);
    BOOST_REQUIRE(suites);
    const auto profile = app::read_profile("tr-124-plus", *claims);
    BOOST_REQUIRE(profile);
    auto good = suite::load_router(TSUKA_SOURCE_DIR "/duts/simulated/faithful.toml");
    BOOST_REQUIRE(good.ok());
    run::Plan plan{app::select(*suites, {}), good.value.lab, 1, 1, 1};
    plan.lab.cable = habit == Habit::cable;
    plan.lab.lan.clients = clients;
    plan.waits_for_others = clients == model::Addressing::dhcp;  // as live
    degenerate::Device device(habit, good.value);
    device.bad = from == From::the_beginning;
    Watch told(device);
    run::Session session(plan, told);
    Certification done;
    done.course = degenerate::run(session, device, 48h, 400'000);
    done.preflight_failed = session.preflight_failed();
    done.planned = plan.cases.size();
    done.record.cases = std::move(told.cases);
    for (auto const& scenario : plan.cases) done.record.run.plan.cases.push_back(scenario.name());
    done.record.ended = session.ended();
    done.record.complete = session.ended().empty();
    done.report = judge::judge(done.record, profile->profile, *claims);
    check_end(done);
    return done;
}

void check_nothing_is_known(Certification const& done) {
    for (auto const& row : done.report.rows)
        BOOST_TEST((row.verdict == Verdict::inconclusive || row.verdict == Verdict::skipped),
                   row.name << ": " << to_string(row.verdict) << ", " << row.reason);
    BOOST_TEST(done.found().empty());
    BOOST_TEST(model::exit_status(done.report) != 0);
}

}  // namespace

BOOST_AUTO_TEST_CASE(without_a_bad_habit_the_device_conforms) {
    const auto done = certify(Habit::none, From::the_beginning);
    BOOST_TEST(done.record.ended == "");
    BOOST_TEST(done.found().empty());
    BOOST_TEST(done.count(Verdict::pass) > done.planned / 2);
    BOOST_TEST(model::exit_status(done.report) == 0);
}

BOOST_AUTO_TEST_CASE(nothing_passes_against_silence) {
    for (const auto habit : {Habit::black_hole, Habit::swallows_ip}) {
        const auto at_once = certify(habit, From::the_beginning);
        BOOST_TEST(at_once.preflight_failed);
        check_nothing_is_known(at_once);
        const auto later = certify(habit, From::the_first_case);
        BOOST_TEST(!later.preflight_failed);
        check_nothing_is_known(later);
    }
}

BOOST_AUTO_TEST_CASE(nothing_passes_against_an_echo) {
    const auto at_once = certify(Habit::echo, From::the_beginning);
    BOOST_TEST(at_once.preflight_failed);
    check_nothing_is_known(at_once);
    check_nothing_is_known(certify(Habit::echo, From::the_first_case));
}

BOOST_AUTO_TEST_CASE(nothing_passes_against_a_mirror) {
    const auto at_once = certify(Habit::mirror, From::the_beginning);
    BOOST_TEST(at_once.preflight_failed);
    check_nothing_is_known(at_once);
    // A client that gets its own probe back has got what was not meant for it: that much is known.
    const auto done = certify(Habit::mirror, From::the_first_case);
    BOOST_TEST((done.found() == std::set<std::string>{"always.no-misdelivery", "header.hop-count"}));
    BOOST_TEST(done.count(Verdict::pass) + done.count(Verdict::supported) == 0U);
    BOOST_TEST(model::exit_status(done.report) == 1);
}

BOOST_AUTO_TEST_CASE(a_cable_is_no_napt_and_no_fence) {
    const auto done = certify(Habit::cable, From::the_beginning);
    BOOST_TEST(done.found().empty());
    BOOST_TEST(model::exit_status(done.report) == 1);
    std::set<std::string> failed;
    for (auto const& row : done.report.rows)
        if (row.verdict == Verdict::fail) failed.insert(row.name);
    const std::set<std::string> wanted{"icmp.query.map",
                                       "ipv6.filtering.spoofed",
                                       "nat.napt.basics[proto=tcp]",
                                       "nat.napt.basics[proto=udp]",
                                       "sec.alg.wan-initiated-control",
                                       "sec.esp.other-server",
                                       "sec.spoof.ingress",
                                       "sec.unsolicited.protocols",
                                       "sec.unsolicited.vpn-ports[message=ike.mm1]",
                                       "sec.unsolicited.vpn-ports[message=l2tp.sccrq]",
                                       "sec.unsolicited.vpn-ports[message=natt.esp]",
                                       "static.l2tp1701",
                                       "static.outbound-consistency",
                                       "static.scope-exact",
                                       "static.udp500-4500"};
    for (auto const& name : failed) BOOST_TEST(wanted.contains(name), name);
    for (auto const& name : wanted) BOOST_TEST(failed.contains(name), name);
}

/// Whoever answers first, the router or the wire past it: what follows would be measured of both.
BOOST_AUTO_TEST_CASE(a_bridge_past_the_router_is_named_before_anything_is_measured) {
    const auto done = certify(Habit::bridged, From::the_beginning);
    BOOST_TEST(done.preflight_failed);
    BOOST_TEST(has(done.record.ended, "reached the WAN interface as it was"), done.record.ended);
    BOOST_TEST(done.course.took < 5s);
    check_nothing_is_known(done);
}

/// The router leases nothing, and the provider's DHCP server is heard over the bridge: what it leases is the router's own address.
BOOST_AUTO_TEST_CASE(a_lease_of_the_provider_to_a_lan_client_shows_a_bridge) {
    const auto done = certify(Habit::bridged, From::the_beginning, model::Addressing::dhcp);
    BOOST_TEST(done.preflight_failed);
    BOOST_TEST(has(done.record.ended, "reached the WAN interface as it was"), done.record.ended);
    BOOST_TEST(has(done.record.ended, "connected past the router"), done.record.ended);
}

BOOST_AUTO_TEST_CASE(a_duplicator_is_found) {
    for (const auto from : {From::the_beginning, From::the_first_case}) {
        const auto done = certify(Habit::duplicator, from);
        BOOST_TEST((done.found() == std::set<std::string>{"always.no-duplicates"}));
        BOOST_TEST(model::exit_status(done.report) == 1);
        BOOST_TEST(done.count(Verdict::fail) > done.planned / 2);
    }
}

BOOST_AUTO_TEST_CASE(a_shuffler_of_clients_is_found) {
    for (const auto from : {From::the_beginning, From::the_first_case}) {
        const auto done = certify(Habit::shuffler, from);
        BOOST_TEST((done.found() == std::set<std::string>{"always.no-misdelivery"}));
        BOOST_TEST(model::exit_status(done.report) == 1);
        // What needs a way in is not tried: nothing comes to whom it is for.
        const auto tried = done.planned - done.count(Verdict::skipped);
        BOOST_TEST(tried > done.planned / 2);
        BOOST_TEST(done.count(Verdict::fail) > tried * 3 / 5);
    }
}

BOOST_AUTO_TEST_CASE(order_alone_breaks_nothing_but_what_asks_for_order) {
    for (const auto from : {From::the_beginning, From::the_first_case}) {
        const auto done = certify(Habit::reorderer, from);
        BOOST_TEST(done.found().empty());
        for (auto const& row : done.report.rows) BOOST_TEST((row.verdict != Verdict::fail), row.name << ": " << row.reason);
        for (auto const& row : done.report.rows)
            BOOST_TEST((row.verdict != Verdict::deviation || row.id.starts_with("flow.steady.") || row.id == "free.softether.rudp-stream"),
                       row.name << ": " << row.reason);
        BOOST_TEST(done.count(Verdict::deviation) == 4U);
    }
}

BOOST_AUTO_TEST_CASE(a_router_that_is_always_late_is_not_accused) {
    const auto at_once = certify(Habit::late, From::the_beginning);
    BOOST_TEST(at_once.preflight_failed);
    check_nothing_is_known(at_once);
    check_nothing_is_known(certify(Habit::late, From::the_first_case));
}

BOOST_AUTO_TEST_CASE(late_answers_are_answers) {
    BOOST_TEST(certify(Habit::late_answers, From::the_beginning).preflight_failed);
    const auto done = certify(Habit::late_answers, From::the_first_case);
    BOOST_TEST(done.found().empty());
    for (auto const& one : done.record.cases) {
        // AH through address translation is a class of its own, and what it breaks no NAPT can keep; this router has nothing switched off.
        const auto expected = [](std::string const& claim) { return claim == "ah.limit" || claim.starts_with("off."); };
        if (one.outcome == Outcome::violated)
            BOOST_TEST(std::all_of(one.broken.begin(), one.broken.end(), expected), one.name << ": " << one.reason);
    }
}

BOOST_AUTO_TEST_CASE(one_that_dies_keeps_what_it_has_shown_and_gets_nothing_more) {
    for (const auto from : {From::the_beginning, From::the_first_case}) {
        const auto done = certify(Habit::dies, from);
        BOOST_TEST(has(done.record.ended, "the router stopped forwarding in mid-run"));
        BOOST_TEST(model::exit_status(done.report) == 2);
        BOOST_TEST(done.found().empty());
        BOOST_TEST(done.count(Verdict::fail) == 0U);
        // In the order of the run: shown, then one that it died in, then none.
        // What was found shortly before, and could not be asked for again, is open, too.
        const auto died = std::find_if(done.report.rows.begin(), done.report.rows.end(), [](auto const& row) {
            return row.verdict == Verdict::inconclusive && has(row.reason, "even plain UDP");
        });
        BOOST_REQUIRE((died != done.report.rows.begin() && died != done.report.rows.end()));
        for (auto row = died + 1; row != done.report.rows.end(); ++row) BOOST_TEST((row->verdict == Verdict::skipped), row->name);
    }
}

BOOST_AUTO_TEST_SUITE_END()
