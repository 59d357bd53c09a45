// A network interface through AF_PACKET: everything that arrives, with the kernel's stamp, and frames sent as they are.
// Open it once per run: closing a packet socket waits for the kernel's RCU grace period, 12-16 ms.
#pragma once

#include "harness/port/port.hpp"

#include <memory>
#include <string>

namespace tsuka::port {

/// How much the kernel may keep for us until receive() is called.
struct PacketPortOptions {
    std::size_t ring_frames = 8192;  ///< slots of the receive ring; each holds one frame of the interface's MTU
};

/// Opens `interface` for all protocols, promiscuously. Errors in words: no such interface, not Ethernet, interface down, no permission.
[[nodiscard]] Result<std::unique_ptr<Port>> open_packet_port(std::string const& interface, PacketPortOptions options = {});

}  // namespace tsuka::port
