// Ports without a kernel behind them: what one end sends, the other receives. For tests and for drivers in virtual time.
#pragma once

#include "harness/port/port.hpp"

#include <functional>
#include <memory>
#include <string>
#include <utility>

namespace tsuka::port {

/// Says what time it is for the stamps of a memory port; the caller's, since nothing here reads a clock.
using StampSource = std::function<Instant()>;

/// A port whose other end is in the same process.
class MemoryPort : public Port {
public:
    /// The next `count` frames sent to this port are lost and counted as dropped by its "kernel".
    virtual void lose(std::uint64_t count) = 0;
    /// Frames from now on arrive with this flag, as from a sender that leaves the checksum to hardware.
    virtual void set_checksum_ready(bool ready) = 0;
    /// Takes the link away: send() fails until it is given back.
    virtual void set_link(bool up) = 0;
};

using MemoryPair = std::pair<std::unique_ptr<MemoryPort>, std::unique_ptr<MemoryPort>>;

/// Two ends of a cable. Frames longer than `mtu` + Ethernet header and VLAN tag are refused. Either end may be destroyed first.
[[nodiscard]] Result<MemoryPair> memory_cable(std::string first, std::string second, StampSource stamp, std::size_t mtu = 1500);

}  // namespace tsuka::port
