// Sending by AF_XDP: frames go from our memory to the driver without the packet socket's work for each. No program is loaded into the
// interface, nothing is received.
#pragma once

#include "harness/port/batch_sender.hpp"

namespace tsuka::port {

/// Zero-copy where the driver has it, else copying. Errors: no permission, an interface without free queue, an old kernel.
[[nodiscard]] Result<std::unique_ptr<BatchSender>> open_xdp_sender(std::string const& interface);

}  // namespace tsuka::port
