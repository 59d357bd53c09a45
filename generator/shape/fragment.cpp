// Cuts a datagram into fragments: see fragment.hpp. Reassembly stands in reassembler.cpp.
#include "generator/shape/fragment.hpp"

#include "generator/proto/ip_view.hpp"
#include "generator/shape/ipv4_head.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tsuka::shape {

namespace {

constexpr std::size_t block = 8;  ///< RFC 791 section 3.1: offsets count units of 8 octets
constexpr unsigned smallest_mtu = 28;
constexpr std::size_t ipv6_header = 40;
constexpr std::size_t fragment_header = 8;
constexpr std::uint8_t next_is_fragment = 44;

/// The header of every fragment but the first: only options with the copied flag go along (RFC 791 section 3.1, "Options").
Octets later_header(View header) {
    Octets later(header.begin(), header.begin() + smallest_header);
    for (std::size_t at = smallest_header; at < header.size();) {
        const auto type = header[at];
        if (type == 0) break;  // End of Option List
        const std::size_t length = type == 1 ? 1 : (at + 1 < header.size() ? header[at + 1] : 0);
        if (length == 0 || length > header.size() - at || (type != 1 && length < 2)) break;  // malformed: nothing more to copy
        const auto option = part(header, at, length);
        if ((type & 0x80U) != 0) later.insert(later.end(), option.begin(), option.end());
        at += length;
    }
    later.resize((later.size() + 3) / 4 * 4, 0);
    return later;
}

struct Cut {
    std::size_t start = 0;
    std::size_t length = 0;
};

std::size_t room_in(unsigned mtu, std::size_t header) {
    return mtu < header ? 0 : (mtu - header) / block * block;
}

std::vector<Cut> cut(std::size_t data, std::size_t first_room, std::size_t later_room, unsigned overlap) {
    std::vector<Cut> pieces;
    for (std::size_t start = 0;;) {
        const auto room = pieces.empty() ? first_room : later_room;
        const auto length = std::min(room, data - start);
        pieces.push_back({start, length});
        if (start + length == data) return pieces;
        start += length - overlap;
    }
}

Octets write_fragment(View header, Ipv4Head const& whole, View data, Cut const& piece) {
    const bool last = piece.start + piece.length == data.size();
    Octets octets(header.begin(), header.end());
    octets[0] = static_cast<std::uint8_t>(0x40U | (header.size() / 4));
    const auto body = part(data, piece.start, piece.length);
    octets.insert(octets.end(), body.begin(), body.end());
    // The datagram may be a fragment already: its own offset and MF go on (RFC 791 section 3.2).
    finish_header(octets, header.size(), whole.offset + piece.start, !last || whole.more_fragments);
    return octets;
}

/// The fragment header stands right behind the IPv6 header and names what was named there (RFC 8200 section 4.5).
Octets write_fragment_v6(View header, std::uint32_t id, View data, Cut const& piece) {
    const bool more = piece.start + piece.length < data.size();
    Octets octets(header.begin(), header.end());
    (void)write_bits(octets, 32, 16, fragment_header + piece.length);
    (void)write_bits(octets, 48, 8, next_is_fragment);
    Writer fragment;
    fragment.u8(header[6]).u8(0).u16(piece.start | (more ? 1U : 0U)).u32(id).octets(part(data, piece.start, piece.length));
    octets.insert(octets.end(), fragment.view().begin(), fragment.view().end());
    return octets;
}

Result<std::vector<Octets>> fragment_v6(proto::IpView const& ip, FragmentPlan const& plan) {
    const auto whole = part(ip.octets, 0, ip.total);
    if (whole.size() <= plan.mtu) return std::vector<Octets>{Octets(whole.begin(), whole.end())};
    if (ip.transport != ipv6_header) return fail("cannot fragment: the IPv6 datagram has extension headers already");
    const auto room = room_in(plan.mtu, ipv6_header + fragment_header);
    if (room == 0) return fail(fmt::format("MTU {} has no room for 8 octets behind the headers of an IPv6 fragment, 48 octets", plan.mtu));
    if (plan.overlap >= room)
        return fail(fmt::format("fragment overlap {} leaves no progress: a fragment holds {} octets", plan.overlap, room));
    const auto data = part(whole, ipv6_header);
    std::vector<Octets> fragments;
    for (auto const& piece : cut(data.size(), room, room, plan.overlap))
        fragments.push_back(write_fragment_v6(part(whole, 0, ipv6_header), plan.id, data, piece));
    return fragments;
}

Result<std::vector<Octets>> in_order_asked(std::vector<Octets> const& fragments, std::vector<unsigned> const& order) {
    std::vector<Octets> asked;
    for (const auto number : order) {
        if (number == 0 || number > fragments.size())
            return fail(fmt::format("fragment order names fragment {}, but there are {} (numbered from 1)", number, fragments.size()));
        asked.push_back(fragments[number - 1]);
    }
    return asked;
}

}  // namespace

namespace {

Result<std::vector<Octets>> fragment_v4(View datagram, FragmentPlan const& plan) {
    const auto head = read_ipv4_head(datagram);
    if (!head) return fail("cannot fragment: the octets do not start with a well-formed IP header");
    if (head->offset + head->total_length > largest_datagram + head->header_length)
        return fail(fmt::format("cannot fragment: offset {} and total length {} reach beyond {} octets", head->offset, head->total_length,
                                largest_datagram));

    std::vector<Octets> fragments;
    const auto whole = part(datagram, 0, head->total_length);
    if (whole.size() <= plan.mtu) {
        fragments.emplace_back(whole.begin(), whole.end());
    } else {
        if (head->dont_fragment) return fail(fmt::format("cannot fragment {} octets for MTU {}: DF is set", whole.size(), plan.mtu));
        const auto header = part(whole, 0, head->header_length);
        const auto data = part(whole, head->header_length);
        const auto later = later_header(header);
        const auto first_room = room_in(plan.mtu, header.size());
        const auto later_room = room_in(plan.mtu, later.size());
        if (first_room == 0) return fail(fmt::format("MTU {} has no room for 8 octets behind a header of {}", plan.mtu, header.size()));
        if (plan.overlap >= std::min(first_room, later_room))
            return fail(fmt::format("fragment overlap {} leaves no progress: a fragment holds {} octets", plan.overlap,
                                    std::min(first_room, later_room)));
        for (auto const& piece : cut(data.size(), first_room, later_room, plan.overlap))
            fragments.push_back(write_fragment(piece.start == 0 ? header : View(later), *head, data, piece));
    }
    return fragments;
}

}  // namespace

Result<std::vector<Octets>> fragment(View datagram, FragmentPlan const& plan) {
    if (plan.mtu < smallest_mtu)
        return fail(fmt::format("fragment mtu {} is below {} (header and one unit of 8 octets)", plan.mtu, smallest_mtu));
    if (plan.overlap % block != 0) return fail(fmt::format("fragment overlap {} is no multiple of 8 octets", plan.overlap));
    const auto ip = proto::view_ip(datagram);
    const bool v6 = ip && ip->family == IpFamily::v6 && ip->is_whole();
    auto fragments = v6 ? fragment_v6(*ip, plan) : fragment_v4(datagram, plan);
    if (!fragments || plan.order.empty()) return fragments;
    return in_order_asked(*fragments, plan.order);
}

}  // namespace tsuka::shape
