// A datagram under translation: see packet.hpp.
#include "harness/sim/packet.hpp"

namespace tsuka::sim {

namespace {

constexpr std::size_t smallest_header = 20;
constexpr std::size_t addresses = 12;
constexpr std::size_t ip_checksum = 10;

}  // namespace

Ipv4Address same_host_in(Ipv4Address address, Ipv4Prefix const& prefix) {
    return {(prefix.address.number & prefix.mask()) | (address.number & ~prefix.mask())};
}

std::optional<Packet> Packet::parse(View octets) {
    if (octets.size() < smallest_header || octets[0] >> 4U != 4) return std::nullopt;
    const std::size_t header = std::size_t{octets[0] & 0x0fU} * 4;
    const std::size_t total = std::size_t{octets[2]} * 256 + octets[3];
    if (header < smallest_header || header > total || total > octets.size()) return std::nullopt;
    const auto datagram = octets.first(total);
    return Packet(Octets(datagram.begin(), datagram.end()), header);
}

bool Packet::is_icmp_error() const {
    if (protocol() != ip_protocol::icmp || is_later_fragment()) return false;
    const auto type = get(header_, 1);
    return type == 3 || type == 4 || type == 11 || type == 12;
}

std::uint64_t Packet::get(std::size_t offset, std::size_t count) const {
    return read_bits(octets_, offset * 8, count * 8).value_or(0);
}

std::optional<std::size_t> Packet::checksum_place() const {
    if (is_later_fragment()) return std::nullopt;
    std::size_t place = 0;
    switch (protocol()) {
        case ip_protocol::icmp:
            place = 2;
            break;
        case ip_protocol::tcp:
            place = 16;
            break;
        case ip_protocol::udp:
            place = 6;
            break;
        default:
            return std::nullopt;
    }
    if (left() < place + 2) return std::nullopt;
    return header_ + place;
}

/// RFC 1624 equation 3: HC' = ~(~HC + ~m + m'), with m one octet in its half of the word.
void Packet::mend(std::size_t place, bool high, std::uint8_t before, std::uint8_t after) {
    const std::uint32_t old_word = high ? std::uint32_t{before} << 8U : before;
    const std::uint32_t new_word = high ? std::uint32_t{after} << 8U : after;
    const auto checksum = static_cast<std::uint32_t>(get(place, 2));
    std::uint32_t sum = (~checksum & 0xffffU) + (~old_word & 0xffffU) + new_word;
    while (sum >> 16U) sum = (sum & 0xffffU) + (sum >> 16U);
    sum = ~sum & 0xffffU;
    octets_[place] = static_cast<std::uint8_t>(sum >> 8U);
    octets_[place + 1] = static_cast<std::uint8_t>(sum & 0xffU);
}

void Packet::change(std::size_t at, std::uint8_t value) {
    const auto before = octets_[at];
    const auto place = checksum_place();
    octets_[at] = value;
    if (before == value) return;
    const bool header = at < header_;
    if (header) mend(ip_checksum, at % 2 == 0, before, value);
    if (!place || at == *place || at == *place + 1) return;
    const bool pseudo_header = at >= addresses && at < smallest_header && protocol() != ip_protocol::icmp;
    if (header && !pseudo_header) return;
    const bool udp = protocol() == ip_protocol::udp;
    if (udp && get(*place, 2) == 0) return;  // no checksum was made (RFC 768)
    mend(*place, (at - (header ? 0 : header_)) % 2 == 0, before, value);
    if (udp && get(*place, 2) == 0) octets_[*place] = octets_[*place + 1] = 0xff;
}

void Packet::set(std::size_t offset, std::uint64_t value, std::size_t count) {
    if (offset > octets_.size() || count > octets_.size() - offset) return;
    for (std::size_t index = 0; index < count; ++index)
        change(offset + index, static_cast<std::uint8_t>((value >> ((count - 1 - index) * 8)) & 0xffU));
}

void Packet::spoil(std::size_t offset, std::uint8_t value) {
    if (offset < octets_.size()) octets_[offset] = value;
}

}  // namespace tsuka::sim
