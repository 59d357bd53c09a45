// Rows of one cause meet, others do not; sentences without codes; anchors.
#include "reports/causes.hpp"

#include "reports/anchor.hpp"
#include "tests/golden/fixtures.hpp"

#include <fmt/format.h>
#include <boost/test/unit_test.hpp>

#include <set>

BOOST_AUTO_TEST_SUITE(report_causes)

using namespace tsuka;
using model::Outcome;
using model::Verdict;

namespace {

model::FrameRecord frame(std::string probe, Side side, bool sent) {
    model::FrameRecord one;
    one.probe = std::move(probe);
    one.side = side;
    one.sent = sent;
    return one;
}

model::StepRecord step(unsigned number, std::string written, model::StepStatus status = model::StepStatus::done) {
    model::StepRecord one;
    one.number = number;
    one.written = std::move(written);
    one.status = status;
    if (status == model::StepStatus::failed) one.checks = {{"arrives", "at alice", "did not arrive", false}};
    return one;
}

struct Run {
    model::Record record;
    model::Report report;

    model::CaseRecord& add(Verdict verdict, std::string reason) {
        model::CaseRecord one;
        one.id = one.name = fmt::format("a.case-{}", record.cases.size());
        one.outcome = verdict == Verdict::inconclusive ? Outcome::undetermined : Outcome::violated;
        one.reason = reason;
        model::ReportRow row;
        row.record = record.cases.size();
        row.id = row.name = one.name;
        row.verdict = verdict;
        row.reason = std::move(reason);
        row.claims = {{.claim = {}, .claimed = true, .kept = false, .verdict = verdict}};
        row.claims[0].claim.id = "some.claim";
        report.rows.push_back(std::move(row));
        record.cases.push_back(std::move(one));
        return record.cases.back();
    }
    /// A probe of the protocol that the server sends and that a step awaits in vain.
    void add_lost(Verdict verdict, unsigned number, std::string const& message) {
        auto& one = add(verdict, fmt::format("step {}: {} did not arrive at alice, while the control flow passes", number, message));
        one.steps = {step(number - 1, fmt::format(R"({{ send = "{}", at = "server", as = "down" }})", message)),
                     step(number, fmt::format(R"({{ expect = "{}", at = "alice", probe = "down" }})", message), model::StepStatus::failed)};
        one.frames = {frame("down", Side::wan, true)};
    }
    /// A class that a case saw when the probe of step 2 was lost.
    void add_class(Verdict verdict, std::string const& message, std::string about) {
        auto& one = add(verdict, "class 'x': " + about);
        report.rows.back().observed_class = one.observed_class = "x";
        one.class_about = std::move(about);
        one.steps = {step(2, fmt::format(R"({{ send = "{}", at = "server" }})", message))};
        one.frames = {frame("#2", Side::wan, true)};
    }
    [[nodiscard]] std::vector<reports::Cause> causes(reports::Shortfall which = reports::Shortfall::attention) const {
        return reports::causes(report, record, which);
    }
};

}  // namespace

BOOST_AUTO_TEST_CASE(a_field_that_arrives_otherwise_is_one_finding_whoever_receives_it) {
    Run run;
    for (auto const* who : {"alice", "frank"}) {
        auto& one = run.add(Verdict::fail, fmt::format("step 9: gre.ppp at {}: call_id is 4{}, expected 7", who, run.record.cases.size()));
        one.steps = {step(9, fmt::format(R"({{ expect = "gre.ppp", at = "{}", probe = "down", call_id = "$id" }})", who))};
        one.steps[0].status = model::StepStatus::failed;
        one.steps[0].checks = {{"arrives", "gre.ppp", "arrived", true}, {"call_id", "7", "49218", false}};
    }
    run.add(Verdict::fail, "something else");
    auto const causes = run.causes();
    BOOST_REQUIRE(causes.size() == 2U);
    BOOST_TEST(causes[0].sentence == "GRE arrives with another call_id than expected");
    BOOST_TEST(causes[0].rows.size() == 2U);
}

BOOST_AUTO_TEST_CASE(one_loss_is_one_finding_whatever_the_case_calls_it) {
    Run run;
    run.add_lost(Verdict::deviation, 9, "gre.ppp");
    run.add_lost(Verdict::fail, 13, "gre.ack");
    run.add_class(Verdict::inconclusive, "gre.ppp", "G0 or G1: the first client gets no tunnel data either");
    run.add_lost(Verdict::fail, 4, "esp");
    auto const found = run.causes();
    BOOST_TEST_REQUIRE(found.size() == 2U);
    BOOST_TEST(found[0].sentence == "GRE from the WAN never arrives on the LAN");
    BOOST_TEST((found[0].verdict == Verdict::fail));
    BOOST_TEST_REQUIRE(found[0].rows.size() == 3U);
    BOOST_TEST((found[0].rows[0]->verdict == Verdict::fail));  // the worst leads
    BOOST_TEST(found[0].claims.size() == 1U);
    BOOST_TEST(found[0].expected == "arrives at alice");
    BOOST_TEST(found[0].arrived == "did not arrive");
    BOOST_TEST(found[1].sentence == "ESP from the WAN never arrives on the LAN");
}

