// What every router does to the header of what it forwards, and to the frame around it: one hop fewer, congestion marks and nothing else,
// identifications that tell datagrams apart, padding of zeros. Each is found once for a way from one host to another.
#include "generator/proto/ip_view.hpp"
#include "harness/engine/arrive.hpp"
#include "harness/engine/incoming.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

namespace tsuka::engine {

using model::Seen;

namespace {

void check_time_to_live(State& state, Arrival const& arrival, Probe const& probe, bool v6) {
    const auto* field = v6 ? "ipv6.hop_limit" : "ip.ttl";
    const auto before = probe.sent().number(field);
    const auto after = arrival.reading.number(field);
    if (!before || !after || *after + 1 == *before || !state.facts.crossing.has_router()) return;
    // RFC 1812 section 5.3.1: lowered by at least one; by more where it was held for long.
    if (*after >= *before)
        return state.observe({.seen = Seen::hop_kept, .from = probe.sender, .to = probe.receiver, .field = field}, arrival.evidence);
    state.observe({.seen = Seen::hops, .field = field, .arrived = fmt::to_string(*before - *after)}, arrival.evidence);
}

/// RFC 3168 section 5: a router that is congested marks what can bear the mark, and changes nothing else.
void check_congestion_marks(State& state, Arrival const& arrival, Probe const& probe, std::string_view field) {
    constexpr std::uint64_t congested = 3;
    const auto before = probe.sent().number(field);
    const auto after = arrival.reading.number(field);
    if (!before || !after || *before == *after || (*before != 0 && *after == congested)) return;
    state.observe({.seen = Seen::congestion,
                   .from = probe.sender,
                   .to = probe.receiver,
                   .field = std::string(field),
                   .sent = fmt::to_string(*before),
                   .arrived = fmt::to_string(*after)},
                  arrival.evidence);
}

/// RFC 6864 sections 4.3 and 5.3.1: what may be cut into fragments needs an identification of its own on its way, and whoever translates
/// keeps it so. Two may be equal by chance where a router makes them up; three that were told apart are not.
void check_identification(State& state, Arrival const& arrival, Probe const& probe, View datagram) {
    constexpr std::size_t most_kept = 4096;
    constexpr std::size_t too_many = 3;
    const auto sent = proto::view_ip(probe.octets);
    const auto came = proto::view_ip(datagram);
    if (!sent || !came || sent->family != IpFamily::v4 || came->family != IpFamily::v4) return;
    const bool atomic = came->dont_fragment && arrival.fragments.count <= 1;
    if (atomic || !state.facts.crossing.has_router()) return;
    const auto before = static_cast<std::uint16_t>(sent->fragment.id);
    const Identified key{std::uint64_t{came->source.v4()->number} << 32U | came->destination.v4()->number,
                         std::uint32_t{came->protocol} << 16U | came->fragment.id};
    const auto known = state.identified.find(key);
    if (known == state.identified.end() && state.identified.size() >= most_kept) return;
    auto& sent_as = state.identified[key];
    if (std::find(sent_as.begin(), sent_as.end(), before) != sent_as.end() || sent_as.size() >= too_many) return;
    sent_as.push_back(before);
    if (sent_as.size() == too_many)
        state.observe({.seen = Seen::identification,
                       .from = probe.sender,
                       .to = probe.receiver,
                       .field = "ip.id",
                       .arrived = fmt::to_string(too_many)},
                      arrival.evidence);
}

/// RFC 9293 section 3.7.1: without the option the peer takes 536 for granted. Routers on a line with a smaller MTU lower it, and may.
void check_segment_size(State& state, Arrival const& arrival, std::uint16_t sent) {
    const auto came = arrival.reading.number("tcp.mss");
    if (came && *came <= sent) return;
    if (came)
        state.observe({.seen = Seen::mss_raised,
                       .field = "tcp.mss",
                       .sent = fmt::to_string(sent),
                       .arrived = fmt::to_string(*came),
                       .side = arrival.side},
                      arrival.evidence);
    else
        state.observe({.seen = Seen::mss_gone, .field = "tcp.mss", .sent = fmt::to_string(sent), .side = arrival.side}, arrival.evidence);
}

/// Whether there is one hop less, and hop limit, congestion marks, class and flow label, and DF else are as sent: of nearly all that
/// arrives, so without a look at fields.
bool as_a_router_does(View sent, View came) {
    constexpr std::size_t v4_header = 20;
    constexpr std::size_t v6_header = 40;
    constexpr unsigned dont_fragment = 0x40;
    if (sent.size() < v4_header || came.size() < v4_header || sent[0] >> 4U != came[0] >> 4U) return false;
    if (came[0] >> 4U == 4) return sent[8] == came[8] + 1 && sent[1] == came[1] && ((sent[6] ^ came[6]) & dont_fragment) == 0;
    return came[0] >> 4U == 6 && sent.size() >= v6_header && came.size() >= v6_header && sent[7] == came[7] + 1 &&
           std::equal(sent.begin(), sent.begin() + 4, came.begin());
}

}  // namespace

void check_header(State& state, Arrival const& arrival, Probe const& probe, View datagram) {
    if (arrival.foreign) return;
    if (as_a_router_does(probe.octets, datagram)) return check_identification(state, arrival, probe, datagram);
    const bool v6 = probe.sent().find("ipv6.src") != nullptr;
    check_time_to_live(state, arrival, probe, v6);
    check_congestion_marks(state, arrival, probe, v6 ? "ipv6.ecn" : "ip.ecn");
    check_identification(state, arrival, probe, datagram);
    // Side effects that break nothing but are worth knowing (RFC 2474, RFC 1191, RFC 6437).
    constexpr std::string_view v4_fields[] = {"ip.df", "ip.dscp"};
    constexpr std::string_view v6_fields[] = {"ipv6.dscp", "ipv6.flow_label"};
    for (auto field : v6 ? v6_fields : v4_fields) {
        const auto before = probe.sent().number(field);
        const auto after = arrival.reading.number(field);
        if (before && after && *before != *after)
            state.observe({.seen = Seen::field_changed,
                           .field = std::string(field),
                           .sent = fmt::to_string(*before),
                           .arrived = fmt::to_string(*after)},
                          arrival.evidence);
    }
}

void check_syn(State& state, Arrival const& arrival, flow::TcpEndpoint const& sender) {
    if (arrival.foreign) return;
    check_segment_size(state, arrival, sender.mss());
    // Both hosts have to say these, so who takes one out of a SYN switches it off (RFC 7323 section 2.2, RFC 2018 section 2).
    const auto missing = [&](bool said, std::string_view field) { return said && !arrival.reading.number(field); };
    std::vector<std::string_view> gone;
    if (missing(sender.scales(), "tcp.window_scale")) gone.emplace_back("tcp.window_scale");
    if (missing(sender.selects(), "tcp.sack_permitted")) gone.emplace_back("tcp.sack_permitted");
    if (gone.empty()) return;
    const auto fields = fmt::format("{}", fmt::join(gone, ", "));
    state.observe({.seen = Seen::tcp_options_gone, .field = fields, .side = arrival.side}, arrival.evidence);
}

/// A proxy begins anew, and may; what arrives as it left was forwarded by somebody who does not count (RFC 1812 section 5.3.1).
void check_segment_ttl(State& state, Arrival const& arrival) {
    const auto after = arrival.reading.number("ip.ttl");
    if (arrival.foreign || after != segment_ttl || !state.facts.crossing.has_router()) return;
    state.observe({.seen = Seen::hop_of_segments, .field = "ip.ttl", .side = arrival.side}, arrival.evidence);
}

/// RFC 894: the data field is padded with octets of zero. What stands there instead is what the router's memory held.
void check_padding(State& state, View frame, proto::IpView const& ip, std::size_t evidence) {
    constexpr std::size_t least_frame = 64;  // with a tag; what is longer is not padded
    auto const& seen = state.evidence[evidence];
    if (frame.size() > least_frame || ip.octets.size() <= ip.total || !seen.routers || !state.facts.crossing.has_router()) return;
    const auto padding = ip.octets.subspan(ip.total);
    if (std::all_of(padding.begin(), padding.end(), [](auto octet) { return octet == 0; })) return;
    state.observe({.seen = Seen::padding, .side = seen.record.side}, {evidence});
}

}  // namespace tsuka::engine
