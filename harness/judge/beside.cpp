// Load beside cases: see beside.hpp.
#include "harness/judge/beside.hpp"

#include "harness/judge/findings.hpp"

#include "harness/model/text.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>

namespace tsuka::judge {

namespace {

using model::CaseRecord;
using model::Outcome;

std::string_view way(Side from) {
    return from == Side::lan ? "outward" : "inward";
}

double share(std::uint64_t part, std::uint64_t whole) {
    return whole == 0 ? 0 : static_cast<double>(part) / static_cast<double>(whole);
}

/// "right up to frame 50 of a flow, with an altered payload from frame 51 on (...)".
std::string in_words(model::LoadFault const& fault, model::LoadPassage const& passage) {
    const auto where =
        fmt::format("{} of {} flows: {} of {} frames up to the {}th of their flow, {} of {} after it", fault.flows, passage.opened,
                    fault.early, passage.early.arrived, model::slow_path_frames, fault.late, passage.late.arrived);
    if (fault.first <= 1) return fmt::format("{} {} (in {})", way(passage.from), fault.what, where);
    return fmt::format("{}, right up to frame {} of a flow, {} from frame {} on (in {})", way(passage.from), fault.first - 1, fault.what,
                       fault.first, where);
}

/// Nearly all of the first frames of every flow come, and most of the others do not.
bool falls_silent(model::LoadPassage const& passage) {
    const auto lost = [](model::LoadStretch const& stretch) { return 1 - share(stretch.arrived, std::max(stretch.sent, stretch.arrived)); };
    constexpr double hardly_any = 0.05;
    constexpr double most = 0.5;
    return passage.early.sent > 0 && passage.late.sent > 0 && lost(passage.early) <= hardly_any && lost(passage.late) >= most;
}

model::StepRecord step_of(model::LoadPassage const& passage, unsigned number) {
    model::StepRecord step;
    step.number = number;
    step.written = fmt::format("load of {}, {}, in {} flows", passage.protocol, way(passage.from), passage.opened);
    step.status = passage.faults.empty() ? model::StepStatus::held : model::StepStatus::failed;
    const auto came = [&](std::string what, model::LoadStretch const& stretch) {
        step.checks.push_back(
            {std::move(what), fmt::format("{} sent", stretch.sent), fmt::format("{} came", stretch.arrived), stretch.arrived > 0});
    };
    came(fmt::format("frames 1 to {} of a flow", model::slow_path_frames), passage.early);
    if (passage.late.sent > 0) came(fmt::format("frames from {} on", model::slow_path_frames + 1), passage.late);
    for (auto const& fault : passage.faults) step.checks.push_back({"as sent", "every frame that comes", in_words(fault, passage), false});
    return step;
}

void blame(CaseRecord& result, std::string const& claim, std::string const& what) {
    result.outcome = Outcome::violated;
    result.reason += (result.reason.empty() ? "" : "; ") + what;
    if (std::find(result.broken.begin(), result.broken.end(), claim) == result.broken.end()) result.broken.push_back(claim);
}

CaseRecord case_of(std::string const& protocol, model::LoadBeside const& load, Duration ended) {
    CaseRecord result;
    result.id = result.name = "load." + protocol;
    result.suite = "load";
    result.title = fmt::format("Frames of the load, {}, come as they were sent, from the first of a flow to the last", protocol);
    result.claims = {"always.payload-untouched", "always.checksums-right", "always.no-duplicates", "always.no-misdelivery"};
    result.outcome = Outcome::satisfied;
    result.took = load.flowed;
    result.began = ended - load.flowed;
    std::uint32_t opened = 0;
    for (auto const& passage : load.passages) {
        if (passage.protocol != protocol) continue;
        opened = std::max(opened, passage.opened);
        result.steps.push_back(step_of(passage, static_cast<unsigned>(result.steps.size()) + 1));
        for (auto const& fault : passage.faults) blame(result, fault.claim, in_words(fault, passage));
        if (load.dropped > 0 || !falls_silent(passage)) continue;
        result.steps.back().status = model::StepStatus::failed;
        blame(result, "flow.steady",
              fmt::format("{}, frames up to the {}th of a flow come, and those after it do not ({} of {} against {} of {})",
                          way(passage.from), model::slow_path_frames, passage.early.arrived, passage.early.sent, passage.late.arrived,
                          passage.late.sent));
    }
    if (opened > 0) return result;
    result.outcome = Outcome::skipped;
    result.steps.clear();
    result.reason = fmt::format("not tried: no flow of {} came up; no exchange went before it", protocol);
    return result;
}

}  // namespace

std::vector<CaseRecord> load_cases(model::LoadBeside const& load, Duration ended) {
    std::vector<CaseRecord> all;
    if (load.flowed == Duration{}) return all;
    for (auto const& protocol : load.wanted.protocols) all.push_back(case_of(protocol, load, ended));
    return all;
}

void add_load(model::Accounts& accounts, model::LoadBeside const& load) {
    for (std::size_t side = 0; side < accounts.sides.size(); ++side) {
        accounts.sides.at(side).sent += load.sent.at(side);
        accounts.sides.at(side).received += load.received.at(side);
        accounts.sides.at(side).load += load.received.at(side);
    }
}

namespace {

bool settled(CaseRecord const& result) {
    return result.outcome == Outcome::satisfied || result.outcome == Outcome::violated;
}

struct Share {
    std::uint64_t sent = 0;
    std::uint64_t came = 0;
};

/// Frames of all loads of the run, but for those that were under way at the end.
Share carried(model::Record const& record) {
    Share all;
    for (auto const& load : record.load)
        for (auto const& passage : load.passages) {
            all.sent += passage.early.sent + passage.late.sent;
            all.came += passage.early.arrived + passage.late.arrived;
        }
    return all;
}

/// Something came that must not come, or came otherwise than it may, or the router stopped: no loss explains that.
bool rests_on_what_came(CaseRecord const& result) {
    if (std::any_of(result.observations.begin(), result.observations.end(), breaks_case)) return true;
    for (auto const& step : result.steps)
        for (auto const& check : step.checks)
            if (step.status == model::StepStatus::failed && !check.holds && check.what != "arrives") return true;
    return false;
}

/// What differs, in words; empty: nothing does, or it cannot be known.
std::string difference(CaseRecord const& rest, CaseRecord const& load) {
    if (!settled(rest) || !settled(load)) return {};
    if (rest.outcome != load.outcome)
        return rest.outcome == Outcome::satisfied ? "right at rest, wrong under load" : "wrong at rest, right under load";
    if (rest.observed_class != load.observed_class)
        return fmt::format("class '{}' at rest, '{}' under load", rest.observed_class, load.observed_class);
    return {};
}

std::string in_words(model::LoadBeside const& load) {
    const auto sent = load.sent[0] + load.sent[1];
    const auto came = load.received[0] + load.received[1];
    auto words =
        fmt::format("load beside cases: {} frames a second of {} wanted, {} octets each; in {} {} were sent and {} came", load.wanted.rate,
                    fmt::join(load.wanted.protocols, ", "), load.wanted.size, model::rounded(load.flowed), sent, came);
    constexpr double enough = 0.95;
    if (share(sent, load.offered) < enough) words += fmt::format(" (this machine did not come to {} in that time)", load.offered);
    if (!load.trouble.empty()) words += "; " + load.trouble;
    return words;
}

}  // namespace

std::string doubt_under_load(CaseRecord const& result, model::Record const& record) {
    constexpr double hardly_any = 0.001;
    const auto all = carried(record);
    const bool lossy = all.sent > 0 && 1 - share(all.came, all.sent) > hardly_any;
    if (!lossy || !result.name.ends_with(model::load_ending) || result.outcome != Outcome::violated || rests_on_what_came(result))
        return {};
    return fmt::format(
        "of the load's own frames {} of {} came: the router does not carry so much, and what is missing may be lost for that", all.came,
        all.sent);
}

void compare_with_rest(model::Report& report, model::Record const& record) {
    std::map<std::string, CaseRecord const*, std::less<>> known;
    for (auto const& result : record.cases) known.emplace(result.name, &result);
    std::vector<std::string> otherwise;
    std::size_t under_load = 0;
    for (auto& row : report.rows) {
        const auto rest = known.find(model::name_at_rest(row.name));
        if (!row.name.ends_with(model::load_ending) || rest == known.end()) continue;
        ++under_load;
        auto const& result = record.cases[row.record];
        const auto what = difference(*rest->second, result);
        if (what.empty() || !doubt_under_load(result, record).empty()) continue;
        otherwise.push_back(row.name);
        row.reason = row.reason.empty() ? what : fmt::format("{}: {}", what, row.reason);
    }
    for (auto const& load : record.load) {
        if (load.flowed == Duration{} && load.trouble.empty()) continue;  // the run, or this part of it, ended before
        report.load.push_back(load);
        report.timeline.push_back({"load", record.took, in_words(load)});
    }
    if (under_load == 0) return;
    report.timeline.push_back({"load", record.took,
                               otherwise.empty() ? fmt::format("of {} cases under load none found anything else than at rest", under_load)
                                                 : fmt::format("of {} cases under load {} found something else than at rest: {}",
                                                               under_load, otherwise.size(), fmt::join(otherwise, ", "))});
}

}  // namespace tsuka::judge
