// Whether the classes of a case can be told apart.
#pragma once

#include "harness/suite/diagnostic.hpp"

namespace tsuka::suite {

/// Complains of classes that contradict themselves, that an earlier class always takes, or that share cases with a later one without saying
/// so.
void lint_classes(model::Case const& one, Diagnostics& diagnostics);

}  // namespace tsuka::suite
