// What all verbs share when they are read; each verb is in a file of its own.
#include "harness/suite/steps.hpp"

#include "harness/suite/field_names.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <utility>
#include <variant>

namespace tsuka::suite {

namespace {

std::vector<std::string> known_messages() {
    std::vector<std::string> names;
    for (auto const name : proto::message_names()) names.emplace_back(name);
    return names;
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

std::optional<model::Step> StepReader::read(TomlNode const& node, unsigned number) {
    if (node.kind != TomlNode::Kind::table) {
        diagnostics_.push_back({node.spot, true, "a step is a table: { send = \"esp\", on = \"a\", at = \"alice\" }"});
        return std::nullopt;
    }
    auto const verb = verb_of(node);
    if (verb.empty()) return std::nullopt;
    TableReader table(node, fmt::format("'{}'", verb), diagnostics_);
    number_ = number;
    auto action = model::empty_step(verb);
    std::visit([&](auto& step) { read(table, step); }, *action);
    return model::Step{std::move(*action), node.spot, to_toml(node)};
}

std::string StepReader::verb_of(TomlNode const& node) {
    std::vector<std::string> found;
    for (auto const verb : model::verb_words()) {
        if (node.find(verb) != nullptr) found.emplace_back(verb);
    }
    if (found.size() == 1) return found.front();
    if (found.size() > 1) {
        diagnostics_.push_back({node.spot, true, fmt::format("a step has one verb, here are '{}' and '{}'", found[0], found[1])});
        return {};
    }
    auto const verbs = model::verb_words();
    std::vector<std::string> const words(verbs.begin(), verbs.end());
    auto const first = node.entries.empty() ? std::string{} : node.entries.front().key;
    diagnostics_.push_back(
        {node.spot, true, fmt::format("a step needs one of {}{}", fmt::join(verbs, ", "), first.empty() ? "" : hint(first, words))});
    return {};
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

std::vector<std::string> StepReader::probe_names() const {
    return keys_of(script_.probes);
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

void StepReader::unknown_field(TableReader& table, TomlEntry const& entry, proto::MessageEntry const& message, IpFamily family) {
    auto words = own_fields(*message.message);
    words.insert(words.end(), table.known().begin(), table.known().end());
    for (auto& name : field_names(message, family)) words.push_back(std::move(name));
    auto const near = nearest(entry.key, words);
    auto const tail = near.empty() ? hint(entry.key, own_fields(*message.message)) : fmt::format("; did you mean '{}'?", near);
    table.error(entry.spot, fmt::format("unknown field '{}' of {}{}", entry.key, message.message->name, tail));
}

}  // namespace tsuka::suite
