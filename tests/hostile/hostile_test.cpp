// Every misbehaviour of the table against a few cases at a time, with many seeds: the run ends within bounds, nothing passes that was not
// earned, nothing is failed for what others do, and no octet of theirs stands unescaped in any report.
#include "generator/base/ethernet.hpp"
#include "harness/app/catalogue.hpp"
#include "harness/judge/findings.hpp"
#include "harness/judge/judge.hpp"
#include "harness/run/session.hpp"
#include "harness/suite/load_router.hpp"
#include "reports/html.hpp"
#include "reports/json.hpp"
#include "reports/junit.hpp"
#include "reports/text.hpp"
#include "tests/hostile/misbehaviour.hpp"

#include <sys/resource.h>
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cstdlib>
#include <map>
#include <set>
#include <string>

using namespace tsuka;
using namespace std::chrono_literals;
using hostile::Bearing;
using model::Verdict;

namespace {

std::uint64_t number_from(char const* variable, std::uint64_t otherwise) {
    const char* const wanted = std::getenv(variable);
    return wanted == nullptr ? otherwise : static_cast<std::uint64_t>(std::max(1LL, std::strtoll(wanted, nullptr, 10)));
}

/// How many seeds each misbehaviour gets, and the first of them: thousands are run by hand, and one that fails is run alone.
std::uint64_t seeds() {
    return number_from("TSUKA_SEEDS", 5);
}
std::uint64_t first_seed() {
    return number_from("TSUKA_FIRST_SEED", 1);
}

/// What all runs are made from, read once.
struct Data {
    std::vector<model::Claim> claims;
    std::vector<model::Suite> suites;
    model::Profile profile;
    model::RouterSpec router;
};

Data const& data() {
    static Data const read = [] {
        Data all;
        all.claims = app::read_claims().value();
        all.suites = app::read_suites({}, all.claims).value();
        all.profile = app::read_profile("tr-124", all.claims).value().profile;
        all.router = suite::load_router(TSUKA_SOURCE_DIR "/duts/simulated/faithful.toml").value;
        return all;
    }();
    return read;
}

/// From when on the router misbehaves. Many a fault would end the run at the preflight, which has tests of its own.
enum class Since : std::uint8_t { never, first_case, before_all };

class Told : public run::Observer {
public:
    Told(hostile::Router& router, Since since) : router_(router), since_(since) {}
    void preflight_done(std::vector<model::FieldRecord> const& /*facts*/) override { router_.active = since_ != Since::never; }
    void case_started(model::Case const& /*scenario*/, unsigned /*attempt*/) override {}
    void case_finished(engine::Finished finished) override { record.cases.push_back(std::move(finished.record)); }
    model::Record record;

private:
    hostile::Router& router_;
    Since since_;
};

struct Certification {
    degenerate::Course course;
    bool preflight_failed = false;
    model::Record record;
    model::Report report;
    std::map<std::string, Verdict> verdicts;
};

std::vector<model::Case> some_cases(std::mt19937_64& random, std::size_t wanted) {
    const auto all = app::select(data().suites, {});
    std::vector<model::Case> some;
    while (some.size() < wanted) {
        auto const& one = all[random() % all.size()];
        if (std::none_of(some.begin(), some.end(), [&](auto const& other) { return other.name() == one.name(); })) some.push_back(one);
    }
    return some;
}

Certification certify(hostile::Misbehaviour const& habit, std::uint64_t seed, Since since) {
    std::mt19937_64 random(seed);
    auto router = data().router;
    if (habit.bearing == Bearing::leases) router.lab.lan.clients = model::Addressing::dhcp;
    run::Plan plan{some_cases(random, 4), router.lab, seed, static_cast<unsigned>(1 + random() % 3), 1};
    hostile::Router device(habit, router, seed);
    device.active = since == Since::before_all;
    Told told(device, since);
    run::Session session(plan, told);
    Certification done;
    done.course = degenerate::run(session, device, 48h, 3'000'000);
    done.preflight_failed = session.preflight_failed();
    done.record = std::move(told.record);
    done.record.ended = session.ended();
    done.record.complete = session.ended().empty();
    done.report = judge::judge(done.record, data().profile, data().claims);
    for (auto const& row : done.report.rows) done.verdicts[row.name] = row.verdict;
    BOOST_TEST(done.record.cases.size() == (done.preflight_failed ? 0U : plan.cases.size()));
    return done;
}

/// No control octet but the line feed, no markup of theirs, valid UTF-8 wherever a reader would choke on it.
void check_escaped(std::string const& text, std::string const& what) {
    const auto raw = std::find_if(text.begin(), text.end(), [](char sign) {
        const auto octet = static_cast<unsigned char>(sign);
        return (octet < 0x20 && sign != '\n' && sign != '\t') || octet == 0x7f;
    });
    BOOST_TEST((raw == text.end()), what << ": a control octet");
    BOOST_TEST((text.find("<script>alert") == std::string::npos), what << ": markup of the wire's");
}

void check_reports(Certification const& done) {
    reports::RenderContext facts;
    facts.tool = "tsuka test";
    const auto html = reports::render_html(done.report, done.record, facts);
    const auto exchanges = reports::render_html(done.report, done.record, facts, reports::HtmlPage::archive);
    BOOST_TEST_REQUIRE(html.has_value());
    BOOST_TEST_REQUIRE(exchanges.has_value());
    check_escaped(*html, "html");
    check_escaped(*exchanges, "exchanges");
    check_escaped(reports::render_junit(done.report, done.record, facts), "junit");
    check_escaped(reports::render_json(done.report, done.record, facts), "json");
    // Text is read in a terminal: no markup there, but what could steer it.
    const auto text = reports::render_text(done.report, done.record, facts);
    BOOST_TEST((text.find('\x1b') == std::string::npos));
}

std::string reason_of(Certification const& done, std::string const& name) {
    std::string reason;
    for (auto const& row : done.report.rows)
        if (row.name == name) reason = row.reason;
    for (auto const& one : done.record.cases)
        if (one.name == name)
            for (auto const& finding : judge::findings_of(one)) reason += " [" + finding.claim + ": " + finding.detail + "]";
    return reason;
}

bool is_bad(Verdict verdict) {
    return verdict == Verdict::fail || verdict == Verdict::deviation;
}

void check(hostile::Misbehaviour const& habit, std::uint64_t seed, Since since) {
    const auto done = certify(habit, seed, since);
    BOOST_TEST(done.course.trouble == "");
    for (auto const& one : done.record.cases) {
        BOOST_TEST((one.outcome != model::Outcome::error), one.name << ": " << one.reason);
        if (one.outcome != model::Outcome::satisfied) BOOST_TEST(one.reason != "", one.name);
    }
    if (habit.bearing == Bearing::noise) {
        BOOST_TEST(!done.preflight_failed, done.record.ended);
        const auto calm = certify(habit, seed, Since::never);
        for (auto const& [name, verdict] : done.verdicts)
            BOOST_TEST(
                (verdict == calm.verdicts.at(name) || verdict == Verdict::inconclusive),
                name << ": " << to_string(calm.verdicts.at(name)) << " became " << to_string(verdict) << ", " << reason_of(done, name));
    }
    for (auto const& row : done.report.rows) {
        if (habit.bearing == Bearing::destructive || habit.bearing == Bearing::leases)
            BOOST_TEST((row.verdict != Verdict::pass && row.verdict != Verdict::supported), row.name << " passed");
        if (habit.bearing == Bearing::leases) BOOST_TEST(!is_bad(row.verdict), row.name << ": " << row.reason);
    }
    if (habit.bearing == Bearing::leases) {
        auto said = done.record.ended;
        for (auto const& one : done.record.cases) said += " " + one.reason;
        BOOST_TEST((said.find("lease") != std::string::npos || said.find("DHCP") != std::string::npos), said);
    }
    check_reports(done);
}

void check_all(std::span<hostile::Misbehaviour const> table, Since since) {
    for (auto const& habit : table)
        for (auto seed = first_seed(); seed < first_seed() + seeds(); ++seed) BOOST_TEST_CONTEXT(habit.name << ", seed " << seed) {
                check(habit, seed, since);
            }
    rusage usage{};
    ::getrusage(RUSAGE_SELF, &usage);
#ifndef TSUKA_RELAXED  // sanitizers keep what was freed
    BOOST_TEST(usage.ru_maxrss / 1024 < 300);
#endif
    BOOST_TEST_MESSAGE(table.size() << " misbehaviours, " << seeds() << " seeds each from " << first_seed() << " on; at most "
                                    << usage.ru_maxrss / 1024 << " MB");
}

}  // namespace

