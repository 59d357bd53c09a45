// Load as a session wants it: see beside.hpp.
#include "harness/run/beside.hpp"

namespace tsuka::run {

void Beside::follow(Instant now) {
    const bool wanted = session_.wants_load();
    if (load_ == nullptr) {
        if (wanted && session_.waits_for_load()) session_.load_flows("nobody is here to send load", now);
        return;
    }
    // What has been taken away meanwhile begins anew: the router may have forgotten its flows, or have another address.
    const bool anew = begun_ && (!wanted || (told_ && session_.waits_for_load()));
    if (anew) {
        load_->rest(now);
        begun_ = false;
    }
    if (wanted && !begun_) {
        load_->begin(session_.load_surroundings(), now);
        begun_ = true;
        told_ = false;
    }
    if (!begun_ || told_ || !load_->ready()) return;
    told_ = true;
    session_.load_flows(load_->why(), now);
}

}  // namespace tsuka::run
