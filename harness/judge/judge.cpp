// The table of verdicts (see judge.hpp). Claims are looked up by id; a record may name ones that the given claims do not hold.
#include "harness/judge/judge.hpp"

#include "harness/judge/beside.hpp"
#include "harness/judge/findings.hpp"
#include "harness/judge/groups.hpp"
#include "harness/model/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <map>
#include <set>

namespace tsuka::judge {
namespace {

using model::Agreement;
using model::CaseRecord;
using model::Claim;
using model::ClaimRow;
using model::Level;
using model::Outcome;
using model::Profile;
using model::ReportRow;
using model::Verdict;

using Names = std::set<std::string, std::less<>>;

Verdict worst_of(std::vector<ClaimRow> const& rows) {
    for (Verdict const verdict : model::verdicts_by_severity) {
        if (std::any_of(rows.begin(), rows.end(), [&](ClaimRow const& row) { return row.verdict == verdict; })) return verdict;
    }
    return Verdict::error;
}

class Judge {
public:
    Judge(Profile const& profile, std::vector<Claim> const& claims)
        : profile_(profile), claimed_(profile.claims.begin(), profile.claims.end()) {
        for (Claim const& claim : claims) claims_.emplace(claim.id, &claim);
    }

    [[nodiscard]] ReportRow row(CaseRecord const& result, std::size_t index) const;

private:
    [[nodiscard]] ClaimRow claim_row(CaseRecord const& result, std::string const& id, bool broken) const;
    [[nodiscard]] std::string reason(CaseRecord const& result, ReportRow const& row, Names const& broken) const;
    void compare_with_manual(CaseRecord const& result, ReportRow& row) const;

