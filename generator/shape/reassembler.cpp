// Puts fragments together: see fragment.hpp. RFC 791 section 3.2 says what, RFC 815 that holes alone decide when a datagram is whole.
#include "generator/proto/ip_view.hpp"
#include "generator/shape/fragment.hpp"
#include "generator/shape/ipv4_head.hpp"

#include <algorithm>

namespace tsuka::shape {

/// One fragment as reassembly sees it.
struct Piece {
    proto::IpView ip;
    View octets;    ///< the fragment without padding
    Octets header;  ///< what stands in front of the data once nothing says any more that there were fragments
    View body;
};

namespace {

constexpr std::size_t fixed_header = 40;

/// The headers of the whole datagram: in IPv6 the fragment header goes, and who named it names what it named.
Octets whole_header(proto::IpView const& ip) {
    const auto header = part(ip.octets, 0, ip.fragment_header.value_or(ip.transport));
    Octets octets(header.begin(), header.end());
    if (ip.fragment_header) octets[ip.fragment_named_at] = ip.octets[*ip.fragment_header];
    return octets;
}

std::optional<Piece> read_piece(View datagram) {
    const auto ip = proto::view_ip(datagram);
    if (!ip || !ip->is_whole()) return std::nullopt;
    // The data of a fragment begins behind its fragment header, whatever could be read of it further on.
    const auto data = ip->fragment_header ? *ip->fragment_header + 8 : ip->transport;
    const auto octets = part(datagram, 0, ip->total);
    return Piece{*ip, octets, whole_header(*ip), part(octets, data)};
}

bool is_sound(Piece const& piece) {
    auto const& place = piece.ip.fragment;
    return !piece.body.empty() && (!place.more || piece.body.size() % 8 == 0) &&
           piece.header.size() + place.offset + piece.body.size() <=
               largest_datagram + (piece.ip.family == IpFamily::v6 ? fixed_header : 0);
}

/// Octets that are here already, all of them and the same: the network duplicated a fragment (RFC 8200 section 4.5).
bool is_duplicate(Octets const& data, std::vector<bool> const& present, std::size_t offset, View body) {
    return offset + body.size() <= data.size() && same(part(data, offset, body.size()), body) &&
           std::all_of(present.begin() + static_cast<std::ptrdiff_t>(offset),
                       present.begin() + static_cast<std::ptrdiff_t>(offset + body.size()), [](bool there) { return there; });
}

/// Octets that are here already stay: overlap is a fact for the report, not a way to rewrite what came first.
void lay_down(Octets& data, std::vector<bool>& present, std::size_t offset, View body, FragmentFacts& facts) {
    const auto end = offset + body.size();
    if (data.size() < end) {
        data.resize(end, 0);
        present.resize(end, false);
    }
    for (std::size_t index = 0; index < body.size(); ++index) {
        const auto at = offset + index;
        if (present[at]) {
            facts.overlapping = true;
            if (data[at] != body[index]) facts.conflicting = true;
        } else {
            data[at] = body[index];
            present[at] = true;
        }
    }
}

}  // namespace

std::optional<Reassembler::Whole> Reassembler::add(View datagram, Instant at) {
    expire(at);
    const auto piece = read_piece(datagram);
    if (!piece) return std::nullopt;
    auto const& ip = piece->ip;
    // A whole datagram leaves fragments with the same identification alone: its identification means nothing (RFC 6864 section 4.1).
    if (!ip.is_fragment()) return Whole{{piece->octets.begin(), piece->octets.end()}, {.count = 1, .largest = piece->octets.size()}};
    if (!is_sound(*piece)) return std::nullopt;

    const Key key{ip.source, ip.destination, ip.family == IpFamily::v6 ? std::uint8_t{0} : ip.protocol, ip.fragment.id};
    auto found = datagrams_.find(key);
    if (found == datagrams_.end()) {
        make_room();
        found = datagrams_.emplace(key, Partial{}).first;
        found->second.began = at;
    }
    auto& partial = found->second;
    take_in(partial, *piece);
    if (partial.abandoned || !partial.total || std::find(partial.present.begin(), partial.present.end(), false) != partial.present.end() ||
        partial.present.size() != *partial.total)
        return std::nullopt;
    auto whole = finish(partial);
    datagrams_.erase(found);
    return whole;
}

void Reassembler::take_in(Partial& partial, Piece const& piece) {
    auto& facts = partial.facts;
    const auto [offset, more, id] = piece.ip.fragment;
    const auto end = offset + piece.body.size();
    if (facts.count > 0 && offset < partial.last_offset) facts.in_order = false;
    partial.last_offset = offset;
    ++facts.count;
    facts.largest = std::max(facts.largest, piece.octets.size());
    const bool v6 = piece.ip.family == IpFamily::v6;
    if (v6 && is_duplicate(partial.data, partial.present, offset, piece.body)) return;
    // Two opinions on where the datagram ends: the first one stays, the fragment that disagrees is not taken.
    const bool beyond_the_end = partial.total && (end > *partial.total || (!more && end != *partial.total));
    const bool ends_too_early = !more && end < partial.data.size();
    if (beyond_the_end || ends_too_early) {
        facts.conflicting = true;
        partial.abandoned = v6;
        return;
    }
    if (!more) partial.total = end;
    if (offset == 0 && partial.header.empty()) partial.header = piece.header;
    lay_down(partial.data, partial.present, offset, piece.body, facts);
    if (v6 && facts.overlapping) partial.abandoned = true;
}

std::optional<Reassembler::Whole> Reassembler::finish(Partial& partial) {
    const auto header_length = partial.header.size();
    const bool v6 = header_length > 0 && partial.header[0] >> 4U == 6;
    if (header_length + partial.data.size() > largest_datagram + (v6 ? fixed_header : 0)) return std::nullopt;
    Whole whole{std::move(partial.header), partial.facts};
    whole.datagram.insert(whole.datagram.end(), partial.data.begin(), partial.data.end());
    if (v6)
        (void)write_bits(whole.datagram, 32, 16, whole.datagram.size() - fixed_header);
    else
        finish_header(whole.datagram, header_length, 0, false);
    return whole;
}

void Reassembler::expire(Instant at) {
    std::erase_if(datagrams_, [&](auto const& entry) { return at - entry.second.began >= patience_; });
}

void Reassembler::make_room() {
    while (!datagrams_.empty() && datagrams_.size() >= std::max<std::size_t>(most_, 1)) {
        const auto by_age = [](auto const& a, auto const& b) { return a.second.began < b.second.began; };
        datagrams_.erase(std::min_element(datagrams_.begin(), datagrams_.end(), by_age));
    }
}

}  // namespace tsuka::shape
