// The verb wait: for a while, or for the router after a hook. See steps.hpp.
#include "harness/suite/steps.hpp"

namespace tsuka::suite {

void StepReader::read(TableReader& table, model::WaitStep& step) {
    auto const* written = table.take("wait");
    if (written->kind == TomlNode::Kind::text && written->text == "router") {
        step.router = true;
        if (!script_.hook) table.error(written->spot, "the router is waited for after a hook, and there is none before this step");
        script_.hook.reset();
    } else {
        step.duration = table.duration("wait").value_or(Duration{});
    }
    table.refuse_others();
}

}  // namespace tsuka::suite
