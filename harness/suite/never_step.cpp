// The verb never: what must not arrive. See steps.hpp.
#include "harness/suite/steps.hpp"

namespace tsuka::suite {

void StepReader::read(TableReader& table, model::NeverStep& step) {
    auto const message = message_of(table, "never", step.message);
    step.at = actor_of(table, "at", true);
    step.from = actor_of(table, "from", false);
    // A thing may be forbidden at somebody who is no end of the flow: that is the usual case.
    step.on = flow_of(table, {});
    check_family(table, message, step.on);
    step.during = table.duration("for");
    step.fields = read_constraints(table, message, script_.family(step.on));
}

}  // namespace tsuka::suite
