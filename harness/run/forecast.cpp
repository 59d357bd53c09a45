#include "harness/run/forecast.hpp"

#include "harness/model/text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tsuka::run {

namespace {

using Kind = model::Need::Kind;

/// Why the case does not run in this lab, whatever the router is like. Empty: it runs.
std::string left_out_for(Plan const& plan, model::Case const& scenario, std::string const& longest) {
    for (auto const& need : scenario.needs)
        if (auto why = model::unmet(need, plan.lab); !why.empty()) return why;
    if (!too_long(plan, scenario)) return {};
    return fmt::format("waits longer than {} on purpose; --longest {} runs all of these", model::written(*plan.longest), longest);
}

}  // namespace

Forecast forecast(Plan const& plan) {
    Forecast all;
    const auto longest = model::written(left_out(plan).longest);
    std::map<std::string, std::vector<std::string>> found_by;
    Duration alone{};
    Duration shared{};
    Duration most{};
    for (auto const& scenario : plan.cases) {
        if (auto why = left_out_for(plan, scenario, longest); !why.empty()) {
            all.skipped[why].push_back(scenario.name());
            continue;
        }
        all.runs.push_back(scenario.name());
        for (auto const& path : scenario.provides) found_by[path].push_back(scenario.name());
        for (auto const& need : scenario.needs)
            if (need.kind == Kind::path) all.paths[need.written].needed_by.push_back(scenario.name());
        const auto pause = plan.lab.pause + scenario.waits();
        (scenario.needs_any(Kind::alone) ? alone : shared) += pause;
        if (!scenario.needs_any(Kind::alone)) most = std::max(most, pause);
    }
    for (auto& [path, who] : all.paths) who.found_by = found_by[path];
    std::erase_if(all.paths, [](auto const& path) { return path.second.found_by.empty(); });
    all.waits = alone + std::max(most, shared / static_cast<Duration::rep>(plan.jobs == 0 ? usual_jobs : plan.jobs));
    return all;
}

}  // namespace tsuka::run
