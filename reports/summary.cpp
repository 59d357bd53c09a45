// Counting and wording; every number is computed from the rows of the report.
#include "reports/summary.hpp"

#include "harness/model/text.hpp"
#include "reports/phrases.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <tuple>

namespace tsuka::reports {
namespace {

using model::Verdict;

std::string cases(std::size_t count, Words const& said) {
    return said.say("count.cases", fmt::format("{} {}", count, count == 1 ? "case" : "cases"), count);
}

RunInWords nothing_ran(model::Report const& report, Words const& said) {
    std::string const why =
        report.rows.empty()
            ? said.say("conclusion.no-case", "The run holds no case.")
            : said.say("conclusion.all-skipped", fmt::format("All {} were skipped.", cases(report.rows.size(), said)), report.rows.size());
    return {RunInWords::Mood::doubtful, said.say("conclusion.nothing-ran", "nothing ran"), why};
}

RunInWords fails(std::size_t failed, std::size_t all, Words const& said) {
    return {RunInWords::Mood::bad, said.say("conclusion.does-not-conform", "does not conform"),
            said.say("conclusion.breaks",
                     fmt::format("{} of {} {} something that the profile claims or that holds for every router.", failed, cases(all, said),
                                 failed == 1 ? "breaks" : "break"),
                     failed, all)};
}

/// What was left out on purpose does not keep a router from conforming, but nobody shall take the run for a whole certification.
std::string left_out(model::Report const& report, Words const& said) {
    auto const missing = static_cast<std::size_t>(std::count_if(report.rows.begin(), report.rows.end(), [](model::ReportRow const& row) {
        return row.verdict == Verdict::skipped &&
               std::any_of(row.claims.begin(), row.claims.end(), [](model::ClaimRow const& claim) { return claim.claimed; });
    }));
    if (missing == 0) return {};
    return said.say("conclusion.left-out",
                    fmt::format(" This is no complete certification: {} on what it claims {} skipped.", cases(missing, said),
                                missing == 1 ? "was" : "were"),
                    missing);
}

/// What is not claimed may stay open, but not unsaid.
std::string left_open(std::size_t open, Words const& said) {
    if (open == 0) return {};
    return said.say("conclusion.left-open", fmt::format(" {} on what it does not claim could not be decided.", cases(open, said)), open);
}

/// What was kept, and recommendations that were not followed.
std::string kept_in(std::size_t kept, std::size_t deviations, Words const& said) {
    if (deviations == 0)
        return said.say("conclusion.kept", fmt::format("What the profile claims was kept in {}.", cases(kept, said)), kept);
    return said.say("conclusion.kept-deviating",
                    fmt::format("What the profile claims was kept in {}; {} from a recommendation.", cases(kept, said),
                                deviations == 1 ? "1 case deviates" : fmt::format("{} cases deviate", deviations)),
                    kept, deviations);
}

/// Nothing failed, and not everything was asked.
RunInWords as_far_as_tested(model::Report const& report, std::size_t kept, std::size_t deviations, Words const& said) {
    auto const [settled, claimed] = model::coverage(report);
    if (settled == 0) {
        std::string const rest = "; what holds for every router was not seen broken.";
        return {RunInWords::Mood::partial, said.say("conclusion.nothing-claimed", "nothing claimed was tested"),
                claimed == 0 ? said.say("conclusion.claims-nothing", "The profile claims nothing" + rest)
                             : said.say("conclusion.settles-nothing", "No case of this run settles a claim of the profile" + rest)};
    }
    std::size_t const open = claimed - settled;
    return {RunInWords::Mood::partial,
            said.say("conclusion.as-far", fmt::format("kept as far as tested ({} of {} claims)", settled, claimed), settled, claimed),
            kept_in(kept, deviations, said) +
                said.say("conclusion.unsettled",
                         fmt::format(" {} {} not settled by this run, so it does not show that the router conforms.",
                                     open == 1 ? "1 claim" : fmt::format("{} claims", open), open == 1 ? "was" : "were"),
                         open)};
}

std::string ranges(std::vector<std::uint64_t> numbers) {
    std::sort(numbers.begin(), numbers.end());
    numbers.erase(std::unique(numbers.begin(), numbers.end()), numbers.end());
    std::vector<std::string> out;
    for (std::size_t from = 0; from < numbers.size();) {
        std::size_t to = from;
        while (to + 1 < numbers.size() && numbers[to + 1] == numbers[to] + 1) ++to;
        out.push_back(to == from ? fmt::format("#{}", numbers[from]) : fmt::format("#{}-{}", numbers[from], numbers[to]));
        from = to + 1;
    }
    return fmt::format("{}", fmt::join(out, ", "));
}

RunInWords undecided(model::Report const& report, std::size_t doubtful, Words const& said) {
    if (!report.complete) {
        std::string const why = report.ended.empty() ? "for a reason that the record does not give" : model::printable(report.ended);
        return {RunInWords::Mood::doubtful, said.say("conclusion.interrupted", "interrupted"),
                said.say("conclusion.ended",
                         fmt::format("The run ended early ({}); what it did not reach is not known. No failure was seen until then.", why),
                         why)};
    }
    return {RunInWords::Mood::doubtful, said.say("conclusion.inconclusive", "inconclusive"),
            doubtful == 0 ? said.say("conclusion.no-row", "No row of the record failed.")
                          : said.say("conclusion.undecided",
                                     fmt::format("Nothing failed, but {} could not be decided.", cases(doubtful, said)), doubtful)};
}

RunInWords by_rows(model::Report const& report, Words const& said) {
    auto counts = totals(report);
    auto const open = left_open(counts[Verdict::inconclusive], said);
    switch (model::conclusion(report)) {
        case model::Conclusion::nothing_ran:
            return nothing_ran(report, said);
        case model::Conclusion::does_not_conform:
            return fails(counts[Verdict::fail], report.rows.size(), said);
        case model::Conclusion::conforms:
            return {RunInWords::Mood::good, said.say("conclusion.conforms", "conforms"),
                    kept_in(counts[Verdict::pass], counts[Verdict::deviation], said) + open};
        case model::Conclusion::as_far_as_tested: {
            RunInWords partial = as_far_as_tested(report, counts[Verdict::pass], counts[Verdict::deviation], said);
            partial.sentence += open;
            return partial;
        }
        case model::Conclusion::inconclusive:
            break;
    }
    return undecided(report, counts[Verdict::inconclusive] + counts[Verdict::error], said);
}

}  // namespace

namespace {

/// What the list of known deviations adds to the conclusion, which stays what it is.
std::string known_of(model::Report const& report, Words const& said) {
    std::size_t rows = 0;
    for (std::size_t row = 0; row < report.rows.size(); ++row) rows += is_known(report, row) ? 1U : 0U;
    auto const stale = std::count_if(report.known.begin(), report.known.end(), [](model::Known const& known) {
        return known.state == model::Known::State::expired || known.state == model::Known::State::no_longer_true;
    });
    std::string text = said.say("conclusion.known", fmt::format(" {} {} known.", cases(rows, said), rows == 1 ? "is" : "are"), rows);
    if (stale > 0)
        text += said.say("conclusion.stale",
                         fmt::format(" {} of the known deviations {} expired or no longer true.", stale, stale == 1 ? "is" : "are"), stale);
    return text;
}

}  // namespace

RunInWords conclude(model::Report const& report, Words const& words) {
    RunInWords said = by_rows(report, words);
    if (said.mood == RunInWords::Mood::good || said.mood == RunInWords::Mood::partial) said.sentence += left_out(report, words);
    if (report.gated) said.sentence += known_of(report, words);
    for (std::string const& one : report.doubts) {
        auto const doubt = model::printable(phrase(one, words));
        said.sentence += words.say("conclusion.doubt", fmt::format(" The evidence is in doubt: {}.", doubt), doubt);
    }
    return said;
}

std::string coverage_of(model::Report const& report, Words const& said) {
    auto const [settled, claimed] = model::coverage(report);
    std::size_t const skipped = totals(report)[Verdict::skipped];
    std::string const left = skipped == 0 ? "" : fmt::format(", {} of them skipped", skipped);
    return said.say("coverage",
                    fmt::format("{} of {} settled; {}{}", settled, claimed == 1 ? "1 claim" : fmt::format("{} claims", claimed),
                                cases(report.rows.size(), said), left),
                    settled, claimed, report.rows.size(), skipped);
}

std::string item_of(model::RunRecord const& run) {
    auto const& [vendor, model] = std::tie(run.device.vendor, run.device.model);
    if (!model.empty()) return vendor.empty() ? model : fmt::format("{} {}", vendor, model);
    return run.dut_about.empty() ? run.dut : run.dut_about;
}

std::string known_in_words(model::Known const& known) {
    model::Expected const& entry = known.expected;
    std::string text =
        fmt::format("{}: {} {}", to_string(known.state), entry.case_name.empty() ? "claim " + entry.claim : entry.case_name, entry.verdict);
    if (!entry.observed_class.empty()) text += fmt::format(" ({})", entry.observed_class);
    text += ": " + entry.reason;
    std::vector<std::string> more;
    if (!entry.ticket.empty()) more.push_back(entry.ticket);
    if (!entry.expires.empty()) more.push_back("until " + entry.expires);
    if (!more.empty()) text += fmt::format(" ({})", fmt::join(more, ", "));
    return text;
}

std::vector<SuiteRows> by_suite(model::Report const& report) {
    std::vector<SuiteRows> suites;
    std::map<std::string, std::size_t> places;
    for (model::ReportRow const& row : report.rows) {
        auto const [place, fresh] = places.try_emplace(row.suite, suites.size());
        if (fresh) suites.push_back({row.suite, {}});
        suites[place->second].rows.push_back(&row);
    }
    return suites;
}

std::vector<ClaimSummary> by_claim(model::Report const& report) {
    std::vector<ClaimSummary> claims;
    std::map<std::string, std::size_t> places;
    auto const worse = [](Verdict a, Verdict b) {
        auto const& all = model::verdicts_by_severity;
        return std::find(all.begin(), all.end(), a) < std::find(all.begin(), all.end(), b);
    };
    for (model::ReportRow const& row : report.rows) {
        for (model::ClaimRow const& one : row.claims) {
            auto const [place, fresh] = places.try_emplace(one.claim.id, claims.size());
            if (fresh) claims.push_back({.claim = one.claim, .claimed = one.claimed, .verdict = one.verdict, .deciding = {}});
            ClaimSummary& summary = claims[place->second];
            if (worse(one.verdict, summary.verdict)) {
                summary.verdict = one.verdict;
                summary.deciding.clear();
            }
            if (one.verdict == summary.verdict) summary.deciding.push_back(&row);
            bool const open = one.verdict == Verdict::inconclusive || one.verdict == Verdict::skipped || one.verdict == Verdict::error;
            ++(open ? summary.open : one.kept ? summary.kept : summary.broken);
        }
    }
    std::stable_partition(claims.begin(), claims.end(), [](ClaimSummary const& one) { return one.claimed; });
    return claims;
}

bool wants_attention(model::ReportRow const& row) {
    bool const verdict = row.verdict == Verdict::fail || row.verdict == Verdict::error || row.verdict == Verdict::inconclusive ||
                         row.verdict == Verdict::deviation;
    return verdict || row.agreement == model::Agreement::differs;
}

std::string words(Verdict verdict) {
    std::string text{to_string(verdict)};
    std::replace(text.begin(), text.end(), '-', ' ');
    return text;
}

std::string agreement(model::ReportRow const& row) {
    switch (row.agreement) {
        case model::Agreement::none:
            return {};
        case model::Agreement::as_documented:
            return "as documented";
        case model::Agreement::differs:
            return fmt::format("differs: its manual says {}", row.documented_class);
    }
    return {};
}

std::string duration_of(model::Report const& report) {
    return report.took == Duration::zero() ? "not known" : model::rounded(report.took);
}

FrameNumbers frames_of(model::CaseRecord const& result) {
    FrameNumbers numbers;
    model::each_frame(result, [&](model::FrameRecord const& frame) {
        if (frame.number > 0) (frame.side == Side::lan ? numbers.lan : numbers.wan).push_back(frame.number);
    });
    return numbers;
}

std::string to_text(FrameNumbers const& numbers, RenderContext const& facts) {
    if (facts.lan_capture == facts.wan_capture) {  // one capture, one count
        std::vector<std::uint64_t> all = numbers.lan;
        all.insert(all.end(), numbers.wan.begin(), numbers.wan.end());
        std::sort(all.begin(), all.end());
        return all.empty() ? std::string{} : fmt::format("{} {}", facts.lan_capture, ranges(all));
    }
    std::vector<std::string> parts;
    if (!numbers.lan.empty()) parts.push_back(fmt::format("{} {}", facts.lan_capture, ranges(numbers.lan)));
    if (!numbers.wan.empty()) parts.push_back(fmt::format("{} {}", facts.wan_capture, ranges(numbers.wan)));
    return fmt::format("{}", fmt::join(parts, "; "));
}

model::CaseRecord const* case_of(model::Record const& record, model::ReportRow const& row) {
    return row.record < record.cases.size() ? &record.cases[row.record] : nullptr;
}

}  // namespace tsuka::reports
