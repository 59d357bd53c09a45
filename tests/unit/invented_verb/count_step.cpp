// How `count` is read. See harness/suite/steps.hpp.
#include "harness/suite/steps.hpp"

namespace tsuka::suite {

void StepReader::read(TableReader& table, model::CountStep& step) {
    (void)message_of(table, "count", step.message);
    step.at = actor_of(table, "at", true);
    step.least = static_cast<unsigned>(table.number("least", 1, most_times).value_or(1));
    step.during = table.duration("for").value_or(Duration{});
    table.refuse_others();
}

}  // namespace tsuka::suite
