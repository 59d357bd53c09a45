// One section of a capture file, block by block, in its byte order. Every length is checked before it is believed.
#pragma once

#include "harness/port/pcapng.hpp"

#include <fmt/format.h>

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace tsuka::port {

/// What a section has said so far, and one block of it after the other.
class PcapngSection {
public:
    struct Length {
        std::size_t block = 0;
        bool begins_section = false;
    };
    /// How long the block is that begins with these (at least 12) octets. Changes the byte order where a section begins.
    [[nodiscard]] Result<Length> begin(View head);
    /// A whole block; a frame if it holds one of an Ethernet interface.
    [[nodiscard]] Result<std::optional<PcapngFrame>> take(View block);
    [[nodiscard]] Error bad(std::string_view what) const { return fail(fmt::format("pcapng: at octet {}: {}", position_, what)); }
    [[nodiscard]] std::uint64_t position() const { return position_; }
    void move_to(std::uint64_t position) { position_ = position; }

private:
    class Cursor;
    struct Interface {
        bool ethernet = false;
        bool binary = false;    ///< the resolution is a power of 2, else of 10
        unsigned exponent = 6;  ///< if_tsresol: microseconds unless said otherwise
        std::int64_t offset = 0;
    };
    [[nodiscard]] static std::optional<Instant> to_instant(std::uint64_t stamp, Interface const& clock);
    [[nodiscard]] Result<void> begin_section(View head);
    [[nodiscard]] Result<void> interface(Cursor body);
    [[nodiscard]] Result<std::optional<PcapngFrame>> enhanced(Cursor body);
    [[nodiscard]] Result<std::optional<PcapngFrame>> simple(Cursor body);

    std::uint64_t position_ = 0;
    bool little_ = true;
    bool in_section_ = false;
    std::vector<Interface> interfaces_;
};

}  // namespace tsuka::port
