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

/// Whose a frame is, as far as the capture cares: what cases need is kept whatever there is of it; of what the neighbours chat and of what
/// is nobody's, as much as anybody wants to look at.
enum class Kin : std::uint8_t { of_cases, neighbours, nobodys };

class Tap {
public:
    /// Only numbers frames: for tests, and where nothing is to be kept.
    Tap() = default;
    /// Creates the capture: LAN is its first interface, WAN its second. `epoch` makes Unix time of the instants that frames come with.
    [[nodiscard]] static Result<Tap> create(std::string const& path, std::string const& lan, std::string const& wan,
                                            std::string const& application, std::string const& comment, Duration epoch);

    /// Goes on with a capture that holds so many frames; the next one has the number after them. `epoch` as above.
    [[nodiscard]] static Result<Tap> go_on(std::string const& path, std::uint64_t frames, Duration epoch);

    /// Octets kept of frames that are of no case, by kind: a flood must not fill the disk.
    static constexpr std::uint64_t usual_ceiling = 32'000'000;
    void keep_at_most(std::uint64_t octets) { ceiling_ = octets; }
    [[nodiscard]] std::uint64_t ceiling() const { return ceiling_; }

    /// Returns the frame's number, 1 for the first that was kept; 0: beyond the ceiling, it is only counted. What cannot be written is kept
    /// as trouble(), not thrown away silently.
    std::uint64_t pass(Side side, View frame, Instant at, bool sent, Kin kin = Kin::of_cases) {
        return pass(side, frame, {}, at, sent, kin);
    }
    /// A frame of two parts.
    std::uint64_t pass(Side side, View head, View rest, Instant at, bool sent, Kin kin);
    /// Hands what has passed to the file system: before something that names frames is written, and at the end.
    void flush();

    struct Count {
        std::uint64_t sent = 0;
        std::uint64_t received = 0;
        std::uint64_t not_kept = 0;  ///< of those: beyond the ceiling
    };
    [[nodiscard]] Count count(Side side) const { return counts_.at(static_cast<std::size_t>(side)); }
    /// Why the capture is incomplete; empty when it is not.
    [[nodiscard]] std::string const& trouble() const { return trouble_; }

private:
    std::optional<PcapngWriter> writer_;
    Duration epoch_{};
    std::uint64_t frames_ = 0;
    std::uint64_t ceiling_ = usual_ceiling;
    std::array<std::uint64_t, 3> kept_{};  ///< octets, by Kin
    std::array<Count, 2> counts_{};
    std::string trouble_;
};

}  // namespace tsuka::port
