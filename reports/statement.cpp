// Statements of a laboratory's report: see statement.hpp.
#include "reports/statement.hpp"

#include "harness/model/text.hpp"
#include "reports/measured.hpp"
#include "reports/phrases.hpp"
#include "reports/summary.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>

namespace tsuka::reports {
namespace {

std::string joined(std::vector<std::string> const& parts, std::string_view between) {
    std::vector<std::string> some;
    std::copy_if(parts.begin(), parts.end(), std::back_inserter(some), [](auto const& part) { return !part.empty(); });
    return fmt::format("{}", fmt::join(some, between));
}

std::string item(model::RunRecord const& run) {
    std::vector<std::string> parts;
    for (auto const& entry : model::device_entries)
        if (!(run.device.*entry.text).empty()) parts.push_back(fmt::format("{} {}", entry.label, run.device.*entry.text));
    if (!run.certificate.condition.empty()) parts.push_back(run.certificate.condition);
    return fmt::format("{}", fmt::join(parts, "; "));
}

/// Cases that were not run, by reason; claims that nothing settled; what puts the evidence in doubt.
std::string exclusions(model::Report const& report, Words const& said) {
    std::map<std::string, std::size_t> reasons;
    for (model::ReportRow const& row : report.rows)
        if (row.verdict == model::Verdict::skipped)
            ++reasons[row.reason.starts_with("not run: it waits") ? said.say("statement.waits", "waits longer than this run allowed")
                                                                  : phrase(row.reason, said)];
    std::vector<std::string> parts;
    for (auto const& [why, count] : reasons)
        parts.push_back(
            said.say("statement.skipped", fmt::format("{} {} not run: {}", count, count == 1 ? "case" : "cases", why), count, why));
    if (!report.unsettled.empty()) {
        auto const ids = fmt::format("{}", fmt::join(report.unsettled, ", "));
        parts.push_back(said.say("statement.unsettled", "claims not settled: " + ids, ids));
    }
    if (!report.complete)
        parts.push_back(said.say("statement.cut-short", "the run was cut short: " + report.ended, phrase(report.ended, said)));
    for (std::string const& doubt : report.doubts) parts.push_back(phrase(doubt, said));
    return parts.empty() ? said.say("statement.none", "none") : fmt::format("{}", fmt::join(parts, "; "));
}

std::string specification(model::Report const& report) {
    return fmt::format("{} ({})", report.profile.title.empty() ? report.profile.id : report.profile.title, report.profile.id);
}

std::string results(model::Report const& report, Words const& said) {
    std::vector<std::string> parts{coverage_of(report, said)};
    for (model::GroupRow const& group : report.groups)
        if (group.measured.unit == model::Unit::nanoseconds) parts.push_back(fmt::format("{}: {}", group.id, sentence_of(group, said)));
    return fmt::format("{}", fmt::join(parts, "; "));
}

/// Which claims of the profile are met, and which are not.
std::string conformity(model::Report const& report, Words const& said) {
    std::vector<std::string> met;
    std::vector<std::string> broken;
    for (ClaimSummary const& one : by_claim(report)) {
        if (one.verdict == model::Verdict::pass) met.push_back(one.claim.id);
        if (one.verdict == model::Verdict::fail || one.verdict == model::Verdict::deviation) broken.push_back(one.claim.id);
    }
    RunInWords const conclusion = conclude(report, said);
    std::vector<std::string> parts{conclusion.word};
    auto const list = [](std::vector<std::string> const& ids) {
        return ids.empty() ? std::string{"-"} : fmt::format("{}", fmt::join(ids, ", "));
    };
    parts.push_back(said.say("statement.met", "met: " + list(met), list(met)));
    parts.push_back(said.say("statement.not-met", "not met: " + list(broken), list(broken)));
    if (!report.unsettled.empty())
        parts.push_back(said.say("statement.open", "not settled: " + list(report.unsettled), list(report.unsettled)));
    return fmt::format("{}", fmt::join(parts, "; "));
}

}  // namespace

std::string decision_rule(model::Report const& report, Words const& said) {
    std::size_t const claims = report.profile.claims.size();
    unsigned const attempts = report.run.plan.confirm + 1;
    std::string const original = fmt::format(
        "The router conforms when each of the {} claims of the profile was found kept by at least one case and none of its musts, nor "
        "anything "
        "that holds for every router, was found broken. A broken recommendation is a deviation and does not prevent conformity. A claim is "
        "broken when a case that bears on it is violated in {}; a case that is satisfied only after it was not is undecided. That "
        "something "
        "did not arrive counts only when a sentinel sent after it did. Undecided cases never count as kept; one that bears on a claim of "
        "the "
        "profile makes the conclusion inconclusive. Times are stated as the longest value survived and the shortest value lost, not as an "
        "estimate between them; the rule takes no other account of measurement uncertainty.",
        claims, attempts == 1 ? "its only attempt" : fmt::format("each of {} attempts with fresh addresses", attempts));
    return said.say("statement.rule", original, claims, attempts);
}

std::vector<RequiredStatement> statements_of(model::Report const& report, RenderContext const& facts) {
    model::RunRecord const& run = report.run;
    model::Certificate const& lab = run.certificate;
    Words const& said = facts.words;
    std::string const took = duration_of(report);
    return {
        {"7.8.2.1 a", said.say("statement.a", "title"), said.say("statement.report-title", "VPN passthrough conformance report")},
        {"7.8.2.1 b", said.say("statement.b", "name and address of the laboratory"), joined({lab.laboratory, lab.address}, ", ")},
        {"7.8.2.1 c", said.say("statement.c", "where the activities were performed"), lab.place},
        {"7.8.2.1 d", said.say("statement.d", "unique identification, on every page, and where it ends"),
         facts.record_digest.empty() ? facts.number : fmt::format("{}; record sha256 {}", facts.number, facts.record_digest)},
        {"7.8.2.1 e", said.say("statement.e", "name and contact of the customer"), lab.customer},
        {"7.8.2.1 f", said.say("statement.f", "the method used"),
         said.say("statement.method", fmt::format("{}, its suites as copied into the run; seed {}", run.tool, run.seed), run.tool,
                  run.seed)},
        {"7.8.2.1 g", said.say("statement.g", "the item: description, identification, condition"), item(run)},
        {"7.8.2.1 h", said.say("statement.h", "date of receipt of the item"), lab.item_received},
        {"7.8.2.1 i", said.say("statement.i", "dates of the activity"), fmt::format("{} ({})", run.started, took)},
        {"7.8.2.1 j", said.say("statement.j", "date of issue"), facts.rendered},
        {"7.8.2.1 k", said.say("statement.k", "sampling, where relevant"), said.say("statement.no-sampling", "none: one item was tested")},
        {"7.8.2.1 l", said.say("statement.l", "that the results relate only to the items tested"),
         said.say("statement.only-item", "The results relate only to the item tested.")},
        {"7.8.2.1 m", said.say("statement.m", "results, with units"), results(report, said)},
        {"7.8.2.1 n", said.say("statement.n", "additions to, deviations or exclusions from the method"), exclusions(report, said)},
        {"7.8.2.1 o", said.say("statement.o", "who authorised the report"), lab.approved_by},
        {"7.8.2.1 p", said.say("statement.p", "results of external providers"),
         said.say("statement.no-providers", "none: all results come from this run")},
        {"7.8.6.2 a", said.say("statement.6a", "to which results the statement of conformity applies"),
         said.say("statement.which", fmt::format("the {} cases of this report", report.rows.size()), report.rows.size())},
        {"7.8.6.2 b", said.say("statement.6b", "which specifications are met or not met"),
         fmt::format("{}: {}", specification(report), conformity(report, said))},
        {"7.8.6.2 c", said.say("statement.6c", "the decision rule applied"), decision_rule(report, said)},
    };
}

}  // namespace tsuka::reports
