// What load travels on: into the router on one side and out of it on the other, with a clock. A real one is made of two NICs, a simulated
// one of a router in memory and time that passes when nobody looks.
#pragma once

#include "generator/base/address.hpp"
#include "generator/base/octets.hpp"
#include "generator/base/result.hpp"
#include "generator/base/time.hpp"
#include "generator/load/template.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace tsuka::rate {

/// One frame of a stream.
struct Item {
    load::FlowNumbers numbers;
    std::uint32_t flow = 0;
    std::uint32_t sequence = 0;
};

/// One of several ways to send at the same time: one thread's, and nobody else's.
class Lane {
public:
    Lane() = default;
    Lane(Lane const&) = delete;
    Lane& operator=(Lane const&) = delete;
    virtual ~Lane() = default;
    /// As those of a path.
    [[nodiscard]] virtual bool queue(Side side, std::size_t stream, Item const& item) = 0;
    [[nodiscard]] virtual Result<void> flush() = 0;
};

class Path {
public:
    Path() = default;
    Path(Path const&) = delete;
    Path& operator=(Path const&) = delete;
    virtual ~Path() = default;

    /// A template stays known until the path goes; items are sent by its number.
    [[nodiscard]] std::size_t add(load::Template stream) {
        streams_.push_back(std::move(stream));
        return streams_.size() - 1;
    }
    [[nodiscard]] load::Template const& stream(std::size_t number) const { return streams_[number]; }

    [[nodiscard]] virtual Instant now() const = 0;
    /// Patches a frame, with the time as its mark's stamp, and queues it; it leaves with flush(). False: there is no room right now.
    [[nodiscard]] virtual bool queue(Side side, std::size_t stream, Item const& item) = 0;
    /// Errors: link down, interface gone.
    [[nodiscard]] virtual Result<void> flush() = 0;
    /// Whether frames that have been flushed are still to be sent by somebody else, who has no end of his own for them.
    [[nodiscard]] virtual bool under_way() const { return false; }
    /// Where threads can send beside each other: two lanes or more. The first is what queue() and flush() use, who must not be called
    /// meanwhile; send() and receive() may be. Nothing: there is one thread.
    [[nodiscard]] virtual std::span<std::unique_ptr<Lane> const> lanes() const { return {}; }
    /// A frame that is no load (ARP, DHCP), at once.
    [[nodiscard]] virtual Result<void> send(Side side, View frame) = 0;

    /// A frame that has arrived, and when: nanoseconds modulo 2^32 of the clock that marks are stamped by. Good during the call.
    using Sink = std::function<void(Side side, View frame, std::uint32_t stamp)>;
    /// Shows what has arrived; if nothing has, waits for it, but not beyond `until`.
    [[nodiscard]] virtual Result<void> receive(Sink const& sink, Instant until) = 0;

    /// Frames that arrived and that this machine could not take, and those that an interface refused after they were queued: not the
    /// router's loss.
    [[nodiscard]] virtual std::uint64_t missed() = 0;
    /// Octets of the longest frame that can be queued.
    [[nodiscard]] virtual std::size_t room() const = 0;
    /// How frames are sent, in words: "AF_XDP, copy mode".
    [[nodiscard]] virtual std::string mechanism() const = 0;

private:
    std::vector<load::Template> streams_;
};

}  // namespace tsuka::rate
