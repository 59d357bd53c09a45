// The state of a running case: see state.hpp.
#include "harness/engine/state.hpp"

#include <algorithm>

namespace tsuka::engine {

Association& Flow::association(std::uint8_t ip_protocol, flow::Conversation::Ports ports) {
    for (auto& candidate : associations)
        if (candidate->ip_protocol == ip_protocol && candidate->client_port == ports.client && candidate->server_port == ports.server)
            return *candidate;
    associations.push_back(std::make_unique<Association>(Association{ip_protocol, ports.client, ports.server, std::nullopt, {}}));
    return *associations.back();
}

State::State(model::Case const& what, std::vector<model::Host> who, Facts const& known)
    : scenario(what),
      hosts(std::move(who)),
      facts(known),
      magic(run_magic(known.seed)),
      // Each case draws from its own numbers, so that its octets do not depend on which cases ran before it.
      dice(std::make_unique<flow::Random>(known.seed ^ (std::uint64_t{known.case_number} * 0x9e3779b97f4a7c15ULL))),
      quotes(std::any_of(what.steps.begin(), what.steps.end(), [](auto const& one) {
          auto const* send = std::get_if<model::SendStep>(&one.action);
          return send != nullptr && !send->quote.empty();
      })) {}

std::uint16_t State::fresh_identification() {
    constexpr std::size_t all = 0x10000;
    auto number = static_cast<std::uint16_t>(random());
    if (identifications_left == 0) {
        used_identifications.assign(all, false);
        identifications_left = all;
    }
    while (used_identifications[number]) ++number;
    used_identifications[number] = true;
    --identifications_left;
    return number;
}

void State::come_to_rest() {
    resting = true;
    dice.reset();
    outgoing.shrink_to_fit();
    for (auto& flow : flows) flow.conversation.reset();
    for (auto const& probe : probes) probe.forget();
    std::vector<bool>().swap(used_identifications);
    identifications_left = 0;
}

Facts const& State::facts_at(Instant at) const {
    const auto was = std::find_if(earlier.begin(), earlier.end(), [&](auto const& one) { return at < one.first; });
    return was == earlier.end() ? facts : was->second;
}

model::Host const* State::host(std::string_view actor) const {
    const auto found = std::find_if(hosts.begin(), hosts.end(), [&](auto const& candidate) { return candidate.actor == actor; });
    return found == hosts.end() ? nullptr : &*found;
}

std::optional<std::size_t> State::find_flow(std::string_view name) const {
    for (std::size_t at = 0; at < flows.size(); ++at)
        if (flows[at].name == name) return at;
    return std::nullopt;
}

SentinelPath const& State::sentinel_path() {
    if (own_path) return *own_path;
    const auto chosen = scenario.control.empty() ? std::nullopt : find_flow(scenario.control);
    if (!chosen || flows[*chosen].associations.empty()) return facts.sentinel;
    auto const& flow = flows[*chosen];
    auto const& ports = *flow.associations.front();
    auto const& client = *host(flow.client);
    auto const& server = *host(flow.server);
    return own_path.emplace(client.side == Side::lan ? SentinelPath{client, server, ports.client_port, ports.server_port}
                                                     : SentinelPath{server, client, ports.server_port, ports.client_port});
}

void State::observe(model::Observation seen, std::vector<std::size_t> const& frames) {
    if (seen.probe.starts_with(goodbye)) return;
    const bool known = std::any_of(observations.begin(), observations.end(), [&](auto const& other) { return alike(other, seen); });
    if (known) return;
    // What is sent gets its number when it is on its way; until the case ends a frame is known by its place (1-based) among the case's.
    for (auto at : frames) (evidence[at].record.side == Side::lan ? seen.lan_frames : seen.wan_frames).push_back(at + 1);
    observations.push_back(std::move(seen));
}

}  // namespace tsuka::engine
