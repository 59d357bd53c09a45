// Frames by the thousand: buffers that the port owns are filled in place and handed to the kernel many at a time. For traffic at rate; a
// verdict goes through Port. One sender belongs to one thread.
#pragma once

#include "generator/base/result.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>

namespace tsuka::port {

class BatchSender {
public:
    BatchSender() = default;
    BatchSender(BatchSender const&) = delete;
    BatchSender& operator=(BatchSender const&) = delete;
    virtual ~BatchSender() = default;

    /// How frames reach the wire, and why not in a faster way: "AF_XDP, copy mode", "sendmmsg (AF_XDP: Operation not permitted)".
    [[nodiscard]] virtual std::string mechanism() const = 0;
    [[nodiscard]] virtual std::size_t buffers() const = 0;
    /// The octets of a buffer; what was written there stays until somebody writes again, also after it was sent.
    [[nodiscard]] virtual std::span<std::uint8_t> buffer(std::size_t index) = 0;

    /// A buffer that is free to be filled: the kernel is done with it. Nothing when all are under way.
    [[nodiscard]] virtual std::optional<std::size_t> claim() = 0;
    /// Queues a claimed buffer with so many octets; it leaves with flush(), in the order queued.
    virtual void queue(std::size_t index, std::size_t octets) = 0;
    /// Hands what is queued to the kernel. Returns how many frames it has taken; the others stay queued. Errors: link down, interface gone.
    [[nodiscard]] virtual Result<std::size_t> flush() = 0;
};

/// How to send; `automatic` takes the fastest that works here.
enum class Mechanism : std::uint8_t { automatic, xdp, sendmmsg };

/// `queue`: which of the interface's, for AF_XDP, of which each has one sender. Errors: no such interface, no permission; with `xdp`: why
/// there is none.
[[nodiscard]] Result<std::unique_ptr<BatchSender>> open_batch_sender(std::string const& interface,
                                                                     Mechanism mechanism = Mechanism::automatic, std::uint32_t queue = 0);

}  // namespace tsuka::port
