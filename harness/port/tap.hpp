// Below everything: every frame of either side passes here once, on its way out or in, is written to the capture and gets its number. All
// else speaks of frames by that number; it is the one that Wireshark shows.
#pragma once

#include "generator/base/address.hpp"
#include "harness/port/pcapng.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <string>

namespace tsuka::port {

class Tap {
public:
    /// Only numbers frames: for tests, and where nothing is to be kept.
    Tap() = default;
    /// Creates the capture: LAN is its first interface, WAN its second. `epoch` makes Unix time of the instants that frames come with.
    [[nodiscard]] static Result<Tap> create(std::string const& path, std::string const& lan, std::string const& wan,
                                            std::string const& application, std::string const& comment, Duration epoch);

    /// Returns the frame's number, 1 for the first of the run. What cannot be written is kept as trouble(), not thrown away silently.
    std::uint64_t pass(Side side, View frame, Instant at, bool sent);
    /// Hands what has passed to the file system: before something that names frames is written, and at the end.
    void flush();

    struct Count {
        std::uint64_t sent = 0;
        std::uint64_t received = 0;
    };
    [[nodiscard]] Count count(Side side) const { return counts_.at(static_cast<std::size_t>(side)); }
    /// Why the capture is incomplete; empty when it is not.
    [[nodiscard]] std::string const& trouble() const { return trouble_; }

private:
    std::optional<PcapngWriter> writer_;
    Duration epoch_{};
    std::uint64_t frames_ = 0;
    std::array<Count, 2> counts_{};
    std::string trouble_;
};

}  // namespace tsuka::port
