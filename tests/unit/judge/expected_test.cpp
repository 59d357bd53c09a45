// Known deviations: what they account for, and what becomes of them.
#include "harness/judge/expected.hpp"

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(known_deviations)

using namespace tsuka;
using model::Known;
using model::Verdict;

namespace {

model::ReportRow row(std::string name, Verdict verdict, std::string observed = {}, std::vector<std::string> claims = {"the.must"}) {
    model::ReportRow out;
    out.id = out.name = std::move(name);
    out.verdict = verdict;
    out.observed_class = std::move(observed);
    for (auto& id : claims) {
        model::ClaimRow claim;
        claim.claim.id = std::move(id);
        claim.claimed = true;
        claim.verdict = verdict;
        out.claims.push_back(claim);
    }
    return out;
}

model::Expected by_case(std::string name, std::string verdict = "fail", std::string observed = {}, std::string expires = {}) {
    model::Expected one;
    one.case_name = std::move(name);
    one.verdict = std::move(verdict);
    one.observed_class = std::move(observed);
    one.expires = std::move(expires);
    return one;
}

model::Expected by_claim(std::string id) {
    auto one = by_case("");
    one.claim = std::move(id);
    return one;
}

model::Report report(std::vector<model::ReportRow> rows, std::vector<model::Expected> const& expected) {
    model::Report out;
    out.complete = true;
    out.profile.claims = {"the.must"};
    out.rows = std::move(rows);
    judge::hold_against(out, expected, "2026-06-15");
    return out;
}

}  // namespace

BOOST_AUTO_TEST_CASE(what_is_known_fails_no_pipeline_and_what_is_not_does) {
    auto const bad = row("bad", Verdict::fail, "starved");
    auto const good = row("good", Verdict::pass);
    BOOST_TEST(exit_status(report({good, bad}, {by_case("bad")})) == 0);
    BOOST_TEST(exit_status(report({good, bad}, {by_case("bad", "fail", "starved")})) == 0);
    BOOST_TEST(exit_status(report({good, bad}, {})) == 1);
    BOOST_TEST(exit_status(report({good, bad, row("worse", Verdict::fail)}, {by_case("bad")})) == 1);
    BOOST_TEST(exit_status(report({good, bad}, {by_case("bad", "fail", "last-come")})) == 1);                // another class is news
    BOOST_TEST((conclusion(report({good, bad}, {by_case("bad")})) == model::Conclusion::does_not_conform));  // never hidden
}

BOOST_AUTO_TEST_CASE(an_entry_that_is_over_fails) {
    auto const state = [](model::ReportRow one, model::Expected const& entry) {
        return report({row("good", Verdict::pass), one}, {entry});
    };
    auto const mended = state(row("bad", Verdict::pass), by_case("bad"));
    BOOST_TEST((mended.known.at(0).state == Known::State::no_longer_true));
    BOOST_TEST(exit_status(mended) == 1);
    auto const expired = state(row("bad", Verdict::fail), by_case("bad", "fail", {}, "2026-06-14"));
    BOOST_TEST((expired.known.at(0).state == Known::State::expired));
    BOOST_TEST(exit_status(expired) == 1);
    BOOST_TEST(exit_status(state(row("bad", Verdict::fail), by_case("bad", "fail", {}, "2026-06-15"))) == 0);  // its last day
    auto const skipped = state(row("bad", Verdict::skipped), by_case("bad"));
    BOOST_TEST((skipped.known.at(0).state == Known::State::not_seen));
    BOOST_TEST(exit_status(skipped) == 0);
    BOOST_TEST((state(row("other", Verdict::pass), by_case("bad")).known.at(0).state == Known::State::not_seen));
}

BOOST_AUTO_TEST_CASE(a_row_is_known_when_all_its_claims_are) {
    auto const two = row("bad", Verdict::fail, {}, {"the.must", "always.x"});
    auto const good = row("good", Verdict::pass);
    BOOST_TEST(exit_status(report({good, two}, {by_claim("the.must")})) == 1);
    BOOST_TEST(exit_status(report({good, two}, {by_claim("the.must"), by_claim("always.x")})) == 0);
}

BOOST_AUTO_TEST_CASE(what_stays_open_or_untested_is_not_settled_by_a_list) {
    auto const bad = row("bad", Verdict::fail);
    auto const open = row("open", Verdict::inconclusive);
    BOOST_TEST(exit_status(report({bad, open}, {by_case("bad")})) == 2);
    BOOST_TEST(exit_status(report({bad, open}, {by_case("bad"), by_case("open", "inconclusive")})) == 0);
    auto part = report({row("good", Verdict::pass), bad}, {by_case("bad")});
    part.unsettled = {"the.must"};
    BOOST_TEST(exit_status(part) == 2);
    part.accept_partial = true;
    BOOST_TEST(exit_status(part) == 0);
    part.doubts = {"changed"};
    BOOST_TEST(exit_status(part) == 2);
}

BOOST_AUTO_TEST_SUITE_END()
