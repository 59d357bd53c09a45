// ICMP errors (RFC 792): sent about an earlier probe, with that probe quoted as it arrived, and known again on the other side by what
// they quote. A quote of 28 octets has no room for a token.
#include "generator/base/checksum.hpp"
#include "generator/proto/frame.hpp"
#include "generator/proto/icmp.hpp"
#include "generator/proto/icmpv6.hpp"
#include "generator/proto/ip_view.hpp"
#include "generator/proto/registry.hpp"
#include "harness/engine/datagram.hpp"
#include "harness/engine/emit.hpp"
#include "harness/engine/incoming.hpp"
#include "harness/engine/send_fields.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tsuka::engine {

namespace {

/// RFC 1812 section 4.3.2.3: as much as possible without the ICMP datagram exceeding 576 octets.
constexpr std::size_t usual_quote = 576 - 20 - 8;
/// RFC 4443 section 2.4 (c): without exceeding the least MTU of IPv6.
constexpr std::size_t usual_quote_v6 = 1280 - 40 - 8;

/// Whether a host stands on the side of a probe's sender: what has reached it has turned back at the router.
bool is_beside(State const& state, std::string_view actor, Probe const& probe) {
    return state.host(actor)->side == state.host(probe.sender)->side;
}

/// The datagram, or its first fragment (RFC 792: errors are sent about fragment zero only), as it arrived at the host it was for, or at the
/// one beside its sender to which it turned back.
std::optional<Octets> as_it_arrived(State const& state, Probe const& quoted, std::string_view sender) {
    for (auto index : quoted.arrivals) {
        auto const& arrival = state.arrivals[index];
        if (arrival.actor != (is_beside(state, sender, quoted) ? sender : std::string_view(quoted.receiver))) continue;
        for (auto at : arrival.evidence) {
            const auto ip = proto::view_ip(state.evidence[at].datagram);
            if (!ip || ip->fragment.offset != 0 || !ip->is_whole()) continue;
            const auto datagram = part(ip->octets, 0, ip->total);
            return Octets(datagram.begin(), datagram.end());
        }
    }
    return std::nullopt;
}

/// Who forges a quote gets its header checksum right.
void write_header_checksum(Octets& datagram) {
    const auto ip = proto::view_ip(datagram);
    if (!ip || ip->family != IpFamily::v4) return;
    const auto header = ip->transport;
    write_bits(datagram, 80, 16, 0);
    write_bits(datagram, 80, 16, internet_checksum(part(datagram, 0, header)));
}

Result<Octets> build_quote(Octets const& datagram, model::SendStep const& send, Parts const& parts) {
    auto quote = datagram;
    const auto dissection = proto::dissect_ip(quote);
    for (auto const& [field, value] : parts.quote_patches)
        if (auto patched = proto::patch(quote, dissection, field, value); !patched) return patched.error();
    const bool by_hand =
        std::any_of(parts.quote_patches.begin(), parts.quote_patches.end(), [](auto const& patch) { return patch.first == "ip.checksum"; });
    if (!parts.quote_patches.empty() && !by_hand) write_header_checksum(quote);
    quote.resize(std::min(quote.size(),
                          send.quote_bytes.value_or(proto::ether_type_of(quote) == proto::ether_type_ipv6 ? usual_quote_v6 : usual_quote)));
    return quote;
}

bool same_field(Reading const& a, Reading const& b, std::string_view name) {
    auto const* one = a.find(name);
    auto const* other = b.find(name);
    return one == nullptr || other == nullptr ? one == other : one->value == other->value;
}

}  // namespace

std::optional<std::size_t> quoted_probe(State const& state, std::string_view name) {
    if (name.empty()) return std::nullopt;
    for (std::size_t at = 0; at < state.probes.size(); ++at)
        if (state.probes[at].name == name) return at;
    return std::nullopt;
}

