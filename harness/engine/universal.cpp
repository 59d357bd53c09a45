// What holds everywhere, whatever a case is about: checksums, an untouched payload, one delivery to the right host, no private source on
// the WAN.
#include "generator/base/checksum.hpp"
#include "generator/proto/registry.hpp"
#include "harness/engine/arrive.hpp"
#include "harness/engine/incoming.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tsuka::engine {

using model::Seen;

namespace {

std::string name_of(State const& state, Arrival const& arrival) {
    return arrival.probe ? state.probes[*arrival.probe].name : arrival.message;
}

bool sent_with(Probe const& probe, std::string_view what) {
    auto const& problems = probe.make.problems;
    return std::find(problems.begin(), problems.end(), what) != problems.end();
}

void check_problems(State& state, Arrival const& arrival, std::vector<proto::Problem> const& problems) {
    if (arrival.foreign) return;
    for (auto const& problem : problems) {
        if (!problem.what.ends_with("checksum")) continue;
        if (arrival.probe && sent_with(state.probes[*arrival.probe], problem.what)) continue;  // a deliberate fault
        state.observe({.seen = Seen::checksum, .probe = name_of(state, arrival), .at = arrival.actor, .field = problem.what},
                      arrival.evidence);
    }
}

bool accounted_for(State const& state, Arrival const& arrival, model::ClassRule const* observed) {
    if (observed == nullptr || !arrival.probe) return false;
    auto const& name = state.probes[*arrival.probe].name;
    return std::any_of(observed->when.begin(), observed->when.end(), [&](auto const& condition) {
        return condition.kind == model::Condition::Kind::arrived && condition.probe == name && condition.place == arrival.actor;
    });
}

/// Of an octet, those that translation may change.
unsigned translatable_bits(Make const& make, std::size_t octet) {
    unsigned bits = 0;
    for (auto const& span : make.translatable)
        for (unsigned bit = 0; bit < 8; ++bit)
            if (const auto place = octet * 8 + bit; place >= span.bit && place < span.bit + span.width) bits |= 0x80U >> bit;
    return bits;
}

}  // namespace

Make::Make(proto::Dissection const& dissection) {
    for (auto const& layer : dissection.layers)
        for (auto const& field : layer.fields)
            if (field.translatable)
                translatable.push_back({static_cast<std::uint32_t>(layer.offset * 8 + field.bit), static_cast<std::uint32_t>(field.width)});
    for (auto const& problem : dissection.problems) problems.push_back(problem.what);
}

bool translatable_at(Make const& sent, std::size_t octet) {
    return std::any_of(sent.translatable.begin(), sent.translatable.end(),
                       [&](auto const& span) { return span.bit < (octet + 1) * 8 && span.bit + span.width > octet * 8; });
}

std::optional<std::size_t> first_untranslated(View sent, Make const& make, View received, std::size_t from) {
    const auto both = std::min(sent.size(), received.size());
    for (auto at = std::min(from, both);; ++at) {
        const auto rest = sent.subspan(at, both - at);
        at += static_cast<std::size_t>(std::mismatch(rest.begin(), rest.end(), received.subspan(at).begin()).first - rest.begin());
        if (at == both) return sent.size() == received.size() ? std::nullopt : std::optional(both);
        if (((sent[at] ^ received[at]) & ~translatable_bits(make, at)) != 0) return at;
    }
}

bool same_but_translated(View sent, Make const& make, View received, std::size_t from) {
    return sent.size() == received.size() && !first_untranslated(sent, make, received, from);
}

model::Observation altered(Seen seen, Probe const& probe, std::string const& at, View received, std::size_t place) {
    const auto octet = [](View octets, std::size_t where) { return where < octets.size() ? fmt::format("{:02x}", octets[where]) : ""; };
    return {.seen = seen,
            .probe = probe.name,
            .from = probe.sender,
            .to = probe.receiver,
            .at = at,
            .sent = octet(probe.octets, place),
            .arrived = octet(received, place),
            .offset = place};
}

namespace {

/// Where it did not come through. What a router does to options of the IP header is its own affair: what they stand in front of is
/// compared.
std::optional<std::size_t> parts_from(Probe const& probe, View datagram) {
    const auto own = ip_header_size(probe.octets);
    const auto came = ip_header_size(datagram);
    if (own == came || came > datagram.size()) return first_untranslated(probe.octets, probe.make, datagram, own);
    Octets aligned(probe.octets.begin(), probe.octets.begin() + static_cast<std::ptrdiff_t>(own));
    aligned.insert(aligned.end(), datagram.begin() + static_cast<std::ptrdiff_t>(came), datagram.end());
    return first_untranslated(probe.octets, probe.make, aligned, own);
}

}  // namespace

