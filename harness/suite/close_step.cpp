// The verb close: one end of a TCP flow has nothing more to say. See steps.hpp.
#include "harness/suite/steps.hpp"

#include <fmt/format.h>

namespace tsuka::suite {

void StepReader::read(TableReader& table, model::CloseStep& step) {
    step.at = actor_of(table, "at", true);
    step.flow = table.required_text("close");
    table.refuse_others();
    auto const flow = script_.flows.find(step.flow);
    auto const& spot = table.node().spot;
    if (step.flow.empty() || step.at.empty()) return;
    if (flow == script_.flows.end()) {
        table.error(spot, fmt::format("no flow '{}' has been opened before{}", step.flow, hint(step.flow, keys_of(script_.flows))));
    } else if (auto const* kind = vocabulary_.find_flow(flow->second.kind); kind != nullptr && kind->carrier != proto::Carrier::tcp) {
        table.error(spot, fmt::format("'{}' is no TCP connection: there is nothing to close", step.flow));
    } else if (step.at != flow->second.from && step.at != flow->second.to) {
        table.error(spot, fmt::format("'{}' is no end of flow '{}', which runs from {} to {}", step.at, step.flow, flow->second.from,
                                      flow->second.to));
    } else if (!flow->second.closed.insert(step.at).second) {
        table.error(spot, fmt::format("{} has closed '{}' already", step.at, step.flow));
    }
}

}  // namespace tsuka::suite
