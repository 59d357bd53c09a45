// The IPv4 header as fragmentation sees it: see ipv4_head.hpp.
#include "generator/shape/ipv4_head.hpp"

#include "generator/base/checksum.hpp"
#include "generator/proto/ip_view.hpp"

namespace tsuka::shape {

namespace {

void put_u16(Octets& octets, std::size_t at, std::size_t value) {
    (void)write_bits(octets, at * 8, 16, value);
}

}  // namespace

std::optional<Ipv4Head> read_ipv4_head(View datagram) {
    const auto ip = proto::view_ip(datagram);
    if (!ip || ip->family != IpFamily::v4 || !ip->is_whole()) return std::nullopt;
    Ipv4Head head;
    head.header_length = ip->transport;
    head.total_length = ip->total;
    head.id = static_cast<std::uint16_t>(ip->fragment.id);
    head.dont_fragment = ip->dont_fragment;
    head.more_fragments = ip->fragment.more;
    head.offset = ip->fragment.offset;
    head.protocol = ip->protocol;
    head.source = *ip->source.v4();
    head.destination = *ip->destination.v4();
    return head;
}

void finish_header(Octets& datagram, std::size_t header_length, std::size_t offset, bool more_fragments) {
    put_u16(datagram, 2, datagram.size());
    const std::size_t kept = (datagram[6] & 0xc0U) << 8U;  // reserved bit and DF
    put_u16(datagram, 6, kept | (more_fragments ? 0x2000U : 0U) | (offset / 8));
    put_u16(datagram, 10, 0);
    put_u16(datagram, 10, internet_checksum(part(datagram, 0, header_length)));
}

}  // namespace tsuka::shape
