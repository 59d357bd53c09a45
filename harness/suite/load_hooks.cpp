// [hooks] of a lab file: what its owner lets a run do to his bench.
#include "harness/suite/load_hooks.hpp"

#include <fmt/format.h>

#include <set>

namespace tsuka::suite {

namespace {

void read_command(TableReader& table, std::string const& key, std::string const& name, Duration limit, std::vector<model::Hook>& hooks) {
    const auto command = table.text(key);
    if (!command) return;
    if (command->find_first_not_of(" \t\n") == std::string::npos)
        table.error(table.take(key)->spot, fmt::format("'{}' says no command; leave it out", key));
    hooks.push_back({name, *command, limit});
}

/// `[hooks.config] bridge = "..."`: what cases ask for as "config:bridge".
void read_configurations(TableReader& table, Duration limit, std::vector<model::Hook>& hooks, Diagnostics& diagnostics) {
    auto const* node = table.take("config", TomlNode::Kind::table);
    if (node == nullptr) return;
    TableReader configurations(*node, "[hooks.config]", diagnostics);
    for (auto const& entry : node->entries) {
        auto const name = std::string(model::config_prefix) + entry.key;
        if (!model::is_hook(name))
            configurations.error(entry.spot, fmt::format("'{}' is no name of a configuration: small letters, digits and '-'", entry.key));
        read_command(configurations, entry.key, name, limit, hooks);
    }
}

/// `apply`: one command for all configurations, which finds the name of the wanted one in its environment.
void read_apply(TableReader& table, Duration limit, std::vector<model::Hook>& hooks) {
    const auto names = table.texts("configurations");
    const bool given = table.text("apply").has_value();
    if (given == names.empty()) {
        if (given || !names.empty())
            table.error(table.node().spot, "'apply' and 'configurations', the names that it knows, belong together");
        return;
    }
    for (auto const& name : names) {
        const auto hook = std::string(model::config_prefix) + name.text;
        if (!model::is_hook(hook))
            table.error(name.spot, fmt::format("'{}' is no name of a configuration: small letters, digits and '-'", name.text));
        read_command(table, "apply", hook, limit, hooks);
    }
}

/// `power-off` and `power-on`: together what cases ask for as "power", with a pause in which the router's supply runs empty.
void read_plug(TableReader& table, Duration limit, std::vector<model::Hook>& hooks) {
    constexpr Duration usual_pause = std::chrono::seconds(5);
    const auto off = table.text("power-off");
    const auto on = table.text("power-on");
    const auto pause = table.duration("off_for").value_or(usual_pause);
    auto const spot = table.node().spot;
    if (off.has_value() != on.has_value()) table.error(spot, "'power-off' and 'power-on' belong together");
    if (!off || !on) return;
    if (table.text("power")) table.error(spot, "'power' does what 'power-off' and 'power-on' do together: give it or the two");
    if (pause >= limit) table.error(spot, "'off_for' is shorter than 'limit', which is for all of it");
    const auto seconds = std::chrono::duration<double>(pause).count();
    hooks.push_back({"power", fmt::format("( {}\n) && sleep {} && ( {}\n)", *off, seconds, *on), limit});
}

/// One name, one command.
void refuse_twins(TableReader& table, std::vector<model::Hook> const& hooks) {
    std::set<std::string> names;
    for (auto const& hook : hooks)
        if (!names.insert(hook.name).second) table.error(table.node().spot, fmt::format("there are two commands for '{}'", hook.name));
}

}  // namespace

std::vector<model::Hook> read_hooks(TableReader& top, Diagnostics& diagnostics) {
    std::vector<model::Hook> hooks;
    auto const* node = top.take("hooks", TomlNode::Kind::table);
    if (node == nullptr) return hooks;
    TableReader table(*node, "[hooks]", diagnostics);
    const auto limit = table.duration("limit").value_or(model::Hook{}.limit);
    if (limit <= Duration::zero() || limit > std::chrono::hours(1)) table.error(node->spot, "'limit' of [hooks] lies between 1ms and 1h");
    for (auto const* name : {model::before_hook, model::ready_hook, model::collect_hook, model::clear_table_hook})
        read_command(table, name, name, limit, hooks);
    for (auto const& name : model::hook_words()) read_command(table, name, name, limit, hooks);
    read_plug(table, limit, hooks);
    read_configurations(table, limit, hooks, diagnostics);
    read_apply(table, limit, hooks);
    refuse_twins(table, hooks);
    table.refuse_others();
    return hooks;
}

namespace {

Loaded<std::vector<model::Hook>> hooks_of(Loaded<TomlNode> document) {
    Loaded<std::vector<model::Hook>> loaded{{}, std::move(document.diagnostics)};
    if (!loaded.ok()) return loaded;
    TableReader top(document.value, "a lab file", loaded.diagnostics);
    loaded.value = read_hooks(top, loaded.diagnostics);
    return loaded;
}

}  // namespace

Loaded<std::vector<model::Hook>> load_hooks(std::filesystem::path const& path) {
    return hooks_of(read_document(path));
}

Loaded<std::vector<model::Hook>> parse_hooks(std::string_view text, std::string const& file) {
    return hooks_of(parse_document(text, file));
}

}  // namespace tsuka::suite
