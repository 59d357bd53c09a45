// The whole table of verdicts, cell by cell. Expected values are those of the design's table, written out, not computed.
#include "harness/judge/judge.hpp"

#include <boost/test/unit_test.hpp>

#include <ostream>

namespace tsuka::model {
static std::ostream& operator<<(std::ostream& out, Verdict verdict) {
    return out << to_string(verdict);
}
static std::ostream& operator<<(std::ostream& out, Agreement agreement) {
    return out << static_cast<int>(agreement);
}
}  // namespace tsuka::model

namespace {

using namespace tsuka;
using model::Agreement;
using model::Level;
using model::Outcome;
using model::Verdict;

model::Claim claim(std::string id, Level level, bool always = false) {
    return {.id = std::move(id), .level = level, .source = "RFC 0000", .sentence = "A sentence.", .always = always};
}

std::vector<model::Claim> known_claims() {
    return {claim("the.must", Level::must),      claim("the.should", Level::should),       claim("the.may", Level::may),
            claim("other.must", Level::must),    claim("always.thing", Level::must, true), claim("always.weak", Level::should, true),
            claim("other.should", Level::should)};
}

model::CaseRecord result(Outcome outcome, std::vector<std::string> claims, std::vector<std::string> broken = {}) {
    model::CaseRecord record;
    record.id = record.name = "some.case";
    record.suite = "some";
    record.outcome = outcome;
    record.claims = std::move(claims);
    record.broken = std::move(broken);
    return record;
}

model::Observation finding(std::string claim_id, bool note = false) {
    return {.claim = std::move(claim_id), .words = "bob got what was alice's", .note = note};
}

model::Profile profile(std::vector<std::string> claims) {
    model::Profile out;
    out.id = "some-router";
    out.claims = std::move(claims);
    return out;
}

model::Report report_of(std::vector<model::CaseRecord> cases, model::Profile const& by, bool complete = true) {
    model::Record record;
    record.cases = std::move(cases);
    record.complete = complete;
    return judge::judge(record, by, known_claims());
}

model::ReportRow row_of(model::CaseRecord const& one, std::vector<std::string> claimed) {
    return report_of({one}, profile(std::move(claimed))).rows.at(0);
}

struct Cell {
    Outcome outcome;
    std::string claim;
    bool claimed;
    bool broken;
    Verdict verdict;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(judge_table)

BOOST_AUTO_TEST_CASE(every_cell) {
    using enum Outcome;
    std::vector<Cell> const cells{
        {satisfied, "the.must", true, false, Verdict::pass},
        {satisfied, "the.should", true, false, Verdict::pass},
        {satisfied, "the.may", true, false, Verdict::pass},
        {satisfied, "the.must", false, false, Verdict::supported},
        {satisfied, "the.should", false, false, Verdict::supported},
        {satisfied, "the.may", false, false, Verdict::supported},
        {violated, "the.must", true, true, Verdict::fail},
        {violated, "the.should", true, true, Verdict::deviation},
        {violated, "the.may", true, true, Verdict::deviation},
        {violated, "the.must", false, true, Verdict::not_offered},
        {violated, "the.should", false, true, Verdict::not_offered},
        {violated, "the.may", false, true, Verdict::not_offered},
        // Found broken although every expectation held: what was found counts.
        {satisfied, "the.must", true, true, Verdict::fail},
        {satisfied, "the.must", false, true, Verdict::not_offered},
        {undetermined, "the.must", true, false, Verdict::inconclusive},
        {undetermined, "the.should", true, false, Verdict::inconclusive},
        {undetermined, "the.must", false, false, Verdict::inconclusive},
        {undetermined, "the.must", true, true, Verdict::inconclusive},
        {skipped, "the.must", true, false, Verdict::skipped},
        {skipped, "the.must", false, false, Verdict::skipped},
        {error, "the.must", true, false, Verdict::error},
        {error, "the.must", true, true, Verdict::error},
        {error, "the.should", false, false, Verdict::error},
        // Always claims are claimed by everybody.
        {satisfied, "always.thing", false, false, Verdict::pass},
        {violated, "always.thing", false, true, Verdict::fail},
        {violated, "always.weak", false, true, Verdict::deviation},
        {undetermined, "always.thing", false, true, Verdict::fail},
        {undetermined, "always.thing", false, false, Verdict::inconclusive},
    };
    for (Cell const& cell : cells) {
        BOOST_TEST_CONTEXT(to_string(cell.outcome) << " " << cell.claim << " claimed=" << cell.claimed << " broken=" << cell.broken) {
            std::vector<std::string> const broken = cell.broken ? std::vector{cell.claim} : std::vector<std::string>{};
            auto const row =
                row_of(result(cell.outcome, {cell.claim}, broken), cell.claimed ? std::vector{cell.claim} : std::vector<std::string>{});
            BOOST_TEST(row.verdict == cell.verdict);
            BOOST_TEST_REQUIRE(row.claims.size() == 1U);
            BOOST_TEST(row.claims[0].verdict == cell.verdict);
            bool const always = cell.claim.starts_with("always.");
            BOOST_TEST(row.claims[0].claimed == (cell.claimed || always));
            bool const determined = cell.outcome == satisfied || cell.outcome == violated;
            BOOST_TEST(row.claims[0].kept == (determined && !cell.broken));
        }
    }
}

BOOST_AUTO_TEST_CASE(violated_without_naming_breaks_all_claims) {
    auto const row = row_of(result(Outcome::violated, {"the.must", "the.should", "other.must"}), {"the.must", "the.should"});
    BOOST_TEST_REQUIRE(row.claims.size() == 3U);
    BOOST_TEST(row.claims[0].verdict == Verdict::fail);
    BOOST_TEST(row.claims[1].verdict == Verdict::deviation);
    BOOST_TEST(row.claims[2].verdict == Verdict::not_offered);
    BOOST_TEST(row.verdict == Verdict::fail);
}

BOOST_AUTO_TEST_CASE(violated_that_names_one_keeps_the_others) {
    auto const row = row_of(result(Outcome::violated, {"the.must", "other.must"}, {"other.must"}), {"the.must"});
    BOOST_TEST(row.claims[0].verdict == Verdict::pass);
    BOOST_TEST(row.claims[1].verdict == Verdict::not_offered);
    BOOST_TEST(row.verdict == Verdict::pass);  // what is claimed is kept; the other claim stays visible in its own row
}

BOOST_AUTO_TEST_CASE(a_class_may_break_claims_that_the_case_does_not_bear) {
    auto const row = row_of(result(Outcome::violated, {"the.should"}, {"the.should", "other.must"}), {"other.must", "the.should"});
    BOOST_TEST_REQUIRE(row.claims.size() == 2U);
    BOOST_TEST(row.claims[1].claim.id == "other.must");
    BOOST_TEST(row.verdict == Verdict::fail);
}

BOOST_AUTO_TEST_CASE(row_shows_the_worst_claim) {
    struct Mix {
        std::vector<std::string> claims;
        std::vector<std::string> broken;
        std::vector<std::string> claimed;
        Verdict verdict;
    };
    std::vector<Mix> const mixes{
        {{"the.must", "the.should"}, {"the.should"}, {"the.must", "the.should"}, Verdict::deviation},         // pass + deviation
        {{"the.must", "the.should"}, {"the.must", "the.should"}, {"the.must", "the.should"}, Verdict::fail},  // fail + deviation
        {{"the.must", "other.must"}, {}, {"the.must"}, Verdict::pass},                                        // pass + supported
        {{"the.must", "other.must"}, {"the.must"}, {}, Verdict::not_offered},                                 // not offered + supported
        {{"the.should", "other.must"}, {"the.should", "other.must"}, {"the.should"}, Verdict::deviation},     // deviation + not offered
        {{"the.must", "nobody.knows"}, {}, {"the.must"}, Verdict::error},                                     // pass + error
        {{"the.must", "nobody.knows"}, {"the.must"}, {"the.must"}, Verdict::fail},                            // fail + error
    };
    for (Mix const& mix : mixes) {
        auto const row = row_of(result(mix.broken.empty() ? Outcome::satisfied : Outcome::violated, mix.claims, mix.broken), mix.claimed);
        BOOST_TEST(row.verdict == mix.verdict);
    }
}

BOOST_AUTO_TEST_CASE(findings_fail_whatever_the_profile_says) {
    for (Outcome const outcome : {Outcome::satisfied, Outcome::violated, Outcome::undetermined}) {
        auto one = result(outcome, {"the.must"});
        one.observations = {finding("always.thing")};
        auto const row = row_of(one, {});
        BOOST_TEST(row.verdict == Verdict::fail);
        BOOST_TEST_REQUIRE(row.claims.size() == 2U);
        BOOST_TEST(row.claims[1].claim.id == "always.thing");
        BOOST_TEST(row.claims[1].claimed);
        BOOST_TEST(!row.claims[1].kept);
        BOOST_TEST(row.claims[1].verdict == Verdict::fail);
        BOOST_TEST(row.reason.find("bob got what was alice's") != std::string::npos);
    }
}

BOOST_AUTO_TEST_CASE(a_finding_does_not_break_the_claims_of_its_case) {
    auto one = result(Outcome::satisfied, {"the.must"});
    one.observations = {finding("always.thing")};
    auto const row = row_of(one, {"the.must"});
    BOOST_TEST(row.claims[0].verdict == Verdict::pass);
    BOOST_TEST(row.verdict == Verdict::fail);
}

BOOST_AUTO_TEST_CASE(notes_break_nothing) {
    auto one = result(Outcome::satisfied, {"the.must"});
    one.observations = {finding("always.thing", true)};
    auto const row = row_of(one, {"the.must"});
    BOOST_TEST(row.verdict == Verdict::pass);
    BOOST_TEST(row.claims.size() == 1U);
}

BOOST_AUTO_TEST_CASE(our_own_fault_convicts_nobody) {
    auto one = result(Outcome::error, {"the.must"});
    one.observations = {finding("always.thing")};
    BOOST_TEST(row_of(one, {"the.must"}).verdict == Verdict::error);
}

BOOST_AUTO_TEST_CASE(unknown_claims_are_errors_with_a_reason) {
    auto const row = row_of(result(Outcome::satisfied, {"nobody.knows"}), {"nobody.knows"});
    BOOST_TEST(row.verdict == Verdict::error);
    BOOST_TEST(row.reason.find("nobody.knows") != std::string::npos);
    auto one = result(Outcome::satisfied, {"the.must"});
    one.observations = {finding("always.unheard-of")};
    BOOST_TEST(row_of(one, {"the.must"}).verdict == Verdict::error);
}

BOOST_AUTO_TEST_CASE(a_case_without_claims_passes_nothing) {
    BOOST_TEST(row_of(result(Outcome::satisfied, {}), {"the.must"}).verdict == Verdict::error);
    BOOST_TEST(row_of(result(Outcome::undetermined, {}), {"the.must"}).verdict == Verdict::error);
    BOOST_TEST(row_of(result(Outcome::skipped, {}), {"the.must"}).verdict == Verdict::skipped);
    BOOST_TEST(!row_of(result(Outcome::satisfied, {}), {}).reason.empty());
}

BOOST_AUTO_TEST_CASE(whatever_is_not_good_has_a_reason) {
    for (Outcome const outcome : {Outcome::violated, Outcome::undetermined, Outcome::skipped, Outcome::error}) {
        BOOST_TEST(!row_of(result(outcome, {"the.must"}), {"the.must"}).reason.empty());
    }
    auto classified = result(Outcome::violated, {"the.must"}, {"the.must"});
    classified.observed_class = "last-come";
    BOOST_TEST(row_of(classified, {"the.must"}).reason == "behaves as class last-come");
    BOOST_TEST(row_of(result(Outcome::satisfied, {"the.must"}), {"the.must"}).reason.empty());
}

BOOST_AUTO_TEST_CASE(duplicate_claims_give_one_row) {
    BOOST_TEST(row_of(result(Outcome::satisfied, {"the.must", "the.must"}), {"the.must"}).claims.size() == 1U);
}

BOOST_AUTO_TEST_CASE(rows_carry_what_the_record_says) {
    auto one = result(Outcome::satisfied, {"the.must"});
    one.name = "some.case[x=1]";
    one.title = "A title";
    one.observed_class = "independent";
    auto const report = report_of({result(Outcome::satisfied, {"the.must"}), one}, profile({"the.must"}));
    BOOST_TEST(report.rows[1].record == 1U);
    BOOST_TEST(report.rows[1].id == "some.case");
    BOOST_TEST(report.rows[1].name == "some.case[x=1]");
    BOOST_TEST(report.rows[1].suite == "some");
    BOOST_TEST(report.rows[1].title == "A title");
    BOOST_TEST(report.rows[1].observed_class == "independent");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(judge_documented)

static model::ReportRow documented(Outcome outcome, std::string observed, std::string wanted, std::string of = "some.case") {
    auto one = result(outcome, {"the.must"});
    one.name = "some.case[x=1]";
    one.observed_class = std::move(observed);
    auto by = profile({});
    by.documented = {{.case_id = std::move(of), .observed_class = std::move(wanted), .source = "manual, page 7"}};
    return report_of({one}, by).rows.at(0);
}

BOOST_AUTO_TEST_CASE(equal_class_is_as_documented) {
    auto const row = documented(Outcome::violated, "first-come", "first-come");
    BOOST_TEST(row.agreement == Agreement::as_documented);
    BOOST_TEST(row.documented_class == "first-come");
    BOOST_TEST(row.documented_source == "manual, page 7");
}
BOOST_AUTO_TEST_CASE(any_other_class_differs_also_a_better_one) {
    BOOST_TEST(documented(Outcome::satisfied, "independent", "first-come").agreement == Agreement::differs);
    BOOST_TEST(documented(Outcome::violated, "", "first-come").agreement == Agreement::differs);
}
BOOST_AUTO_TEST_CASE(nothing_observed_compares_with_nothing) {
    for (Outcome const outcome : {Outcome::undetermined, Outcome::skipped, Outcome::error}) {
        auto const row = documented(outcome, "", "first-come");
        BOOST_TEST(row.agreement == Agreement::none);
        BOOST_TEST(row.documented_class == "first-come");
    }
}
BOOST_AUTO_TEST_CASE(other_cases_are_not_meant) {
    BOOST_TEST(documented(Outcome::satisfied, "first-come", "first-come", "another.case").agreement == Agreement::none);
}
BOOST_AUTO_TEST_CASE(a_variant_by_name_goes_before_its_id) {
    auto one = result(Outcome::satisfied, {"the.must"});
    one.name = "some.case[x=1]";
    one.observed_class = "starved";
    auto by = profile({});
    by.documented = {{.case_id = "some.case", .observed_class = "first-come", .source = {}},
                     {.case_id = "some.case[x=1]", .observed_class = "starved", .source = {}}};
    BOOST_TEST(report_of({one}, by).rows[0].agreement == Agreement::as_documented);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(judge_report)

BOOST_AUTO_TEST_CASE(totals_come_from_the_rows) {
    auto const report = report_of({result(Outcome::satisfied, {"the.must"}), result(Outcome::satisfied, {"the.must"}),
                                   result(Outcome::violated, {"other.must"}), result(Outcome::skipped, {"the.must"})},
                                  profile({"the.must"}));
    auto counts = totals(report);
    BOOST_TEST(counts[Verdict::pass] == 2U);
    BOOST_TEST(counts[Verdict::not_offered] == 1U);
    BOOST_TEST(counts[Verdict::skipped] == 1U);
    BOOST_TEST(counts[Verdict::fail] == 0U);
}

BOOST_AUTO_TEST_CASE(exit_statuses) {
    auto const good = result(Outcome::satisfied, {"the.must"});
    auto const bad = result(Outcome::violated, {"the.must"});
    auto const weak = result(Outcome::violated, {"the.should"});
    auto const unknown = result(Outcome::undetermined, {"the.must"});
    auto const faulty = result(Outcome::error, {"the.must"});
    auto const left_out = result(Outcome::skipped, {"the.must"});
    auto const by = profile({"the.must", "the.should"});
    auto const status = [&](std::vector<model::CaseRecord> cases, bool complete = true) {
        return exit_status(report_of(std::move(cases), by, complete));
    };
    BOOST_TEST(status({good}) == 2);        // kept as far as tested: nothing is known of the.should
    BOOST_TEST(status({good, weak}) == 0);  // a deviation is told, not punished
    BOOST_TEST(status({good, weak, left_out}) == 0);
    BOOST_TEST(status({good, bad}) == 1);
    BOOST_TEST(status({bad, unknown, faulty}) == 1);
    BOOST_TEST(status({good, weak, unknown}) == 2);
    BOOST_TEST(status({good, weak, faulty}) == 2);
    BOOST_TEST(status({good, weak}, false) == 2);  // interrupted
    BOOST_TEST(status({bad}, false) == 1);
    BOOST_TEST(status({}) == 4);
    BOOST_TEST(status({}, false) == 4);
    BOOST_TEST(status({left_out, left_out}) == 4);
}

/// What the profile does not claim need not be found out for the router to conform; the row says inconclusive all the same.
BOOST_AUTO_TEST_CASE(what_is_not_claimed_may_stay_open) {
    auto const good = result(Outcome::satisfied, {"the.must"});
    auto const open = result(Outcome::undetermined, {"the.must"});
    auto const beside = result(Outcome::undetermined, {"other.must"});
    auto const partly = result(Outcome::undetermined, {"other.must", "the.must"});
    auto const faulty = result(Outcome::error, {"other.must"});
    auto const status = [&](std::vector<model::CaseRecord> cases, bool complete = true) {
        return exit_status(report_of(std::move(cases), profile({"the.must"}), complete));
    };
    BOOST_TEST(row_of(beside, {"the.must"}).verdict == Verdict::inconclusive);
    BOOST_TEST(status({good, beside}) == 0);
    BOOST_TEST(status({good, open}) == 2);
    BOOST_TEST(status({good, partly}) == 2);          // one of its claims is claimed
    BOOST_TEST(status({good, beside}, false) == 2);   // interrupted
    BOOST_TEST(status({good, beside, faulty}) == 2);  // our own fault counts whatever it was about
    BOOST_TEST(status({beside}) == 2);                // nothing at all was found out
    BOOST_TEST(status({beside, result(Outcome::skipped, {"the.must"})}) == 2);
}

/// A run of a part proves a part: only when every claim of the profile was settled can the router conform.
BOOST_AUTO_TEST_CASE(kept_as_far_as_tested_is_not_conforming) {
    using model::Conclusion;
    auto const good = result(Outcome::satisfied, {"the.must"});
    auto const said = [](std::vector<model::CaseRecord> cases, std::vector<std::string> claims) {
        return report_of(std::move(cases), profile(std::move(claims)));
    };
    auto part = said({good}, {"the.must", "the.should"});
    BOOST_TEST((conclusion(part) == Conclusion::as_far_as_tested));
    BOOST_TEST(coverage(part).settled == 1U);
    BOOST_TEST(coverage(part).claimed == 2U);
    BOOST_TEST(exit_status(part) == 2);
    part.accept_partial = true;
    BOOST_TEST(exit_status(part) == 0);
    BOOST_TEST((conclusion(said({good}, {"the.must"})) == Conclusion::conforms));
    BOOST_TEST((conclusion(said({good}, {"the.must", "the.must"})) == Conclusion::conforms));  // written twice
    BOOST_TEST((conclusion(said({good}, {})) == Conclusion::as_far_as_tested));                // claims nothing
    // What is accepted is a part, not a failure or a doubt.
    auto broken = said({good, result(Outcome::violated, {"the.must"})}, {"the.must", "the.should"});
    auto open = said({good, result(Outcome::undetermined, {"the.must"})}, {"the.must", "the.should"});
    broken.accept_partial = open.accept_partial = true;
    BOOST_TEST(exit_status(broken) == 1);
    BOOST_TEST(exit_status(open) == 2);
}

BOOST_AUTO_TEST_CASE(evidence_in_doubt_never_conforms) {
    auto report = report_of({result(Outcome::satisfied, {"the.must"})}, profile({"the.must"}));
    BOOST_TEST(exit_status(report) == 0);
    report.doubts = {"changed since the run was sealed: record.jsonl"};
    BOOST_TEST(exit_status(report) == 2);
    report.rows.push_back(row_of(result(Outcome::violated, {"the.must"}), {"the.must"}));
    BOOST_TEST(exit_status(report) == 1);
}

BOOST_AUTO_TEST_CASE(rows_that_hold_back_a_conclusion) {
    BOOST_TEST(holds_back(row_of(result(Outcome::undetermined, {"the.must"}), {"the.must"})));
    BOOST_TEST(holds_back(row_of(result(Outcome::error, {"other.must"}), {"the.must"})));
    BOOST_TEST(!holds_back(row_of(result(Outcome::undetermined, {"other.must"}), {"the.must"})));
    BOOST_TEST(!holds_back(row_of(result(Outcome::skipped, {"the.must"}), {"the.must"})));
    BOOST_TEST(!holds_back(row_of(result(Outcome::violated, {"the.must"}), {"the.must"})));
}

BOOST_AUTO_TEST_CASE(interruption_is_carried_over) {
    model::Record record;
    record.ended = "interrupted by a signal";
    record.took = std::chrono::seconds(3);
    record.ports = {{.name = "lan0", .sent = 5, .received = 6, .dropped = 7}};
    record.run.seed = 42;
    auto const report = judge::judge(record, profile({}), known_claims());
    BOOST_TEST(!report.complete);
    BOOST_TEST(report.ended == "interrupted by a signal");
    BOOST_TEST((report.took == std::chrono::seconds(3)));
    BOOST_TEST(report.ports.at(0).dropped == 7U);
    BOOST_TEST(report.run.seed == 42U);
}

BOOST_AUTO_TEST_CASE(claims_that_the_run_left_open_are_named) {
    auto const report = report_of({result(Outcome::satisfied, {"the.must"}), result(Outcome::violated, {"the.should"}),
                                   result(Outcome::undetermined, {"other.must"}), result(Outcome::skipped, {"the.may"})},
                                  profile({"the.must", "the.should", "other.must", "the.may", "other.should"}));
    BOOST_TEST(report.unsettled == (std::vector<std::string>{"other.must", "the.may", "other.should"}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(the_same_record_by_two_profiles) {
    auto const one = result(Outcome::violated, {"the.must"});
    BOOST_TEST(row_of(one, {"the.must"}).verdict == Verdict::fail);
    BOOST_TEST(row_of(one, {}).verdict == Verdict::not_offered);
}

BOOST_AUTO_TEST_SUITE_END()
