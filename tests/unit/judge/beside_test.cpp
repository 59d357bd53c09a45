// Load beside cases: what its own frames prove, in words that name the frame from which on they are wrong, and what is said of a case that
// finds something else under load.
#include "harness/judge/beside.hpp"

#include "harness/judge/judge.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <string>

BOOST_AUTO_TEST_SUITE(load_beside_cases)

using namespace tsuka;
using namespace std::chrono_literals;
using model::Outcome;

namespace {

model::LoadBeside load_of(std::vector<model::LoadPassage> passages) {
    model::LoadBeside load;
    load.wanted = {2000, {"udp"}, 256};
    load.flowed = 5s;
    load.offered = 10'000;
    load.sent = {5000, 5000};
    load.received = {4990, 5000};
    load.passages = std::move(passages);
    return load;
}

model::LoadPassage passage(Side from, std::vector<model::LoadFault> faults = {}) {
    return {"udp", from, 8, {400, 400}, {4600, 4600}, std::move(faults)};
}

model::CaseRecord one(std::string name, Outcome outcome, std::string observed = {}) {
    model::CaseRecord result;
    result.name = std::move(name);
    result.id = std::string(model::name_at_rest(result.name));
    result.outcome = outcome;
    result.observed_class = std::move(observed);
    result.claims = {"a"};
    result.reason = outcome == Outcome::violated ? "step 2: nothing came" : "";
    return result;
}

std::string const& reason_of(model::Report const& report, std::string const& name) {
    return std::find_if(report.rows.begin(), report.rows.end(), [&](auto const& row) { return row.name == name; })->reason;
}

}  // namespace

BOOST_AUTO_TEST_CASE(all_as_sent) {
    const auto all = judge::load_cases(load_of({passage(Side::lan), passage(Side::wan)}), 6s);
    BOOST_REQUIRE(all.size() == 1U);
    BOOST_TEST(all[0].name == "load.udp");
    BOOST_TEST((all[0].began == 1s));
    BOOST_TEST((all[0].outcome == Outcome::satisfied));
    BOOST_TEST(all[0].broken.empty());
    BOOST_TEST(all[0].steps.size() == 2U);
    BOOST_TEST(all[0].steps[0].checks[1].found == "4600 came");
}

BOOST_AUTO_TEST_CASE(the_transition_is_named) {
    const auto all = judge::load_cases(
        load_of({passage(Side::lan), passage(Side::wan, {{"with a wrong UDP checksum", "always.checksums-right", 0, 4600, 51, 8}})}), 6s);
    BOOST_TEST((all[0].outcome == Outcome::violated));
    BOOST_TEST(all[0].broken == std::vector<std::string>{"always.checksums-right"}, boost::test_tools::per_element());
    BOOST_TEST(all[0].reason ==
               "inward, right up to frame 50 of a flow, with a wrong UDP checksum from frame 51 on (in 8 of 8 flows: 0 of 400 frames up to "
               "the 50th of their flow, 4600 of 4600 after it)");
    BOOST_TEST((all[0].steps[0].status == model::StepStatus::held));
    BOOST_TEST((all[0].steps[1].status == model::StepStatus::failed));
}

