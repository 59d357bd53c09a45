// Who is told what a session does.
#pragma once

#include "harness/engine/case_engine.hpp"
#include "harness/model/record.hpp"
#include "harness/model/suite.hpp"

#include <vector>

namespace tsuka::run {

/// Is told what happens, when it happens. Frames are the octets named by the record's frames, in the same order.
class Observer {
public:
    Observer() = default;
    Observer(Observer const&) = delete;
    Observer& operator=(Observer const&) = delete;
    virtual ~Observer() = default;
    virtual void preflight_done(std::vector<model::FieldRecord> const& facts) = 0;
    virtual void case_started(model::Case const& scenario, unsigned attempt) = 0;
    virtual void case_finished(engine::Finished finished) = 0;
    /// What would have to be sent on the WAN, as it is on the wire, if the run were killed now: it ends what the router would go on
    /// holding. Told whenever that changes.
    virtual void farewell(std::vector<Octets> const& /*frames*/) {}
    /// What the session was told besides frames, before it acts on it. `at` is the session's time.
    virtual void input(model::Input const& /*input*/) {}
};

}  // namespace tsuka::run
