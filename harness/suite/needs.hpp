// Needs that nobody has to write, because the steps of a case bring them along.
#pragma once

#include "harness/model/suite.hpp"

namespace tsuka::suite {

/// A flow over IPv6 needs "ipv6"; a hook needs the hook, and the router for itself.
void bring_needs(model::Case& one);

}  // namespace tsuka::suite
