// The third driver: a finished run goes through session and engine of today once more, out of its capture, octet by octet, without any
// hardware. What the session sends has to be what was sent then; what arrived then is handed to it at the times at which it arrived.
#pragma once

#include "generator/base/result.hpp"
#include "harness/model/record.hpp"
#include "harness/run/session.hpp"

#include <cstdint>
#include <string>

namespace tsuka::run {

struct ReplayResult {
    Duration took{};
    std::uint64_t received = 0;  ///< frames handed to the session
    std::uint64_t sent = 0;      ///< frames that it sent again, octet by octet
    /// Where the run of today departs from that of then; empty when it does not: frame and case, what was wanted and what was found.
    std::string departure;
};

/// Runs the session to its end by the inputs of the record and the frames of the capture. After a departure the cases in hand end as
/// undetermined and the others are skipped. Errors: a capture that cannot be read, a record that holds no inputs.
[[nodiscard]] Result<ReplayResult> run_replay(Session& session, model::Record const& record, std::string const& capture);

}  // namespace tsuka::run
