// How the frames of streams get onto one interface: by a buffer each, or by live frames that the kernel numbers itself.
#pragma once

#include "harness/port/batch_sender.hpp"
#include "harness/rate/path.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

namespace tsuka::rate {

class Outlet {
public:
    Outlet() = default;
    Outlet(Outlet const&) = delete;
    Outlet& operator=(Outlet const&) = delete;
    virtual ~Outlet() = default;

    /// A frame of this stream, whose number tells it from the others; it is stamped when it is made. False: there is no room.
    [[nodiscard]] virtual bool queue(std::size_t number, load::Template const& stream, Item const& item) = 0;
    /// A frame as it is; false: there is no room.
    [[nodiscard]] virtual bool put(View frame) = 0;
    [[nodiscard]] virtual Result<void> flush() = 0;
    /// As of a path.
    [[nodiscard]] virtual bool under_way() const { return false; }
    /// Frames, since it was opened, that were said to be sent and that the interface has not taken.
    [[nodiscard]] virtual std::uint64_t refused() { return 0; }
    [[nodiscard]] virtual std::string mechanism() const = 0;
    /// Octets of the longest frame.
    [[nodiscard]] virtual std::size_t room() = 0;
};

/// Errors as of port::open_batch_sender and port::LiveFrameSender.
[[nodiscard]] Result<std::unique_ptr<Outlet>> open_batch_outlet(std::string const& interface, port::Mechanism mechanism,
                                                                std::uint32_t queue = 0);
[[nodiscard]] Result<std::unique_ptr<Outlet>> open_live_outlet(std::string const& interface);

}  // namespace tsuka::rate
