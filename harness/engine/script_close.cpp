// `close`: the FIN of one end of a TCP flow. See script.hpp.
#include "harness/engine/emit.hpp"
#include "harness/engine/script.hpp"

#include <fmt/format.h>

namespace tsuka::engine {

CaseEngine::Script::Progress CaseEngine::Script::run(model::CloseStep const& step, Instant now) {
    const auto flow = state_.find_flow(step.flow);
    if (!flow || !state_.flows[*flow].tcp)
        return fail_case(model::Outcome::error, fmt::format("no TCP flow is called '{}'", step.flow), model::StepStatus::failed, now);
    auto& tcp = *state_.flows[*flow].tcp;
    auto& endpoint = state_.flows[*flow].client == step.at ? tcp.client : tcp.server;
    if (!entered_) {
        entered_ = true;
        endpoint.close(now);
        drain_tcp(state_, *flow, std::nullopt, now);
    }
    const bool reset = endpoint.state() == flow::TcpEndpoint::State::reset;
    if (!reset && endpoint.everything_acknowledged()) return finish_step(model::StepStatus::done, {}, now);
    if (!reset && !endpoint.gave_up()) return Progress::waiting;
    return fail_case(model::Outcome::undetermined, fmt::format("nobody acknowledged the FIN of {}", step.at),
                     model::StepStatus::undetermined, now);
}

}  // namespace tsuka::engine
