// Where a report goes, piece by piece: a run of thousands of cases makes files that nobody wants in memory whole.
#pragma once

#include "generator/base/result.hpp"

#include <functional>
#include <string_view>

namespace tsuka::reports {

/// Takes the next piece. Its errors end the rendering.
using Sink = std::function<Result<void>(std::string_view)>;

}  // namespace tsuka::reports
