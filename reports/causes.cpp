// Signs are looked for in this order: a rule for every router, a probe that was awaited and lost, the class, the reason.
#include "reports/causes.hpp"

#include "reports/sign.hpp"
#include "reports/summary.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace tsuka::reports {
namespace {

using model::Verdict;

std::size_t severity(Verdict verdict) {
    auto const& all = model::verdicts_by_severity;
    return static_cast<std::size_t>(std::find(all.begin(), all.end(), verdict) - all.begin());
}

bool is_asked_about(model::ReportRow const& row, Shortfall which) {
    return which == Shortfall::attention ? wants_attention(row) : row.verdict == Verdict::not_offered && !wants_attention(row);
}

/// The claims of the rows that were not kept.
std::vector<model::ClaimRow const*> claims_of(std::vector<model::ReportRow const*> const& rows) {
    std::vector<model::ClaimRow const*> claims;
    for (model::ReportRow const* row : rows) {
        for (model::ClaimRow const& claim : row->claims) {
            bool const known = std::any_of(claims.begin(), claims.end(), [&](auto const* one) { return one->claim.id == claim.claim.id; });
            if (!known && !claim.kept) claims.push_back(&claim);
        }
    }
    std::stable_sort(claims.begin(), claims.end(),
                     [](auto const* a, auto const* b) { return severity(a->verdict) < severity(b->verdict); });
    return claims;
}

/// Expected and arrived, of the first check among the rows that does not hold; the row, or the first one when there is no such check.
model::ReportRow const* show(Cause& cause, model::Record const& record) {
    for (model::ReportRow const* row : cause.rows) {
        model::CaseRecord const* result = case_of(record, *row);
        if (result == nullptr) continue;
        for (model::StepRecord const& step : result->steps) {
            auto const bad = std::find_if(step.checks.begin(), step.checks.end(), [](model::Check const& check) { return !check.holds; });
            if (bad == step.checks.end()) continue;
            cause.expected = fmt::format("{} {}", bad->what, bad->wanted);
            cause.arrived = bad->found;
            return row;
        }
    }
    return cause.rows.front();
}

/// Octets around what is wrong in that row, read in the capture.
void show_octets(Cause& cause, model::ReportRow const& row, model::Record const& record) {
    if (!record.capture) return;
    if (auto const shown = shown_case(record, row)) cause.octets = objected(*shown, record);
}

}  // namespace

std::vector<Cause> causes(model::Report const& report, model::Record const& record, Shortfall which) {
    Signs const signs(report, record);
    std::vector<Cause> all;
    std::map<std::string, std::size_t> places;
    for (model::ReportRow const& row : report.rows) {
        if (!is_asked_about(row, which)) continue;
        auto const sign = signs.of(row);
        auto const [place, fresh] = places.try_emplace(sign.key, all.size());
        if (fresh)
            all.emplace_back().sentence = sign.sentence.ends_with('.') ? sign.sentence.substr(0, sign.sentence.size() - 1) : sign.sentence;
        all[place->second].rows.push_back(&row);
    }
    for (Cause& cause : all) {
        std::stable_sort(cause.rows.begin(), cause.rows.end(),
                         [](auto const* a, auto const* b) { return severity(a->verdict) < severity(b->verdict); });
        cause.verdict = cause.rows.front()->verdict;
        cause.claims = claims_of(cause.rows);
        show_octets(cause, *show(cause, record), record);
    }
    // A router that stops is worse than anything that it does while it runs.
    auto const stops = [](Cause const& cause) {
        return std::any_of(cause.claims.begin(), cause.claims.end(),
                           [](auto const* claim) { return claim->claim.id == "always.keeps-forwarding"; });
    };
    std::stable_sort(all.begin(), all.end(), [&](Cause const& a, Cause const& b) {
        if (stops(a) != stops(b)) return stops(a);
        if (a.verdict != b.verdict) return severity(a.verdict) < severity(b.verdict);
        return a.rows.size() > b.rows.size();
    });
    return all;
}

}  // namespace tsuka::reports
