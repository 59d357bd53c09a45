// The verbs use, expect, never, close, and what all verbs share; send, hook and wait are in send_step.cpp and hook_step.cpp.
#include "harness/suite/steps.hpp"

#include "harness/suite/field_names.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace tsuka::suite {

namespace {

constexpr std::array<std::string_view, 7> verbs{"use", "send", "expect", "never", "wait", "close", "hook"};

constexpr proto::FieldSpec payload_field{.name = "payload", .kind = proto::FieldKind::octets};

std::vector<std::string> known_messages() {
    std::vector<std::string> names;
    for (auto const name : proto::message_names()) names.emplace_back(name);
    return names;
}

template <class Map>
std::vector<std::string> keys_of(Map const& map) {
    std::vector<std::string> keys;
    for (auto const& entry : map) keys.push_back(entry.first);
    return keys;
}

}  // namespace

model::Actor const* Script::actor(std::string_view name) const {
    auto const at = std::find_if(cast.begin(), cast.end(), [&](model::Actor const& one) { return one.name == name; });
    return at == cast.end() ? nullptr : &*at;
}

IpFamily Script::family(std::string const& flow) const {
    auto const found = flows.find(flow);
    return found == flows.end() ? IpFamily::v4 : found->second.family;
}

std::optional<model::Step> StepReader::read(Node const& node, unsigned number) {
    if (node.kind != Node::Kind::table) {
        diagnostics_.push_back({node.spot, true, "a step is a table: { send = \"esp\", on = \"a\", at = \"alice\" }"});
        return std::nullopt;
    }
    auto const verb = verb_of(node);
    if (verb.empty()) return std::nullopt;
    TableReader table(node, fmt::format("'{}'", verb), diagnostics_);
    model::Step step;
    step.spot = node.spot;
    step.written = to_toml(node);
    if (verb == "use") step.action = read_use(table);
    if (verb == "send") step.action = read_send(table, number);
    if (verb == "expect") step.action = read_expect(table);
    if (verb == "never") step.action = read_never(table);
    if (verb == "wait") step.action = read_wait(table);
    if (verb == "close") step.action = read_close(table);
    if (verb == "hook") step.action = read_hook(table);
    return step;
}

std::string StepReader::verb_of(Node const& node) {
    std::vector<std::string> found;
    for (auto const verb : verbs) {
        if (node.find(verb) != nullptr) found.emplace_back(verb);
    }
    if (found.size() == 1) return found.front();
    if (found.size() > 1) {
        diagnostics_.push_back({node.spot, true, fmt::format("a step has one verb, here are '{}' and '{}'", found[0], found[1])});
        return {};
    }
    std::vector<std::string> const words(verbs.begin(), verbs.end());
    auto const first = node.entries.empty() ? std::string{} : node.entries.front().key;
    diagnostics_.push_back(
        {node.spot, true, "a step needs one of use, send, expect, never, wait, close, hook" + (first.empty() ? "" : hint(first, words))});
    return {};
}

