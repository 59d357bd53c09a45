// The receive ring that an AF_PACKET socket shares with the kernel (TPACKET_V2): frames are read where the kernel put them, no system call.
// Version 3 is faster in bulk but hands blocks over by timer, milliseconds late, which would spoil verdicts.
#pragma once

#include "generator/base/result.hpp"
#include "harness/port/port.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <utility>

namespace tsuka::port {

class PacketRing {
public:
    /// Asks the kernel for `slots` slots that each hold a frame of `mtu`, and maps them. `socket` must outlive the ring's use.
    [[nodiscard]] static Result<PacketRing> map(int socket, std::size_t mtu, std::size_t slots);
    PacketRing(PacketRing&& from) noexcept;
    PacketRing& operator=(PacketRing&& from) noexcept;
    PacketRing(PacketRing const&) = delete;
    PacketRing& operator=(PacketRing const&) = delete;
    ~PacketRing();

    /// The next frame, nothing if none has arrived. `truncated` counts frames that could not be had whole.
    [[nodiscard]] std::optional<Received> next(std::uint64_t& truncated);

private:
    PacketRing() = default;
    [[nodiscard]] std::uint8_t* slot() const { return memory_ + head_ * slot_size_; }

    int socket_ = -1;  ///< the port's; frames too long for a slot are fetched from it
    std::uint8_t* memory_ = nullptr;
    std::size_t length_ = 0;
    std::size_t slot_size_ = 0;
    std::size_t slots_ = 0;
    std::size_t head_ = 0;
};

}  // namespace tsuka::port
