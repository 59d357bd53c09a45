// The IPv4 header as fragmentation sees it: see ipv4_head.hpp.
#include "generator/shape/ipv4_head.hpp"

#include "generator/base/checksum.hpp"

namespace tsuka::shape {

namespace {

void put_u16(Octets& octets, std::size_t at, std::size_t value) {
    (void)write_bits(octets, at * 8, 16, value);
}

}  // namespace

std::optional<Ipv4Head> read_ipv4_head(View datagram) {
    Reader reader(datagram);
    const auto first = reader.u8();
    reader.skip(1);
    Ipv4Head head;
    head.header_length = (first & 0x0fU) * std::size_t{4};
    head.total_length = reader.u16();
    head.id = reader.u16();
    const auto flags = reader.u16();
    head.dont_fragment = (flags & 0x4000U) != 0;
    head.more_fragments = (flags & 0x2000U) != 0;
    head.offset = (flags & 0x1fffU) * std::size_t{8};
    reader.skip(1);
    head.protocol = reader.u8();
    reader.skip(2);
    head.source = Ipv4Address{reader.u32()};
    head.destination = Ipv4Address{reader.u32()};
    const bool sound = reader.ok() && first >> 4U == 4 && head.header_length >= smallest_header &&
                       head.header_length <= head.total_length && head.total_length <= datagram.size();
    if (!sound) return std::nullopt;
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