BOOST_AUTO_TEST_SUITE(hostile_routers)

BOOST_AUTO_TEST_CASE(neighbours_do_not_change_a_verdict) {
    check_all(hostile::noises(), Since::first_case);
}

BOOST_AUTO_TEST_CASE(neighbours_that_were_there_before_the_run_do_not_change_a_verdict) {
    check_all(hostile::noises(), Since::before_all);
}

/// Whoever asks for the router hears of somebody else first.
constexpr hostile::Misbehaviour arp_liar{"ARP lies", Bearing::destructive, [](hostile::Scene& scene, Side side, Octets frame) {
                                             constexpr MacAddress liar{{0x0a, 0xba, 0xd0, 0, 0, 2}};
                                             constexpr std::size_t sender_at = ethernet_header_size + 8;
                                             auto lie = frame;
                                             if (frame.size() >= sender_at + 6 && frame[12] == 0x08 && frame[13] == 0x06) {
                                                 for (const std::size_t at : {std::size_t{6}, sender_at})
                                                     std::copy(liar.octets.begin(), liar.octets.end(),
                                                               lie.begin() + static_cast<std::ptrdiff_t>(at));
                                                 scene.send(side, std::move(lie));
                                             }
                                             scene.send(side, std::move(frame));
                                         }};

BOOST_AUTO_TEST_CASE(who_lies_about_the_router_s_address_is_named) {
    const auto done = certify(arp_liar, 1, Since::before_all);
    BOOST_TEST(done.preflight_failed);
    BOOST_TEST((done.record.ended.find("is claimed by 02:") != std::string::npos), done.record.ended);
    BOOST_TEST((done.record.ended.find("0a:ba:d0:00:00:02: two devices have this address, or another device lies") != std::string::npos));
    const auto later = certify(arp_liar, 1, Since::first_case);
    BOOST_TEST(!later.preflight_failed);
}

BOOST_AUTO_TEST_CASE(faults_of_the_router_earn_no_pass_and_hang_nothing) {
    check_all(hostile::faults(), Since::first_case);
}

BOOST_AUTO_TEST_CASE(absurd_leases_are_called_that) {
    check_all(hostile::odd_leases(), Since::before_all);  // a lease is taken before the first case
}

BOOST_AUTO_TEST_SUITE_END()
