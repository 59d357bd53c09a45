#include "harness/rate/soak.hpp"

#include "harness/model/text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tsuka::rate {

namespace {

constexpr unsigned dead_after = 3;  ///< parts in which nothing came

}  // namespace

Duration soak_part(Duration duration) {
    constexpr Duration least = std::chrono::seconds(1);
    return std::max(least, duration / soak_parts);
}

Result<void> soak(Path& path, Ground& ground, SoakPlan const& plan, model::SoakRow& row,
                  std::function<void(model::SoakPart const&)> const& told, Stop const& stop) {
    row.protocol = to_string(plan.kind);
    row.size = plan.size_word;
    row.direction = to_string(plan.directions);
    row.rate = plan.rate;
    row.wanted = plan.duration;
    row.flows = plan.flows;
    auto flows = Flows::create(ground, plan.kind, plan.flows, plan.servers, plan.first);
    auto traffic =
        flows ? Traffic::create(path, ground, std::move(*flows), plan.sizes, plan.directions, plan.first) : Result<Traffic>(flows.error());
    if (!traffic) {
        row.trouble = traffic.error().what;
        return {};
    }
    if (auto opened = traffic->open_all(stop); !opened) return opened;
    row.opened = traffic->open_flows();
    if (row.opened == 0) {
        row.trouble = no_flow_is_open;
        return {};
    }
    const auto length = soak_part(plan.duration);
    const auto began = path.now();
    const auto end = began + plan.duration;
    unsigned nothing = 0;
    // What a part is late by (stragglers are waited for) does not add up to one part more.
    while (end - path.now() >= length / 2) {
        model::SoakPart part;
        part.from = path.now() - began;
        const auto outcome = traffic->measure(plan.rate, std::min(length, end - path.now()), stop);
        if (!outcome) return outcome.error();
        static_cast<model::Fate&>(part) = fate_of(*outcome);
        part.took = outcome->took;
        part.silent = outcome->silent;
        row.parts.push_back(part);
        told(part);
        nothing = part.received == 0 ? nothing + 1 : 0;
        if (nothing == dead_after) {
            row.ended = fmt::format("nothing has come through since {}", model::readable(row.parts[row.parts.size() - dead_after].from));
            return {};
        }
    }
    return {};
}

}  // namespace tsuka::rate
