// Sending by BPF live frames: the kernel runs a small program over frames that it holds ready and hands them to the driver, without a
// socket buffer for each. The program has what flows' frames look like, and writes number, send stamp and checksum into each itself: from
// here it gets no frames, and is told which flows are next.
#pragma once

#include "generator/base/octets.hpp"
#include "generator/base/result.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

namespace tsuka::port {

/// Where numbers go that differ from frame to frame of a flow; counted from the frame's begin.
struct NumberPlaces {
    std::size_t sequence = 0;  ///< four octets, from 0; behind them four octets of send stamp: nanoseconds of the wall clock
    std::size_t counter = 0;   ///< four octets, from 1; 0: none
    std::size_t checksum = 0;  ///< that covers them, of UDP; 0: none
};

class LiveFrameSender {
public:
    /// For x86-64 and Linux 5.18 or later. Sends some frames at once, of an EtherType for experiments and to an address that no bridge
    /// forwards to, to see that the driver takes such frames: it refuses them without a word. While there is something to send a thread
    /// of the kernel's work has a processor to itself; it begins with the first flush. Errors: no permission, an old kernel, a driver that
    /// takes none.
    [[nodiscard]] static Result<std::unique_ptr<LiveFrameSender>> open(std::string const& interface);
    LiveFrameSender(LiveFrameSender const&) = delete;
    LiveFrameSender& operator=(LiveFrameSender const&) = delete;
    ~LiveFrameSender();

    /// Octets of the longest frame, and how many of its first ones may differ from flow to flow.
    [[nodiscard]] static std::size_t room();
    [[nodiscard]] static std::size_t head_room();

    /// Keeps what all frames of a stream have in common. Places are within head_room(). Nothing: there is no room before forget().
    [[nodiscard]] std::optional<std::uint32_t> keep_stream(View frame, NumberPlaces const& places);
    /// Keeps a flow's first frame of a stream: numbers 0, 0 and 1, and the checksum that belongs to them. Places of flows are given in
    /// order. Nothing: there is no room before forget().
    [[nodiscard]] std::optional<std::uint32_t> keep_flow(View frame, NumberPlaces const& places);
    /// Whether all that was queued has been sent; then everything that was kept may be forgotten.
    [[nodiscard]] bool idle() const;
    void forget() { kept_flows_ = kept_streams_ = 0; }

    /// Frame `sequence` of the flow that was kept at this place, of this stream; it leaves with flush(), in the order queued. False: so
    /// many are under way that it has to wait. Flows one after the other in the order in which they were kept are best.
    [[nodiscard]] bool queue(std::uint32_t stream, std::uint32_t place, std::uint32_t sequence) {
        if (static_cast<std::uint32_t>(queued_) - known_sent_ >= most_under_way && !has_room()) return false;
        if (place != run_.first + run_.count || sequence != run_.sequence || stream != run_.stream) {
            put_run();
            run_ = {stream, place, 0, sequence};
        }
        ++run_.count;
        ++queued_;
        return true;
    }
    /// Errors: interface gone.
    [[nodiscard]] Result<void> flush();
    /// Frames, since it was opened, that the driver did not take, which it tells nobody: those that its interface has not counted, of which
    /// so many more were sent by others here. To be asked when idle; waits for drivers that count by a timer.
    [[nodiscard]] std::uint64_t refused(std::uint64_t by_others);

private:
    struct Shared;
    /// What is queued leaves within some milliseconds, and there is room for so many runs.
    static constexpr std::uint32_t most_under_way = 16384;

    LiveFrameSender();
    [[nodiscard]] Result<void> try_out();
    [[nodiscard]] bool has_room();
    [[nodiscard]] bool all_counted(std::uint64_t frames);
    void put_run();
    void publish();

    std::string interface_;
    std::unique_ptr<Shared> shared_;  ///< with the kernel
    std::uint32_t kept_flows_ = 0;
    std::uint32_t kept_streams_ = 0;
    /// That is not written down yet.
    struct {
        std::uint32_t stream = 0;
        std::uint32_t first = 0;
        std::uint32_t count = 0;
        std::uint32_t sequence = 0;
    } run_;
    std::uint32_t runs_ = 0;
    std::uint64_t queued_ = 0;
    std::uint64_t refused_ = 0;
    std::uint32_t known_sent_ = 0;
    std::int64_t compared_ = 0;  ///< when the clocks were, monotonic
};

}  // namespace tsuka::port
