// One interface for both sides of a router: frames are told apart by their VLAN tag. Each face is a port of its own.
#pragma once

#include "generator/base/ethernet.hpp"
#include "harness/port/port.hpp"

#include <memory>
#include <utility>

namespace tsuka::port {

using Faces = std::pair<std::unique_ptr<Port>, std::unique_ptr<Port>>;

/// Splits a port by VLAN: the second face gets the frames that bear the tags of `second`, the first one all others, so that whatever is on
/// the wire is seen by one of them. Tags are left as they are. Errors: the descriptor cannot be doubled.
[[nodiscard]] Result<Faces> split_trunk(std::unique_ptr<Port> trunk, VlanTags second);

}  // namespace tsuka::port
