// Load between two network interfaces.
#pragma once

#include "harness/port/batch_sender.hpp"
#include "harness/rate/path.hpp"

#include <memory>
#include <string>

namespace tsuka::rate {

/// Opens both interfaces for sending and receiving in bulk. Errors in words: no such interface, interface down, no permission; with
/// Mechanism::xdp: why there is none.
[[nodiscard]] Result<std::unique_ptr<Path>> open_live_path(std::string const& lan, std::string const& wan,
                                                           port::Mechanism mechanism = port::Mechanism::automatic);

}  // namespace tsuka::rate