BOOST_AUTO_TEST_CASE(what_is_wrong_from_the_first_frame_on_has_no_transition) {
    const auto all =
        judge::load_cases(load_of({passage(Side::lan, {{"with an altered payload", "always.payload-untouched", 400, 4600, 1, 8}})}), 6s);
    BOOST_TEST(all[0].reason.find("right up to") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(frames_that_stop_coming_after_the_fiftieth_are_a_transition_and_loss_everywhere_is_none) {
    auto silent = passage(Side::lan);
    silent.late.arrived = 0;
    auto all = judge::load_cases(load_of({silent}), 6s);
    BOOST_TEST((all[0].outcome == Outcome::violated));
    BOOST_TEST(all[0].broken == std::vector<std::string>{"flow.steady"}, boost::test_tools::per_element());
    auto load = load_of({silent});
    load.dropped = 1;  // this machine lost frames itself
    BOOST_TEST((judge::load_cases(load, 6s)[0].outcome == Outcome::satisfied));
    auto crowded = passage(Side::lan);
    crowded.early.arrived = 200;
    crowded.late.arrived = 2300;
    BOOST_TEST((judge::load_cases(load_of({crowded}), 6s)[0].outcome == Outcome::satisfied));
}

BOOST_AUTO_TEST_CASE(without_flows_nothing_was_tried) {
    auto closed = passage(Side::lan);
    closed.opened = 0;
    const auto all = judge::load_cases(load_of({closed}), 6s);
    BOOST_TEST((all[0].outcome == Outcome::skipped));
    BOOST_TEST(judge::load_cases({}, 6s).empty());
}

BOOST_AUTO_TEST_CASE(a_case_that_ends_otherwise_under_load_says_so_with_both) {
    model::Record record;
    record.cases = {one("a", Outcome::satisfied),         one("b", Outcome::satisfied),
                    one("c", Outcome::satisfied, "kept"), one("d", Outcome::violated),
                    one("e", Outcome::undetermined),      one("a@load", Outcome::satisfied),
                    one("b@load", Outcome::violated),     one("c@load", Outcome::satisfied, "changed"),
                    one("d@load", Outcome::satisfied),    one("e@load", Outcome::violated)};
    record.load = {load_of({})};
    const auto report = judge::judge(record, {}, {{.id = "a", .source = "", .sentence = ""}});
    BOOST_TEST(reason_of(report, "a@load").find("load") == std::string::npos);
    BOOST_TEST(reason_of(report, "b@load").find("right at rest, wrong under load: step 2: nothing came") == 0U);
    BOOST_TEST(reason_of(report, "c@load").find("class 'kept' at rest, 'changed' under load") == 0U);
    BOOST_TEST(reason_of(report, "d@load").find("wrong at rest, right under load") == 0U);
    BOOST_TEST(reason_of(report, "e@load").find("at rest") == std::string::npos);
    BOOST_REQUIRE(report.timeline.size() == 2U);
    BOOST_TEST(report.timeline[0].detail ==
               "load beside cases: 2000 frames a second of udp wanted, 256 octets each; in 5 s 10000 were sent and 9990 came");
    BOOST_TEST(report.timeline[1].detail == "of 5 cases under load 3 found something else than at rest: b@load, c@load, d@load");
}

BOOST_AUTO_TEST_CASE(what_is_missing_while_the_load_is_lost_too_is_left_open_and_what_came_wrong_is_not) {
    model::Record record;
    const auto failed = [](std::string name, model::Check check) {
        auto result = one(std::move(name), Outcome::violated);
        result.steps.emplace_back().status = model::StepStatus::failed;
        result.steps.back().checks = {std::move(check)};
        return result;
    };
    const auto missing = failed("a@load", {"arrives", "esp", "did not arrive", false});
    const auto altered = failed("b@load", {"payload", "same", "altered", false});
    auto leaks = one("c@load", Outcome::violated);
    leaks.observations = {{.seen = model::Seen::private_source, .arrived = "192.168.1.2"}};
    record.cases = {one("a", Outcome::satisfied), one("b", Outcome::satisfied), one("c", Outcome::satisfied), missing, altered, leaks};
    auto lossy = passage(Side::lan);
    lossy.late.arrived -= 10;
    for (auto const& [load, verdict] :
         {std::pair{lossy, model::Verdict::inconclusive}, {passage(Side::lan), model::Verdict::not_offered}}) {
        record.load = {load_of({load})};
        const auto report = judge::judge(record, {}, {{.id = "a", .source = "", .sentence = ""}});
        const auto verdict_of = [&](std::string const& name) {
            return std::find_if(report.rows.begin(), report.rows.end(), [&](auto const& row) { return row.name == name; })->verdict;
        };
        BOOST_TEST((verdict_of("a@load") == verdict), reason_of(report, "a@load"));
        BOOST_TEST((verdict_of("b@load") == model::Verdict::not_offered));
        BOOST_TEST((verdict_of("c@load") != model::Verdict::inconclusive));
    }
}

BOOST_AUTO_TEST_CASE(frames_of_the_load_are_accounted_for) {
    model::Accounts accounts;
    accounts.sides[1].received = accounts.sides[1].probes = 3;
    judge::add_load(accounts, load_of({}));
    BOOST_TEST(accounts.of(Side::lan).sent == 5000U);
    BOOST_TEST(accounts.of(Side::wan).received == 5003U);
    BOOST_TEST(accounts.of(Side::wan).load == 5000U);
    BOOST_TEST(accounts.of(Side::wan).explained() == accounts.of(Side::wan).received);
}

BOOST_AUTO_TEST_SUITE_END()
