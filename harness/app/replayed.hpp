// A finished run gone through once more, out of its folder: plan and suites as they were, engine as it is today.
#pragma once

#include "generator/base/result.hpp"
#include "harness/model/profile.hpp"
#include "harness/model/record.hpp"
#include "harness/record/run_folder.hpp"
#include "harness/suite/diagnostic.hpp"
#include "reports/words.hpp"

#include <string>
#include <vector>

namespace tsuka::app {

struct Replayed {
    model::Record record;                  ///< of the replay; its frames are those of the run's capture
    std::string departure;                 ///< where the run of today departs from that of then; empty when it does not
    std::vector<std::string> differences;  ///< "CASE: satisfied then, violated today": cases that end otherwise
};

/// Errors: files of the folder that do not fit each other, a run that cannot be replayed.
/// `words`: the language of the differences. `said`: what there is to say of the profile beside the record.
[[nodiscard]] Result<Replayed> replay(record::RunFolder const& folder, model::Record const& then, std::vector<model::Claim> const& claims,
                                      reports::Words const& words, suite::Diagnostics& said);

}  // namespace tsuka::app
