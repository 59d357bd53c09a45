// One way to look at an IP datagram of either family without copying or dissecting it: who, what, which part. Read with distrust.
#pragma once

#include "generator/base/ip_address.hpp"
#include "generator/base/octets.hpp"
#include "generator/proto/numbers.hpp"

#include <optional>

namespace tsuka::proto {

/// What fragmentation says of a datagram: RFC 791 section 3.1, RFC 8200 section 4.5.
struct FragmentPlace {
    std::size_t offset = 0;  ///< octets, a multiple of 8
    bool more = false;
    std::uint32_t id = 0;  ///< 16 bits in IPv4; 32 in IPv6, where only a fragment header has one
};

/// All places are octets from the start of `octets`.
struct IpView {
    IpFamily family = IpFamily::v4;
    View octets;  ///< what was given: link-layer padding may follow the datagram, or its end may be missing
    IpAddress source;
    IpAddress destination;
    /// The protocol at `transport`: in IPv6 the next header behind all extension headers that could be read.
    std::uint8_t protocol = 0;
    std::size_t protocol_at = 0;  ///< the octet that says so: in the header itself, or in the last extension header read
    std::uint8_t hop_limit = 0;   ///< TTL in IPv4
    bool dont_fragment = false;   ///< IPv4 only: no router fragments IPv6
    std::size_t transport = 0;    ///< where the header ends: IPv4 with options, IPv6 with extension headers
    std::size_t total = 0;        ///< length of the datagram as its header says it
    FragmentPlace fragment;
    /// IPv6: where the fragment header stands; nothing when there is none.
    std::optional<std::size_t> fragment_header;
    std::size_t fragment_named_at = 0;  ///< with a fragment header: the octet that names it

    /// Part of a datagram. An IPv6 fragment header with offset 0 and no more to come is a whole datagram (RFC 6946).
    [[nodiscard]] bool is_fragment() const { return fragment.more || fragment.offset != 0; }
    /// Whether lengths fit: the header lies within the datagram, and the datagram within `octets`.
    [[nodiscard]] bool is_whole() const { return transport <= total && total <= octets.size(); }
    [[nodiscard]] bool carries(IpProtocol wanted) const { return protocol == number(wanted); }
    /// What is behind the headers, without padding; shorter than it says when the end is missing.
    [[nodiscard]] View payload() const { return total <= transport ? View{} : part(octets, transport, total - transport); }
};

/// Reads an IPv4 header (RFC 791 section 3.1) or an IPv6 header with its extension headers: hop-by-hop options, routing, fragment,
/// destination options (RFC 8200 section 4). Nothing when there is no whole fixed header (with options, in IPv4). Extension headers that
/// are cut off, and hop-by-hop options in another place than the first (section 4.1), end the chain: `protocol` is then theirs. Behind the
/// fragment header of a later fragment there is no header but data. Checksums are not looked at: dissect() reports them.
[[nodiscard]] std::optional<IpView> view_ip(View datagram);

/// The EtherType under which a datagram travels; that of IPv4 for whatever does not say that it is IPv6.
[[nodiscard]] std::uint16_t ether_type_of(View datagram);

/// The IP datagram of an Ethernet frame, padding included; nothing for another EtherType.
[[nodiscard]] std::optional<View> datagram_of(View frame);

/// Both in one.
[[nodiscard]] std::optional<IpView> view_frame(View frame);

}  // namespace tsuka::proto
