// The PPTP gateway of a simulated router: see pptp.hpp.
#include "harness/sim/pptp.hpp"

#include <algorithm>
#include <utility>

namespace tsuka::sim {

using model::PptpHandling;

namespace {

constexpr std::size_t shortest_message = 16;
constexpr std::size_t longest_message = 220;
constexpr std::size_t first_field = 12;
constexpr std::size_t second_field = 14;
constexpr std::size_t result_code = 16;
constexpr auto in_flight = std::chrono::milliseconds(500);  ///< tunnel data may still be on its way when its call has ended

// RFC 2637 section 2: control message types.
enum class Control : std::uint16_t {
    stop_request = 3,
    stop_reply = 4,
    ocrq = 7,
    ocrp = 8,
    icrq = 9,
    icrp = 10,
    iccn = 11,
    call_clear = 12,
    call_disconnect = 13,
    wan_error = 14,
    set_link_info = 15,
};

bool is(std::uint16_t type, std::initializer_list<Control> wanted) {
    return std::any_of(wanted.begin(), wanted.end(), [&](auto one) { return static_cast<std::uint16_t>(one) == type; });
}

std::uint16_t word(std::array<std::uint8_t, 18> const& head, std::size_t at) {
    return static_cast<std::uint16_t>(head[at] * 256U + head[at + 1]);
}

/// RFC 2637 section 1.4: the magic cookie tells a control message from anything else.
bool is_control_message(std::array<std::uint8_t, 18> const& head) {
    return word(head, 4) == 0x1a2b && word(head, 6) == 0x3c4d;
}

}  // namespace

bool Pptp::rewrites_ids() const {
    return spec_.pptp == PptpHandling::rewritten || spec_.pptp == PptpHandling::one_call;
}

std::uint16_t Pptp::choose_id(Ipv4Address client, Ipv4Address server, std::uint16_t id) {
    if (!rewrites_ids() || faults_("pptp.call-id-not-rewritten")) return id;
    const auto free = [&](std::uint16_t wanted) {
        return std::none_of(calls_.begin(), calls_.end(), [&](auto const& call) {
            return call.server == server && call.external == wanted && (call.client != client || call.internal != id);
        });
    };
    if (faults_("gre.pinhole-outlives-call")) {
        for (auto& call : calls_)
            if (call.server == server && std::exchange(call.over, false)) return call.external;
    }
    if (spec_.keep_call_ids && free(id)) return id;
    while (!free(next_id_) || next_id_ == 0) ++next_id_;
    return next_id_++;
}

Pptp::Call* Pptp::own_call(std::uint64_t control, Ipv4Address client, Ipv4Address server, std::uint16_t id, bool opens, Instant now) {
    for (auto& call : calls_)
        if (call.control == control && call.internal == id) return &call;
    if (!opens || (faults_("pptp.call-id-zero-ignored") && id == 0)) return nullptr;
    const bool second = std::any_of(calls_.begin(), calls_.end(), [&](auto const& call) { return call.control == control; });
    if (faults_("pptp.second-call") && second) return nullptr;
    const bool called_before = std::any_of(calls_.begin(), calls_.end(), [&](auto const& call) {
        return call.client == client && call.server == server && call.control != control;
    });
    if (faults_("pptp.reconnect-refused") && called_before) return nullptr;
    if (second && spec_.pptp == PptpHandling::one_call) std::erase_if(calls_, [&](auto const& call) { return call.control == control; });
    const auto external = choose_id(client, server, id);
    calls_.push_back({control, client, server, id, external, 0, false, false, false, now + lifetime()});
    return &calls_.back();
}

/// The head of a message is complete up to a field: what shall stand there instead, if anything.
std::optional<std::uint16_t> Pptp::translate(Stream const& stream, Side from, std::uint64_t control, Ipv4Address client, Ipv4Address server,
                                             Instant now) {
    const auto type = word(stream.head, 8);
    const bool second = stream.place == second_field + 1;
    const auto value = word(stream.head, second ? second_field : first_field);
    if (from == Side::lan) {
        const bool own = !second && is(type, {Control::ocrq, Control::ocrp, Control::icrq, Control::icrp, Control::call_clear,
                                              Control::call_disconnect});
        if (!own) return std::nullopt;
        if (faults_("pptp.call-clear-forgotten") && is(type, {Control::call_clear})) return std::nullopt;
        const bool answers = is(type, {Control::icrp}) && !faults_("pptp.incoming-call-ignored");
        const bool opens = answers || is(type, {Control::ocrq, Control::ocrp, Control::icrq});
        auto* call = own_call(control, client, server, value, opens, now);
        return call == nullptr ? std::nullopt : std::optional(call->external);
    }
    if (faults_("pptp.server-call-id-rewritten") && !second && is(type, {Control::ocrp}))
        return static_cast<std::uint16_t>(value ^ 0x0100U);
    if (faults_("pptp.disconnect-garbled") && !second && is(type, {Control::call_disconnect}))
        return static_cast<std::uint16_t>(value ^ 0x0100U);
    const bool peers =
        second ? is(type, {Control::ocrp, Control::icrp}) : is(type, {Control::iccn, Control::wan_error, Control::set_link_info});
    if (!peers) return std::nullopt;
    if (faults_("pptp.wan-error-forgotten") && is(type, {Control::wan_error})) return std::nullopt;
    if (faults_("pptp.set-link-info-forgotten") && is(type, {Control::set_link_info})) return std::nullopt;
    if (faults_("pptp.reply-not-restored") && is(type, {Control::ocrp})) return std::nullopt;
    for (auto const& call : calls_)
        if (call.external == value && call.control == control) return call.internal;
    if (faults_("gre.reply-alone-opens") && second && is(type, {Control::ocrp}))
        calls_.push_back({control, client, server, value, value, 0, true, false, false, now + lifetime()});
    return std::nullopt;
}

void Pptp::read_octet(Stream& stream, std::uint8_t octet, Side from, std::uint64_t control, Ipv4Address client, Ipv4Address server,
                      Instant now) {
    if (stream.place < stream.head.size()) stream.head[stream.place] = octet;
    const bool field_ends = stream.place == first_field + 1 || stream.place == second_field + 1;
    if (field_ends && !stream.unread && is_control_message(stream.head))
        if (const auto value = translate(stream, from, control, client, server, now)) stream.rewrites[stream.next - 1] = *value;
    ++stream.next;
    ++stream.place;
    const std::size_t length = std::clamp<std::size_t>(word(stream.head, 0), shortest_message, longest_message);
    if (stream.place < shortest_message || stream.place < length) return;
    if (!stream.unread && is_control_message(stream.head)) message_ends(stream, from, control, server, now);
    stream.place = 0;
    ++stream.messages;
}

/// A call is up once it was accepted (RFC 2637 sections 2.8 and 2.10), and over when one side says so, or ends them all (2.4 and 2.13).
void Pptp::message_ends(Stream& stream, Side from, std::uint64_t control, Ipv4Address server, Instant now) {
    const auto type = word(stream.head, 8);
    const auto own = word(stream.head, first_field);
    const auto other = word(stream.head, second_field);
    const bool stops = is(type, {Control::stop_reply});
    constexpr unsigned connected = 1;
    for (auto& call : calls_) {
        const bool all = faults_("pptp.stop-clears-all") && call.server == server;
        if (call.control != control && !(all && (stops || is(type, {Control::call_disconnect})))) continue;
        const bool meant = from == Side::lan ? call.internal == own : call.external == other;
        if (is(type, {Control::ocrp, Control::icrp}) && meant) {
            call.peer = from == Side::lan ? other : own;
            call.up = stream.head[result_code] == connected;
        }
        const bool gone = is(type, {Control::call_disconnect}) && (from == Side::lan ? call.internal : call.peer) == own;
        if (stops || gone || (all && is(type, {Control::call_disconnect}))) call_ends(call, now);
    }
}

void Pptp::call_ends(Call& call, Instant now) const {
    call.over = true;
    if (!faults_("gre.pinhole-outlives-call")) call.expires = std::min(call.expires, now + in_flight);
    if (faults_("pptp.stop-clears-all")) call.expires = now;
}

/// Messages that a planted defect does not see: those that share a segment, are cut, or come late in a long session.
bool Pptp::overlooked(Stream const& stream, Packet const& packet, std::size_t at, bool first) const {
    constexpr unsigned most_messages = 64;
    const auto left = packet.size() - at;
    const bool whole = left >= shortest_message && left >= packet.get(at, 2);
    return (faults_("pptp.split-segment-missed") && !whole) || (faults_("pptp.coalesced-second-missed") && !first) ||
           (faults_("pptp.long-session-lost") && stream.messages >= most_messages);
}

void Pptp::rewrite(Stream const& stream, Packet& packet, std::size_t data, std::uint32_t first, bool repeated) const {
    const auto length = static_cast<std::uint32_t>(packet.size() - data);
    const unsigned twist = repeated && faults_("pptp.retransmission-rewritten-differently") ? 0x0100U : 0U;
    for (auto const& [place, value] : stream.rewrites) {
        const auto written = value ^ twist;
        for (std::uint32_t octet = 0; octet < 2; ++octet) {
            const auto at = place + octet - first;
            if (at < length) packet.set(data + at, octet == 0 ? written >> 8U : written & 0xffU, 1);
        }
    }
    const bool behind = std::any_of(stream.rewrites.begin(), stream.rewrites.end(),
                                    [&](auto const& one) { return static_cast<std::int32_t>(first - one.first) > 0; });
    if (faults_("pptp.sequence-shifted") && behind) packet.set(packet.body() + 4, first + 1, 4);
}

void Pptp::stream_begins(Stream& stream, std::uint64_t control, std::uint64_t flags, std::uint32_t first) {
    constexpr unsigned ack = 16;
    // A new connection knows no calls (RFC 2637 section 3.2.1).
    if ((flags & ack) == 0) std::erase_if(calls_, [&](auto const& call) { return call.control == control; });
    stream = {};
    stream.begun = true;
    stream.next = first + 1;
}

Pptp::Verdict Pptp::segment(Packet& packet, Side from, std::uint64_t control, Ipv4Address client, Ipv4Address server, Instant now) {
    if (spec_.pptp == PptpHandling::control_blocked) return Verdict::drop;
    if (faults_("pptp.second-client-refused")) {
        for (auto const& call : calls_)
            if (call.server == server && call.client != client) return Verdict::drop;
    }
    const bool follows = rewrites_ids() || spec_.pptp == PptpHandling::tracked;
    auto const tcp = packet.body();
    const auto data = tcp + static_cast<std::size_t>(packet.get(tcp + 12, 1) >> 4U) * 4;
    const auto first = static_cast<std::uint32_t>(packet.get(tcp + 4, 4));
    const auto flags = packet.get(tcp + 13, 1);
    auto& stream = streams_[{control, from}];
    constexpr unsigned syn = 2;
    constexpr unsigned ack = 16;
    // A connection that the client has begun is not begun anew from outside, whoever says so.
    const bool unasked = from == Side::wan && (flags & (syn | ack)) == syn && streams_[{control, Side::lan}].begun;
    if (unasked) return Verdict::pass;
    if ((flags & syn) != 0) {
        stream_begins(stream, control, flags, first);
        return Verdict::pass;
    }
    if (!follows || !stream.begun || data >= packet.size()) return Verdict::pass;
    if (faults_("pptp.echo-dropped") && from == Side::wan && packet.get(data + 8, 2) == 5) return Verdict::drop;
    if (faults_("pptp.stop-dropped") && packet.get(data + 8, 2) == static_cast<unsigned>(Control::stop_request)) return Verdict::drop;
    const auto length = static_cast<std::uint32_t>(packet.size() - data);
    const auto known = static_cast<std::int32_t>(stream.next - first);
    if (known < 0 && faults_("pptp.early-segment-unread")) return Verdict::pass;
    if (known < 0) return Verdict::drop;  // a segment is missing before it; the sender repeats both
    const bool repeated = static_cast<std::uint32_t>(known) >= length && stream.held != first;
    if (faults_("pptp.retransmission-dropped") && repeated) return Verdict::drop;
    for (auto at = static_cast<std::uint32_t>(known); at < length; ++at) {
        if (stream.place == 0) stream.unread = overlooked(stream, packet, data + at, at == 0);
        read_octet(stream, static_cast<std::uint8_t>(packet.get(data + at, 1)), from, control, client, server, now);
    }
    const bool cut = stream.next == first + length && (stream.place == first_field + 1 || stream.place == second_field + 1);
    if (cut && is_control_message(stream.head) && !stream.unread && !faults_("pptp.cut-id-half-rewritten")) {
        stream.held = first;
        return Verdict::wait;
    }
    if (stream.held == first) stream.held.reset();
    rewrite(stream, packet, data, first, repeated);
    return Verdict::pass;
}

}  // namespace tsuka::sim
