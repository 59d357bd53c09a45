// [hooks] of a lab file: what its owner lets a run do to his bench.
#include "harness/suite/load_hooks.hpp"

#include <fmt/format.h>

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
    auto const* node = table.take("config", Node::Kind::table);
    if (node == nullptr) return;
    TableReader configurations(*node, "[hooks.config]", diagnostics);
    for (auto const& entry : node->entries) {
        auto const name = std::string(model::config_prefix) + entry.key;
        if (!model::is_hook(name))
            configurations.error(entry.spot, fmt::format("'{}' is no name of a configuration: small letters, digits and '-'", entry.key));
        read_command(configurations, entry.key, name, limit, hooks);
    }
}

}  // namespace

std::vector<model::Hook> read_hooks(TableReader& top, Diagnostics& diagnostics) {
    std::vector<model::Hook> hooks;
    auto const* node = top.take("hooks", Node::Kind::table);
    if (node == nullptr) return hooks;
    TableReader table(*node, "[hooks]", diagnostics);
    const auto limit = table.duration("limit").value_or(model::Hook{}.limit);
    if (limit <= Duration::zero() || limit > std::chrono::hours(1)) table.error(node->spot, "'limit' of [hooks] lies between 1ms and 1h");
    for (auto const* name : {model::ready_hook, model::collect_hook}) read_command(table, name, name, limit, hooks);
    for (auto const& name : model::hook_words()) read_command(table, name, name, limit, hooks);
    read_configurations(table, limit, hooks, diagnostics);
    table.refuse_others();
    return hooks;
}

Loaded<std::vector<model::Hook>> load_hooks(std::filesystem::path const& path) {
    auto document = read_document(path);
    Loaded<std::vector<model::Hook>> loaded{{}, std::move(document.diagnostics)};
    if (!loaded.ok()) return loaded;
    TableReader top(document.value, "a lab file", loaded.diagnostics);
    loaded.value = read_hooks(top, loaded.diagnostics);
    return loaded;
}

}  // namespace tsuka::suite
