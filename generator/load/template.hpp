// A frame that is built once and patched in place ever after: a few numbers and what they change in the checksums. Building a frame from
// its layers takes a hundred times as long as sending it may.
#pragma once

#include "generator/base/result.hpp"
#include "generator/load/stream.hpp"

#include <array>
#include <span>

namespace tsuka::load {

/// What a place in a frame holds.
enum class Slot : std::uint8_t {
    source_mac,
    source,
    destination,
    source_port,
    destination_port,
    tag,
    counter,  ///< the protocol's own sequence number, if it has one
    mark_flow,
    mark_sequence,
    mark_stamp
};
constexpr std::size_t slots = 10;

class Template {
public:
    /// Builds the frame from the field tables. Errors: a size that does not hold headers and mark (the message says which one does), or
    /// that needs more than `mtu` octets of datagram.
    [[nodiscard]] static Result<Template> make(Recipe const& recipe, std::size_t mtu = 1500);

    /// The frame as it stands before anything is patched; copied once into each buffer that is sent from.
    [[nodiscard]] View frame() const { return frame_; }
    /// Writes all numbers of one frame, and the checksums that fit them, into a buffer that holds a copy of frame(), whatever was patched
    /// into it before (RFC 1071: the sum over what never changes is known, the rest is added).
    void stamp(std::span<std::uint8_t> buffer, FlowNumbers const& flow, std::uint32_t index, std::uint32_t sequence,
               std::uint32_t stamp) const;

    /// Where in frame() are the numbers that differ between frames of one flow; 0: there is none. The stamp is behind the mark's sequence,
    /// four octets each.
    struct Places {
        std::size_t sequence = 0;
        std::size_t counter = 0;
        std::size_t checksum = 0;  ///< that covers them
    };
    [[nodiscard]] Places places() const;

    /// Octets in front of the datagram, and from the datagram's begin to the mark.
    [[nodiscard]] std::size_t link_octets() const { return link_octets_; }
    [[nodiscard]] std::size_t mark_offset() const { return mark_offset_; }
    /// What follows the mark, the same in every frame of the stream: a receiver compares it.
    [[nodiscard]] View payload() const { return View(frame_).subspan(link_octets_ + mark_offset_ + mark_size_); }

private:
    Template() = default;
    [[nodiscard]] Result<void> find_places(Recipe const& recipe);
    void sum_what_stays();
    [[nodiscard]] std::size_t at(Slot slot) const { return at_[static_cast<std::size_t>(slot)]; }
    void set(Slot slot, std::size_t at) { at_[static_cast<std::size_t>(slot)] = static_cast<std::uint16_t>(at); }

    Octets frame_;
    std::array<std::uint16_t, slots> at_{};  ///< from the begin of the frame, by slot; 0: the protocol has none
    std::size_t tag_octets_ = 4;
    std::size_t link_octets_ = 0;
    std::size_t mark_offset_ = 0;
    std::size_t mark_size_ = 0;
    std::size_t transport_checksum_ = 0;  ///< its place in the frame; 0: none
    std::uint64_t header_sum_ = 0;        ///< of everything that stays, not complemented
    std::uint64_t transport_sum_ = 0;
};

}  // namespace tsuka::load
