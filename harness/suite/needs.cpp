// Needs that come with steps: see needs.hpp.
#include "harness/suite/needs.hpp"

#include <algorithm>

namespace tsuka::suite {

namespace {

void need(model::Case& one, model::Need::Kind kind, std::string const& written) {
    bool const there = std::any_of(one.needs.begin(), one.needs.end(), [&](auto const& has) { return has.written == written; });
    if (!there) one.needs.push_back({kind, 0, written});
}

}  // namespace

void bring_needs(model::Case& one) {
    using Kind = model::Need::Kind;
    for (auto const& step : one.steps) {
        auto const* use = std::get_if<model::UseStep>(&step.action);
        if (use != nullptr && use->family == IpFamily::v6) need(one, Kind::ipv6, "ipv6");
        auto const* hook = std::get_if<model::HookStep>(&step.action);
        if (hook == nullptr) continue;
        need(one, Kind::hook, hook->hook);
        need(one, Kind::alone, "alone");
    }
}

}  // namespace tsuka::suite
