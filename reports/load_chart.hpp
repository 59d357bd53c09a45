// Drawings of a load: what is carried by size of frame, a line a protocol; how many flows are opened and kept of those tried; how late
// frames are, hour by hour, and where some were lost.
#pragma once

#include "harness/model/load_report.hpp"
#include "reports/words.hpp"

#include <string>

namespace tsuka::reports {

/// SVG elements for a page; empty when there is no figure to draw. The numbers themselves stand in a table beside it.
[[nodiscard]] std::string throughput_svg(model::LoadReport const& report, Words const& said = {});
[[nodiscard]] std::string capacity_svg(model::LoadReport const& report, Words const& said = {});
[[nodiscard]] std::string soak_svg(model::SoakRow const& row, Words const& said = {});

}  // namespace tsuka::reports
