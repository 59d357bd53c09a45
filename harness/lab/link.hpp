// One end of the wire between the port and the session of a side: what a frame looks like there. Untagged Ethernet, or one VLAN of it (IEEE
// 802.1Q): the session speaks untagged frames, the wire and the capture have the tag.
#pragma once

#include "generator/base/octets.hpp"

#include <cstdint>
#include <optional>

namespace tsuka::lab {

class Link {
public:
    /// Of this VLAN, 1 to 4094; nothing: untagged.
    explicit Link(std::optional<std::uint16_t> vlan = {}) : vlan_(vlan) {}

    /// The frame without its tag, valid until the next call, or as long as `frame` where it has none; nothing when it is of another VLAN. A
    /// tag with VLAN 0 only gives a priority (IEEE 802.1Q clause 6.9.1): the frame counts as untagged.
    [[nodiscard]] std::optional<View> inbound(View frame);
    /// Puts the tag on.
    void outbound(Octets& frame) const;

    /// Frames of other VLANs so far, or without a tag where there should be one.
    [[nodiscard]] std::uint64_t foreign() const { return foreign_; }

private:
    std::optional<std::uint16_t> vlan_;
    Octets untagged_;
    std::uint64_t foreign_ = 0;
};

}  // namespace tsuka::lab
