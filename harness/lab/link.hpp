// One end of the wire between the port and the session of a side: what a frame looks like there. Untagged Ethernet, or one VLAN of it (IEEE
// 802.1Q), and on it, where the line is one, a PPPoE session (RFC 2516): the session of a run speaks untagged frames with datagrams, the
// wire and the capture have the tag and the heads of PPPoE.
#pragma once

#include "generator/base/octets.hpp"
#include "harness/lab/access_concentrator.hpp"
#include "harness/model/lab.hpp"

#include <cstdint>
#include <optional>

namespace tsuka::lab {

class Link {
public:
    /// Of this VLAN, 1 to 4094; nothing: untagged.
    explicit Link(std::optional<std::uint16_t> vlan = {}) : vlan_(vlan) {}
    /// The far end of the router's WAN port.
    explicit Link(model::WanSide const& wan) : vlan_(wan.vlan), pppoe_(wan.router == model::Addressing::pppoe) {}

    /// The frame without its tag, valid until the next call, or as long as `frame` where it has none; nothing when it is of another VLAN. A
    /// tag with VLAN 0 only gives a priority (IEEE 802.1Q clause 6.9.1): the frame counts as untagged. On a PPPoE line a datagram of the
    /// session comes as if it stood in Ethernet, what sets the session up as it is, and nothing else.
    [[nodiscard]] std::optional<View> inbound(View frame);
    /// Puts on what the wire has. No: a datagram has no way there, since no session is open.
    [[nodiscard]] bool outbound(Octets& frame) const;

    /// The session that carries datagrams from now on; nothing: none.
    void carry(std::optional<PppSession> const& session) { session_ = session; }

    /// Frames of other VLANs so far, or without a tag where there should be one, or past the session of a PPPoE line.
    [[nodiscard]] std::uint64_t foreign() const { return foreign_; }

private:
    [[nodiscard]] std::optional<View> out_of_session(View frame);

    std::optional<std::uint16_t> vlan_;
    bool pppoe_ = false;
    std::optional<PppSession> session_;
    Octets untagged_;
    Octets datagram_;
    std::uint64_t foreign_ = 0;
};

/// A captured frame without what a line puts around it: tag, and heads of a PPPoE session around a datagram.
[[nodiscard]] Octets bare(View frame);

}  // namespace tsuka::lab
