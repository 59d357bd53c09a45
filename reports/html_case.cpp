// One case for the HTML template: claims, steps with their checks, findings. Its frames are put beside it, see html_frames.hpp.
#include "harness/model/text.hpp"
#include "reports/anchor.hpp"
#include "reports/html_data.hpp"
#include "reports/html_frames.hpp"
#include "reports/html_list.hpp"
#include "reports/ladder.hpp"
#include "reports/phrases.hpp"
#include "reports/summary.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <kainjow/mustache.hpp>
#include <map>
#include <tuple>

namespace tsuka::reports {
namespace {

using model::CaseRecord;

Data claim_data(model::ClaimRow const& row, bool full, Words const& said) {
    Data data;
    put_verdict(data, row.verdict, said);
    put(data, "id", row.claim.id);
    put(data, "claim_sentence", full ? row.claim.sentence : "");  // it stands in the table of claims
    put(data, "source", full ? row.claim.source : "");
    put(data, "level", said.get("interface.level." + std::string{to_string(row.claim.level)}, to_string(row.claim.level)));
    put(data, "standing", standing_of(row, said));
    bool const open =
        row.verdict == model::Verdict::inconclusive || row.verdict == model::Verdict::skipped || row.verdict == model::Verdict::error;
    put(data, "found",
        open       ? said.say("found.open", "not known")
        : row.kept ? said.say("found.kept", "kept")
                   : said.say("found.broken", "broken"));
    return data;
}

Data check_data(model::Check const& check, Words const& said) {
    Data data;
    put(data, "result", std::string{check.holds ? "holds" : "broken"});
    put(data, "result_word", check.holds ? said.say("check.holds", "holds") : said.say("check.broken", "broken"));
    put(data, "what", check.what);
    put(data, "wanted", phrase(check.wanted, said));
    put(data, "found", phrase(check.found, said));
    return data;
}

/// Checks in their order; where a long series says the same few things over and over, each stands there once: "arrives × 1000".
std::vector<model::Check> folded(std::vector<model::Check> const& checks) {
    constexpr std::size_t long_series = 20;
    const auto key = [](model::Check const& check) {
        return std::tuple<std::string_view, std::string_view, std::string_view, bool>(check.what, check.wanted, check.found, check.holds);
    };
    std::map<decltype(key(checks.front())), std::size_t> times;
    for (model::Check const& check : checks) ++times[key(check)];
    std::vector<model::Check> kept;
    for (model::Check const& check : checks) {
        std::size_t& count = times.at(key(check));
        if (count == 0) continue;
        kept.push_back(check);
        if (count <= long_series) continue;
        kept.back().what += fmt::format(" × {}", count);
        count = 0;
    }
    return kept;
}

/// Checks that hold, by name, each once: "arrives × 9, call_id, payload × 9".
std::string held_text(std::vector<model::Check> const& checks, Words const& said) {
    std::vector<std::string> names;
    std::map<std::string_view, std::size_t> times;
    for (model::Check const& check : checks)
        if (++times[check.what] == 1) names.push_back(check.what);
    for (auto& name : names)
        if (auto const count = times.at(name); count > 1) name += fmt::format(" × {}", count);
    auto const list = fmt::format("{}", fmt::join(names, ", "));
    return names.empty() ? "" : said.say("check.all-hold", "holds: " + list, list);
}

/// What was wanted and found stands there in full where it needs attention or a check is broken; else the checks are only named.
Data step_data(model::StepRecord const& step, bool full, Words const& said) {
    Data data;
    std::string status{to_string(step.status)};
    put(data, "step", std::to_string(step.number));
    put(data, "status", status);
    std::replace(status.begin(), status.end(), '-', ' ');
    put(data, "status_word", said.get("interface.status." + std::string{to_string(step.status)}, status));
    put_code(data, "written", step.written);
    put(data, "detail", phrase(step.detail, said));
    bool const all_hold = std::all_of(step.checks.begin(), step.checks.end(), [](auto const& check) { return check.holds; });
    bool const spelled = full || !all_hold;
    put(data, "spot", step.spot.file.empty() || !spelled ? "" : to_string(step.spot));
    put(data, "began", step.status == model::StepStatus::not_reached ? "" : model::rounded(step.began));
    put(data, "held", spelled ? "" : held_text(step.checks, said));
    put_list(data, "checks", spelled ? folded(step.checks) : std::vector<model::Check>{},
             [&](model::Check const& check) { return check_data(check, said); });
    return data;
}

Data finding_data(model::Finding const& finding, RenderContext const& facts) {
    Data data;
    put(data, "kind", std::string{finding.note ? "note" : "found"});
    put(data, "kind_word", finding.note ? facts.words.say("finding.note", "note") : facts.words.say("finding.found", "found"));
    put(data, "claim", finding.claim);
    put(data, "detail", phrase(finding.detail, facts.words));
    put(data, "where", to_text({finding.lan_frames, finding.wan_frames}, facts));
    return data;
}

std::string hosts_of(CaseRecord const& result) {
    std::vector<std::string> parts;
    for (auto const& [actor, address] : result.hosts) parts.push_back(fmt::format("{} {}", actor, address));
    return fmt::format("{}", fmt::join(parts, ", "));
}

std::string symbols_of(CaseRecord const& result) {
    std::vector<std::string> parts;
    for (model::FieldRecord const& symbol : result.symbols) parts.push_back(fmt::format("${} = {}", symbol.name, symbol.value));
    return fmt::format("{}", fmt::join(parts, ", "));
}

}  // namespace

void put_steps(Data& data, CaseRecord const& result, bool full, Words const& said) {
    put_list(data, "steps", result.steps, [&](model::StepRecord const& step) { return step_data(step, full, said); });
}

Data row_data(model::ReportRow const& row, Words const& said) {
    Data data;
    put_verdict(data, row.verdict, said);
    put(data, "anchor", anchor_of(row.name));
    put(data, "name", row.name);
    put(data, "title", row.title);
    put(data, "reason", phrase(row.reason, said));
    put(data, "class", row.observed_class);
    put(data, "agreement",
        row.agreement == model::Agreement::differs         ? said.say("agreement.differs", agreement(row), row.documented_class)
        : row.agreement == model::Agreement::as_documented ? said.say("agreement.as-documented", agreement(row))
                                                           : "");
    put(data, "manual", std::string{row.agreement == model::Agreement::differs ? "differs" : "agrees"});
    put_flag(data, "shows_reason", row.verdict != model::Verdict::pass && !row.reason.empty());
    return data;
}

Data case_data(model::ReportRow const& row, CaseRecord const* found, RenderContext const& facts, bool brief) {
    CaseRecord const none;
    CaseRecord const& result = found != nullptr ? *found : none;
    Data data = row_data(row, facts.words);
    bool const opened = wants_attention(row);
    put_flag(data, "opened", opened);
    put(data, "about", result.about);
    put(data, "outcome",
        found == nullptr ? facts.words.say("outcome.none", "not in the record")
                         : facts.words.get("interface.outcome." + std::string{to_string(result.outcome)}, to_string(result.outcome)));
    put(data, "class_about", phrase(result.class_about, facts.words));
    put(data, "documented", row.documented_class);
    put(data, "documented_source", row.documented_source);
    put(data, "hosts", hosts_of(result));
    put(data, "symbols", symbols_of(result));
    put(data, "case_took", model::rounded(result.took));
    put(data, "attempts",
        result.attempts > 1 ? facts.words.say("details.attempts", fmt::format("accepted at attempt {}", result.attempts), result.attempts)
                            : "");
    put(data, "evidence", to_text(frames_of(result), facts));
    put_list(data, "case_claims", row.claims, [&](model::ClaimRow const& claim) { return claim_data(claim, opened, facts.words); });
    put_list(data, "findings", row.findings, [&](model::Finding const& finding) { return finding_data(finding, facts); });
    put_steps(data, brief ? none : result, opened, facts.words);
    put_frames(data, result, facts, opened ? FrameDetail::differing : FrameDetail::none);
    std::string const drawn = brief ? std::string{} : ladder_svg(ladder_of(result), facts.words);
    data["has_ladder"] = Data(!drawn.empty());
    data["ladder"] = Data(drawn);  // markup of our own, its values escaped
    put_unshown(data, brief ? none : result, facts.words);
    put(data, "archive", result.frames.empty() && result.named.empty() ? "" : facts.archive);
    return data;
}

}  // namespace tsuka::reports
