// What becomes of the frames of load beside cases: each is compared with the one that was sent. See background.hpp.
#include "generator/base/checksum.hpp"
#include "generator/base/ethernet.hpp"
#include "generator/load/mark.hpp"
#include "harness/rate/background.hpp"

#include <algorithm>

namespace tsuka::rate {

namespace {

constexpr std::size_t header = 20;   ///< octets of IP: load has no options
constexpr std::size_t udp_sum = 26;  ///< place of a UDP checksum in the datagram
constexpr std::size_t call_id = 26;  ///< place of a Call ID (RFC 2637 section 4.1), which a router may rewrite
constexpr std::size_t time_to_live = 8;
constexpr std::size_t protocol_at = 9;
constexpr std::uint8_t proto_udp = 17;
constexpr std::uint8_t proto_gre = 47;

Ipv4Address address_at(View datagram, std::size_t at) {
    return {static_cast<std::uint32_t>(read_bits(datagram, at * 8, 32).value_or(0))};
}

std::uint16_t port_at(View datagram, std::size_t at) {
    return static_cast<std::uint16_t>(read_bits(datagram, at * 8, 16).value_or(0));
}

/// Whether everything behind the IP header is as it was sent, but for what a router has to rewrite there.
bool same_behind_header(View sent, View came, std::uint8_t protocol) {
    const auto rewritten = [&](std::size_t at) {
        const bool ports = protocol == proto_udp && at < header + 4;
        const bool sum = protocol == proto_udp && (at == udp_sum || at == udp_sum + 1);
        return ports || sum || (protocol == proto_gre && (at == call_id || at == call_id + 1));
    };
    for (auto at = header; at < sent.size(); ++at)
        if (sent[at] != came[at] && !rewritten(at)) return false;
    return true;
}

}  // namespace

bool Background::takes(Side side, View frame) {
    if (flows_.empty()) return false;
    const auto begin = around_.links.at(static_cast<std::size_t>(side)).datagram_at(frame);
    if (!begin || frame.size() < *begin + header) return false;
    const auto datagram = frame.subspan(*begin);
    const auto found = by_server_.find(address_at(datagram, side == Side::wan ? 16 : 12));
    if (found == by_server_.end()) return false;
    auto& flow = flows_[found->second];
    const auto from = other(side);
    if (from == Side::wan && !flow.outside) return false;  // nothing was sent that way
    if (datagram[protocol_at] != View(frames_of(flow, from).frame())[frames_of(flow, from).link_octets() + protocol_at]) return false;
    ++received_.at(static_cast<std::size_t>(side));
    arrived(flow, from, frame, datagram);
    return true;
}

void Background::arrived(Flow& flow, Side from, View frame, View datagram) {
    auto& stream = flow.ways.at(static_cast<std::size_t>(from));
    auto const& frames = frames_of(flow, from);
    const auto mark = datagram.size() > frames.mark_offset() ? load::read_mark(datagram.subspan(frames.mark_offset())) : std::nullopt;
    const bool readable = mark && mark->flow == flow.number && mark->sequence < stream.sent;
    // One whose mark is not what was sent is most likely the next one.
    const auto number = readable ? mark->sequence + 1 : std::min(stream.newest + 1, std::max(stream.sent, 1U));
    if (from == Side::wan && !is_at_client(flow, frame, datagram))
        return note(flow, from, number, "to a host that it was not for", "always.no-misdelivery");
    if (from == Side::lan && !flow.outside) {
        flow.outside = address_at(datagram, 12);
        flow.outside_port = load::port_of(kinds_[flow.protocol]) != 0 ? port_at(datagram, header) : 0;
    }
    if (from == Side::lan && !flow.open && state_ == State::opening) to_answer_.push_back(by_server_.at(flow.server));
    if (from == Side::wan && state_ == State::opening) flow.open = true;
    const auto ahead = static_cast<std::int64_t>(number) - stream.newest;
    const auto bit = ahead > 0 || ahead <= -64 ? 0 : std::uint64_t{1} << static_cast<unsigned>(-ahead);
    if ((stream.seen & bit) != 0) return note(flow, from, number, "delivered more than once", "always.no-duplicates");
    if (ahead > 0) {
        stream.seen = ahead >= 64 ? 1 : stream.seen << static_cast<unsigned>(ahead) | 1U;
        stream.newest = number;
    }
    stream.seen |= bit;
    ++(number <= model::slow_path_frames ? way(flow, from).early : way(flow, from).late).arrived;
    look_at(flow, from, datagram, number);
}

void Background::look_at(Flow const& flow, Side from, View datagram, std::uint32_t number) {
    auto const& frames = frames_of(flow, from);
    Octets sent(frames.frame().begin(), frames.frame().end());
    frames.stamp(sent, numbers(flow, from), flow.number, number - 1, number);
    const auto wanted = View(sent).subspan(frames.link_octets());
    const auto untouched = "always.payload-untouched";
    if (datagram.size() < wanted.size() || read_bits(datagram, 16, 16) != wanted.size() || datagram[0] != wanted[0])
        return note(flow, from, number, "of another length", untouched);
    const auto came = datagram.first(wanted.size());  // the rest is padding
    if (internet_checksum(came.first(header)) != 0) note(flow, from, number, "with a wrong IP header checksum", "always.checksums-right");
    if (around_.has_router && came[time_to_live] >= wanted[time_to_live])
        note(flow, from, number, "with a time to live that was not lowered", "header.hop-count");
    const auto protocol = wanted[protocol_at];
    if (!same_behind_header(wanted, came, protocol)) note(flow, from, number, "with an altered payload", untouched);
    const bool summed = protocol == proto_udp && port_at(came, udp_sum) != 0;
    if (summed && transport_checksum(address_at(came, 12), address_at(came, 16), protocol, came.subspan(header)) != 0)
        note(flow, from, number, "with a wrong UDP checksum", "always.checksums-right");
    const bool ports = load::port_of(kinds_[flow.protocol]) != 0;
    if (from == Side::lan && (address_at(came, 12) != flow.outside || (ports && port_at(came, header) != flow.outside_port)))
        note(flow, from, number, "from another address or port than the first one", "flow.steady");
    if (from == Side::wan && ports && port_at(came, header + 2) != flow.port)
        note(flow, from, number, "to another port than the client's", "flow.steady");
}

bool Background::is_at_client(Flow const& flow, View frame, View datagram) const {
    const auto link = read_ethernet(frame);
    const bool to_client = !around_.has_router || (link && link->destination == flow.client.mac);
    return to_client && address_at(datagram, 16) == flow.client.address;
}

void Background::note(Flow const& flow, Side from, std::uint32_t number, std::string_view what, std::string_view claim) {
    auto& faults = way(flow, from).faults;
    auto found = std::find_if(faults.begin(), faults.end(), [&](auto const& one) { return one.fault.what == what; });
    if (found == faults.end()) {
        faults.push_back({{std::string(what), std::string(claim), 0, 0, number, 0}, {}});
        found = std::prev(faults.end());
    }
    ++(number <= model::slow_path_frames ? found->fault.early : found->fault.late);
    found->fault.first = std::min<std::uint64_t>(found->fault.first, number);
    found->flows.insert(flow.number);
}

}  // namespace tsuka::rate
