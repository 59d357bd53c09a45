// Words, totals and exit status of a report: all computed from its rows.
#include "harness/model/report.hpp"

#include <algorithm>
#include <set>

namespace tsuka::model {

std::string_view to_string(Verdict verdict) {
    switch (verdict) {
        case Verdict::pass:
            return "pass";
        case Verdict::fail:
            return "fail";
        case Verdict::deviation:
            return "deviation";
        case Verdict::supported:
            return "supported";
        case Verdict::not_offered:
            return "not-offered";
        case Verdict::inconclusive:
            return "inconclusive";
        case Verdict::skipped:
            return "skipped";
        case Verdict::error:
            return "error";
    }
    return "error";
}

std::map<Verdict, std::size_t> totals(Report const& report) {
    std::map<Verdict, std::size_t> counts;
    for (ReportRow const& row : report.rows) ++counts[row.verdict];
    return counts;
}

bool holds_back(ReportRow const& row) {
    if (row.verdict == Verdict::error) return true;
    return row.verdict == Verdict::inconclusive && std::any_of(row.claims.begin(), row.claims.end(), [](ClaimRow const& claim) {
               return claim.claimed && claim.verdict == Verdict::inconclusive;
           });
}

Coverage coverage(Report const& report) {
    std::set<std::string> const claimed(report.profile.claims.begin(), report.profile.claims.end());
    return {.settled = claimed.size() - std::min(claimed.size(), report.unsettled.size()), .claimed = claimed.size()};
}

Conclusion conclusion(Report const& report) {
    auto counts = totals(report);
    if (counts[Verdict::skipped] == report.rows.size()) return Conclusion::nothing_ran;
    // A failure that was seen stays one even when the run was cut short or something else could not be known.
    if (counts[Verdict::fail] > 0) return Conclusion::does_not_conform;
    bool const found_out = counts[Verdict::skipped] + counts[Verdict::inconclusive] < report.rows.size();
    bool const doubtful = std::any_of(report.rows.begin(), report.rows.end(), holds_back);
    if (doubtful || !found_out || !report.complete || !report.doubts.empty()) return Conclusion::inconclusive;
    Coverage const covered = coverage(report);
    return covered.claimed > 0 && covered.settled == covered.claimed ? Conclusion::conforms : Conclusion::as_far_as_tested;
}

bool is_known(Report const& report, std::size_t row) {
    ReportRow const& of = report.rows.at(row);
    std::set<std::string> accounted;
    for (Known const& known : report.known) {
        bool const counts = known.state == Known::State::holds && std::find(known.rows.begin(), known.rows.end(), row) != known.rows.end();
        if (counts && !known.expected.case_name.empty()) return true;
        if (counts) accounted.insert(known.expected.claim);
    }
    // By claims: all that make the row what it is.
    bool any = false;
    for (ClaimRow const& claim : of.claims) {
        if (claim.verdict != of.verdict) continue;
        if (!accounted.contains(claim.claim.id)) return false;
        any = true;
    }
    return any;
}

namespace {

/// What the list leaves to be said.
int gate(Report const& report) {
    Report rest = report;
    rest.gated = false;
    bool stale = false;
    for (Known const& known : report.known) {
        stale = stale || known.state == Known::State::expired || known.state == Known::State::no_longer_true;
        for (std::size_t const row : known.rows) {
            if (!is_known(report, row)) continue;
            rest.rows.at(row).verdict = Verdict::not_offered;
            for (ClaimRow& claim : rest.rows.at(row).claims)
                if (claim.verdict != Verdict::skipped) claim.verdict = Verdict::not_offered;
        }
    }
    return stale ? 1 : exit_status(rest);
}

}  // namespace

int exit_status(Report const& report) {
    if (report.gated && conclusion(report) != Conclusion::nothing_ran) return gate(report);
    switch (conclusion(report)) {
        case Conclusion::conforms:
            return 0;
        case Conclusion::does_not_conform:
            return 1;
        case Conclusion::as_far_as_tested:
            return report.accept_partial ? 0 : 2;
        case Conclusion::inconclusive:
            return 2;
        case Conclusion::nothing_ran:
            return 4;
    }
    return 2;
}

}  // namespace tsuka::model
