// The verb hook: something is done to the router. See steps.hpp.
#include "harness/model/hook.hpp"
#include "harness/suite/steps.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace tsuka::suite {

void StepReader::read(TableReader& table, model::HookStep& step) {
    step.hook = table.required_text("hook");
    auto const& spot = table.take("hook")->spot;
    table.refuse_others();
    if (!step.hook.empty() && !model::is_hook(step.hook))
        table.error(spot, fmt::format("'{}' is no hook{}; there are \"{}\" and \"config:NAME\"", step.hook,
                                      hint(step.hook, model::hook_words()), fmt::join(model::hook_words(), "\", \"")));
    if (script_.hook) table.error(spot, "one hook at a time: { wait = \"router\" } belongs between two");
    script_.hook = spot;
}

}  // namespace tsuka::suite
