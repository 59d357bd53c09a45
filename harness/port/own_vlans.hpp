// A wire that other runs share: what bears the tags of their VLANs is none of this run's business, and neither kept nor counted. Frames of
// VLANs that are nobody's come through as they always do: they tell of a switch that is set up badly.
#pragma once

#include "generator/base/ethernet.hpp"
#include "harness/port/port.hpp"

#include <functional>
#include <memory>
#include <vector>

namespace tsuka::port {

/// `own`: the tags of this run's links, never asked about. `others`: whether a VLAN is another run's now; once it was, it stays theirs.
[[nodiscard]] std::unique_ptr<Port> leave_out_others(std::unique_ptr<Port> port, std::vector<VlanTags> own,
                                                     std::function<bool(VlanTags const&)> others);

}  // namespace tsuka::port
