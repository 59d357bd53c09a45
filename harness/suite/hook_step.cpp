// The verb hook, and wait, which may end it: see steps.hpp.
#include "harness/model/hook.hpp"
#include "harness/suite/steps.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace tsuka::suite {

model::WaitStep StepReader::read_wait(TableReader& table) {
    model::WaitStep step;
    auto const* written = table.take("wait");
    if (written->kind == Node::Kind::text && written->text == "router") {
        step.router = true;
        if (!script_.hook) table.error(written->spot, "the router is waited for after a hook, and there is none before this step");
        script_.hook.reset();
    } else {
        step.duration = table.duration("wait").value_or(Duration{});
    }
    table.refuse_others();
    return step;
}

model::HookStep StepReader::read_hook(TableReader& table) {
    model::HookStep step{table.required_text("hook")};
    auto const& spot = table.take("hook")->spot;
    table.refuse_others();
    if (!step.hook.empty() && !model::is_hook(step.hook))
        table.error(spot, fmt::format("'{}' is no hook{}; there are \"{}\" and \"config:NAME\"", step.hook,
                                      hint(step.hook, model::hook_words()), fmt::join(model::hook_words(), "\", \"")));
    if (script_.hook) table.error(spot, "one hook at a time: { wait = \"router\" } belongs between two");
    script_.hook = spot;
    return step;
}

}  // namespace tsuka::suite