BOOST_AUTO_TEST_CASE(never_is_said_only_when_nothing_of_it_arrived) {
    Run run;
    run.add_lost(Verdict::fail, 4, "esp");
    run.add(Verdict::pass, "");
    run.record.cases.back().steps = {step(1, R"({ send = "esp", at = "server", as = "down" })")};
    run.record.cases.back().frames = {frame("down", Side::wan, true), frame("down", Side::lan, false)};
    BOOST_TEST(run.causes().at(0).sentence == "ESP from the WAN does not always arrive on the LAN");
}

BOOST_AUTO_TEST_CASE(a_loss_that_nobody_awaited_is_no_cause) {
    Run run;
    run.add_lost(Verdict::fail, 4, "udp");
    run.add_class(Verdict::deviation, "udp", "only the port that was spoken to");
    run.add_class(Verdict::deviation, "esp", "E3: only the first client is served");
    auto const found = run.causes();
    BOOST_TEST_REQUIRE(found.size() == 3U);
    BOOST_TEST(found[1].sentence == "only the port that was spoken to");
    BOOST_TEST(found[2].sentence == "Only the first client is served");
}

BOOST_AUTO_TEST_CASE(a_rule_for_every_router_is_one_finding_per_protocol) {
    Run run;
    for (auto const* message : {"esp", "esp", "gre.ppp"}) {
        auto& one = run.add(Verdict::fail, "out reached server altered: octets differ");
        one.steps = {step(1, fmt::format(R"({{ send = "{}", at = "alice", as = "out" }})", message))};
        one.hosts = {{"server", "198.51.100.1"}};
        run.report.rows.back().findings.emplace_back();
        run.report.rows.back().findings.back().claim = "always.payload-untouched";
        run.report.rows.back().findings.back().detail = one.reason;
        run.report.rows.back().findings.back().probe = "out";
    }
    auto const found = run.causes();
    BOOST_TEST_REQUIRE(found.size() == 2U);
    BOOST_TEST(found[0].sentence == "ESP altered: octets differ");
    BOOST_TEST(found[0].rows.size() == 2U);
    BOOST_TEST(found[1].sentence == "GRE altered: octets differ");
}

BOOST_AUTO_TEST_CASE(values_make_no_difference_and_sentences_do) {
    Run run;
    run.add(Verdict::fail, "step 3: icv is 25ec265b, not valid");
    run.add(Verdict::fail, "step 7: icv is dbbfab5e, not valid");
    run.add(Verdict::fail, "step 7: the call was refused");
    run.add(Verdict::not_offered, "step 7: the call was refused");
    run.add(Verdict::inconclusive, "no class of this case describes what was seen: #2 at server");
    run.add(Verdict::inconclusive, "no class of this case describes what was seen: #4 nowhere");
    auto const found = run.causes();
    BOOST_TEST_REQUIRE(found.size() == 3U);
    BOOST_TEST(found[0].rows.size() == 2U);
    BOOST_TEST(found[2].rows.size() == 2U);
    BOOST_TEST(found[2].sentence == "no class of this case describes what was seen");
    BOOST_TEST_REQUIRE(run.causes(reports::Shortfall::not_offered).size() == 1U);
}

BOOST_AUTO_TEST_CASE(every_row_that_wants_attention_is_in_one_cause) {
    for (auto const& one : golden::all()) {
        std::multiset<std::string> listed;
        for (auto const& cause : reports::causes(one.report, one.record, reports::Shortfall::attention))
            for (auto const* row : cause.rows) listed.insert(row->name);
        std::multiset<std::string> wanted;
        for (auto const& row : one.report.rows)
            if (row.verdict == Verdict::fail || row.verdict == Verdict::error || row.verdict == Verdict::inconclusive ||
                row.verdict == Verdict::deviation || row.agreement == model::Agreement::differs)
                wanted.insert(row.name);
        BOOST_TEST((listed == wanted), one.name);
    }
}

BOOST_AUTO_TEST_CASE(sentences_without_codes) {
    BOOST_TEST(reports::plain("class 'starved': E3: only the first client is served") == "Only the first client is served");
    BOOST_TEST(reports::plain("E6, E7 or E11: all are served") == "All are served");
    BOOST_TEST(reports::plain("step 9: gre.ppp did not arrive at alice") == "gre.ppp did not arrive at alice");
    BOOST_TEST(reports::plain("the control flow: it passes") == "the control flow: it passes");
    BOOST_TEST(reports::plain("IKE: no answer") == "IKE: no answer");
    BOOST_TEST(reports::plain("").empty());
}

BOOST_AUTO_TEST_CASE(anchors_are_names) {
    BOOST_TEST(reports::anchor_of("esp.single.inbound") == "esp.single.inbound");
    BOOST_TEST(reports::anchor_of("frag.in.reordered[order=3-2-1]") == "frag.in.reordered(order=3-2-1)");
    BOOST_TEST(reports::anchor_of("claims") == "case:claims");
    std::set<std::string> all;
    for (auto const* name : {"a.b[c]", "a.b(c)", "a.b c", "a.b_20c", "a.b/c", "case:a", "a", "", "case_3aa", "a.b[c", "通.過"})
        BOOST_TEST(all.insert(reports::anchor_of(name)).second, name);
    for (auto const& anchor : all)
        BOOST_TEST(anchor.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.-=,:()_") == std::string::npos,
                   anchor);
}

BOOST_AUTO_TEST_SUITE_END()
