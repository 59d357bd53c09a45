// Sending by AF_XDP: frames go from our memory to the driver without the packet socket's work for each. No program is loaded into the
// interface, nothing is received.
#pragma once

#include "harness/port/batch_sender.hpp"

namespace tsuka::port {

/// Zero-copy where the driver has it, else copying. Errors: no permission, an interface without that queue, one that is taken, an old
/// kernel.
[[nodiscard]] Result<std::unique_ptr<BatchSender>> open_xdp_sender(std::string const& interface, std::uint32_t queue);

}  // namespace tsuka::port
