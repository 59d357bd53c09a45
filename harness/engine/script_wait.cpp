// `wait`: for a while, or until the router forwards again after a hook. See script.hpp.
#include "harness/engine/script.hpp"

namespace tsuka::engine {

CaseEngine::Script::Progress CaseEngine::Script::run(model::WaitStep const& step, Instant now) {
    if (!entered_) {
        entered_ = true;
        if (step.router)
            awaits_ = Awaits::router;
        else
            timer_ = now + step.duration;
    }
    const bool waiting = step.router ? awaits_ == Awaits::router : now < *timer_;
    return waiting ? Progress::waiting : finish_step(model::StepStatus::done, {}, now);
}

}  // namespace tsuka::engine
