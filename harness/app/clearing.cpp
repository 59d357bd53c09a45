#include "harness/app/clearing.hpp"

#include "harness/lab/command.hpp"

#include <poll.h>

#include <algorithm>

namespace tsuka::app {

namespace {

/// By a command that another process runs.
class CommandClearer final : public rate::Clearer {
public:
    explicit CommandClearer(HookDesk& desk) : desk_(desk) {}
    void begin(Instant /*now*/) override { desk_.begin(model::clear_table_hook); }
    [[nodiscard]] std::optional<std::string> ended() override {
        pollfd answer{desk_.descriptor(), POLLIN, 0};
        return ::poll(&answer, 1, 0) > 0 ? desk_.ended() : std::nullopt;
    }

private:
    HookDesk& desk_;
};

constexpr const char* kernels_program = "conntrack";

Result<Hooks> hooks_for(LoadLab const& lab, Hooks const& hooks) {
    if (lab.lab.cable) return fail("--what tear-down: a cable keeps no flows");
    if (lab.namespaces) {
        if (auto found = lab::find_program(kernels_program); !found) return found.error();
        return Hooks{{model::clear_table_hook, kernels_program}};
    }
    const auto is_it = [](model::Hook const& hook) { return hook.name == model::clear_table_hook; };
    const auto found = std::find_if(hooks.begin(), hooks.end(), is_it);
    if (found == hooks.end())
        return fail(
            "--what tear-down: nothing on the wire makes a router forget its flows; the lab file has to say what does: clear-table in "
            "[hooks]");
    return Hooks{*found};
}

}  // namespace

Result<std::unique_ptr<Clearing>> Clearing::create(LoadLab const& lab, Hooks const& hooks, record::RunFolder const& folder) {
    auto made = std::unique_ptr<Clearing>(new Clearing);
    if (lab.router) {
        made->clearer_ = std::make_unique<rate::SimulatedClearer>(*lab.router);
        return made;
    }
    auto known = hooks_for(lab, hooks);
    if (!known) return known.error();
    made->hooks_ = std::move(*known);
    auto& desk = made->desk_.emplace(made->hooks_, folder);
    if (auto opened = desk.open(); !opened) return opened.error();
    if (lab.namespaces)
        desk.run_by([&lab](model::Hook const&) -> Result<void> {
            auto done = lab.namespaces->in_router({kernels_program, "-F"});
            return done ? Result<void>() : done.error();
        });
    made->clearer_ = std::make_unique<CommandClearer>(desk);
    return made;
}

}  // namespace tsuka::app