Result<void> send_icmp_error(State& state, model::SendStep const& send, std::string const& name, Instant now) {
    const auto entry = proto::find_message(send.message);
    const auto about = quoted_probe(state, send.quote);
    auto const* sender = state.host(send.at);
    if (entry.message == nullptr || !about || sender == nullptr)
        return fail(fmt::format("'{}' about '{}' cannot be built", send.message, send.quote));
    auto parts = sort_fields(state, send, entry);
    if (!parts) return parts.error();

    auto const& quoted = state.probes[*about];
    Probe probe;
    probe.name = name;
    probe.step = state.step;
    probe.protocol = entry.protocol;
    probe.message = entry.message;
    probe.flow = quoted.flow;
    probe.speaker = peer(quoted.speaker);
    probe.sender = send.at;
    probe.receiver = quoted.sender;
    probe.by_hand = true;
    probe.quotes = about;
    const auto datagram = as_it_arrived(state, quoted, send.at);
    if (!datagram) probe.unsent = fmt::format("{} did not reach {}, so there is nothing to quote", quoted.name, quoted.receiver);
    if (!probe.unsent.empty()) state.unsent.try_emplace(probe.name, probe.unsent);
    ++state.copies[probe.name];
    state.probes.push_back(std::move(probe));
    if (!datagram) return {};

    auto quote = build_quote(*datagram, send, *parts);
    if (!quote) return quote.error();
    auto message = proto::build(*entry.message, parts->message, *quote);
    if (!message) return message.error();
    const auto target = parts->to.value_or(proto::view_ip(*datagram)->source);
    auto error = build_datagram(*parts, sender->address_of(target.family()), target, entry.protocol->ip_protocol, std::nullopt, *message);
    if (auto patched = apply_patches(error, *parts); !patched) return patched.error();
    return emit_datagram(state, state.probes.back(), std::move(error), send.fragment, now);
}

bool quotes_right_header(proto::Dissection const& dissection, View datagram) {
    return std::any_of(dissection.layers.begin(), dissection.layers.end(), [&](auto const& layer) {
        return layer.quoted && layer.protocol->name == "ip" && internet_checksum(part(datagram, layer.offset, layer.length)) == 0;
    });
}

bool is_icmp_error(Reading const& reading) {
    if (const auto type = reading.number("icmpv6.type")) return proto::is_icmpv6_error(static_cast<std::uint8_t>(*type));
    const auto type = reading.number("icmp.type");
    return type && proto::is_icmp_error(static_cast<std::uint8_t>(*type));
}

std::optional<std::size_t> error_by_quote(State const& state, Incoming const& incoming) {
    auto const& reading = incoming.arrival.reading;
    std::optional<std::size_t> best;
    unsigned most = 0;
    for (std::size_t at = 0; at < state.probes.size(); ++at) {
        auto const& probe = state.probes[at];
        if (!probe.quotes || !probe.unsent.empty()) continue;
        const bool turned_back = is_beside(state, probe.sender, state.probes[*probe.quotes]);
        if (!turned_back && state.host(probe.sender)->side == incoming.side) continue;
        // Type and code stay as they are (RFC 5508 REQ-4 b); so does the protocol of what is quoted.
        const auto kept = {"icmp.type", "icmp.code", "quote.ip.protocol", "icmpv6.type", "icmpv6.code", "quote.ipv6.protocol"};
        if (!std::all_of(kept.begin(), kept.end(), [&](auto const* name) { return same_field(reading, probe.sent(), name); })) continue;
        // Inwards the outer source stays, too, which tells errors of the hop from those that the router makes itself. One that turns back
        // is seen as if it came from outside.
        if (incoming.side == Side::lan && !turned_back &&
            (!same_field(reading, probe.sent(), "ip.src") || !same_field(reading, probe.sent(), "ipv6.src")))
            continue;
        // Several may look alike. The same datagram is quoted, or else the one whose turn it is.
        const unsigned likeness = 1 + (same_field(reading, probe.sent(), "quote.ip.id") ? 2U : 0U) + (probe.arrivals.empty() ? 1U : 0U);
        if (likeness <= most) continue;
        most = likeness;
        best = at;
    }
    return best;
}

}  // namespace tsuka::engine
