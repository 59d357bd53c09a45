// The way on which the process that reads frames asks for hooks. It goes through a socket pair: one octet, the place of a hook in the list
// that both processes have from before they parted, and back whether it failed and why. No text of the one that asks is ever run.
#pragma once

#include "harness/app/hooks.hpp"
#include "harness/port/unique_fd.hpp"
#include "harness/run/live.hpp"

#include <functional>
#include <optional>
#include <string>
#include <utility>

namespace tsuka::app {

class HookDesk : public run::Hands {
public:
    /// Both have to outlive it.
    HookDesk(Hooks const& hooks, record::RunFolder const& folder) : hooks_(hooks), folder_(folder) {}
    /// Before the processes part. Errors: what the kernel says.
    [[nodiscard]] Result<void> open();

    // --- the process that asks
    void only_ask() { runs_ = {}; }
    void begin(std::string const& hook) override;
    [[nodiscard]] int descriptor() const override { return asks_.get(); }
    [[nodiscard]] std::optional<std::string> ended() override;

    // --- the process that runs them
    /// In place of a shell.
    void run_by(std::function<Result<void>(model::Hook const&)> otherwise) { otherwise_ = std::move(otherwise); }
    void only_run() { asks_ = {}; }
    /// Readable when a hook is asked for, or nobody is there any more to ask.
    [[nodiscard]] int requests() const { return runs_.get(); }
    /// Runs the hook that is asked for, until it ends or `stop`, a descriptor, can be read. What it says becomes a file of the run folder.
    void serve(int stop);

private:
    [[nodiscard]] Result<void> run(std::size_t place, int stop);

    Hooks const& hooks_;
    record::RunFolder const& folder_;
    port::UniqueFd asks_;
    port::UniqueFd runs_;
    std::function<Result<void>(model::Hook const&)> otherwise_;
    unsigned count_ = 0;  ///< hooks that were run
};

}  // namespace tsuka::app
