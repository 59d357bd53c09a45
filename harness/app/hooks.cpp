// Commands of the lab file around a run: see hooks.hpp.
#include "harness/app/hooks.hpp"

#include "harness/lab/hook.hpp"
#include "harness/model/text.hpp"
#include "harness/record/manifest.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <system_error>

namespace tsuka::app {

namespace {

model::Hook const* find(Hooks const& hooks, std::string_view name) {
    const auto found = std::find_if(hooks.begin(), hooks.end(), [name](auto const& hook) { return hook.name == name; });
    return found == hooks.end() ? nullptr : &*found;
}

std::string when(model::Hook const& hook) {
    if (hook.name == model::before_hook) return "before anything else";
    if (hook.name == model::ready_hook) return "before the first frame";
    if (hook.name == model::collect_hook) return "after a run that does not conform";
    if (hook.name == model::clear_table_hook) return "to have the router forget all flows";
    return fmt::format("when a case asks for '{}'", hook.name);
}

/// A name that nothing has yet: a run that goes on keeps what its hooks said before.
std::filesystem::path fresh_file(record::RunFolder const& folder, std::string const& name) {
    std::error_code ignored;
    auto path = folder.file(fmt::format("hook-{}.txt", name));
    for (unsigned part = 2; std::filesystem::exists(path, ignored); ++part)
        path = folder.file(fmt::format("hook-{}-part-{}.txt", name, part));
    return path;
}

/// It did well also when the lab file has none of that name.
Result<void> did_well(char const* name, Hooks const& hooks, record::RunFolder const& folder, run::Signals const& signals) {
    auto const* hook = find(hooks, name);
    if (hook == nullptr) return {};
    const auto done = run_one(*hook, folder, 0, signals.descriptor());
    return done ? Result<void>() : fail("the bench is not ready: " + done.error().what);
}

}  // namespace

Result<void> run_one(model::Hook const& hook, record::RunFolder const& folder, unsigned count, int stop) {
    std::error_code ignored;
    auto name = count == 0 ? hook.name : fmt::format("{}-{}", hook.name, count);
    std::replace(name.begin(), name.end(), ':', '-');
    const bool configures = hook.name.starts_with(model::config_prefix);
    return lab::run_hook(hook, {fresh_file(folder, name),
                                {{"TSUKA_HOOK", hook.name},
                                 {"TSUKA_CONFIG", configures ? hook.name.substr(model::config_prefix.size()) : std::string{}},
                                 {"TSUKA_RUN", std::filesystem::absolute(folder.path(), ignored).string()}},
                                stop});
}

std::vector<std::string> hooks_in_words(Hooks const& hooks) {
    std::vector<std::string> lines;
    for (auto const& hook : hooks)
        lines.push_back(fmt::format("the lab file runs, {}: {} (for {} at most)", when(hook), hook.command, model::written(hook.limit)));
    return lines;
}

Result<void> make_way(Hooks const& hooks, record::RunFolder const& folder, run::Signals const& signals) {
    return did_well(model::before_hook, hooks, folder, signals);
}

Result<void> make_ready(Hooks const& hooks, record::RunFolder const& folder, run::Signals const& signals) {
    return did_well(model::ready_hook, hooks, folder, signals);
}

void collect(Hooks const& hooks, record::RunFolder const& folder, run::Signals const& signals, Say const& warn) {
    auto const* hook = find(hooks, model::collect_hook);
    if (hook == nullptr) return;
    if (const auto done = run_one(*hook, folder, 0, signals.descriptor()); !done) warn(done.error().what);
    // The run was sealed without it.
    std::error_code ignored;
    if (!std::filesystem::exists(folder.file(record::manifest_file), ignored)) return;
    if (const auto sealed = record::write_manifest(folder.path()); !sealed) warn(sealed.error().what);
}

}  // namespace tsuka::app