model::UseStep StepReader::read_use(TableReader& table) {
    model::UseStep step;
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
    return step;
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

/// A message that the flow's family has no place for.
void StepReader::check_family(TableReader& table, proto::MessageEntry const& message, std::string const& flow) {
    if (message.protocol == nullptr || !script_.flows.contains(flow)) return;
    auto const name = message.protocol->name;
    bool const v6 = script_.family(flow) == IpFamily::v6;
    if (v6 && (name == "icmp" || name == "ip"))
        table.error(table.node().spot, fmt::format("flow '{}' runs over IPv6, which does not carry {}{}", flow, message.message->name,
                                                   name == "icmp" ? "; icmpv6 does the same there" : ""));
    if (!v6 && (name == "icmpv6" || name == "ipv6"))
        table.error(table.node().spot,
                    fmt::format("flow '{}' runs over IPv4, and {} needs family = \"ipv6\"", flow, message.message->name));
}

/// What may be said of several copies: how many of them are enough, and whether their order counts.
void StepReader::read_series(TableReader& table, model::ExpectStep& step) {
    step.least = static_cast<unsigned>(table.number("least", 1, most_times).value_or(0));
    step.order = table.flag("order");
    if (step.least > 0 && step.least >= step.times)
        table.error(table.take("least")->spot,
                    fmt::format("'least' is how many of several copies are enough, and {} of {} are all of them", step.least, step.times));
    if (step.order && (step.times == 1 || step.probe.empty()))
        table.error(table.take("order")->spot, "'order' is about the copies of a probe; say with 'probe' which, and with 'times' how many");
}

model::ExpectStep StepReader::read_expect(TableReader& table) {
    model::ExpectStep step;
    auto const message = message_of(table, "expect", step.message);
    step.at = actor_of(table, "at", true);
    step.on = flow_of(table, step.at);
    check_family(table, message, step.on);
    step.probe = table.text_or("probe");
    check_probe(table, step);
    auto const about = script_.probes.find(step.probe);
    auto const family = script_.family(step.on.empty() && about != script_.probes.end() ? about->second.on : step.on);
    step.within = table.duration("within");
    read_answer(table, step, message);
    step.times = static_cast<unsigned>(table.number("times", 1, most_times).value_or(1));
    read_series(table, step);
    if (auto const* payload = table.take("payload")) {
        bool const relation = payload->kind == Node::Kind::text && (payload->text == "same" || payload->text == "changed");
        if (relation) step.payload = read_constraint(*payload, "payload", &payload_field, scope());
        if (!relation) table.error(payload->spot, "'payload' can be expected to be \"same\" or \"changed\"");
        if (message.message != nullptr && !message.message->has_payload) {
            table.error(payload->spot, fmt::format("{} has no payload; expect its fields to be \"same\"", step.message));
        }
    }
    auto const from = actor_of(table, "from", false);
    auto const* sender = script_.actor(from);
    step.fields = read_constraints(table, message, family);
    // Only a host of the WAN keeps its address on the other side of a translating router.
    if (sender != nullptr && sender->side == Side::wan) {
        model::Term term;
        term.kind = model::Term::Kind::actor;
        term.text = term.written = from;
        step.fields.push_back({"src", {term}});
    }
    if (sender != nullptr && sender->side == Side::lan && step.on.empty()) {
        table.error(table.take("from")->spot, fmt::format("'{}' has another address on the WAN; name the flow with 'on'", from));
    }
    return step;
}

std::vector<std::string> StepReader::probe_names() const {
    return keys_of(script_.probes);
}

void StepReader::check_probe(TableReader& table, model::ExpectStep const& step) {
    if (step.probe.empty()) return;
    auto const at = script_.probes.find(step.probe);
    auto const& spot = table.take("probe")->spot;
    if (at == script_.probes.end() || at->second.answer) {
        check_sent(table, "probe", step.probe);
    } else if (at->second.written != step.message && at->second.message.message != nullptr && !step.message.empty()) {
        table.error(spot, fmt::format("'{}' was sent as {}, not as {}", step.probe, at->second.written, step.message));
    }
}

model::NeverStep StepReader::read_never(TableReader& table) {
    model::NeverStep step;
    auto const message = message_of(table, "never", step.message);
    step.at = actor_of(table, "at", true);
    step.from = actor_of(table, "from", false);
    // A thing may be forbidden at somebody who is no end of the flow: that is the usual case.
    step.on = flow_of(table, {});
    check_family(table, message, step.on);
    step.during = table.duration("for");
    step.fields = read_constraints(table, message, script_.family(step.on));
    return step;
}

model::CloseStep StepReader::read_close(TableReader& table) {
    model::CloseStep step;
    step.at = actor_of(table, "at", true);
    step.flow = table.required_text("close");
    table.refuse_others();
    auto const flow = script_.flows.find(step.flow);
    auto const& spot = table.node().spot;
    if (step.flow.empty() || step.at.empty()) return step;
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
    return step;
}

proto::MessageEntry StepReader::message_of(TableReader& table, std::string_view verb, std::string& name) {
    name = table.required_text(verb);
    auto const entry = proto::find_message(name);
    if (entry.message != nullptr || name.empty()) return entry;
    table.error(table.take(verb)->spot, fmt::format("unknown message '{}'{}", name, hint(name, known_messages())));
    return entry;
}

std::string StepReader::actor_of(TableReader& table, std::string_view key, bool required) {
    auto const name = required ? table.required_text(key) : table.text_or(key);
    if (name.empty() || script_.actor(name) != nullptr) return name;
    table.error(table.take(key)->spot, fmt::format("'{}' is not in the cast{}", name, hint(name, script_.actors)));
    return {};
}

std::string StepReader::flow_of(TableReader& table, std::string_view at) {
    auto const name = table.text_or("on");
    if (name.empty()) return name;
    auto const& spot = table.take("on")->spot;
    auto const flow = script_.flows.find(name);
    if (flow == script_.flows.end()) {
        table.error(spot, fmt::format("no flow '{}' has been opened before{}", name, hint(name, keys_of(script_.flows))));
        return {};
    }
    bool const end = at.empty() || at == flow->second.from || at == flow->second.to;
    if (!end)
        table.error(spot,
                    fmt::format("'{}' is no end of flow '{}', which runs from {} to {}", at, name, flow->second.from, flow->second.to));
    return name;
}

std::string StepReader::new_name(TableReader& table, std::string const& otherwise, std::string_view of) {
    if (otherwise.empty()) (void)table.required_text("as");
    auto name = table.text_or("as", otherwise);
    auto const* written = table.take("as");
    auto const* spot = written == nullptr ? &table.node().spot : &written->spot;
    bool const taken = of == "flow" ? script_.flows.contains(name) : script_.probes.contains(name);
    if (written != nullptr && !name.empty() && !is_name(name)) {
        table.error(*spot, fmt::format("'{}' is not a name: letters, digits, '-' and '_' only", name));
    } else if (taken) {
        table.error(*spot, fmt::format("there is a {} '{}' already", of, name));
    } else if (of == "probe" && name == "dut") {
        table.error(*spot, "a probe cannot be called 'dut': \"dut.wan\" means the router's address");
    }
    return name;
}

std::vector<model::FieldConstraint> StepReader::read_constraints(TableReader& table, proto::MessageEntry const& message, IpFamily family) {
    std::vector<model::FieldConstraint> constraints;
    if (message.message == nullptr) return constraints;
    for (auto const* entry : table.others()) {
        auto const* field = resolve_field(message, entry->key, family);
        if (field == nullptr) {
            unknown_field(table, *entry, message, family);
            continue;
        }
        constraints.push_back({entry->key, read_constraint(entry->value, entry->key, field, scope())});
    }
    return constraints;
}

void StepReader::unknown_field(TableReader& table, Entry const& entry, proto::MessageEntry const& message, IpFamily family) {
    auto words = own_fields(*message.message);
    words.insert(words.end(), table.known().begin(), table.known().end());
    for (auto& name : field_names(message, family)) words.push_back(std::move(name));
    auto const near = nearest(entry.key, words);
    auto const tail = near.empty() ? hint(entry.key, own_fields(*message.message)) : fmt::format("; did you mean '{}'?", near);
    table.error(entry.spot, fmt::format("unknown field '{}' of {}{}", entry.key, message.message->name, tail));
}

}  // namespace tsuka::suite
