// Words, totals and exit status of a report: all computed from its rows.
#include "harness/model/report.hpp"

#include <algorithm>

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

int exit_status(Report const& report) {
    auto counts = totals(report);
    if (counts[Verdict::skipped] == report.rows.size()) return 4;
    // A failure that was seen stays one even when the run was cut short or something else could not be known.
    if (counts[Verdict::fail] > 0) return 1;
    bool const found_out = counts[Verdict::skipped] + counts[Verdict::inconclusive] < report.rows.size();
    bool const doubtful = std::any_of(report.rows.begin(), report.rows.end(), holds_back);
    return doubtful || !found_out || !report.complete || !report.doubts.empty() ? 2 : 0;
}

}  // namespace tsuka::model
