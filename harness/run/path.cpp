// What a case shows of a path: see path.hpp.
#include "harness/run/path.hpp"

#include <algorithm>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace tsuka::run {

namespace {

using model::Outcome;

struct Sending {
    std::string probe;
    std::string from;
    std::string to;  ///< the other end of its flow
};

bool is_lan(model::Case const& scenario, std::string const& actor) {
    return std::any_of(scenario.cast.begin(), scenario.cast.end(),
                       [&](auto const& one) { return one.name == actor && one.side == Side::lan; });
}

std::vector<Sending> sendings(model::Case const& scenario, bool outward_only) {
    std::vector<Sending> all;
    std::vector<model::UseStep const*> flows;
    for (auto const& step : scenario.steps) {
        if (auto const* use = std::get_if<model::UseStep>(&step.action)) flows.push_back(use);
        auto const* send = std::get_if<model::SendStep>(&step.action);
        if (send == nullptr || (outward_only && !is_lan(scenario, send->at))) continue;
        for (auto const* flow : flows)
            if (flow->as == send->on) all.push_back({send->as, send->at, send->at == flow->from ? flow->to : flow->from});
    }
    return all;
}

bool opened_all(model::Case const& scenario, model::CaseRecord const& result) {
    for (std::size_t at = 0; at < scenario.steps.size() && at < result.steps.size(); ++at)
        if (std::holds_alternative<model::UseStep>(scenario.steps[at].action) && result.steps[at].status == model::StepStatus::failed)
            return false;
    return true;
}

}  // namespace

PathSeen path_seen(std::string_view path, model::Case const& scenario, model::CaseRecord const& result) {
    // What a router need not have is no path where it says nothing, and no fault either.
    if (result.outcome == Outcome::satisfied) return result.observed_class == "not-offered" ? PathSeen::missing : PathSeen::there;
    if (result.outcome != Outcome::violated) return PathSeen::unknown;
    if (!opened_all(scenario, result)) return PathSeen::missing;
    std::set<std::pair<std::string, std::string>> seen;  // probe, and who sent or got it
    model::each_frame(result, [&](model::FrameRecord const& frame) { seen.emplace(frame.probe, frame.actor); });
    const auto all = sendings(scenario, path.starts_with("outbound."));
    const auto sent = [&](Sending const& one) { return seen.contains({one.probe, one.from}); };
    const auto arrived = [&](Sending const& one) { return seen.contains({one.probe, one.to}); };
    if (std::any_of(all.begin(), all.end(), [&](auto const& one) { return sent(one) && !arrived(one); })) return PathSeen::missing;
    return std::all_of(all.begin(), all.end(), sent) ? PathSeen::there : PathSeen::unknown;
}

}  // namespace tsuka::run