void check_arrival(State& state, Arrival& arrival, std::vector<proto::Problem> const& problems, View datagram) {
    check_problems(state, arrival, problems);
    if (!arrival.probe) return;
    auto const& probe = state.probes[*arrival.probe];
    if (probe.in_stream()) return;  // a segment is not the message
    check_header(state, arrival, probe, datagram);
    const auto place = parts_from(probe, datagram);
    arrival.payload_same = !place;
    if (place && !arrival.foreign) state.observe(altered(Seen::octets, probe, arrival.actor, datagram, *place), arrival.evidence);
}

bool check_fragment(State& state, proto::IpView const& ip, std::size_t evidence) {
    const bool wrong = ip.family == IpFamily::v4 && internet_checksum(part(ip.octets, 0, ip.transport)) != 0;
    if (wrong && state.evidence[evidence].routers) state.observe({.seen = Seen::fragment_checksum, .field = "ip.checksum"}, {evidence});
    return !wrong;
}

bool is_leaked(State const& state, IpAddress const& source) {
    if (!source.v4() || !state.facts.crossing.hides_clients()) return false;
    const auto address = *source.v4();
    const bool a_client = std::any_of(state.hosts.begin(), state.hosts.end(),
                                      [&](auto const& host) { return host.side == Side::lan && host.address == address; });
    // A router that stands behind another NAT has a private address of its own (RFC 6598 section 4).
    const bool own = state.facts.crossing.is_routers_own(address);
    // Of those with the router's own address (IP passthrough) nothing is hidden.
    return (a_client && !own) || address == state.facts.sentinel.lan.address || (address.is_private() && !own);
}

void check_private_source(State& state, IpAddress const& source, std::size_t evidence) {
    if (state.evidence[evidence].record.side != Side::wan || !state.evidence[evidence].routers || !is_leaked(state, source)) return;
    state.observe({.seen = Seen::private_source, .field = "ip.src", .arrived = to_string(source)}, {evidence});
}

namespace {

/// A flow that does not open because its server's answer goes to another client of that server is what classes call first-come and
/// last-come; cases that send the opening step by step name it so and say what it breaks. The others have not opened: that is their result.
bool opening_of_a_fellow(State const& state, Probe const& probe, Arrival const& arrival) {
    const bool reached = std::any_of(probe.arrivals.begin(), probe.arrivals.end(),
                                     [&](auto index) { return state.arrivals[index].actor == probe.receiver; });
    return probe.set_up && !reached && std::any_of(state.flows.begin(), state.flows.end(), [&](auto const& flow) {
               return flow.server == probe.sender && flow.client == arrival.actor && flow.client != probe.receiver;
           });
}

}  // namespace

void check_delivery(State& state, model::ClassRule const* observed) {
    for (std::size_t at = 0; at < state.probes.size(); ++at) {
        auto const& probe = state.probes[at];
        if (probe.name.starts_with(State::goodbye)) continue;
        std::size_t delivered = 0;
        for (auto index : probe.arrivals) {
            auto const& arrival = state.arrivals[index];
            if (arrival.actor == probe.receiver) {
                ++delivered;
                continue;
            }
            if (accounted_for(state, arrival, observed)) continue;
            // To an address of the router's: who sends it on into the net gives it to nobody.
            if (probe.to_address && arrival.actor.empty() && arrival.side == Side::wan) continue;
            state.observe({.seen = opening_of_a_fellow(state, probe, arrival) ? Seen::fellow : Seen::misdelivery,
                           .probe = probe.name,
                           .from = probe.sender,
                           .to = probe.receiver,
                           .at = arrival.actor},
                          arrival.evidence);
        }
        const auto times_sent = std::max(probe.copies, 1U);
        if (delivered > times_sent)
            state.observe({.seen = Seen::duplicate,
                           .probe = probe.name,
                           .from = probe.sender,
                           .to = probe.receiver,
                           .sent = fmt::to_string(times_sent),
                           .arrived = fmt::to_string(delivered)},
                          state.arrivals[probe.arrivals.back()].evidence);
    }
}

}  // namespace tsuka::engine
