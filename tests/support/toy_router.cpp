// The toy router: see toy_router.hpp. Checksums are written anew after every change, so only a misdeed makes a wrong one.
#include "tests/support/toy_router.hpp"

#include "generator/base/checksum.hpp"
#include "generator/proto/frame.hpp"

#include <algorithm>
#include <memory>

namespace toy {

using namespace tsuka;

namespace {

constexpr std::uint8_t icmp = 1;
constexpr std::uint8_t tcp = 6;
constexpr std::uint8_t udp = 17;

std::uint16_t u16(View octets, std::size_t at) {
    return static_cast<std::uint16_t>(read_bits(octets, at * 8, 16).value_or(0));
}
std::uint32_t u32(View octets, std::size_t at) {
    return static_cast<std::uint32_t>(read_bits(octets, at * 8, 32).value_or(0));
}
void put(Octets& octets, std::size_t at, std::size_t count, std::uint64_t value) {
    (void)write_bits(octets, at * 8, count * 8, value);
}
std::size_t header(View datagram) {
    return static_cast<std::size_t>(datagram[0] & 0x0fU) * 4;
}

void write_checksums(Octets& datagram) {
    put(datagram, 10, 2, 0);
    const auto start = header(datagram);
    put(datagram, 10, 2, internet_checksum(part(datagram, 0, start)));
    const auto protocol = datagram[9];
    const Ipv4Address from{u32(datagram, 12)};
    const Ipv4Address to{u32(datagram, 16)};
    if (protocol == udp && u16(datagram, start + 6) != 0) {
        put(datagram, start + 6, 2, 0);
        const auto sum = transport_checksum(from, to, udp, part(datagram, start));
        put(datagram, start + 6, 2, sum == 0 ? 0xffff : sum);
    } else if (protocol == tcp) {
        put(datagram, start + 16, 2, 0);
        put(datagram, start + 16, 2, transport_checksum(from, to, tcp, part(datagram, start)));
    } else if (protocol == icmp) {
        put(datagram, start + 2, 2, 0);
        put(datagram, start + 2, 2, internet_checksum(part(datagram, start)));
    }
}

/// Where source and destination "port" stand behind the IP header; an ICMP query has one identifier for both.
std::size_t port_at(View datagram, bool source) {
    return header(datagram) + (datagram[9] == icmp ? 4U : source ? 0U : 2U);
}

bool is_error(View datagram) {
    const auto type = datagram[9] == icmp ? datagram[header(datagram)] : std::uint8_t{0};
    return type == 3 || type == 4 || type == 11 || type == 12;
}

bool has_ports(std::uint8_t protocol) {
    return protocol == tcp || protocol == udp || protocol == icmp;
}

}  // namespace

std::function<bool(Passage const&)> probe(unsigned number) {
    return [number](Passage const& what) { return what.is_probe(number); };
}

std::function<bool(Passage const&)> tcp_data(Side from, unsigned nth) {
    return [from, nth, seen = std::make_shared<unsigned>(0)](Passage const& what) {
        if (what.protocol != tcp || what.from != from || what.payload == 0) return false;
        return ++*seen == nth || nth == 0;
    };
}

void Router::arp(Side side, View frame, std::vector<Departure>& out) {
    if (side == Side::lan && u16(frame, 20) == 1 && u32(frame, 28) == 0 && squats && squats(++probed_)) {
        MacAddress asker;
        std::copy_n(frame.begin() + 22, 6, asker.octets.begin());
        out.push_back({side, proto::build_arp(asker, 2, squatter_mac, {u32(frame, 38)}, asker, {}), squats_after});
    }
    const auto own = side == Side::lan ? lan_address : wan_address;
    if (u16(frame, 20) != 1 || u32(frame, 38) != own.number || !answers_arp.at(static_cast<std::size_t>(side))) return;
    MacAddress sender;
    std::copy_n(frame.begin() + 22, 6, sender.octets.begin());
    out.push_back({side, proto::build_arp(sender, 2, side == Side::lan ? lan_mac : wan_mac, own, sender, {u32(frame, 28)}), latency});
}

Passage Router::passage(Side side, View datagram, Instant now) const {
    Passage what{side, datagram[9], 0, 0, 0, engine::find_token(magic_, datagram), now, {u32(datagram, 16)}};
    const auto start = header(datagram);
    if (has_ports(what.protocol)) {
        what.source_port = u16(datagram, port_at(datagram, true));
        what.destination_port = u16(datagram, port_at(datagram, false));
    }
    const auto transport = what.protocol == tcp ? static_cast<std::size_t>(datagram[start + 12] >> 4U) * 4 : 8U;
    what.payload = datagram.size() - std::min(datagram.size(), start + transport);
    return what;
}

/// RFC 5508 REQ-4 and REQ-5: who is meant stands in the quote, which has a header of 20 octets here.
bool Router::error(Octets& datagram, bool inward) {
    const auto quote = header(datagram) + 8;
    const auto protocol = datagram[quote + 9];
    const auto port = quote + 20 + (inward ? 0 : 2);
    const auto owner = quote + (inward ? 12 : 16);
    std::pair<std::uint32_t, std::uint16_t> end{inward ? 0 : wan_address.number, 0};
    if (inward) {
        const auto mapped = in_ports_.find({protocol, u16(datagram, port)});
        const auto tunnel = portless_.find({protocol, u32(datagram, quote + 16)});
        if (mapped == in_ports_.end() && tunnel == portless_.end()) return false;
        end = mapped != in_ports_.end() ? mapped->second : std::pair<std::uint32_t, std::uint16_t>{tunnel->second, 0};
    } else {
        end.second = out_ports_[{protocol, u32(datagram, owner), u16(datagram, port)}];
    }
    put(datagram, inward ? 16 : 12, 4, end.first);
    if (!translates_quotes) return true;
    put(datagram, owner, 4, end.first);
    if (has_ports(protocol)) put(datagram, port, 2, end.second);
    put(datagram, quote + 10, 2, 0);
    put(datagram, quote + 10, 2, internet_checksum(part(datagram, quote, 20)));
    return true;
}

bool Router::outbound(Octets& datagram) {
    const auto protocol = datagram[9];
    if (is_error(datagram)) return error(datagram, false);
    const auto client = u32(datagram, 12);
    put(datagram, 12, 4, wan_address.number);
    if (!has_ports(protocol)) {
        auto& owner = portless_[{protocol, u32(datagram, 16)}];
        if (owner == 0 || last_come) owner = client;
        return true;
    }
    const auto port = u16(datagram, port_at(datagram, true));
    auto& mapped = out_ports_[{protocol, client, port}];
    if (mapped == 0) {
        mapped = next_port_++;
        in_ports_[{protocol, mapped}] = {client, port};
    }
    put(datagram, port_at(datagram, true), 2, mapped);
    return true;
}

bool Router::inbound(Octets& datagram) {
    const auto protocol = datagram[9];
    if (is_error(datagram)) return error(datagram, true);
    if (!has_ports(protocol)) {
        const auto owner = portless_.find({protocol, u32(datagram, 12)});
        if (owner == portless_.end()) return false;
        put(datagram, 16, 4, owner->second);
        return true;
    }
    const auto mapped = in_ports_.find({protocol, u16(datagram, port_at(datagram, false))});
    if (mapped == in_ports_.end()) return false;
    put(datagram, 16, 4, mapped->second.first);
    put(datagram, port_at(datagram, false), 2, mapped->second.second);
    return true;
}

void Router::send(Side to, Octets const& datagram, Duration delay, std::vector<Departure>& out, bool astray, bool spoil_header) {
    auto mac = gateway_mac_;
    if (to == Side::lan) {
        const auto neighbour = neighbours_.find({u32(datagram, 16)});
        if (neighbour == neighbours_.end()) return;
        mac = neighbour->second;
        if (astray)
            for (auto const& [address, other] : neighbours_)
                if (other != neighbour->second && (!astray_to || *astray_to == address)) mac = other;
    }
    auto pieces = shape::fragment(datagram, {1500, {}, 0});
    if (!pieces) return;
    for (auto& piece : *pieces) {
        if (spoil_header) put(piece, 10, 2, u16(piece, 10) ^ 0x5555U);
        out.push_back({to, proto::build_ethernet(mac, to == Side::lan ? lan_mac : wan_mac, 0x0800, piece), latency + delay});
    }
}

/// Answers a segment with RST in the name of its receiver (RFC 9293 section 3.5.2).
void Router::reset(Passage const& what, View datagram, std::vector<Departure>& out) {
    const auto start = header(datagram);
    proto::TcpParameters segment;
    segment.source_port = what.destination_port;
    segment.destination_port = what.source_port;
    segment.seq = u32(datagram, start + 8);
    const std::uint32_t syn = (datagram[start + 13] & 0x02U) != 0 ? 1 : 0;  // takes a sequence number of its own (section 3.4)
    segment.ack = u32(datagram, start + 4) + static_cast<std::uint32_t>(what.payload) + syn;
    segment.flags = 0x14;
    proto::IpParameters ip;
    ip.source = {u32(datagram, 16)};
    ip.destination = {u32(datagram, 12)};
    ip.protocol = tcp;
    send(what.from, proto::build_ipv4(ip, proto::build_tcp(ip.source, ip.destination, segment, {})), {}, out);
}

std::vector<Departure> Router::receive(Side side, View frame, Instant now) {
    std::vector<Departure> out;
    if (dead || (silent_until && now < *silent_until) || frame.size() < 34) return out;
    MacAddress source;
    std::copy_n(frame.begin() + 6, 6, source.octets.begin());
    const bool is_arp = u16(frame, 12) == 0x0806;
    const Ipv4Address sender{u32(frame, is_arp ? 28 : 26)};
    const bool known = is_arp || u16(frame, 12) == 0x0800;
    if (known && side == Side::lan) neighbours_[sender] = source;
    if (known && side == Side::wan) gateway_mac_ = source;
    if (side == Side::lan && program)
        for (auto& said : program(frame, now)) out.push_back({Side::lan, std::move(said), latency});
    if (is_arp) {
        arp(side, frame, out);
        return out;
    }
    if (u16(frame, 12) != 0x0800) {
        if (others)
            for (auto& crossing : others(side, frame)) out.push_back({tsuka::other(side), std::move(crossing), latency});
        if (!ignores_tags || u16(frame, 12) != 0x8100) return out;
        Octets untagged;
        without_vlan_tag(frame, untagged);
        return receive(side, untagged, now);
    }
    auto whole = reassemblers_.at(static_cast<std::size_t>(side)).add(part(frame, 14, u16(frame, 16)), now);
    if (!whole) return out;
    if (dies_after && forwarded_ >= *dies_after) {
        dead = true;
        return out;
    }
    const auto what = passage(side, whole->datagram, now);
    auto datagram = whole->datagram;
    --datagram[8];
    const auto untranslated = datagram;
    if (translates && !(side == Side::lan ? outbound(datagram) : inbound(datagram))) return out;
    write_checksums(datagram);
    ++forwarded_;

    Duration delay{};
    Duration copy_delay{};
    unsigned copies = 1;
    bool astray = false;
    bool spoil_header = false;
    for (auto& fault : faults) {
        if (fault.times == 0 || !fault.when(what)) continue;
        --fault.times;
        switch (fault.what) {
            case Misdeed::drop:
                return out;
            case Misdeed::duplicate:
                ++copies;
                copy_delay = fault.delay;
                break;
            case Misdeed::wrong_client:
                astray = true;
                break;
            case Misdeed::alter:
                datagram.back() ^= 0x55U;
                write_checksums(datagram);
                break;
            case Misdeed::bad_checksum:
                put(datagram, header(datagram) + (what.protocol == tcp ? 16 : 6), 2, 0xbeef);
                break;
            case Misdeed::bad_ip_checksum:
                spoil_header = true;
                break;
            case Misdeed::leak:
                datagram = untranslated;
                write_checksums(datagram);
                break;
            case Misdeed::stop:
                silent_until = now + fault.delay;
                return out;
            case Misdeed::delay:
                delay = fault.delay;
                break;
            case Misdeed::reset:
                reset(what, whole->datagram, out);
                return out;
            case Misdeed::other_host:
                put(datagram, 16, 4, astray_to.value_or(lan_address).number);
                write_checksums(datagram);
                break;
            case Misdeed::other_socket:
                put(datagram, port_at(datagram, false), 2, u16(datagram, port_at(datagram, false)) + 1U);
                write_checksums(datagram);
                break;
            case Misdeed::other_port:
                put(datagram, port_at(datagram, true), 2, u16(datagram, port_at(datagram, true)) + 7777U);
                write_checksums(datagram);
                break;
        }
    }
    for (unsigned copy = 0; copy < copies; ++copy) send(other(side), datagram, delay + copy * copy_delay, out, astray, spoil_header);
    return out;
}

}  // namespace toy
