// Commands of the lab file around a run: see hooks.hpp.
#include "harness/cli/hooks.hpp"

#include "harness/cli/commands.hpp"
#include "harness/cli/data.hpp"
#include "harness/lab/hook.hpp"
#include "harness/model/text.hpp"
#include "harness/record/manifest.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <system_error>

namespace tsuka::cli {

namespace {

constexpr const char* ready_hook = "ready";
constexpr const char* collect_hook = "collect";

model::Hook const* find(Hooks const& hooks, std::string_view name) {
    const auto found = std::find_if(hooks.begin(), hooks.end(), [name](auto const& hook) { return hook.name == name; });
    return found == hooks.end() ? nullptr : &*found;
}

Result<void> run_one(model::Hook const& hook, record::RunFolder const& folder, run::Signals const& signals) {
    std::error_code ignored;
    return lab::run_hook(hook, {folder.file(fmt::format("hook-{}.txt", hook.name)),
                                {{"TSUKA_HOOK", hook.name}, {"TSUKA_RUN", std::filesystem::absolute(folder.path(), ignored).string()}},
                                signals.descriptor()});
}

}  // namespace

std::vector<std::string> hooks_in_words(Hooks const& hooks) {
    std::vector<std::string> lines;
    for (auto const& hook : hooks)
        lines.push_back(fmt::format("the lab file runs, {}: {} (for {} at most)",
                                    hook.name == ready_hook ? "before the first frame" : "after a run that does not conform", hook.command,
                                    model::written(hook.limit)));
    return lines;
}

bool make_ready(Hooks const& hooks, record::RunFolder const& folder, run::Signals const& signals) {
    auto const* hook = find(hooks, ready_hook);
    if (hook == nullptr) return true;
    const auto done = run_one(*hook, folder, signals);
    if (!done) complain("the bench is not ready: " + done.error().what);
    return done.has_value();
}

void collect(Hooks const& hooks, record::RunFolder const& folder, run::Signals const& signals) {
    auto const* hook = find(hooks, collect_hook);
    if (hook == nullptr) return;
    if (const auto done = run_one(*hook, folder, signals); !done) complain("warning: " + done.error().what);
    // The run was sealed without it.
    std::error_code ignored;
    if (!std::filesystem::exists(folder.file(record::manifest_file), ignored)) return;
    if (const auto sealed = record::write_manifest(folder.path()); !sealed) complain("warning: " + sealed.error().what);
}

}  // namespace tsuka::cli
