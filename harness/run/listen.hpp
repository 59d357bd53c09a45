// The survey of a bench over its two NICs.
#pragma once

#include "harness/port/port.hpp"
#include "harness/run/signals.hpp"
#include "harness/run/survey.hpp"

namespace tsuka::run {

/// Until the survey is done or a signal was caught. Frames that were read and looked at are bounded by the survey's own few seconds.
/// Error: a port failed.
[[nodiscard]] Result<void> listen(BenchSurvey& survey, port::Port& lan, port::Port& wan, Signals& signals);

}  // namespace tsuka::run
