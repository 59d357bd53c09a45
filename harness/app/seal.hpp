// Whether a run folder is still what was sealed.
#pragma once

#include "generator/base/result.hpp"
#include "harness/record/run_folder.hpp"

#include <string>
#include <vector>

namespace tsuka::app {

struct Seal {
    std::vector<std::string> warnings;  ///< all that is otherwise than it was
    std::vector<std::string> doubts;    ///< what of it puts the evidence in doubt
};

/// A report that is missing puts nothing in doubt: it can be made again. One that reads otherwise now does: somebody has been at the
/// folder.
[[nodiscard]] Seal look_at_seal(record::RunFolder const& folder);

/// Whether each file is there, as it was, and no other one is. Errors say which is not.
[[nodiscard]] Result<void> as_sealed(record::RunFolder const& folder);

}  // namespace tsuka::app
