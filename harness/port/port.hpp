// One NIC, or what stands in for it: octets out, octets with a kernel time stamp in, and a count of what got lost.
#pragma once

#include "generator/base/octets.hpp"
#include "generator/base/result.hpp"
#include "generator/base/time.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace tsuka::port {

struct Received {
    Octets frame;                ///< from the destination MAC on; a VLAN tag that the card stripped is put back
    Instant at;                  ///< the kernel's stamp, since the Unix epoch
    bool checksum_ready = true;  ///< false: the sender's kernel left the transport checksum to hardware that is not there
    bool after_loss = false;     ///< frames that came before it were lost: statistics() counts them
};

struct Statistics {
    std::uint64_t sent = 0;
    std::uint64_t received = 0;
    std::uint64_t dropped = 0;  ///< frames that the kernel could not give us: a case that meets them is inconclusive
};

class Port {
public:
    Port() = default;
    Port(Port const&) = delete;
    Port& operator=(Port const&) = delete;
    virtual ~Port() = default;

    [[nodiscard]] virtual std::string name() const = 0;
    /// Sends one frame. Errors: link down, frame larger than the MTU.
    [[nodiscard]] virtual Result<void> send(View frame) = 0;
    /// The next frame that has already arrived, never waits. Our own frames are not among them.
    [[nodiscard]] virtual Result<std::optional<Received>> receive() = 0;
    /// Readable when receive() would yield something; poll() tells of an error on it when state() has one.
    [[nodiscard]] virtual int descriptor() const = 0;
    /// Whether frames can still come. Error: the interface went down, or is gone.
    [[nodiscard]] virtual Result<void> state() { return {}; }
    [[nodiscard]] virtual Statistics statistics() = 0;
};

}  // namespace tsuka::port
