// Who clears the router's table for `tsuka load --what tear-down`: the lab file's command, the kernel's own program in a router of
// namespaces, or a simulated router by itself. Programs are started by the process that has privileges; the one that measures asks.
#pragma once

#include "harness/app/hook_desk.hpp"
#include "harness/app/load_lab.hpp"
#include "harness/rate/tear_down.hpp"

#include <memory>

namespace tsuka::app {

class Clearing {
public:
    /// Both have to outlive it. Error, in words: there is nobody who could.
    [[nodiscard]] static Result<std::unique_ptr<Clearing>> create(LoadLab const& lab, Hooks const& hooks, record::RunFolder const& folder);

    [[nodiscard]] rate::Clearer& clearer() { return *clearer_; }
    /// None where no program is started.
    [[nodiscard]] HookDesk* desk() { return desk_ ? &*desk_ : nullptr; }

private:
    Clearing() = default;

    Hooks hooks_;
    std::optional<HookDesk> desk_;
    std::unique_ptr<rate::Clearer> clearer_;
};

}  // namespace tsuka::app
