// [hooks] of a lab file: what its owner lets a run do to his bench.
#include "harness/suite/load_hooks.hpp"

#include <fmt/format.h>

namespace tsuka::suite {

std::vector<model::Hook> read_hooks(TableReader& top, Diagnostics& diagnostics) {
    std::vector<model::Hook> hooks;
    auto const* node = top.take("hooks", Node::Kind::table);
    if (node == nullptr) return hooks;
    TableReader table(*node, "[hooks]", diagnostics);
    const auto limit = table.duration("limit").value_or(model::Hook{}.limit);
    if (limit <= Duration::zero() || limit > std::chrono::hours(1)) table.error(node->spot, "'limit' of [hooks] lies between 1ms and 1h");
    for (auto const* name : {"ready", "collect"}) {
        const auto command = table.text(name);
        if (!command) continue;
        if (command->find_first_not_of(" \t\n") == std::string::npos)
            table.error(table.take(name)->spot, fmt::format("'{}' says no command; leave it out", name));
        hooks.push_back({name, *command, limit});
    }
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