    Profile const& profile_;
    Names claimed_;
    std::map<std::string, Claim const*, std::less<>> claims_;
};

Verdict verdict_of(Claim const& claim, bool claimed, bool kept) {
    if (!claimed) return kept ? Verdict::supported : Verdict::not_offered;
    if (kept) return Verdict::pass;
    return claim.level == Level::must ? Verdict::fail : Verdict::deviation;
}

ClaimRow Judge::claim_row(CaseRecord const& result, std::string const& id, bool broken) const {
    auto const found = claims_.find(id);
    if (found == claims_.end()) {
        ClaimRow unknown;
        unknown.claim.id = id;
        unknown.claimed = claimed_.contains(id);
        return unknown;  // Verdict::error
    }
    ClaimRow row;
    row.claim = *found->second;
    row.claimed = row.claim.always || claimed_.contains(id);
    switch (result.outcome) {
        case Outcome::satisfied:
        case Outcome::violated:
            row.kept = !broken;
            row.verdict = verdict_of(row.claim, row.claimed, row.kept);
            break;
        case Outcome::undetermined:
            row.verdict = row.claim.always && broken ? verdict_of(row.claim, true, false) : Verdict::inconclusive;
            break;
        case Outcome::skipped:
            row.verdict = row.claim.always && broken ? verdict_of(row.claim, true, false) : Verdict::skipped;
            break;
        case Outcome::error:
            row.verdict = Verdict::error;
            break;
    }
    return row;
}

/// Why the row is not simply good. A row that is never says nothing.
std::string Judge::reason(CaseRecord const& result, ReportRow const& row, Names const& broken) const {
    std::vector<std::string> parts;
    if (!result.reason.empty()) parts.push_back(result.reason);
    for (std::size_t at = 0; at < row.findings.size(); ++at)
        if (auto const& finding = row.findings[at]; !finding.note && at != result.because)
            parts.push_back(fmt::format("{}: {}", finding.claim, finding.detail));
    for (ClaimRow const& claim : row.claims) {
        if (!claims_.contains(claim.claim.id)) parts.push_back(fmt::format("claim '{}' is not among the known claims", claim.claim.id));
    }
    if (row.claims.empty()) parts.emplace_back("the case bears no claim, so nothing follows from it");
    bool const good = row.verdict == Verdict::pass || row.verdict == Verdict::supported;
    if (parts.empty() && !good) {
        if (!broken.empty() && !result.observed_class.empty())
            parts.push_back(fmt::format("behaves as class {}", result.observed_class));
        else
            parts.emplace_back("the record gives no reason");
    }
    return fmt::format("{}", fmt::join(parts, "; "));
}

/// A manual may speak of one variant (by name) or of all of them (by id).
void Judge::compare_with_manual(CaseRecord const& result, ReportRow& row) const {
    model::Documented const* manual = nullptr;
    for (model::Documented const& entry : profile_.documented) {
        bool const exact = entry.case_id == result.name;
        if (exact || (entry.case_id == result.id && manual == nullptr)) manual = &entry;
        if (exact) break;
    }
    if (manual == nullptr) return;
    row.documented_class = manual->observed_class;
    row.documented_source = manual->source;
    // Where nothing was observed nothing can be compared.
    if (result.outcome != Outcome::satisfied && result.outcome != Outcome::violated) return;
    row.agreement = result.observed_class == manual->observed_class ? Agreement::as_documented : Agreement::differs;
}

ReportRow Judge::row(CaseRecord const& result, std::size_t index) const {
    ReportRow row;
    row.record = index;
    row.id = result.id;
    row.name = result.name;
    row.suite = result.suite;
    row.title = result.title;
    row.observed_class = result.observed_class;
    row.findings = findings_of(result);
    auto const& own = broken_of(result);
    Names broken(own.begin(), own.end());
    for (auto const& finding : row.findings)
        if (!finding.note) broken.insert(finding.claim);
    Names seen;
    auto const bear = [&](std::string const& id) {
        if (seen.insert(id).second) row.claims.push_back(claim_row(result, id, broken.contains(id)));
    };
    std::for_each(result.claims.begin(), result.claims.end(), bear);
    std::for_each(broken.begin(), broken.end(), bear);
    row.verdict = worst_of(row.claims);
    // Somebody who says "skipped" or "our fault" must also be heard when the case bears no claim.
    if (row.claims.empty() && result.outcome == Outcome::skipped) row.verdict = Verdict::skipped;
    row.reason = reason(result, row, broken);
    compare_with_manual(result, row);
    return row;
}

/// Claims of the profile that the run left open.
std::vector<std::string> unsettled(model::Report const& report) {
    Names settled;
    for (ReportRow const& row : report.rows) {
        for (ClaimRow const& claim : row.claims) {
            bool const known = claim.verdict == Verdict::pass || claim.verdict == Verdict::fail || claim.verdict == Verdict::deviation;
            if (known) settled.insert(claim.claim.id);
        }
    }
    std::vector<std::string> open;
    for (std::string const& id : report.profile.claims) {
        if (settled.insert(id).second) open.push_back(id);
    }
    return open;
}

CaseRecord left_open(CaseRecord result, std::string const& why) {
    result.outcome = Outcome::undetermined;
    result.reason += "; but " + why;
    result.broken.clear();
    result.observations.clear();
    result.because.reset();
    result.observed_class.clear();
    return result;
}

/// Rows in the order in which the cases were to run, whenever each of them ended.
void in_planned_order(std::vector<ReportRow>& rows, std::vector<std::string> const& planned) {
    std::map<std::string, std::size_t, std::less<>> places;
    for (std::size_t place = 0; place < planned.size(); ++place) places.emplace(planned[place], place);
    auto const place_of = [&](ReportRow const& row) {
        auto const found = places.find(row.name);
        return found == places.end() ? planned.size() : found->second;
    };
    std::stable_sort(rows.begin(), rows.end(), [&](ReportRow const& a, ReportRow const& b) { return place_of(a) < place_of(b); });
}

}  // namespace

model::Report judge(model::Record const& record, Profile const& profile, std::vector<Claim> const& claims) {
    model::Report report;
    report.run = record.run;
    report.profile = profile;
    report.ports = record.ports;
    report.timeline = record.timeline;
    report.accounts = record.accounts;
    report.complete = record.complete;
    report.ended = record.ended;
    report.took = record.took;
    Judge const judge(profile, claims);
    for (std::size_t index = 0; index < record.cases.size(); ++index) {
        auto const& result = record.cases[index];
        const auto doubt = doubt_under_load(result, record);
        report.rows.push_back(judge.row(doubt.empty() ? result : left_open(result, doubt), index));
    }
    in_planned_order(report.rows, record.run.plan.cases);
    compare_with_rest(report, record);
    report.groups = group_rows(record.cases);
    report.unsettled = unsettled(report);
    return report;
}

}  // namespace tsuka::judge
