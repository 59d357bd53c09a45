// One direction of a TCP connection as it reaches its receiver, octet by octet: every octet has one sequence number (RFC 9293 section
// 3.4), so what comes again under a number must be what came under it before; and a message that is sent again arrives again.
#pragma once

#include "generator/base/octets.hpp"

#include <deque>
#include <vector>

namespace tsuka::engine {

class StreamLog {
public:
    /// Octets of a new message of the stream; returns its place (0: the first octet of the stream).
    std::size_t queue(std::size_t octets);
    /// The message of that probe goes once more.
    void send_again(std::size_t probe, std::size_t place, std::size_t octets) { awaited_.push_back({probe, place, Octets(octets, 0), {}}); }

    struct Whole {
        std::size_t probe = 0;
        Octets octets;
    };
    struct Taken {
        std::vector<std::size_t> changed;  ///< places whose octet is not the one that arrived before
        std::vector<Whole> again;          ///< messages that have now arrived once more
    };
    /// Text of a segment. What lies beyond everything that was sent is not looked at.
    [[nodiscard]] Taken take(std::size_t place, View text);

private:
    struct Awaited {
        std::size_t probe = 0;
        std::size_t place = 0;
        Octets octets;
        std::vector<bool> present;
    };
    [[nodiscard]] bool may_be_keep_alive(std::size_t place, View text) const;
    void take_again(std::size_t place, std::uint8_t octet);

    Octets octets_;              ///< as they arrived first
    std::vector<bool> present_;  ///< as long as everything that was sent
    std::deque<Awaited> awaited_;
};

}  // namespace tsuka::engine
