// One end of the wire between the port and the session of a side: what a frame looks like there. Untagged Ethernet, or one VLAN of it (IEEE
// 802.1Q), maybe within one of a provider (IEEE 802.1ad), and on it, where the line is one, a PPPoE session (RFC 2516): the session of a
// run speaks untagged frames with datagrams, the wire and the capture have the tag and the heads of PPPoE.
#pragma once

#include "generator/base/ethernet.hpp"
#include "generator/base/octets.hpp"
#include "generator/proto/pppoe.hpp"
#include "harness/lab/access_concentrator.hpp"
#include "harness/model/lab.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>

namespace tsuka::lab {

/// A frame that came in, in the memory that it came in. What the wire has around it is cut off in place: only heads are written over, and
/// the rest is read on where it stands.
class Unwrapped {
public:
    /// As the session speaks it; `memory` is what it was unwrapped in.
    [[nodiscard]] View frame(View memory) const { return memory.subspan(at_, size_); }
    /// As the wire had it: these octets, and behind them those of `memory` from rest() on.
    [[nodiscard]] View head() const { return View(head_).first(changed_); }
    [[nodiscard]] View rest(View memory) const { return memory.subspan(changed_); }

private:
    friend class Link;
    static constexpr std::size_t longest_head = ethernet_header_size + 2 * vlan_tag_size + 8;  ///< and six octets of PPPoE and two of PPP

    std::size_t at_ = 0;
    std::size_t size_ = 0;
    std::size_t changed_ = 0;  ///< so many octets are not what they were
    std::array<std::uint8_t, longest_head> head_{};
    std::optional<std::uint16_t> service_vlan_;
    std::optional<std::uint16_t> vlan_;
    bool line_ = false;                   ///< a frame of PPPoE
    std::optional<PppSession> datagram_;  ///< one out of this session
};

class Link {
public:
    /// Of this VLAN, 1 to 4094; nothing: untagged.
    explicit Link(std::optional<std::uint16_t> vlan = {}) : vlan_(vlan) {}
    explicit Link(model::LanSide const& lan) : vlan_(lan.vlan), outer_(lan.outer) {}
    /// The far end of the router's WAN port.
    explicit Link(model::WanSide const& wan) : Link(wan, wan.router == model::Addressing::pppoe) {}
    /// The same; `line`: with the heads of PPPoE. Who dials in himself takes those as they are.
    Link(model::WanSide const& wan, bool line) : vlan_(wan.vlan), outer_(wan.outer), pppoe_(line) {}

    /// The frame without its tag, valid until the next call, or as long as `frame` where the wire puts nothing around it; nothing when it
    /// is of another VLAN. A tag with VLAN 0 only gives a priority (IEEE 802.1Q clause 6.9.1): the frame counts as untagged. On a PPPoE
    /// line a datagram of the session comes as if it stood in Ethernet, what sets the session up as it is, and nothing else.
    [[nodiscard]] std::optional<View> inbound(View frame);
    /// The same without a copy, and without saying whether the frame is one of this link's: that may be another one's by the time that
    /// whoever reads it comes to it.
    [[nodiscard]] Unwrapped unwrap(Octets& memory) const;
    [[nodiscard]] bool takes(Unwrapped const& frame) const;
    /// What inbound() says of it, and counts.
    [[nodiscard]] std::optional<View> inbound(Unwrapped const& frame, View memory);
    /// Puts on what the wire has. No: a datagram has no way there, since no session is open.
    [[nodiscard]] bool outbound(Octets& frame) const;

    /// What stands in front of every IPv4 datagram that is sent to this address: Ethernet with the source left open, tags, and on a PPPoE
    /// line the heads of the session, whose length is left open, too.
    [[nodiscard]] Octets head(MacAddress to) const;
    /// Octets in front of the datagram in a frame that has come in, without a copy; nothing if it holds no IPv4, or not in the session.
    [[nodiscard]] std::optional<std::size_t> datagram_at(View frame) const;
    /// Octets that the line puts between Ethernet and datagram.
    [[nodiscard]] std::size_t octets_of_line() const { return pppoe_ ? proto::pppoe_data_head_size : 0; }

    /// The session that carries datagrams from now on; nothing: none.
    void carry(std::optional<PppSession> const& session) { session_ = session; }

    /// Frames of other VLANs so far, or without a tag where there should be one, or past the session of a PPPoE line.
    [[nodiscard]] std::uint64_t foreign() const { return foreign_; }
    /// What its frames bear.
    [[nodiscard]] VlanTags tags() const { return {outer_.service_vlan, vlan_}; }
    /// So many octets of tags does an interface count as part of its MTU: Linux lets one of IEEE 802.1Q go beyond it, no other.
    [[nodiscard]] std::size_t octets_of_mtu() const;

private:
    static void cut_tag(Unwrapped& frame, Octets& memory);
    void put_tags(Octets& frame) const;

    std::optional<std::uint16_t> vlan_;
    model::OuterTag outer_;
    bool pppoe_ = false;
    std::optional<PppSession> session_;
    Octets memory_;
    std::uint64_t foreign_ = 0;
};

/// The tags by which these links are told from others on their wire; none where one of them has no tag.
[[nodiscard]] std::vector<VlanTags> vlans_of(std::initializer_list<Link> links);

/// A captured frame without what a line puts around it: tag, and heads of a PPPoE session around a datagram.
[[nodiscard]] Octets bare(View frame);

}  // namespace tsuka::lab
