// Every code has its claim and words, every cause of doubt its effect, and a reason tells nothing twice.
#include "harness/judge/findings.hpp"

#include "harness/judge/judge.hpp"
#include "harness/judge/settle.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>

BOOST_AUTO_TEST_SUITE(judge_findings)

using namespace tsuka;
using model::Doubt;
using model::Outcome;
using model::Seen;

namespace {

model::Observation seen(Seen what, std::string probe = "out") {
    return {.seen = what,
            .probe = std::move(probe),
            .from = "alice",
            .to = "server",
            .at = "bob",
            .field = "ip.ttl",
            .sent = "2",
            .arrived = "3",
            .side = Side::wan,
            .claim = "always.thing",
            .words = "as told"};
}

model::CaseRecord result(Outcome outcome, std::vector<model::Observation> observations = {}, std::vector<Doubt> doubts = {}) {
    model::CaseRecord one;
    one.id = one.name = "a";
    one.claims = {"the.must"};
    one.outcome = outcome;
    one.observed_class = "some";
    if (outcome == Outcome::violated) one.reason = "step 2: nothing came";
    one.observations = std::move(observations);
    one.doubts = std::move(doubts);
    return one;
}

bool breaks(model::CaseRecord const& one, std::string const& claim) {
    return std::find(one.broken.begin(), one.broken.end(), claim) != one.broken.end();
}

}  // namespace

BOOST_AUTO_TEST_CASE(every_code_has_a_claim_and_words_with_everything_filled_in) {
    auto one = result(Outcome::violated);
    for (std::size_t at = 0; at < model::all_seen; ++at) {
        const auto what = static_cast<Seen>(at);
        const auto finding = judge::finding_of(seen(what), one);
        BOOST_TEST_CONTEXT(to_string(what)) {
            BOOST_TEST(!to_string(what).empty());
            BOOST_TEST(finding.claim.find('.') != std::string::npos);
            BOOST_TEST(finding.claim.starts_with("note.") == finding.note);
            BOOST_TEST(finding.detail.find_first_of("{}") == std::string::npos);
            BOOST_TEST(!finding.detail.empty());
            BOOST_TEST(finding.probe.empty() == finding.note);
        }
    }
    BOOST_TEST(judge::finding_of(seen(Seen::misdelivery), one).detail == "out from alice was for server and was delivered to bob");
    BOOST_TEST(judge::finding_of(seen(Seen::duplicate), one).detail == "out was sent 2 times and delivered 3 times to server");
    BOOST_TEST(judge::finding_of(seen(Seen::hop_kept), one).detail ==
               "the router does not lower TTL of what alice sends to server: a loop would never end");
    BOOST_TEST(judge::finding_of(seen(Seen::silence), one).detail == one.reason);
    BOOST_TEST(judge::finding_of(seen(Seen::field_changed), one).claim == "note.ip.ttl");
}

BOOST_AUTO_TEST_CASE(a_finding_breaks_its_claim_and_as_much_of_the_case_as_it_weighs) {
    for (auto const& [what, outcome, own] : {std::tuple{Seen::octets, Outcome::violated, true},
                                             {Seen::misdelivery, Outcome::violated, false},
                                             {Seen::congestion, Outcome::satisfied, false},
                                             {Seen::hops, Outcome::satisfied, false}}) {
        auto one = result(Outcome::satisfied, {seen(what)});
        judge::settle(one);
        const auto finding = judge::finding_of(one.observations[0], one);
        BOOST_TEST_CONTEXT(to_string(what)) {
            BOOST_TEST((one.outcome == outcome));
            BOOST_TEST(breaks(one, finding.claim) == !finding.note);
            BOOST_TEST(breaks(one, "the.must") == own);
            BOOST_TEST((one.reason == finding.detail) == (outcome == Outcome::violated));
            BOOST_TEST(one.because.has_value() == (outcome == Outcome::violated));
        }
    }
}

BOOST_AUTO_TEST_CASE(who_is_violated_and_names_nothing_has_broken_everything) {
    auto one = result(Outcome::violated);
    judge::settle(one);
    BOOST_TEST(breaks(one, "the.must"));
    auto named = result(Outcome::violated);
    named.broken = {"the.other"};
    judge::settle(named);
    BOOST_TEST(!breaks(named, "the.must"));
}

BOOST_AUTO_TEST_CASE(causes_of_doubt_leave_open_what_the_table_says) {
    struct Row {
        Doubt::Cause cause;
        bool satisfied;
        bool violated;
        bool forgets;
        std::string reason;
    };
    using enum Doubt::Cause;
    const std::string was = "step 2: nothing came";
    Row const rows[] = {
        {dead_path, true, true, false, was + "; at the end the router forwards not even plain UDP, so this may be a dead router"},
        {came_late, false, true, false, was + "; but it arrived late, after the control flow"},
        {never_sent, true, false, false, was},
        {of_several, false, true, true, was + "; but why"},
        {cut_off, false, true, true, "why (" + was + ")"},
        {stranger, false, true, true, was + "; but another device"},
    };
    static_assert(std::size(rows) == model::all_causes);
    for (auto const& row : rows) {
        BOOST_TEST_CONTEXT(to_string(row.cause)) {
            auto good = result(Outcome::satisfied, {}, {{row.cause, "why"}});
            judge::settle(good);
            BOOST_TEST((good.outcome == Outcome::undetermined) == row.satisfied);
            auto bad = result(Outcome::violated, {}, {{row.cause, "why"}});
            judge::settle(bad);
            BOOST_TEST((bad.outcome == Outcome::undetermined) == row.violated);
            BOOST_TEST(bad.reason.starts_with(row.reason), bad.reason);
            BOOST_TEST(bad.observed_class.empty() == row.forgets);
            BOOST_TEST(bad.broken.empty() == row.violated);
            auto open = result(Outcome::undetermined, {}, {{row.cause, "why"}});
            judge::settle(open);
            BOOST_TEST(open.reason.empty());
        }
    }
}

BOOST_AUTO_TEST_CASE(a_stranger_excuses_nothing_that_was_found_on_the_way) {
    auto one = result(Outcome::violated, {seen(Seen::duplicate)}, {{Doubt::Cause::stranger}});
    judge::settle(one);
    BOOST_TEST((one.outcome == Outcome::violated));
}

BOOST_AUTO_TEST_CASE(what_the_reason_tells_is_not_told_again_and_all_else_is) {
    // The words of the second are part of those of the first.
    auto one = result(Outcome::satisfied, {seen(Seen::octets, "rival-out"), seen(Seen::octets, "out")});
    judge::settle(one);
    model::Record record;
    record.cases = {one};
    const auto report = judge::judge(record, {}, {});
    const std::string altered = " reached bob altered: octets that no translation needs to touch differ";
    BOOST_TEST(report.rows.at(0).reason.starts_with("rival-out" + altered + "; always.payload-untouched: out" + altered),
               report.rows.at(0).reason);
}

BOOST_AUTO_TEST_SUITE_END()
