// The measurements of `tsuka load`, one after the other.
#pragma once

#include "harness/app/load_lab.hpp"
#include "harness/app/load_plan.hpp"
#include "harness/app/options.hpp"
#include "harness/model/load_report.hpp"
#include "harness/rate/ground.hpp"
#include "harness/rate/path.hpp"
#include "harness/rate/tear_down.hpp"
#include "harness/rate/traffic.hpp"
#include "reports/words.hpp"

namespace tsuka::app {

/// Everything that `plan` asks for goes into `report`; what there is when it has to end early. A PPPoE session ends with it, however it
/// ends. `clearer` may be none where the plan tears nothing down. `say` is told what is going on, in the language of `words`. Error: why it
/// ended early.
[[nodiscard]] Result<void> survey(LoadPlan const& plan, LoadOptions const& options, rate::Path& path, rate::Ground& ground,
                                  rate::Clearer* clearer, rate::Stop const& stop, reports::Words const& words, Say const& say,
                                  model::LoadReport& report);

}  // namespace tsuka::app
