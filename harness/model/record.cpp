// The words for outcomes and step states, as they stand in records and reports.
#include "harness/model/record.hpp"

namespace tsuka::model {

std::string_view to_string(Outcome outcome) {
    switch (outcome) {
        case Outcome::satisfied:
            return "satisfied";
        case Outcome::violated:
            return "violated";
        case Outcome::undetermined:
            return "undetermined";
        case Outcome::skipped:
            return "skipped";
        case Outcome::error:
            return "error";
    }
    return "error";
}

std::string_view to_string(StepStatus status) {
    switch (status) {
        case StepStatus::done:
            return "done";
        case StepStatus::held:
            return "held";
        case StepStatus::failed:
            return "failed";
        case StepStatus::undetermined:
            return "undetermined";
        case StepStatus::not_reached:
            return "not-reached";
    }
    return "not-reached";
}

}  // namespace tsuka::model
