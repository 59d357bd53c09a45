// The verb use: the kind of flow, its two ends, its settings, and what its opening is to the case. See steps.hpp.
#include "harness/suite/steps.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace tsuka::suite {

void StepReader::read(TableReader& table, model::UseStep& step) {
    step.flow = table.required_text("use");
    auto const* kind = vocabulary_.find_flow(step.flow);
    if (kind == nullptr && !step.flow.empty()) {
        table.error(table.take("use")->spot,
                    fmt::format("unknown kind of flow '{}'{}", step.flow, hint(step.flow, vocabulary_.flow_names())));
    }
    read_family(table, step);
    step.as = new_name(table, {}, "flow");
    step.from = actor_of(table, "from", true);
    step.to = actor_of(table, "to", true);
    step.judged = table.flag("judged");
    step.refused = table.flag("refused");
    if (step.refused && kind != nullptr && kind->carrier != proto::Carrier::tcp)
        table.error(table.take("refused")->spot,
                    "only TCP says whether it opens; send messages over other flows and look where they arrive");
    step.may_stay_closed = table.flag("may_stay_closed");
    step.silent = table.duration("silent");
    if (step.silent && !step.refused)
        table.error(table.take("silent")->spot, "'silent' says how a connection is refused: it needs 'refused = true'");
    if (step.may_stay_closed && (step.judged || step.refused))
        table.error(table.take("may_stay_closed")->spot,
                    "a flow that must open ('judged') or must not ('refused') is not one that may stay closed");
    if (step.judged && step.refused) table.error(table.take("refused")->spot, "a flow that must open ('judged') cannot be 'refused'");
    check_ends(table, step);
    for (auto const* entry : table.others()) {
        bool const known = kind == nullptr || std::find(kind->settings.begin(), kind->settings.end(), entry->key) != kind->settings.end();
        if (!known) {
            auto words = kind->settings;
            words.insert(words.end(), {"as", "from", "to", "family", "judged", "refused", "may_stay_closed", "silent"});
            table.error(entry->spot, fmt::format("unknown setting '{}' of {}{}", entry->key, step.flow, hint(entry->key, words)));
            continue;
        }
        bool const port = entry->key == "src_port" || entry->key == "dst_port";
        proto::FieldSpec const setting{.name = entry->key, .width = port ? 16U : 64U};
        if (auto term = read_term(entry->value, entry->key, &setting, Place::send, scope()))
            step.settings.push_back({entry->key, std::move(*term)});
    }
    if (!step.as.empty()) script_.flows[step.as] = {step.from, step.to, step.flow, step.family, {}};
}

void StepReader::check_ends(TableReader& table, model::UseStep const& step) {
    auto const* from = script_.actor(step.from);
    auto const* to = script_.actor(step.to);
    if (from != nullptr && to != nullptr && from->side == to->side) {
        table.error(table.node().spot,
                    fmt::format("'{}' and '{}' stand on the same side: nothing between them crosses the router", step.from, step.to));
    }
}

/// The flows that speak over either family. TCP and what negotiates addresses (IKE, L2TP) know IPv4 only.
void StepReader::read_family(TableReader& table, model::UseStep& step) {
    constexpr std::array<std::string_view, 5> either{"udp", "esp", "ah", "gre", "icmpv6"};
    bool const only_v6 = step.flow == "icmpv6";
    auto const written = table.text_or("family", only_v6 ? "ipv6" : "ipv4");
    auto const* node = table.take("family");
    auto const& spot = node == nullptr ? table.node().spot : node->spot;
    if (written != "ipv4" && written != "ipv6") table.error(spot, fmt::format("'family' is \"ipv4\" or \"ipv6\", not \"{}\"", written));
    if (written == "ipv6") step.family = IpFamily::v6;
    if (only_v6 && written == "ipv4") table.error(spot, "icmpv6 is the ICMP of IPv6; over IPv4 it is called icmp");
    if (step.family == IpFamily::v6 && std::find(either.begin(), either.end(), step.flow) == either.end())
        table.error(spot, fmt::format("'{}' runs over IPv4 only; over IPv6 there are {}", step.flow, fmt::join(either, ", ")));
}

}  // namespace tsuka::suite
