// The third driver: a finished run goes through session and engine of today once more, out of its capture, octet by octet, without any
// hardware. What the session sends has to be what was sent then; what arrived then is handed to it at the times at which it arrived.
#pragma once

#include "generator/base/result.hpp"
#include "harness/model/record.hpp"
#include "harness/run/session.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <string>

namespace tsuka::run {

struct ReplayResult {
    Duration took{};
    std::uint64_t received = 0;  ///< frames handed to the session
    std::uint64_t sent = 0;      ///< frames that it sent again, octet by octet
    /// Where the run of today departs from that of then; empty when it does not: frame and case, what was wanted and what was found.
    std::string departure;
};

/// What is gone through of a run: all of it, or one of its parts.
struct Stretch {
    std::size_t first_input = 0;                                     ///< place in Record::inputs
    std::size_t inputs = std::numeric_limits<std::size_t>::max();    ///< how many from there on, as far as there are
    std::uint64_t after = 0;                                         ///< number of the last frame before it
    std::uint64_t last = std::numeric_limits<std::uint64_t>::max();  ///< and of its own last one
    std::function<bool()> over = {};                                 ///< nothing is known of what came then: of a part that was killed
};

/// Runs the session to its end by the inputs of the record and the frames of the capture. After a departure the cases in hand end as
/// undetermined and the others are skipped. Errors: a capture that cannot be read, a record that holds no inputs.
[[nodiscard]] Result<ReplayResult> run_replay(Session& session, model::Record const& record, std::string const& capture,
                                              Stretch const& stretch = {});

}  // namespace tsuka::run
