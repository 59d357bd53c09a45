// The frames of a case for the HTML templates: what was sent on one side beside what came out on the other.
#pragma once

#include "reports/html_data.hpp"

namespace tsuka::reports {

/// How much of a case's frames is shown. The page shows what wants attention; the archive beside it shows everything.
enum class FrameDetail : std::uint8_t {
    none,
    differing,  ///< each exchange with the fields that differ
    full,       ///< the equal fields too, and frames that belong to no probe
};

/// Sets "exchanges" and "others".
void put_frames(Data& data, model::CaseRecord const& result, RenderContext const& facts, FrameDetail detail);

}  // namespace tsuka::reports
