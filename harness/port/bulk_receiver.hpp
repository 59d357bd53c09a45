// Everything that arrives at an interface, looked at where the kernel put it: no copy, no system call a frame (TPACKET_V3). Blocks are
// handed over when they are full or a millisecond old, so this is for counting; a verdict goes through Port.
#pragma once

#include "generator/base/octets.hpp"
#include "generator/base/result.hpp"
#include "generator/base/time.hpp"
#include "harness/port/port.hpp"
#include "harness/port/unique_fd.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>

namespace tsuka::port {

class BulkReceiver {
public:
    /// `octets` of memory shared with the kernel: what may wait there between two drains. Errors: no such interface, no permission,
    /// memory that the kernel does not give.
    [[nodiscard]] static Result<BulkReceiver> open(std::string const& interface, std::size_t octets = std::size_t{32} << 20U);
    BulkReceiver(BulkReceiver&& from) noexcept;
    BulkReceiver& operator=(BulkReceiver&& from) noexcept;
    BulkReceiver(BulkReceiver const&) = delete;
    BulkReceiver& operator=(BulkReceiver const&) = delete;
    ~BulkReceiver();

    /// A frame as it arrived (a VLAN tag that the card stripped is missing) and the kernel's stamp by its wall clock. The view is good
    /// during the call.
    using Sink = std::function<void(View frame, Instant stamp)>;
    /// Shows all frames that have been handed over, at most `blocks` blocks of them. Returns how many frames that were.
    std::size_t drain(Sink const& sink, std::size_t blocks = 16);
    [[nodiscard]] int descriptor() const { return socket_.get(); }
    /// Since it was opened.
    [[nodiscard]] Statistics statistics();

private:
    BulkReceiver() = default;
    [[nodiscard]] std::size_t show_block(std::uint8_t* block, Sink const& sink);

    UniqueFd socket_;
    std::uint8_t* memory_ = nullptr;
    std::size_t length_ = 0;
    std::size_t blocks_ = 0;
    std::size_t head_ = 0;
    Statistics statistics_;
};

}  // namespace tsuka::port
