// Load between two network interfaces.
#pragma once

#include "harness/port/batch_sender.hpp"
#include "harness/rate/path.hpp"

#include <memory>
#include <string>

namespace tsuka::rate {

struct Sending {
    port::Mechanism mechanism = port::Mechanism::automatic;
    unsigned threads = 1;
    bool live_frames = false;  ///< by one thread; where there are none by `mechanism`
};

/// Opens both interfaces for sending and receiving in bulk. Errors in words: no such interface, interface down, no permission; with
/// Mechanism::xdp: why there is none. With several threads the path has lanes: a queue of AF_XDP each where both interfaces have so many,
/// else (`automatic`) sockets of their own; with `xdp` as many lanes as there are queues, and an error where that is one. What it came to,
/// and why not by live frames, is part of mechanism().
[[nodiscard]] Result<std::unique_ptr<Path>> open_live_path(std::string const& lan, std::string const& wan, Sending const& sending = {});

}  // namespace tsuka::rate
